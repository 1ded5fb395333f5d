"""A new password by mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from quizapp import clock
from quizapp.database import db
from quizapp.people.models import Person
from tests.web.account.builders import NEW, acts, mails, path_in, sign_in, signed_in

CHOSEN = {"password": NEW, "password_confirm": NEW}


def ask(browser, who: str):
    return browser.post("/reset", data={"email": f"{who}@example.org"})


def way(app, who: str) -> str:
    return path_in(mails(app, f"{who}@")[-1][1], "/reset/")


def test_the_link_in_the_mail_sets_a_new_password(app, client, cast):
    ask(client, "pam")
    page = client.get(way(app, "pam"))
    assert "Choose a new password" in page.text
    response = client.post(way(app, "pam"), data=CHOSEN)
    assert response.location == "/sign-in"
    assert sign_in(client, "pam", NEW).status_code == 302
    assert signed_in(client)


def test_the_old_password_no_longer_works_and_every_device_is_signed_out(app, client, as_):
    elsewhere = as_("pam")
    ask(client, "pam")
    client.post(way(app, "pam"), data=CHOSEN)
    assert sign_in(client, "pam").status_code == 200
    assert not signed_in(elsewhere)


def test_the_person_is_told_that_it_happened_and_it_is_in_the_log(app, client, cast):
    ask(client, "pam")
    client.post(way(app, "pam"), data=CHOSEN)
    assert mails(app, "pam@")[-1][0] == "Your password was changed"
    assert acts(app) == ["changed the password"]


def test_the_link_works_once(app, client, cast):
    ask(client, "pam")
    link = way(app, "pam")
    client.post(link, data=CHOSEN)
    response = client.get(link, follow_redirects=True)
    assert "used already or does not work" in response.text
    assert client.post(link, data={"password": "yet another password", "password_confirm": "yet another password"})
    assert sign_in(client, "pam", NEW).status_code == 302


def test_the_link_expires_after_four_hours(app, client, cast):
    with time_machine.travel(clock.now(), tick=False) as moment:
        ask(client, "pam")
        moment.shift(timedelta(hours=4, seconds=2))
        response = client.get(way(app, "pam"), follow_redirects=True)
        assert "worked for 4 hours only" in response.text
        client.post(way(app, "pam"), data=CHOSEN)
        assert sign_in(client, "pam").status_code == 302


@pytest.mark.parametrize("link", ["/reset/made-up", "/reset/W10.aaaa.bbbb"])
def test_a_made_up_link_leads_to_asking_for_one(client, cast, link):
    assert client.get(link).location == "/reset"
    assert client.post(link, data=CHOSEN).location == "/reset"


@pytest.mark.parametrize("who", ["pam", "nobody", "off", "unconfirmed"])
def test_the_answer_is_the_same_whoever_is_asked_for(app, client, cast, who):
    with app.app_context():
        db.session.get_one(Person, cast["ted"]).email = "off@example.org"
        db.session.get_one(Person, cast["ted"]).active = False
        db.session.get_one(Person, cast["sid"]).email = "unconfirmed@example.org"
        db.session.get_one(Person, cast["sid"]).confirmed_at = None
        db.session.commit()
    response = ask(client, who)
    assert response.status_code == 200
    assert f"If {who}@example.org has an account here, a link to set a new password is on its way" in response.text
    assert len(mails(app)) == (1 if who == "pam" else 0)


def test_the_link_leads_to_our_address_whatever_host_the_request_names(app, client, cast):
    client.post("/reset", data={"email": "pam@example.org"}, headers={"Host": "evil.example.org"})
    assert way(app, "pam").startswith("/reset/")
    assert "evil" not in mails(app)[0][1]


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"password": "short", "password_confirm": "short"}, "at least 12 characters"),
        ({"password": NEW, "password_confirm": "different"}, "The two passwords differ"),
        ({"password": "", "password_confirm": ""}, "Enter a password"),
    ],
)
def test_a_password_that_will_not_do_is_said_at_its_field(app, client, cast, chosen, words):
    ask(client, "pam")
    response = client.post(way(app, "pam"), data=chosen)
    assert response.status_code == 200
    assert words in response.text
    assert sign_in(client, "pam").status_code == 302


def test_who_is_signed_in_may_ask_too_and_finds_their_address_there(as_):
    assert 'value="pam@example.org"' in as_("pam").get("/reset").text
