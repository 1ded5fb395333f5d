"""What quizzes make of a question."""

import pytest
from sqlalchemy import select

from quizapp.bank.models import Question, QuestionRevision
from quizapp.core.question import Level
from quizapp.database import db
from quizapp.quizzes import reach
from quizapp.quizzes.models import QuizState
from tests.attempts import builders
from tests.factories import NOW

TODAY = NOW.date()


@pytest.fixture(autouse=True)
def bank(ctx):
    return builders.library(3)


def candidate(slug="question-0", **changes):
    revision = db.session.scalar(select(QuestionRevision).join(Question).where(Question.slug == slug))
    return reach.candidate(revision, **{"safety_critical": False, **changes})


def test_a_question_is_used_where_a_section_asks_for_its_like():
    builders.quiz("fits", filters={"banks": ["biology"], "levels": ["recall"]})
    builders.quiz("does-not", filters={"levels": ["judgement"]})
    (use,) = reach.uses(candidate())
    assert (use.quiz.slug, [section.title for section in use.sections]) == ("fits", ["All"])


def test_a_safety_critical_section_asks_for_safety_critical_questions_alone():
    builders.quiz("safety", filters={"safety_critical": True})
    assert reach.uses(candidate()) == []
    assert len(reach.uses(candidate(safety_critical=True))) == 1


def test_a_draft_quiz_counts_and_a_retired_one_does_not():
    builders.quiz("draft", state=QuizState.DRAFT)
    builders.quiz("retired", state=QuizState.RETIRED)
    assert [use.quiz.slug for use in reach.uses(candidate())] == ["draft"]


def test_a_candidate_says_what_drawing_asks_for():
    made = candidate()
    assert (made.bank, made.topic, made.level, made.kind) == ("biology", "sample", Level.RECALL, "single_choice")
    assert made.facts == {"fact-of-question-0"}


def test_a_quiz_that_needs_every_question_would_run_short_without_one():
    builders.quiz("tight", count=3)
    builders.quiz("roomy", count=2)
    (gap,) = reach.gaps_without([candidate().question_id], TODAY)
    assert gap.quiz.slug == "tight"
    assert [(s.wanted, s.found) for s in gap.shortages] == [(3, 2)]


def test_a_quiz_that_is_short_already_is_not_blamed_on_the_question():
    builders.quiz("short", count=9)
    assert reach.gaps_without([candidate().question_id], TODAY) == []


def test_a_quiz_that_does_not_ask_for_it_is_left_out():
    builders.quiz("other", filters={"banks": ["ethics"]}, count=1)
    assert reach.gaps_without([candidate().question_id], TODAY) == []
