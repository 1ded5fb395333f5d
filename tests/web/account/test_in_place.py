"""Signing in again in place: what a page's script does when its session ended."""

from __future__ import annotations

import pytest

from quizapp import create_app
from tests.factories import PASSWORD
from tests.web.account.builders import code, set_up_codes, signed_in

JSON = {"Accept": "application/json"}
PAM = {"email": "pam@example.org", "password": PASSWORD}


@pytest.fixture
def script(app, cast, tmp_path):
    """A browser of an application that checks CSRF tokens, as in production."""
    environ = {"DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "SECRET_KEY": "test"}
    return create_app(environ, tmp_path / "strict", TESTING=True, JOBS_IMMEDIATE=True).test_client()


def token(browser) -> dict[str, str]:
    return {**JSON, "X-CSRFToken": browser.get("/account/csrf").json["csrf_token"]}


def test_anybody_gets_a_token_and_no_cache_keeps_it(script):
    response = script.get("/account/csrf")
    assert response.json["signed_in"] is False
    assert response.headers["Cache-Control"] == "no-store"


def test_the_right_password_answers_with_a_fresh_token_that_works(script):
    response = script.post("/sign-in", json=PAM, headers=token(script))
    assert response.status_code == 200
    assert response.json["user"] == {"name": "Pam Practitioner"}
    assert response.json["tf_required"] is False
    assert signed_in(script)
    assert script.get("/account/csrf").json["signed_in"] is True
    out = script.post("/sign-out", headers={**JSON, "X-CSRFToken": response.json["csrf_token"]})
    assert out.status_code == 200
    assert not signed_in(script)


def test_the_wrong_password_answers_400_with_the_words_to_show(script):
    response = script.post("/sign-in", json={**PAM, "password": "wrong"}, headers=token(script))
    assert response.status_code == 400
    assert response.json["message"].startswith("We do not know this email address with this password")


def test_without_a_token_nothing_is_tried(script):
    assert script.post("/sign-in", json=PAM, headers=JSON).status_code == 400
    assert not signed_in(script)


@pytest.mark.parametrize("nonsense", ["[1]", '"text"', "{", "null"])
def test_what_is_no_object_is_a_bad_request(script, nonsense):
    headers = {**token(script), "Content-Type": "application/json"}
    assert script.post("/sign-in", data=nonsense, headers=headers).status_code == 400


def test_an_object_of_the_wrong_shape_is_refused_like_a_wrong_password(script):
    response = script.post("/sign-in", json={"email": {"a": 1}, "password": [2]}, headers=token(script))
    assert response.status_code == 400


def test_with_a_second_factor_the_answer_says_where_to_go_on(app, script):
    secret = set_up_codes(app, "pam")
    response = script.post("/sign-in", json=PAM, headers=token(script))
    assert response.status_code == 200
    assert response.json["tf_required"] is True
    assert response.json["continue_url"] == "/sign-in/code"
    assert not signed_in(script)
    page = script.get("/sign-in/code")
    assert "Enter your code" in page.text
    answer = script.post("/sign-in/code", json={"code": code(secret)}, headers=token(script))
    assert answer.status_code == 200
    assert signed_in(script)


def test_a_script_that_is_signed_in_already_is_told_so(script):
    script.post("/sign-in", json=PAM, headers=token(script))
    response = script.post("/sign-in", json=PAM, headers=token(script))
    assert response.status_code == 400
    assert "signed in already" in response.json["message"]


def test_no_bearer_token_is_given_or_taken(app, script):
    response = script.post("/sign-in?include_auth_token", json=PAM, headers=token(script))
    assert "authentication_token" not in response.text
    with app.app_context():
        from quizapp.people.queries import by_email

        given = by_email("pam@example.org").get_auth_token()
    stranger = app.test_client()
    assert stranger.get("/account/", headers={"Authentication-Token": given}).status_code == 303
    assert stranger.get(f"/account/?auth_token={given}").status_code == 303
