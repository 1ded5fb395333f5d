"""Registering by oneself, where a site allows it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine

from quizapp import clock, create_app
from quizapp.database import db
from quizapp.people.models import Person
from tests.factories import PASSWORD
from tests.web.account.builders import acts, mails, path_in, person, sign_in, signed_in

NEW = {
    "name": " New  Person ", "email": "New@Example.org", "password": PASSWORD, "password_confirm": PASSWORD,
}  # fmt: skip
CONFIRM = "One step is left: open the link in the mail that is on its way to"


@pytest.fixture
def open_app(app, cast, tmp_path):
    """An application where anybody may register."""
    environ = {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "SECRET_KEY": "test", "BASE_URL": "http://localhost",
        "REGISTRATION": "open",
    }  # fmt: skip
    return create_app(environ, tmp_path / "open", TESTING=True, WTF_CSRF_ENABLED=False, JOBS_IMMEDIATE=True)


@pytest.fixture
def visitor(open_app):
    return open_app.test_client()


def test_by_invitation_only_there_is_no_such_page_and_no_link_to_it(client):
    assert client.get("/register").status_code == 404
    assert client.post("/register", data=NEW).status_code == 404
    assert "Register" not in client.get("/sign-in").text


def test_who_registers_confirms_the_address_and_is_a_practitioner(open_app, visitor):
    assert "Register" in visitor.get("/sign-in").text
    response = visitor.post("/register", data=NEW, follow_redirects=True)
    assert f"{CONFIRM} new@example.org" in response.text
    assert "not confirmed yet" in sign_in(visitor, "new").text
    assert not signed_in(visitor)
    response = visitor.get(path_in(mails(open_app, "new@")[0][1], "/confirm/"), follow_redirects=True)
    assert "Your email address is confirmed. Sign in to begin" in response.text
    sign_in(visitor, "new")
    assert signed_in(visitor)
    assert visitor.get("/quizzes/").status_code == 200
    assert visitor.get("/admin/").status_code == 403
    assert person(open_app, "new").name == "New Person"
    assert acts(open_app) == ["registered", "confirmed the email address"]


def test_an_address_that_is_taken_gets_the_same_answer_and_another_mail(open_app, visitor):
    taken = visitor.post("/register", data={**NEW, "email": "pam@example.org"}, follow_redirects=True)
    free = visitor.post("/register", data=NEW, follow_redirects=True)
    assert taken.status_code == free.status_code == 200
    token = re.compile(r'name="csrf_token" value="[^"]*"')
    assert token.sub("", taken.text).replace("pam@", "new@") == token.sub("", free.text)
    assert "It has an account already" in mails(open_app, "pam@")[0][1]
    assert path_in(mails(open_app, "pam@")[0][1], "/reset/")
    assert person(open_app, "pam").name == "Pam Practitioner"


def test_somebody_unconfirmed_who_registers_again_gets_the_link_again(open_app, visitor):
    visitor.post("/register", data=NEW)
    visitor.post("/register", data=NEW)
    again = path_in(mails(open_app, "new@")[1][1], "/confirm/")
    assert "Sign in to begin" in visitor.get(again, follow_redirects=True).text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": " "}, "Enter your name"),
        ({"name": "x" * 201}, "at most 200 characters"),
        ({"email": "nonsense"}, "not a whole email address"),
        ({"password": "short", "password_confirm": "short"}, "at least 12 characters"),
        ({"password_confirm": "different"}, "The two passwords differ"),
    ],
)
def test_what_will_not_do_is_said_and_what_was_typed_is_kept(open_app, visitor, change, words):
    response = visitor.post("/register", data={**NEW, **change})
    assert response.status_code == 200
    assert words in response.text
    if "email" not in change:
        assert "new@example.org" in response.text
    assert mails(open_app) == []


def test_nobody_makes_themselves_an_administrator_by_sending_more_than_was_asked(open_app, visitor):
    sent = {**NEW, "roles": "administrator", "active": "1", "confirmed_at": "2026-01-01", "fs_uniquifier": "x"}
    visitor.post("/register", data=sent)
    with open_app.app_context():
        made = db.session.query(Person).filter_by(email="new@example.org").one()
        assert made.role_names == {"practitioner"}
        assert made.confirmed_at is None


def test_registering_is_limited_by_address(visitor):
    for number in range(30):
        visitor.post("/register", data={**NEW, "email": f"n{number}@example.org", "password": "short"})
    assert visitor.post("/register", data=NEW).status_code == 429


def test_a_link_that_is_too_old_leads_to_asking_for_a_new_one(open_app, visitor):
    with time_machine.travel(clock.now(), tick=False) as moment:
        visitor.post("/register", data=NEW)
        moment.shift(timedelta(days=2, seconds=2))
        response = visitor.get(path_in(mails(open_app, "new@")[0][1], "/confirm/"), follow_redirects=True)
        assert "worked for 2 days only" in response.text
        visitor.post("/confirm", data={"email": "new@example.org"})
        visitor.get(path_in(mails(open_app, "new@")[1][1], "/confirm/"))
        assert sign_in(visitor, "new").status_code == 302


def test_a_made_up_link_confirms_nothing(visitor):
    assert visitor.get("/confirm/made-up").location == "/confirm"


def test_a_link_that_was_used_says_so(open_app, visitor):
    visitor.post("/register", data=NEW)
    link = path_in(mails(open_app, "new@")[0][1], "/confirm/")
    visitor.get(link)
    assert "confirmed before" in visitor.get(link, follow_redirects=True).text


@pytest.mark.parametrize("who", ["pam", "nobody", "nonsense"])
def test_asking_for_a_new_link_tells_nobody_who_has_an_account(open_app, visitor, who):
    response = visitor.post("/confirm", data={"email": f"{who}@example.org"})
    assert f"If {who}@example.org has an account that is not confirmed yet" in response.text
    assert mails(open_app) == []
