"""Changing one's own password and email address."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from quizapp import clock
from tests.factories import PASSWORD
from tests.web.account.builders import NEW, acts, freshen, mails, path_in, person, sign_in, signed_in

CHANGE = {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}


def test_a_changed_password_signs_out_everywhere_else_but_not_here(app, as_):
    here, elsewhere = as_("pam"), as_("pam")
    response = here.post("/account/password", data=CHANGE, follow_redirects=True)
    assert "Your password is changed" in response.text
    assert signed_in(here)
    assert not signed_in(elsewhere)
    assert sign_in(app.test_client(), "pam", NEW).status_code == 302
    assert mails(app, "pam@")[0][0] == "Your password was changed"
    assert acts(app) == ["changed the password"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password": "wrong"}, "That is not your password"),
        ({"password": ""}, "Enter a password"),
        ({"new_password": "short", "new_password_confirm": "short"}, "at least 12 characters"),
        ({"new_password_confirm": "different"}, "The two passwords differ"),
        ({"new_password": PASSWORD, "new_password_confirm": PASSWORD}, "the password you have now"),
    ],
)
def test_a_change_that_will_not_do_is_refused_with_the_reason(app, as_, change, words):
    response = as_("pam").post("/account/password", data={**CHANGE, **change})
    assert words in response.text
    assert sign_in(app.test_client(), "pam").status_code == 302


def test_a_new_address_counts_when_its_link_was_opened(app, as_):
    pam = freshen(as_("pam"))
    response = pam.post("/account/email", data={"email": "Pamela@Example.org"})
    assert "on its way to pamela@example.org" in response.text
    assert person(app, "pam")
    link = path_in(mails(app, "pamela@")[0][1], "/account/email/")
    response = pam.get(link, follow_redirects=True)
    assert "Your email address is changed" in response.text
    assert person(app, "pamela")
    assert "was changed" in mails(app, "pam@")[-1][1]
    assert acts(app) == ["changed the email address"]


def test_the_link_works_in_a_browser_that_is_not_signed_in_and_only_once(app, as_, client):
    freshen(as_("pam")).post("/account/email", data={"email": "pamela@example.org"})
    link = path_in(mails(app, "pamela@")[0][1], "/account/email/")
    client.get(link)
    assert person(app, "pamela")
    assert client.get(link).location == "/account/email"


def test_the_link_expires_after_four_hours(app, as_):
    with time_machine.travel(clock.now(), tick=False) as moment:
        pam = freshen(as_("pam"))
        pam.post("/account/email", data={"email": "pamela@example.org"})
        moment.shift(timedelta(hours=4, seconds=2))
        pam.get(path_in(mails(app, "pamela@")[0][1], "/account/email/"))
        assert person(app, "pam")


def test_an_address_that_is_taken_gets_the_same_answer_and_no_mail(app, as_):
    response = freshen(as_("pam")).post("/account/email", data={"email": "ted@example.org"})
    assert "on its way to ted@example.org" in response.text
    assert mails(app) == []


def test_an_address_that_is_taken_meanwhile_is_not_taken_over(app, as_):
    for who in ("pam", "sid"):
        freshen(as_(who)).post("/account/email", data={"email": "wanted@example.org"})
    first, second = (path_in(body, "/account/email/") for _, body in mails(app, "wanted@"))
    app.test_client().get(first)
    app.test_client().get(second)
    assert person(app, "wanted").name == "Pam Practitioner"
    assert person(app, "sid")


def test_nonsense_is_no_address(as_):
    response = freshen(as_("pam")).post("/account/email", data={"email": "nonsense"})
    assert "not a whole email address" in response.text
