"""The time of an exam is up: the server's clock says so, whatever the browser shows."""

from datetime import timedelta

import pytest
import time_machine

from quizapp.attempts.models import Attempt, AttemptState, Closing
from quizapp.database import db
from tests.factories import NOW

UP = NOW + timedelta(minutes=41)
JSON = {"Accept": "application/json"}


@pytest.fixture
def pam(as_, attempt):
    """Pam, who has answered the first of three questions, and whose time is up."""
    browser = as_("pam")
    assert browser.post(f"/attempts/{attempt}/questions/1", data={"reply": "one"}).status_code == 303
    with time_machine.travel(UP, tick=True):
        yield browser


def closed(app):
    with app.app_context():
        row = db.session.query(Attempt).one()
        return row.state, row.closed_by


@pytest.mark.parametrize("path", ["", "/questions/2", "/review"])
def test_opening_any_page_of_it_closes_it_and_leads_to_the_result(app, pam, attempt, path):
    response = pam.get(f"/attempts/{attempt}{path}")
    assert (response.status_code, response.location) == (303, f"/attempts/{attempt}/result")
    assert closed(app) == (AttemptState.SUBMITTED, Closing.CLOCK)
    assert pam.get(response.location).status_code == 200


def test_an_answer_that_comes_too_late_is_a_409_that_says_what_was_kept(app, pam, attempt):
    response = pam.post(f"/attempts/{attempt}/questions/2", data={"reply": "one"})
    assert response.status_code == 409
    assert "1 answer of 3 questions" in response.text
    assert f'href="/attempts/{attempt}/result"' in response.text


def test_a_script_is_told_that_it_is_over_and_where_to_go(pam, attempt):
    response = pam.post(f"/attempts/{attempt}/questions/2", data={"reply": "one", "version": "0"}, headers=JSON)
    assert response.status_code == 409
    assert (response.json["closed"], response.json["next"]) == (True, f"/attempts/{attempt}/result")


def test_submitting_too_late_counts_what_was_saved_in_time(app, pam, attempt):
    assert pam.post(f"/attempts/{attempt}/submit").location == f"/attempts/{attempt}/result"
    assert closed(app) == (AttemptState.SUBMITTED, Closing.CLOCK)


def test_an_attempt_that_is_over_is_resumed_at_its_result(app, pam, attempt):
    for _twice in range(2):
        assert pam.get(f"/attempts/{attempt}").location == f"/attempts/{attempt}/result"


def test_before_that_it_is_resumed_where_the_person_left_off(as_, attempt):
    browser = as_("pam")
    browser.post(f"/attempts/{attempt}/questions/1", data={"reply": "one"})
    assert browser.get(f"/attempts/{attempt}").location == f"/attempts/{attempt}/questions/2"


def test_the_address_of_an_exam_is_none_of_a_practice(as_, attempt):
    assert as_("pam").get(f"/practice/{attempt}/questions/1").status_code == 404
