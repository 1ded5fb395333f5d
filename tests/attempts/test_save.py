"""Saving an answer."""

from datetime import timedelta

import pytest

from quizapp.attempts import actions, practice, queries, saving
from quizapp.attempts.models import Attempt, Closing
from quizapp.attempts.saving import Closed, Misfit, Page, Stale
from quizapp.bank.models import Bank
from quizapp.core.errors import NotHere
from quizapp.core.grading import Sureness
from quizapp.database import db
from quizapp.people.models import Person
from tests.attempts import builders
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("ctx")


@pytest.fixture
def attempt(cast) -> Attempt:
    builders.library(3)
    return actions.start(db.session.get_one(Person, cast["pam"]), builders.quiz(), NOW, 1)


def save(attempt, reply="one", *, at=NOW, seen=None, flagged=False, position=1, **more):
    row = saving.to_save(attempt.person, attempt.public_id)
    return saving.save(row, position, {"reply": [reply], **more}, Page(flagged=flagged, seen=seen), at)


def kept(attempt, position=1):
    return queries.responses(attempt)[position]


def test_what_was_saved_stands_in_the_database(attempt):
    saved = save(attempt, "two", certainty=["high"], flagged=True)
    assert (saved.version, saved.at) == (1, NOW)
    row = kept(attempt)
    assert (row.reply, row.sureness, row.flagged) == ("two", Sureness.HIGH, True)


def test_saving_the_same_answer_twice_is_one_answer(attempt):
    first = save(attempt, seen=0)
    again = save(attempt, seen=0, at=NOW + timedelta(seconds=9))
    assert first == again
    assert len(queries.responses(attempt)) == 1


def test_a_newer_answer_replaces_an_older_one_and_an_empty_one_takes_it_away(attempt):
    assert save(attempt, "one").version == 1
    assert save(attempt, "two", seen=1).version == 2
    assert save(attempt, "", seen=2).version == 3
    assert kept(attempt).reply is None


def test_a_stale_tab_does_not_overwrite_what_another_tab_saved(attempt):
    save(attempt, "one", seen=0)
    with pytest.raises(Stale) as stale:
        save(attempt, "two", seen=0)
    assert stale.value.kept.reply == "one"
    assert kept(attempt).reply == "one"
    assert save(attempt, "two", seen=stale.value.kept.version).version == 2


@pytest.mark.parametrize(
    "form", [{"reply": ["unknown"]}, {"reply": ["one", "two"]}, {"reply": ["one"], "certainty": ["quite"]}]
)
def test_a_reply_that_does_not_fit_leaves_the_earlier_one(attempt, form):
    save(attempt, "two")
    row = saving.to_save(attempt.person, attempt.public_id)
    with pytest.raises(Misfit):
        saving.save(row, 1, form, Page(flagged=False, seen=None), NOW)
    assert kept(attempt).reply == "two"


def test_after_the_deadline_nothing_is_added(attempt):
    save(attempt, "one", at=attempt.deadline_at - timedelta(seconds=1))
    with pytest.raises(Closed):
        save(attempt, "two", at=attempt.deadline_at)
    assert kept(attempt).reply == "one"


def test_after_submitting_nothing_is_added(attempt):
    actions.submit(attempt, NOW, Closing.PERSON)
    with pytest.raises(Closed):
        save(attempt)


@pytest.mark.parametrize("position", [0, 4, 10**6])
def test_a_place_that_the_paper_does_not_have_is_not_there(attempt, position):
    with pytest.raises(NotHere):
        save(attempt, position=position)


def test_another_persons_attempt_is_not_there(attempt, cast):
    sid = db.session.get_one(Person, cast["sid"])
    with pytest.raises(NotHere):
        saving.to_save(sid, attempt.public_id)


def test_going_on_leads_to_the_next_question_without_an_answer(attempt):
    assert queries.place_to_resume(attempt) == 1
    save(attempt, position=2)
    assert queries.place_to_resume(attempt) == 3
    save(attempt, position=3, at=NOW + timedelta(seconds=1))
    assert queries.place_to_resume(attempt) == 1
    save(attempt, position=1, at=NOW + timedelta(seconds=2))
    assert queries.place_to_resume(attempt) == 1


def test_a_practice_is_not_saved_to_as_an_exam_is(attempt):
    builders.question(db.session.query(Bank).one(), "number", "numeric")
    begun = practice.begin(attempt.person, practice.Wish(kind="numeric"), NOW, 1)
    with pytest.raises(NotHere):
        saving.to_save(attempt.person, begun.public_id)
