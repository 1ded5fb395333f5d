"""Sensitive acts want the password from a short while ago."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from quizapp import clock
from tests.factories import PASSWORD
from tests.web.account.builders import freshen, sign_in

SENSITIVE = ["/account/email", "/account/second-factor", "/account/recovery-codes", "/account/passkeys"]


@pytest.mark.parametrize("page", SENSITIVE)
def test_a_sensitive_page_asks_who_it_is_and_leads_back(as_, page):
    pam = as_("pam")
    response = pam.get(f"{page}?a=b")
    assert response.status_code == 303
    assert response.location == f"/account/verify?next={page}?a%3Db"
    assert "Is it you?" in pam.get(response.location).text
    response = pam.post(response.location, data={"password": PASSWORD})
    assert response.location == f"{page}?a=b"
    assert pam.get(page).status_code == 200


def test_a_form_that_was_sent_too_late_leads_back_to_its_page(as_):
    response = as_("pam").post("/account/email", data={"email": "new@example.org"})
    assert response.location == "/account/verify?next=/account/email"


def test_a_script_is_told_where_to_show_who_it_is(as_):
    response = as_("pam").post("/account/passkeys", data={"name": "x"}, headers={"Accept": "application/json"})
    assert response.status_code == 401
    assert response.json["verify"] == "/account/verify?next=/account/passkeys"
    assert response.json["message"]


def test_the_wrong_password_opens_nothing(as_):
    pam = as_("pam")
    assert "That is not your password" in pam.post("/account/verify", data={"password": "wrong"}).text
    assert pam.get("/account/email").status_code == 303


def test_signing_in_is_fresh_for_a_quarter_of_an_hour_and_each_act_prolongs_it(client, cast):
    with time_machine.travel(clock.now(), tick=False) as moment:
        sign_in(client, "pam")
        for _ in range(3):
            moment.shift(timedelta(minutes=14))
            assert client.get("/account/email").status_code == 200
        moment.shift(timedelta(minutes=16))
        assert client.get("/account/email").status_code == 303


def test_a_remembered_browser_is_not_fresh(client, cast):
    client.post("/sign-in", data={"email": "pam@example.org", "password": PASSWORD, "remember": "y"})
    client.delete_cookie("session")
    assert client.get("/account/").status_code == 200
    assert client.get("/account/email").status_code == 303


def test_after_showing_who_it_is_nobody_is_led_elsewhere(as_):
    response = as_("pam").post("/account/verify?next=https://evil.example/", data={"password": PASSWORD})
    assert response.location == "/account/"


def test_a_session_ends_after_twelve_idle_hours_and_lasts_while_it_is_used(client, cast):
    with time_machine.travel(clock.now(), tick=False) as moment:
        sign_in(client, "pam")
        for _ in range(4):
            moment.shift(timedelta(hours=11))
            assert client.get("/account/").status_code == 200
        moment.shift(timedelta(hours=12, seconds=2))
        assert client.get("/account/").status_code == 303


def test_a_busy_browser_gets_a_new_cookie_now_and_then_not_each_time(client, cast):
    with time_machine.travel(clock.now(), tick=False) as moment:
        sign_in(client, "pam")
        client.get("/account/name")
        assert "Set-Cookie" not in client.get("/account/").headers
        moment.shift(timedelta(minutes=11))
        assert "Set-Cookie" in client.get("/account/").headers
        assert "Set-Cookie" not in client.get("/account/").headers


def test_freshness_of_one_browser_is_not_that_of_another(as_):
    freshen(as_("pam"))
    assert as_("pam").get("/account/email").status_code == 303
