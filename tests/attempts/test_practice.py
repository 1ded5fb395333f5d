"""Practising."""

import pytest

from quizapp.attempts import actions, practice, queries
from quizapp.attempts.models import AttemptState, Closing
from quizapp.attempts.practice import Wish
from quizapp.attempts.saving import Misfit
from quizapp.core.errors import Conflict, Invalid, NotHere
from quizapp.core.grading import Outcome
from quizapp.database import db
from quizapp.people.models import Person
from tests.attempts import builders
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("ctx")


@pytest.fixture
def pam(cast) -> Person:
    return db.session.get_one(Person, cast["pam"])


def test_a_practice_asks_as_many_as_wished_or_as_there_are(pam):
    builders.library(4)
    assert len(queries.paper_of(practice.begin(pam, Wish(count=3), NOW, 1)).items) == 3
    assert len(queries.paper_of(practice.begin(pam, Wish(count=10), NOW, 1)).items) == 4


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        (Wish(), 3),
        (Wish(bank="biology"), 3),
        (Wish(bank="law"), 0),
        (Wish(topic="sample"), 3),
        (Wish(kind="numeric"), 1),
        (Wish(level="judgement"), 0),
        (Wish(missed=True), 0),
    ],
)
def test_a_wish_narrows_what_is_asked(pam, wish, found):
    bank = builders.library(2)
    builders.question(bank, "number", "numeric")
    assert len(practice.matching(pam, wish, NOW)) == found


def test_a_wish_that_nothing_fits_is_refused_with_words(pam):
    builders.library(1)
    with pytest.raises(Invalid, match="no question like that"):
        practice.begin(pam, Wish(bank="law"), NOW, 1)
    with pytest.raises(Invalid, match="not missed"):
        practice.begin(pam, Wish(missed=True), NOW, 1)


def test_an_answer_is_marked_at_once_and_stays(pam):
    builders.library(2)
    attempt = practice.begin(pam, Wish(), NOW, 1)
    assert practice.answer(attempt, 1, {"reply": ["two"]}, NOW).outcome is Outcome.WRONG
    practice.answer(attempt, 1, {"reply": ["one"]}, NOW)
    assert queries.responses(attempt)[1].reply == "two"


def test_nothing_and_nonsense_are_no_answers(pam):
    builders.library(2)
    attempt = practice.begin(pam, Wish(), NOW, 1)
    with pytest.raises(Misfit):
        practice.answer(attempt, 1, {}, NOW)
    with pytest.raises(Misfit):
        practice.answer(attempt, 1, {"reply": ["nonsense"]}, NOW)
    with pytest.raises(NotHere):
        practice.answer(attempt, 9, {"reply": ["one"]}, NOW)


def test_what_was_missed_last_time_can_be_practised_until_it_is_right(pam):
    builders.library(2)
    attempt = practice.begin(pam, Wish(), NOW, 1)
    practice.answer(attempt, 1, {"reply": ["two"]}, NOW)
    practice.answer(attempt, 2, {"reply": ["one"]}, NOW)
    wrong = queries.paper_of(attempt).items[0].question_id
    assert practice.missed(pam) == {wrong}
    again = practice.begin(pam, Wish(missed=True), NOW.replace(hour=12), 1)
    practice.answer(again, 1, {"reply": ["one"]}, NOW.replace(hour=12))
    assert practice.missed(pam) == frozenset()


def test_the_questions_of_an_open_exam_cannot_be_practised(pam):
    builders.library(3)
    actions.start(pam, builders.quiz(count=2), NOW, 1)
    assert len(practice.matching(pam, Wish(), NOW)) == 1


def test_a_practice_that_has_ended_takes_no_more_answers_and_ending_twice_is_once(pam):
    builders.library(2)
    attempt = practice.begin(pam, Wish(), NOW, 1)
    practice.answer(attempt, 1, {"reply": ["one"]}, NOW)
    practice.end(attempt, NOW)
    practice.end(attempt, NOW.replace(hour=12))
    assert (attempt.state, attempt.submitted_at, attempt.score) == (AttemptState.SUBMITTED, NOW, 1)
    with pytest.raises(Conflict):
        practice.answer(attempt, 2, {"reply": ["one"]}, NOW)


def test_what_an_exam_withholds_can_neither_be_answered_nor_read_in_a_practice_begun_before(pam):
    builders.library(3)
    attempt = practice.begin(pam, Wish(), NOW, 1)
    practice.answer(attempt, 1, {"reply": ["one"]}, NOW)
    quiz = builders.quiz(count=3, attempts_allowed=2)
    exam = actions.start(pam, quiz, NOW, 1)
    with pytest.raises(Conflict, match="on an exam of yours"):
        practice.answer(attempt, 2, {"reply": ["one"]}, NOW)
    actions.submit(exam, NOW, Closing.PERSON)
    assert practice.matching(pam, Wish(missed=True), NOW) == []
    later = NOW.replace(hour=12)
    actions.submit(actions.start(pam, quiz, later, 1), later, Closing.PERSON)
    assert len(practice.matching(pam, Wish(missed=True), later)) == 3


def test_answering_twice_at_once_is_answering_once(pam):
    builders.library(1)
    attempt = practice.begin(pam, Wish(), NOW, 1)
    practice.keep(attempt, 1, "two", None, NOW)
    practice.keep(attempt, 1, "one", None, NOW)
    assert queries.responses(attempt)[1].reply == "two"


def test_of_many_practices_the_latest_few_stay_open(pam):
    builders.library(1)
    begun = [practice.begin(pam, Wish(), NOW.replace(minute=minute), 1) for minute in range(practice.MOST_OPEN + 2)]
    assert [attempt.is_open for attempt in begun] == [False] * 2 + [True] * practice.MOST_OPEN
    assert list(queries.open_practices(pam)) == begun[:1:-1]
