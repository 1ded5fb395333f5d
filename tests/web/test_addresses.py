"""Whatever stands in the query of an address: it is understood or passed over, and never an error of ours."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from quizapp import clock
from quizapp.database import db
from quizapp.people import audit
from quizapp.people.models import Invitation, Mail, MailState, RoleName
from tests import factories
from tests.bank import builders

LISTS = {
    "ada": ("/admin/people", "/admin/audit", "/admin/audit.csv", "/admin/mail", "/admin/invitations"),
    "ted": (
        "/trainer/", "/trainer/questions/", "/trainer/questions.csv", "/trainer/questions/bio-one",
        "/trainer/questions/new", "/trainer/questions/new/numeric", "/trainer/quizzes/",
    ),
    "mo": ("/manager/", "/manager/standing.csv", "/manager/assignments/new", "/manager/teams/north-clinic"),
    "pam": ("/", "/quizzes/", "/practice/", "/certificates/"),
}  # fmt: skip
TAKEN_BY_URL_FOR = ("endpoint", "_method", "_scheme", "_anchor", "_external", "slug", "kind", "values", "self")
NUMBERS = ("99999999999999999999", "9" * 5000, "-1", "0", "x", "1e9", "")


@pytest.fixture
def full(app, cast):
    """Lists of several pages."""
    with app.app_context():
        builders.library(cast["ted"], "bio-one", "bio-two")
        for number in range(110):
            factories.person(f"Person {number}", RoleName.PRACTITIONER, email=f"p{number}@example.org")
            audit.record(None, "counted", f"number:{number}", clock.now())
            mail = Mail(created_at=clock.now(), recipient="a@example.org", subject="s", body="", state=MailState.FAILED)
            db.session.add(mail)
            db.session.add(
                Invitation(
                    email=f"n{number}@example.org", name="", roles="trainer", secret_digest=str(number),
                    created_at=clock.now(), expires_at=clock.now().replace(year=2030),
                )
            )  # fmt: skip
        db.session.commit()


@pytest.mark.parametrize("who", LISTS)
def test_no_name_in_a_query_is_an_error_of_ours(as_, full, who):
    browser = as_(who)
    for path in LISTS[who]:
        for name in TAKEN_BY_URL_FOR:
            assert browser.get(path, query_string={name: "x", "page": "2"}).status_code < 500, (path, name)


@pytest.mark.parametrize("who", LISTS)
def test_no_number_of_a_page_is_an_error_of_ours(as_, full, who):
    browser = as_(who)
    for path in LISTS[who]:
        for number in NUMBERS:
            assert browser.get(path, query_string={"page": number}).status_code < 500, (path, number)


def test_a_page_of_a_list_keeps_what_is_looked_for_and_nothing_else(as_, full):
    page = as_("ada").get("/admin/people?words=person&stray=1").text
    assert 'href="/admin/people?words=person&amp;page=2"' in page
    assert "stray" not in page


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "10000-01-01"])
def test_no_day_is_too_early_or_too_late_to_be_looked_for(as_, full, day):
    for name in ("since", "until"):
        assert as_("ada").get(f"/admin/audit?{name}={day}").status_code == 200
    assert "counted" in as_("ada").get("/admin/audit?until=9999-12-31").text


def test_a_thousand_words_are_looked_for_as_the_first_of_them(as_, cast):
    assert as_("ada").get("/admin/people", query_string={"words": "pam " * 1500}).status_code == 200
    assert "Pam Practitioner" in as_("ada").get("/admin/people", query_string={"words": "pam " * 1500}).text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cpd_hours", "sNaN"), ("cpd_hours", "NaN"), ("cpd_hours", "Infinity"), ("cpd_hours", "1E+999999"),
        ("minutes", "9" * 5000), ("opens_at", "0001-01-01T00:00"), ("closes_at", "9999-12-31T23:59"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_no_number_or_moment_of_a_quiz_is_an_error_of_ours(app, as_, full, field, value, zone):
    app.config["ZONE"] = ZoneInfo(zone)
    sent = {
        "title": "A quiz", "sections-0-count": "1", "pass_mark": "80", "delay_hours": "0", "cpd_hours": "1",
        "certainty": "none", "review_questions": "at_once", "review_key": "never", "act": "save", field: value,
    }  # fmt: skip
    answer = as_("ted").post("/trainer/quizzes/new", data=sent)
    assert answer.status_code == 422
    assert as_("ted").post("/trainer/quizzes/new", data={**sent, field: ""}).status_code in (303, 422)


def test_a_closing_that_no_clock_shows_is_refused_at_its_field(app, as_, full):
    with app.app_context():
        builders.builders.quiz()
        db.session.commit()
    sent = {"email": "pam@example.org", "extra_minutes": "0", "extra_attempts": "0", "reason": "Asked."}
    answer = as_("ted").post("/trainer/quizzes/exam/accommodations", data={**sent, "closes_at": "9999-12-31T23:59"})
    assert answer.status_code == 422
    assert "between the years 2000 and 2199" in answer.text
