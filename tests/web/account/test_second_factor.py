"""The second factor: setting it up, signing in with it, turning it off, and what stands in for it."""

from __future__ import annotations

import re

import pytest

from quizapp.database import db
from quizapp.people.models import Person
from tests.people.test_accounts import passkey
from tests.web.account.builders import (
    acts,
    code,
    freshen,
    mails,
    person,
    set_up_codes,
    sign_in,
    signed_in,
)


def key_on(page: str) -> str:
    """Return the key that the set-up page shows for typing."""
    return re.search(r"<code>([A-Z2-7 -]+)</code>", page)[1].replace("-", "").replace(" ", "")


def test_setting_up_shows_a_qr_code_and_the_first_code_turns_it_on(app, as_):
    pam = freshen(as_("pam"))
    page = pam.post("/account/second-factor", data={"setup": "authenticator"}).text
    assert "data:image/svg+xml" in page
    assert not person(app, "pam").tf_primary_method
    response = pam.post("/sign-in/code", data={"code": code(key_on(page))})
    assert response.location == "/account/second-factor/done"
    assert person(app, "pam").tf_primary_method == "authenticator"
    assert pam.get("/account/second-factor/done").location == "/account/recovery-codes"
    assert mails(app, "pam@")[-1][0] == "The second factor is on"
    assert acts(app) == ["turned on the second factor"]


def test_a_mistyped_first_code_keeps_the_qr_code_on_the_page(as_):
    pam = freshen(as_("pam"))
    first = pam.post("/account/second-factor", data={"setup": "authenticator"}).text
    again = pam.post("/sign-in/code", data={"code": "000000"})
    assert again.status_code == 200
    assert "That code is not right" in again.text
    assert key_on(again.text) == key_on(first)
    assert pam.post("/sign-in/code", data={"code": code(key_on(first))}).status_code == 302


@pytest.mark.parametrize("setup", ["sms", "email", "nonsense", ""])
def test_no_other_way_can_be_set_up(app, as_, setup):
    pam = freshen(as_("pam"))
    response = pam.post("/account/second-factor", data={"setup": setup, "phone": "+4912345678"})
    assert "Choose one of the ways shown here" in response.text
    assert not person(app, "pam").tf_phone_number


def test_the_password_alone_does_not_sign_in_any_more(app, client, cast):
    secret = set_up_codes(app, "pam")
    response = sign_in(client, "pam", query_string={"next": "/quizzes/"})
    assert response.location == "/sign-in/code?next=/quizzes/"
    assert not signed_in(client)
    assert "That code is not right" in client.post("/sign-in/code", data={"code": "000000"}).text
    assert not signed_in(client)
    page = client.get(response.location)
    assert "One step is left" in page.text
    response = client.post("/sign-in/code?next=/quizzes/", data={"code": f" {code(secret)[:3]} {code(secret)[3:]} "})
    assert response.location == "/quizzes/"
    assert signed_in(client)


def test_a_code_counts_once(app, cast):
    secret = set_up_codes(app, "pam")
    shown = code(secret)
    first, second = app.test_client(), app.test_client()
    for browser in (first, second):
        sign_in(browser, "pam")
        browser.post("/sign-in/code", data={"code": shown})
    assert signed_in(first)
    assert not signed_in(second)


def test_the_page_of_the_code_wants_the_password_first(client, cast):
    response = client.get("/sign-in/code", follow_redirects=True)
    assert "That step was too long ago. Sign in again" in response.text


@pytest.mark.parametrize("page", ["/sign-in/code", "/sign-in/recovery-code", "/sign-in/choose", "/sign-in/help"])
def test_no_second_step_can_be_the_first(client, cast, page):
    assert client.get(page).location == "/sign-in"
    assert client.post(page, data={"code": "000000", "which": "authenticator"}).location == "/sign-in"


def test_who_is_signed_in_is_not_signed_out_by_the_page_of_the_code(as_):
    pam = as_("pam")
    assert pam.get("/sign-in/code").location == "/account/"
    assert signed_in(pam)


def test_turning_it_off_takes_the_recovery_codes_too_and_tells_the_person(app, as_):
    set_up_codes(app, "pam")
    pam = freshen(as_("pam"))
    pam.post("/account/recovery-codes", data={"generate_new_codes": "1"})
    assert person(app, "pam").mf_recovery_codes
    pam.post("/account/second-factor", data={"setup": "disable"})
    assert not person(app, "pam").tf_primary_method
    assert not person(app, "pam").mf_recovery_codes
    assert mails(app, "pam@")[-1][0] == "The second factor is off"
    assert pam.get("/account/second-factor/done").location == "/account/"


def test_recovery_codes_are_shown_once_and_each_signs_in_once(app, as_, client):
    set_up_codes(app, "pam")
    pam = freshen(as_("pam"))
    page = pam.post("/account/recovery-codes", data={"generate_new_codes": "1"}).text
    shown = re.findall(r"<code>([0-9a-f-]{14})</code>", page)
    assert len(shown) == 10
    for again in ("/account/recovery-codes", "/account/recovery-codes?show_codes=1"):
        assert shown[0] not in pam.get(again).text
    sign_in(client, "pam")
    assert client.post("/sign-in/recovery-code", data={"code": shown[0]}).location == "/"
    assert signed_in(client)
    client.post("/sign-out")
    sign_in(client, "pam")
    assert "used already" in client.post("/sign-in/recovery-code", data={"code": shown[0]}).text
    client.post("/sign-in/recovery-code", data={"code": shown[1].upper()})
    assert signed_in(client)
    assert "8 left" in client.get("/account/").text


def test_without_a_second_factor_there_is_nothing_to_recover(as_):
    page = freshen(as_("pam")).get("/account/recovery-codes").text
    assert "Set one up" in page
    assert "Make recovery codes" not in page


def test_who_lost_everything_calls_the_administrators(app, client, cast):
    set_up_codes(app, "pam")
    sign_in(client, "pam")
    response = client.post("/sign-in/help", data={"help_setup": "help"})
    assert "Your administrators have been told" in response.text
    subject, body = mails(app, "ada@")[0]
    assert subject == "Somebody cannot use their second factor"
    assert f"http://localhost/admin/people/{cast['pam']}" in body
    assert mails(app, "pam@") == []


def test_recovery_codes_that_are_left_do_not_stand_in_the_way_of_calling(app, client, as_, cast):
    set_up_codes(app, "pam")
    freshen(as_("pam")).post("/account/recovery-codes", data={"generate_new_codes": "1"})
    sign_in(client, "pam")
    assert client.get("/sign-in/help").status_code == 200
    assert client.post("/sign-in/help", data={"help_setup": "nonsense"}).status_code == 200
    assert mails(app, "ada@") == []
    assert client.post("/sign-in/help", data={"help_setup": "recovery_code"}).location == "/sign-in/recovery-code"
    client.post("/sign-in/help", data={"help_setup": "help"})
    assert len(mails(app, "ada@")) == 1
    assert client.post("/sign-in/help", data={"help_setup": "help"}).status_code == 429


def test_somebody_with_an_app_and_a_key_chooses(app, client, cast):
    secret = set_up_codes(app, "pam")
    with app.app_context():
        passkey(db.session.get_one(Person, cast["pam"]), "secondary")
        db.session.commit()
    assert sign_in(client, "pam").location.startswith("/sign-in/choose")
    page = client.get("/sign-in/choose").text
    assert "Code from the app" in page
    assert "Security key" in page
    assert client.post("/sign-in/choose", data={"which": "webauthn"}).location.startswith("/sign-in/passkey")
    assert "Use your security key" in client.get("/sign-in/passkey").text
    assert client.post("/sign-in/choose", data={"which": "authenticator"}).location.startswith("/sign-in/code")
    client.post("/sign-in/code", data={"code": code(secret)})
    assert signed_in(client)
