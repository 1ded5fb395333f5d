"""One's own records as JSON."""

from quizapp.database import db
from quizapp.people.models import Person
from tests.certificates import builders

JSON = {"Accept": "application/json"}


def test_it_says_who_is_signed_in(as_):
    assert as_("pam").get("/api/me").json == {
        "name": "Pam Practitioner",
        "email": "pam@example.org",
        "roles": ["practitioner"],
        "teams": ["north-clinic"],
    }


def test_a_stranger_is_told_to_sign_in(client):
    assert client.get("/api/me", headers=JSON).status_code == 401


def test_it_lists_what_can_be_sat_and_what_is_held_and_nobody_elses(app, as_, cast):
    with app.app_context():
        number = builders.certificate(db.session.get_one(Person, cast["pam"])).number
        db.session.commit()
    pam, sid = as_("pam"), as_("sid")
    assert [row["slug"] for row in pam.get("/api/quizzes").json] == ["exam"]
    assert pam.get("/api/quizzes").json[0]["may_start"] is True
    assert [(row["number"], row["valid"]) for row in pam.get("/api/certificates").json] == [(number, True)]
    assert sid.get("/api/certificates").json == []
