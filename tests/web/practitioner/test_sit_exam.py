"""Sitting an exam with plain forms."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from quizapp import clock
from quizapp.attempts.models import Attempt, Response
from quizapp.certificates.models import Certificate
from quizapp.database import db
from quizapp.people.models import RoleName
from tests import factories

MAXIMUM_STATEMENTS = 4
"""What saving one answer may cost the database. Moodle spends 47 on an autosave."""


@pytest.fixture
def url(attempt):
    return f"/attempts/{attempt}/questions/1"


def reply_of(app):
    with app.app_context():
        row = db.session.query(Response).filter_by(position=1).one_or_none()
        return row.reply if row else None


def test_the_button_of_a_quiz_starts_an_attempt_and_leads_to_its_first_question(as_, exam):
    pam = as_("pam")
    page = pam.get(f"/quizzes/{exam}")
    assert f'action="/quizzes/{exam}/attempts"' in page.text
    response = pam.post(f"/quizzes/{exam}/attempts")
    assert response.status_code == 303
    assert response.location.endswith("/questions/1")
    assert pam.get(response.location).status_code == 200


def test_a_second_start_leads_to_the_open_attempt(as_, exam, app):
    pam = as_("pam")
    first, second = (pam.post(f"/quizzes/{exam}/attempts").location for _ in range(2))
    assert first == second
    with app.app_context():
        assert db.session.query(Attempt).count() == 1


def test_starting_too_often_is_a_clear_409_that_says_from_when(app, as_, exam, attempt):
    pam = as_("pam")
    pam.post(f"/attempts/{attempt}/submit")
    response = pam.post(f"/quizzes/{exam}/attempts")
    assert response.status_code == 409
    assert "too soon" in response.text
    with app.app_context():
        again = clock.in_words(clock.now() + timedelta(hours=24))
    assert f"You can try again from {again}" in response.text
    assert again.endswith(" UTC")


def test_saving_goes_on_to_the_next_question_and_back_to_the_one_before(as_, attempt, url, app):
    pam = as_("pam")
    assert pam.post(url, data={"reply": "one", "go": "next"}).location == f"/attempts/{attempt}/questions/2"
    assert pam.post(f"/attempts/{attempt}/questions/2", data={"go": "back"}).location == url
    assert pam.post(url, data={"reply": "one", "go": "3"}).location == f"/attempts/{attempt}/questions/3"
    assert pam.post(url, data={"reply": "one", "go": "9"}).location == url
    assert pam.post(f"/attempts/{attempt}/questions/3", data={"go": "next"}).location == f"/attempts/{attempt}/review"
    assert pam.post(url, data={"reply": "one", "go": "review"}).location == f"/attempts/{attempt}/review"
    assert reply_of(app) == "one"


def test_the_answer_is_there_again_on_another_device(as_, url):
    as_("pam").post(url, data={"reply": "two"})
    assert 'value="two" checked' in as_("pam").get(url).text


def test_a_flag_is_put_up_and_taken_away_with_the_answer_kept(as_, attempt, url):
    pam = as_("pam")
    pam.post(url, data={"reply": "one", "flagged": "0", "go": "flag"})
    page = pam.get(url).text
    assert "Take the flag away" in page
    assert 'value="one" checked' in page
    pam.post(url, data={"reply": "one", "flagged": "1", "go": "flag"})
    assert "Take the flag away" not in pam.get(url).text


def test_an_answer_can_be_cleared(as_, app, url):
    pam = as_("pam")
    assert "Clear my answer" not in pam.get(url).text
    pam.post(url, data={"reply": "one"})
    assert "Clear my answer" in pam.get(url).text
    assert pam.post(url, data={"reply": "one", "certainty": "high", "go": "clear"}).location == url
    assert reply_of(app) is None


def test_a_program_is_told_the_version_and_the_time(as_, url):
    answer = as_("pam").post(url, data={"reply": "one"}, headers={"Accept": "application/json"})
    assert answer.json["version"] == 1
    assert set(answer.json) == {"version", "saved_at", "next"}


def test_saving_an_answer_costs_at_most_four_statements(as_, app, url):
    pam = as_("pam")
    pam.post(url, data={"reply": "two"})
    statements = []
    with app.app_context():
        engine = db.engine
    listen = lambda conn, cursor, statement, *rest: statements.append(statement)  # noqa: E731
    event.listen(engine, "before_cursor_execute", listen)
    pam.post(url, data={"reply": "one"}, headers={"Accept": "application/json"})
    event.remove(engine, "before_cursor_execute", listen)
    counted = [s for s in statements if not s.startswith("BEGIN")]
    assert len(counted) <= MAXIMUM_STATEMENTS, counted


@pytest.mark.parametrize(
    "sent",
    [
        {"reply": "nonsense"},
        {"reply": ["one", "two"]},
        {"reply": "x" * 1_000_000},
        {"reply": "one", "certainty": "quite"},
    ],
)
def test_a_reply_that_does_not_fit_is_a_422_with_the_reason_and_the_earlier_answer_kept(as_, app, url, sent):
    pam = as_("pam")
    pam.post(url, data={"reply": "two"})
    response = pam.post(url, data=sent)
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert reply_of(app) == "two"


def test_text_in_a_number_is_a_422_and_what_was_typed_is_shown_again(as_, app, cast):
    from quizapp.attempts import actions
    from quizapp.people.models import Person
    from tests.attempts import builders

    with app.app_context():
        builders.library(1, "numeric")
        quiz = builders.quiz(count=1)
        started = actions.start(db.session.get_one(Person, cast["pam"]), quiz, clock.now(), 1)
        db.session.commit()
        address = f"/attempts/{started.public_id}/questions/1"
    response = as_("pam").post(address, data={"reply": "about a hundred"})
    assert response.status_code == 422
    assert "is not a number" in response.text
    assert 'value="about a hundred"' in response.text


def test_a_stale_tab_is_told_and_can_save_over(as_, app, url):
    pam = as_("pam")
    pam.post(url, data={"reply": "one", "version": "0"})
    response = pam.post(url, data={"reply": "two", "version": "0"})
    assert response.status_code == 409
    assert "another tab" in response.text
    assert 'value="two" checked' in response.text
    assert reply_of(app) == "one"
    pam.post(url, data={"reply": "two", "version": "1"})
    assert reply_of(app) == "two"


def test_after_submitting_an_answer_gets_a_409_that_says_what_was_kept(as_, attempt, url):
    pam = as_("pam")
    pam.post(url, data={"reply": "one"})
    pam.post(f"/attempts/{attempt}/submit")
    response = pam.post(url, data={"reply": "two"})
    assert response.status_code == 409
    assert "1 answer of 3 questions" in response.text
    as_json = pam.post(url, data={"reply": "two"}, headers={"Accept": "application/json"})
    assert (as_json.status_code, as_json.json["closed"]) == (409, True)


def test_the_review_page_says_what_is_missing(as_, attempt, url):
    pam = as_("pam")
    pam.post(url, data={"reply": "one"})
    page = pam.get(f"/attempts/{attempt}/review").text
    assert "2 questions are not answered" in page
    assert "Submit with 2 unanswered" in page


def test_a_pass_gives_a_certificate_once(as_, attempt, app):
    pam = as_("pam")
    for place in (1, 2, 3):
        pam.post(f"/attempts/{attempt}/questions/{place}", data={"reply": "one"})
    for _ in range(2):
        response = pam.post(f"/attempts/{attempt}/submit")
        assert (response.status_code, response.location) == (303, f"/attempts/{attempt}/result")
    page = pam.get(f"/attempts/{attempt}/result").text
    assert "Passed" in page
    with app.app_context():
        code = db.session.query(Certificate).one().code
    assert f"/certificates/{code}.pdf" in page


def test_the_result_of_a_fail_shows_neither_key_nor_reasons_while_an_attempt_is_left(as_, attempt, url):
    pam = as_("pam")
    pam.post(url, data={"reply": "two"})
    pam.post(f"/attempts/{attempt}/submit")
    page = pam.get(f"/attempts/{attempt}/result").text
    assert "Not passed" in page
    assert "It is." not in page
    assert "Right answer, not chosen" not in page


def test_an_open_attempt_has_no_result_yet(as_, attempt):
    assert as_("pam").get(f"/attempts/{attempt}/result").location == f"/attempts/{attempt}"


@pytest.mark.parametrize("path", ["", "/questions/1", "/review", "/result"])
def test_another_persons_attempt_is_not_there(as_, attempt, path):
    assert as_("sid").get(f"/attempts/{attempt}{path}").status_code == 404
    assert as_("pam").get(f"/attempts/unknown{path}").status_code == 404


def test_another_person_can_neither_save_nor_submit(as_, attempt, url, app):
    sid = as_("sid")
    assert sid.post(url, data={"reply": "one"}).status_code == 404
    assert sid.post(f"/attempts/{attempt}/submit").status_code == 404
    assert reply_of(app) is None


@pytest.mark.parametrize("position", [0, 4, 99999999999999999999])
def test_a_question_that_the_paper_does_not_have_is_not_there(as_, attempt, position):
    assert as_("pam").get(f"/attempts/{attempt}/questions/{position}").status_code == 404


def test_only_practitioners_sit_exams(as_, exam, app):
    assert as_("ted").get(f"/quizzes/{exam}").status_code == 403
    assert as_("ted").post(f"/quizzes/{exam}/attempts").status_code == 403


def test_somebody_with_two_roles_may_do_both(app, exam, as_, cast):
    with app.app_context():
        cast["both"] = factories.person("Both Roles", RoleName.TRAINER, RoleName.PRACTITIONER).id
        db.session.commit()
    assert as_("both").get(f"/quizzes/{exam}").status_code == 200
    assert as_("both").get("/trainer/").status_code == 200
