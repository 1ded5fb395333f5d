"""Joining by invitation."""

from __future__ import annotations

import pytest

from quizapp import clock, jobs
from quizapp.database import db
from quizapp.people import invitations, queries
from quizapp.people.models import Person
from tests.factories import PASSWORD
from tests.web.account.builders import mails, path_in, person, signed_in

GIVEN = {"name": "New Person", "password": PASSWORD, "password_confirm": PASSWORD}


@pytest.fixture
def way(app, cast) -> str:
    """The path of the link that somebody was invited with."""
    with app.app_context():
        ada = db.session.get_one(Person, cast["ada"])
        invitations.invite(
            ada, "new@example.org", "New", ["practitioner"], queries.team_with("north-clinic"), clock.now()
        )
        jobs.commit()
    return path_in(mails(app, "new@")[0][1], "/invitation/")


def test_the_link_makes_an_account_and_signs_in(app, client, way):
    page = client.get(way).text
    assert "as new@example.org" in page
    assert 'value="New"' in page
    response = client.post(way, data=GIVEN, follow_redirects=True)
    assert "Your account is ready" in response.text
    assert signed_in(client)
    made = person(app, "new")
    assert made.name == "New Person"
    assert "m=19456" in made.password


def test_the_address_of_the_invitation_counts_not_one_that_is_sent_along(app, client, way):
    client.post(way, data={**GIVEN, "email": "other@example.org"})
    assert person(app, "new")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": " "}, "Enter your name"),
        ({"password": "short", "password_confirm": "short"}, "at least 12 characters"),
        ({"password_confirm": "different"}, "The two passwords differ"),
    ],
)
def test_what_will_not_do_is_said_and_the_link_still_works(client, way, change, words):
    assert words in client.post(way, data={**GIVEN, **change}).text
    assert client.post(way, data=GIVEN).status_code == 303


def test_a_used_link_says_what_to_do(app, client, way):
    client.post(way, data=GIVEN)
    response = app.test_client().get(way)
    assert response.status_code == 409
    assert "used already. Sign in" in response.text


def test_a_made_up_link_is_not_there(client):
    response = client.get("/invitation/made-up")
    assert response.status_code == 404
    assert "This link does not work" in response.text


def test_somebody_who_is_signed_in_is_asked_to_sign_out_first(as_, way):
    assert "You are signed in already" in as_("sid").get(way).text


def test_the_first_administrator_gives_their_own_address(app, client):
    with app.app_context():
        way = invitations.first_link(clock.now()).removeprefix("http://localhost")
        db.session.commit()
    assert "Make the first account" in client.get(way).text
    assert "not a whole email address" in client.post(way, data={**GIVEN, "email": "nonsense"}).text
    client.post(way, data={**GIVEN, "email": "Ada@Example.org"})
    assert client.get("/admin/").status_code == 200
    assert person(app, "ada").name == "New Person"
