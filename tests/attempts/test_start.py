"""Starting an attempt."""

from datetime import date, timedelta

import pytest

from quizapp.attempts import actions, queries
from quizapp.attempts.actions import NotAdmitted
from quizapp.attempts.models import Closing
from quizapp.core.admission import Refusal
from quizapp.core.errors import Conflict
from quizapp.database import db
from quizapp.people.models import Person
from quizapp.quizzes.models import Accommodation, QuizState
from tests.attempts import builders
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("ctx")


@pytest.fixture
def pam(cast) -> Person:
    return db.session.get_one(Person, cast["pam"])


def test_an_attempt_freezes_its_paper_its_rules_and_its_deadline(pam):
    builders.library(5)
    quiz = builders.quiz(count=3, minutes=20)
    attempt = actions.start(pam, quiz, NOW, seed=1)
    quiz.pass_mark, quiz.minutes = 10, 5
    paper = queries.paper_of(attempt)
    assert len(paper.items) == 3
    assert attempt.deadline_at == NOW + timedelta(minutes=20)
    assert queries.rules_of(attempt).pass_mark == 80


def test_starting_again_leads_to_the_open_attempt(pam):
    builders.library()
    quiz = builders.quiz()
    assert actions.start(pam, quiz, NOW, 1) is actions.start(pam, quiz, NOW, 2)


def test_the_attempts_allowed_and_the_delay_are_held_by_the_server(pam):
    builders.library()
    quiz = builders.quiz(attempts_allowed=2, delay_hours=24)
    for days in (0, 1):
        actions.submit(
            actions.start(pam, quiz, NOW + timedelta(days=days), 1), NOW + timedelta(days=days), Closing.PERSON
        )
        if days == 0:
            with pytest.raises(NotAdmitted) as too_soon:
                actions.start(pam, quiz, NOW + timedelta(hours=23), 1)
            assert too_soon.value.admission.refusal is Refusal.TOO_SOON
    with pytest.raises(NotAdmitted) as no_more:
        actions.start(pam, quiz, NOW + timedelta(days=9), 1)
    assert no_more.value.admission.refusal is Refusal.NO_ATTEMPTS_LEFT


def test_accommodations_give_time_attempts_and_no_delay(pam):
    builders.library()
    quiz = builders.quiz(minutes=30, attempts_allowed=1, delay_hours=24)
    granted = {"extra_minutes": 15, "extra_attempts": 1, "no_delay": True, "reason": "Dyslexia", "granted_at": NOW}
    db.session.add(Accommodation(quiz_id=quiz.id, person_id=pam.id, **granted))
    first = actions.start(pam, quiz, NOW, 1)
    assert first.deadline_at == NOW + timedelta(minutes=45)
    actions.submit(first, NOW, Closing.PERSON)
    assert actions.start(pam, quiz, NOW, 1).number == 2


def test_a_closing_time_ends_the_attempt_before_its_limit_and_may_be_moved_for_one_person(pam):
    builders.library()
    quiz = builders.quiz(minutes=60, closes_at=NOW + timedelta(minutes=10))
    assert actions.start(pam, quiz, NOW, 1).deadline_at == NOW + timedelta(minutes=10)
    other = builders.quiz("other", minutes=60, closes_at=NOW + timedelta(minutes=10))
    later = NOW + timedelta(minutes=30)
    db.session.add(Accommodation(quiz_id=other.id, person_id=pam.id, closes_at=later, reason="Ill", granted_at=NOW))
    db.session.flush()
    assert actions.start(pam, other, NOW, 1).deadline_at == later


def test_a_quiz_without_a_limit_has_no_deadline(pam):
    builders.library()
    assert actions.start(pam, builders.quiz(minutes=None), NOW, 1).deadline_at is None


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"state": QuizState.RETIRED}, Refusal.NOT_PUBLISHED),
        ({"opens_at": NOW + timedelta(days=1)}, Refusal.NOT_YET_OPEN),
        ({"closes_at": NOW}, Refusal.CLOSED),
    ],
)
def test_a_quiz_that_is_not_open_cannot_be_started(pam, changes, refusal):
    builders.library()
    with pytest.raises(NotAdmitted) as raised:
        actions.start(pam, builders.quiz(**changes), NOW, 1)
    assert raised.value.admission.refusal is refusal


def test_a_bank_that_is_too_small_uses_up_no_attempt(pam):
    builders.library(2)
    quiz = builders.quiz(count=3)
    with pytest.raises(Conflict, match="All: 2 of 3"):
        actions.start(pam, quiz, NOW, 1)
    assert queries.history(pam, quiz) == []


@pytest.mark.parametrize(
    "changes",
    [{"review_by": date(2026, 11, 21)}, {"publishable": False}],
)
def test_a_question_whose_fact_nobody_answers_for_today_is_not_drawn(pam, changes):
    bank = builders.library(3)
    builders.question(bank, "doubtful", "single_choice", builders.fact("doubtful-fact", **changes))
    with pytest.raises(Conflict, match="3 of 4"):
        actions.start(pam, builders.quiz(count=4), NOW, 1)


def test_a_question_is_safety_critical_when_one_of_its_facts_is(pam):
    bank = builders.library(3)
    builders.question(
        bank, "grave", "single_choice", builders.fact("mild"), builders.fact("grave", safety_critical=True)
    )
    attempt = actions.start(pam, builders.quiz(count=1, filters={"safety_critical": True}), NOW, 1)
    assert [item.safety_critical for item in queries.paper_of(attempt).items] == [True]
