"""Submitting, grading and what may be seen of it."""

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy.exc import IntegrityError

from quizapp.attempts import actions, queries, saving
from quizapp.attempts.models import Attempt, Closing
from quizapp.attempts.saving import Page
from quizapp.core.grading import Outcome
from quizapp.database import db
from quizapp.people.models import Person
from tests.attempts import builders
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("ctx")


@pytest.fixture
def pam(cast) -> Person:
    return db.session.get_one(Person, cast["pam"])


def sit(pam, quiz, right: int, at=NOW) -> Attempt:
    """Start, answer so many questions rightly and the others wrongly, and submit."""
    attempt = actions.start(pam, quiz, at, 1)
    for place in range(1, len(queries.paper_of(attempt).items) + 1):
        row = saving.to_save(pam, attempt.public_id)
        saving.save(row, place, {"reply": ["one" if place <= right else "two"]}, Page(flagged=False, seen=None), at)
    actions.submit(attempt, at, Closing.PERSON)
    return attempt


def test_every_question_is_marked_and_the_attempt_keeps_its_grade(pam):
    builders.library(5)
    attempt = sit(pam, builders.quiz(count=5), right=4)
    assert (attempt.score, attempt.possible, attempt.passed) == (4, 5, True)
    outcomes = [row.outcome for _, row in sorted(queries.responses(attempt).items())]
    assert outcomes == [Outcome.RIGHT] * 4 + [Outcome.WRONG]


def test_an_unanswered_question_is_counted_as_such(pam):
    builders.library(3)
    attempt = actions.start(pam, builders.quiz(), NOW, 1)
    actions.submit(attempt, NOW, Closing.PERSON)
    assert [row.outcome for row in queries.responses(attempt).values()] == [Outcome.UNANSWERED] * 3
    assert attempt.score == 0


def test_part_marks_are_kept_exactly(pam):
    builders.library(3, "matching")
    attempt = actions.start(pam, builders.quiz(), NOW, 1)
    row = saving.to_save(pam, attempt.public_id)
    saving.save(row, 1, {"reply.two": ["even"]}, Page(flagged=False, seen=None), NOW)
    actions.submit(attempt, NOW, Closing.PERSON)
    db.session.expire_all()
    assert attempt.score == Fraction(1, 3)


def test_submitting_twice_is_submitting_once(pam):
    builders.library(3)
    attempt = sit(pam, builders.quiz(), right=3)
    assert actions.submit(attempt, NOW + timedelta(hours=1), Closing.PERSON) is None
    assert attempt.submitted_at == NOW


def test_past_the_deadline_the_clock_closes_as_of_the_deadline_whoever_asks(pam):
    builders.library(3)
    attempt = actions.start(pam, builders.quiz(), NOW, 1)
    assert queries.overdue(attempt.deadline_at) == [attempt.public_id]
    actions.submit(attempt, NOW + timedelta(days=2), Closing.PERSON)
    assert (attempt.submitted_at, attempt.closed_by) == (attempt.deadline_at, Closing.CLOCK)
    assert queries.overdue(NOW + timedelta(days=3)) == []


def test_the_key_is_shown_after_a_pass(pam):
    builders.library(3)
    attempt = sit(pam, builders.quiz(attempts_allowed=3), right=3)
    assert queries.visible(attempt, NOW).key


def test_the_key_stays_hidden_while_another_attempt_could_use_it(pam):
    builders.library(3)
    quiz = builders.quiz(attempts_allowed=2)
    first = sit(pam, quiz, right=0)
    assert queries.visible(first, NOW).questions
    assert not queries.visible(first, NOW).key
    running = actions.start(pam, quiz, NOW, 1)
    assert not queries.visible(first, NOW).key
    assert not queries.visible(running, NOW).questions
    actions.submit(running, NOW, Closing.PERSON)
    assert queries.visible(first, NOW).key


def test_after_a_later_pass_an_earlier_fail_can_be_read_with_its_key(pam):
    builders.library(3)
    quiz = builders.quiz(attempts_allowed=3)
    first = sit(pam, quiz, right=0)
    sit(pam, quiz, right=3)
    assert queries.visible(first, NOW).key


def test_the_database_keeps_no_submitted_exam_without_its_grade(pam):
    builders.library(3)
    attempt = sit(pam, builders.quiz(), right=3)
    attempt.passed = None
    with pytest.raises(IntegrityError):
        db.session.flush()
