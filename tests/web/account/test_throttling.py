"""How often each door may be tried."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from quizapp import clock
from tests.factories import PASSWORD
from tests.web.account.builders import code, mails, set_up_codes, sign_in, signed_in

ELSEWHERE = {"environ_base": {"REMOTE_ADDR": "198.51.100.7"}}


def test_the_eleventh_try_at_an_account_is_not_made_even_with_the_right_password(client, cast):
    for _ in range(10):
        assert sign_in(client, "pam", "wrong").status_code == 200
    response = sign_in(client, "pam")
    assert response.status_code == 429
    assert "Wait 15 minutes" in response.text
    assert 0 < int(response.headers["Retry-After"]) <= 900
    assert not signed_in(client)


def test_an_account_that_does_not_exist_is_limited_the_same_way(client, cast):
    for _ in range(10):
        sign_in(client, "nobody", "wrong")
    assert sign_in(client, "nobody", "wrong").status_code == 429


def test_a_stranger_who_guesses_elsewhere_does_not_lock_pam_out(client, cast):
    for _ in range(11):
        sign_in(client, "pam", "wrong", **ELSEWHERE)
    assert sign_in(client, "pam").status_code == 302


def test_another_spelling_of_the_same_address_is_the_same_account(client, cast):
    for spelling in ("pam@example.org", "PAM@EXAMPLE.ORG", " pam@example.org ", "pam@EXAMPLE\u3002org"):
        for _ in range(3):
            client.post("/sign-in", data={"email": spelling, "password": "wrong"})
    assert sign_in(client, "pam").status_code == 429


def test_after_the_wait_the_door_opens_again(client, cast):
    with time_machine.travel(clock.now(), tick=False) as moment:
        for _ in range(11):
            sign_in(client, "pam", "wrong")
        moment.shift(timedelta(minutes=15))
        assert sign_in(client, "pam").status_code == 302


def test_signing_in_forgets_the_failures(client, cast):
    for _ in range(3):
        for _ in range(9):
            sign_in(client, "pam", "wrong")
        assert sign_in(client, "pam").status_code == 302
        client.post("/sign-out")


def test_one_address_cannot_try_many_accounts(client, cast):
    for number in range(60):
        assert sign_in(client, f"guess{number}", "wrong").status_code == 200
    assert sign_in(client, "guess-more", "wrong").status_code == 429
    assert sign_in(client, "guess-more", "wrong", **ELSEWHERE).status_code == 200


def test_a_whole_clinic_can_sign_in_from_one_address(app, cast):
    for _ in range(70):
        assert sign_in(app.test_client(), "pam").status_code == 302


def test_a_script_is_told_in_json_how_long_to_wait(client, cast):
    asked = {"json": {"email": "pam@example.org", "password": "wrong"}, "headers": {"Accept": "application/json"}}
    for _ in range(10):
        assert client.post("/sign-in", **asked).status_code == 400
    response = client.post("/sign-in", **asked)
    assert response.status_code == 429
    assert response.json["error"] == 429
    assert "Wait" in response.json["message"]
    assert response.headers["Retry-After"]


@pytest.mark.parametrize("door", ["/reset", "/confirm"])
def test_nobody_is_flooded_with_mails(app, client, cast, door):
    for _ in range(5):
        assert client.post(door, data={"email": "pam@example.org"}).status_code == 200
    assert client.post(door, data={"email": "pam@example.org"}).status_code == 429
    assert client.post(door, data={"email": "PAM@example.org"}).status_code == 429
    assert len(mails(app, "pam@")) <= 5


def test_an_unknown_address_is_limited_at_reset_as_a_known_one_is(client, cast):
    for _ in range(5):
        client.post("/reset", data={"email": "nobody@example.org"})
    assert client.post("/reset", data={"email": "nobody@example.org"}).status_code == 429


def test_codes_cannot_be_guessed(app, client, cast):
    secret = set_up_codes(app, "pam")
    sign_in(client, "pam")
    for _ in range(6):
        assert client.post("/sign-in/code", data={"code": "000000"}).status_code == 200
    assert client.post("/sign-in/code", data={"code": code(secret)}).status_code == 429
    assert not signed_in(client)


def test_beginning_anew_does_not_give_more_guesses_at_the_code(app, cast):
    set_up_codes(app, "pam")
    for _ in range(6):
        browser = app.test_client()
        sign_in(browser, "pam")
        browser.post("/sign-in/code", data={"code": "000000"})
    browser = app.test_client()
    sign_in(browser, "pam")
    assert browser.post("/sign-in/code", data={"code": "000000"}).status_code == 429


def test_recovery_codes_cannot_be_guessed(app, client, cast):
    set_up_codes(app, "pam")
    sign_in(client, "pam")
    for _ in range(6):
        assert client.post("/sign-in/recovery-code", data={"code": "0000-0000-0000"}).status_code == 200
    assert client.post("/sign-in/recovery-code", data={"code": "0000-0000-0000"}).status_code == 429


def test_the_password_of_somebody_signed_in_cannot_be_guessed(as_):
    pam = as_("pam")
    for _ in range(10):
        assert pam.post("/account/verify", data={"password": "wrong"}).status_code == 200
    assert pam.post("/account/verify", data={"password": PASSWORD}).status_code == 429


def test_links_of_invitations_cannot_be_guessed(client, cast):
    for _ in range(30):
        assert client.post("/invitation/made-up", data={}).status_code == 404
    assert client.post("/invitation/made-up", data={}).status_code == 429
