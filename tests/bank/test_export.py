"""Writing the database as question files."""

import pytest
from sqlalchemy import select

from quizapp.core.rules import Certainty
from quizapp.database import db
from quizapp.formats import bank_write, bank_yaml
from quizapp.formats.library import Library
from quizapp.quizzes import files
from quizapp.quizzes.models import Quiz, QuizSection, QuizState
from tests.bank.loading import draft_on_the_web, edit_on_the_web, load, question, ted, text
from tests.factories import NOW
from tests.formats.builders import BANK, CASES, library

pytestmark = pytest.mark.usefixtures("ctx")

QUIZLESS = BANK.partition("quizzes")[0]


def exported():
    """Return what a reader makes of the exported files; they must be sound."""
    found, problems = bank_yaml.read(bank_write.write(files.library(NOW.date())))
    assert [problem for problem in problems if not problem.warning] == []
    return found


def test_an_empty_database_has_nothing_to_say():
    assert files.library(NOW.date()) == Library()


def test_what_was_loaded_is_what_is_exported():
    load(cases=CASES)
    assert files.library(NOW.date()) == library(cases=CASES)
    assert exported() == library(cases=CASES)


def test_loading_an_export_into_the_same_database_changes_nothing():
    load(cases=CASES)
    edit_on_the_web("On the web?", ted())
    report = files.load(exported(), "export", NOW)
    assert report.changes == 0
    assert report.conflicts == ()


def test_what_was_edited_on_the_web_is_exported():
    load()
    edit_on_the_web("On the web?", ted())
    assert exported().questions[0].question.stem == "On the web?"


def test_a_draft_beside_a_published_question_is_not_exported():
    load()
    draft_on_the_web("Half a thought", ted())
    assert files.library(NOW.date()) == library()


@pytest.mark.parametrize("state", ["draft", "retired"])
def test_drafts_and_retired_questions_keep_their_state(state):
    loaded = {"bank": QUIZLESS, "lengths": text("How long?", state=state)}
    load(**loaded)
    assert exported() == library(**loaded)


def test_a_question_retired_on_the_web_is_exported_as_retired():
    load(bank=QUIZLESS)
    question().retired_at = NOW
    assert [entry.state.value for entry in exported().questions] == ["retired"]


def test_a_quiz_made_on_the_web_goes_to_the_bank_it_draws_from():
    load(bank=QUIZLESS)
    made = Quiz(
        slug="mine", title="Mine", state=QuizState.PUBLISHED, certainty=Certainty.REPORT,
        sections=[QuizSection(position=0, title="", count=1, filters={"banks": ["measures"]})],
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    ((bank, quiz),) = exported().quizzes
    assert (bank.id, quiz.id, quiz.certainty) == ("measures", "mine", Certainty.REPORT)


def test_a_quiz_without_any_bank_is_not_exported():
    db.session.add(Quiz(slug="mine", title="Mine"))
    db.session.flush()
    assert files.library(NOW.date()) == Library()


def test_a_quiz_keeps_its_rules():
    rules = "    minutes: 40\n    attempts: 3\n    valid_months: 12\n    cpd_hours: 1.25\n    review_key: never\n"
    changed = BANK.replace("    sections", f"{rules}    opens_at: '2026-01-01T09:00:00+13:00'\n    sections")
    load(bank=changed)
    assert exported() == library(bank=changed)
    assert db.session.scalars(select(Quiz.review_key)).one().value == "never"
