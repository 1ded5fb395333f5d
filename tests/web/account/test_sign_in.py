"""Signing in with email and password, and out again."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from flask_security.signals import user_failed_authn

from quizapp import create_app
from quizapp.database import db
from quizapp.people.models import Person
from tests.factories import PASSWORD
from tests.web.account.builders import person, sign_in, signed_in

UNKNOWN = "We do not know this email address with this password"


def test_the_right_password_signs_in_and_leads_home(client, cast):
    response = sign_in(client, "pam")
    assert (response.status_code, response.location) == (302, "/")
    assert signed_in(client)


def test_the_email_may_be_written_with_capitals(client, cast):
    client.post("/sign-in", data={"email": "PAM@Example.org", "password": PASSWORD})
    assert signed_in(client)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("pam@example.org", "the wrong password"),
        ("nobody@example.org", PASSWORD),
        ("nonsense", PASSWORD),
        ("", ""),
        ("pam@example.org", ""),
        ("pam@example.org", "x" * 5000),
    ],
)
def test_whatever_is_wrong_the_words_are_the_same_and_said_once(client, cast, email, password):
    response = client.post("/sign-in", data={"email": email, "password": password})
    assert response.status_code == 200
    assert response.text.count(UNKNOWN) == 1
    assert "no account" not in response.text
    assert not signed_in(client)


def test_the_typed_password_is_not_sent_back(client, cast):
    assert "the wrong password" not in sign_in(client, "pam", "the wrong password").text


def test_an_account_that_is_off_is_told_so_only_with_the_right_password(app, client, cast):
    with app.app_context():
        db.session.get_one(Person, cast["pam"]).active = False
        db.session.commit()
    assert "switched off" in sign_in(client, "pam").text
    assert UNKNOWN in sign_in(client, "pam", "the wrong password").text
    assert not signed_in(client)


def test_switching_an_account_off_ends_a_running_session(app, as_, cast):
    pam = as_("pam")
    assert signed_in(pam)
    with app.app_context():
        db.session.get_one(Person, cast["pam"]).active = False
        db.session.commit()
    assert not signed_in(pam)


def test_signing_in_leads_back_to_where_one_was(client, cast):
    response = client.post(
        "/sign-in", data={"email": "pam@example.org", "password": PASSWORD, "next": "/quizzes/?page=2"}
    )
    assert response.location == "/quizzes/?page=2"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "///evil.example", "\\\\evil.example", "javascript:alert(1)",
     "https:evil.example", "/\\evil.example", "http://localhost@evil.example/", " //evil.example"],
)  # fmt: skip
def test_no_way_back_leads_to_another_site(client, cast, elsewhere):
    response = client.post("/sign-in", data={"email": "pam@example.org", "password": PASSWORD, "next": elsewhere})
    assert response.status_code == 302
    assert urlsplit(urljoin("http://localhost/sign-in", response.location)).netloc == "localhost"
    assert "\\" not in response.location
    asked = client.get("/sign-in", query_string={"next": elsewhere})
    assert asked.status_code in (200, 302)


def test_who_is_signed_in_is_led_home_from_the_sign_in_page(as_):
    assert as_("pam").get("/sign-in?next=/account/").location == "/"


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(client, cast):
    cookie = sign_in(client, "pam").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_under_https_both_cookies_are_secure(app, cast, tmp_path):
    environ = {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "SECRET_KEY": "test",
        "BASE_URL": "https://vesicle.example.org",
    }
    secure = create_app(environ, tmp_path / "https", TESTING=True, WTF_CSRF_ENABLED=False, JOBS_IMMEDIATE=True)
    given = {"email": "pam@example.org", "password": PASSWORD, "remember": "y"}
    cookies = secure.test_client().post("/sign-in", data=given, base_url="https://vesicle.example.org").headers
    assert len(cookies.getlist("Set-Cookie")) == 2
    assert all("Secure" in cookie and "HttpOnly" in cookie for cookie in cookies.getlist("Set-Cookie"))


def test_only_who_asks_for_it_is_remembered(client, cast):
    assert "remember_token" not in str(sign_in(client, "pam").headers.getlist("Set-Cookie"))
    client.post("/sign-out")
    given = {"email": "pam@example.org", "password": PASSWORD, "remember": "y"}
    cookies = client.post("/sign-in", data=given).headers.getlist("Set-Cookie")
    remembered = next(cookie for cookie in cookies if cookie.startswith("remember_token"))
    assert "HttpOnly" in remembered
    assert "SameSite=Lax" in remembered


def test_a_remembered_browser_is_signed_in_without_a_session(client, cast):
    client.post("/sign-in", data={"email": "pam@example.org", "password": PASSWORD, "remember": "y"})
    client.delete_cookie("session")
    assert signed_in(client)
    client.post("/sign-out")
    client.delete_cookie("session")
    assert not signed_in(client)


def test_signing_out_ends_the_session(client, cast):
    sign_in(client, "pam")
    response = client.post("/sign-out")
    assert (response.status_code, response.location) == (302, "/")
    assert not signed_in(client)


def test_signing_out_wants_a_post(as_):
    assert as_("pam").get("/sign-out").status_code == 405


def test_a_new_session_has_a_new_csrf_token(app, cast, tmp_path):
    environ = {"DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "SECRET_KEY": "test"}
    strict = create_app(environ, tmp_path / "strict", TESTING=True, JOBS_IMMEDIATE=True)
    browser = strict.test_client()
    before = browser.get("/account/csrf").json["csrf_token"]
    with browser.session_transaction() as session:
        planted = session["csrf_token"]
    sign_in(browser, "pam", headers={"X-CSRFToken": before})
    assert signed_in(browser)
    browser.get("/account/")
    with browser.session_transaction() as session:
        assert session["csrf_token"] != planted


def test_nobody_who_writes_waits_while_a_password_is_checked(app, client, cast):
    written = []

    def write(_app, **_rest) -> None:
        with app.app_context():  # another request, at the very moment
            db.session.get_one(Person, cast["sid"]).name = "Written meanwhile"
            db.session.commit()
            written.append(1)

    with user_failed_authn.connected_to(write, app):
        assert UNKNOWN in sign_in(client, "pam", "the wrong password").text
    assert written
    assert person(app, "sid").name == "Written meanwhile"


def test_a_password_hashed_with_less_is_hashed_anew_at_sign_in(app, client, cast):
    before = person(app, "pam").password
    assert "m=1024" in before
    sign_in(client, "pam")
    assert "m=19456,t=2,p=1" in person(app, "pam").password
    client.post("/sign-out")
    assert sign_in(client, "pam").status_code == 302
