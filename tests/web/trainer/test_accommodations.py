"""What one person is granted for a quiz."""

import pytest
from sqlalchemy import select

from quizapp.database import db
from quizapp.quizzes.models import Accommodation
from tests.attempts import builders

PAGE = "/trainer/quizzes/exam/accommodations"
GRANT = {"email": "PAM@example.org ", "extra_minutes": "15", "extra_attempts": "0", "reason": "Reads slowly"}


@pytest.fixture(autouse=True)
def quiz(app, cast):
    with app.app_context():
        builders.library(2)
        builders.quiz(count=2)
        builders.quiz("other", count=2)
        db.session.commit()


def granted(app):
    with app.app_context():
        return [(row.person_id, row.extra_minutes, row.closes_at) for row in db.session.scalars(select(Accommodation))]


def test_a_person_is_granted_more_time(app, cast, ted):
    assert ted.post(PAGE, data=GRANT).location == PAGE
    assert granted(app) == [(cast["pam"], 15, None)]
    page = ted.get(PAGE).text
    assert "15 extra minutes" in page
    assert "Reads slowly" in page


def test_a_later_closing_is_meant_in_the_sites_time_zone(app, ted):
    ted.post(PAGE, data={**GRANT, "closes_at": "2027-01-01T12:00", "no_delay": "y", "extra_attempts": "1"})
    assert granted(app)[0][2].isoformat() == "2027-01-01T12:00:00+00:00"
    page = ted.get(PAGE).text
    assert "1 extra attempt, no delay, closes 1 Jan 2027" in page.replace("\n", " ")


def test_an_address_that_nobody_has_is_named_at_its_field(app, ted):
    response = ted.post(PAGE, data={**GRANT, "email": "nobody@example.org"})
    assert response.status_code == 422
    assert "Nobody here has this address" in response.text
    assert "Reads slowly" in response.text
    assert granted(app) == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("reason", "", "Say why"),
        ("extra_minutes", "-5", "between 0 and 1440"),
        ("email", "", "Whose?"),
    ],
)
def test_bad_input_is_named_at_its_field(app, ted, field, value, said):
    response = ted.post(PAGE, data={**GRANT, field: value})
    assert response.status_code == 422
    assert said in response.text
    assert granted(app) == []


def test_a_grant_is_withdrawn(app, ted):
    ted.post(PAGE, data=GRANT)
    assert ted.post(f"{PAGE}/1/withdraw").location == PAGE
    assert granted(app) == []
    assert "Nobody is granted anything yet" in ted.get(PAGE).text


def test_a_grant_for_another_quiz_is_not_found_here(app, ted):
    ted.post(PAGE, data=GRANT)
    assert ted.post("/trainer/quizzes/other/accommodations/1/withdraw").status_code == 404
    assert ted.post(f"{PAGE}/99/withdraw").status_code == 404
    assert len(granted(app)) == 1
