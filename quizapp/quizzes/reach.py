"""What quizzes make of a question: which may ask it, and which would run short without it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from quizapp.bank import content
from quizapp.bank.models import QuestionRevision
from quizapp.core.paper import Candidate, Section, Shortage
from quizapp.database import db
from quizapp.quizzes import queries
from quizapp.quizzes.models import Quiz, QuizState
from quizapp.quizzes.papers import short_of


@dataclass(frozen=True)
class Use:
    """A quiz with those of its sections that a question may be drawn for."""

    quiz: Quiz
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Gap:
    """A quiz that would run short, with the sections that would."""

    quiz: Quiz
    shortages: tuple[Shortage, ...]


def standing() -> Sequence[Quiz]:
    """Return the quizzes that are not retired, by title."""
    return db.session.scalars(select(Quiz).where(Quiz.state != QuizState.RETIRED).order_by(Quiz.title)).all()


def candidate(revision: QuestionRevision, *, safety_critical: bool) -> Candidate:
    """Return a revision as drawing would see it, whether or not it may be asked today."""
    return Candidate(
        question_id=revision.question_id,
        revision_id=revision.id,
        bank=revision.question.bank.slug,
        topic=revision.topic,
        level=revision.level,
        kind=revision.kind,
        facts=frozenset(fact.slug for fact in revision.facts),
        safety_critical=safety_critical,
    )


def uses(asked: Candidate) -> list[Use]:
    """Return the quizzes that are not retired and have a section for the question."""
    found = ((quiz, tuple(s for s in queries.blueprint(quiz) if s.matches(asked))) for quiz in standing())
    return [Use(quiz, sections) for quiz, sections in found if sections]


def gaps_without(question_ids: Collection[int], on: date) -> list[Gap]:
    """Return the published quizzes that could be filled on that day, and could not without these questions."""
    pool = content.candidates(on)
    gone = [c for c in pool if c.question_id in question_ids]
    left = [c for c in pool if c.question_id not in question_ids]
    found = []
    for quiz in queries.published():
        sections = queries.blueprint(quiz)
        if any(section.matches(c) for section in sections for c in gone) and not short_of(sections, pool):
            found.append(Gap(quiz, short_of(sections, left)))
    return [gap for gap in found if gap.shortages]
