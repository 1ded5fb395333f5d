"""Reading quizzes: which there are, and what their rows mean to the core."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from quizapp.core.admission import Conditions
from quizapp.core.errors import NotHere
from quizapp.core.paper import Section
from quizapp.core.question import Level
from quizapp.core.rules import Rules
from quizapp.database import db
from quizapp.people.models import Person
from quizapp.quizzes.models import Accommodation, Quiz, QuizSection, QuizState


def published() -> Sequence[Quiz]:
    """Return the quizzes that can be taken, by title."""
    return db.session.scalars(select(Quiz).where(Quiz.state == QuizState.PUBLISHED).order_by(Quiz.title)).all()


def by_slug(slug: str) -> Quiz:
    """Return the quiz, whatever its state. Raises NotHere."""
    quiz = db.session.scalar(select(Quiz).where(Quiz.slug == slug))
    if quiz is None:
        raise NotHere
    return quiz


def visible(slug: str) -> Quiz:
    """Return a quiz that practitioners may see: published or retired. Raises NotHere for a draft."""
    quiz = by_slug(slug)
    if quiz.state is QuizState.DRAFT:
        raise NotHere
    return quiz


def accommodation(quiz: Quiz, person: Person) -> Accommodation | None:
    """Return what this person is granted for this quiz."""
    return db.session.scalar(
        select(Accommodation).where(Accommodation.quiz_id == quiz.id, Accommodation.person_id == person.id)
    )


def accommodations(person: Person) -> dict[int, Accommodation]:
    """Return what this person is granted, by the id of the quiz it is for."""
    rows = db.session.scalars(select(Accommodation).where(Accommodation.person_id == person.id))
    return {row.quiz_id: row for row in rows}


def section(row: QuizSection) -> Section:
    """Return a section of a blueprint as the core knows it."""
    filters = row.filters
    return Section(
        title=row.title,
        count=row.count,
        banks=tuple(filters.get("banks", ())),
        topics=tuple(filters.get("topics", ())),
        levels=tuple(Level(level) for level in filters.get("levels", ())),
        kinds=tuple(filters.get("kinds", ())),
        safety_critical=filters.get("safety_critical", False),
    )


def blueprint(quiz: Quiz) -> tuple[Section, ...]:
    """Return the quiz's blueprint."""
    return tuple(section(row) for row in quiz.sections)


def asked(quiz: Quiz) -> int:
    """Return how many questions the quiz asks."""
    return sum(row.count for row in quiz.sections)


def rules(quiz: Quiz, granted: Accommodation | None = None) -> Rules:
    """Return the rules that an attempt starting now is taken under."""
    extra = granted.extra_minutes if granted else 0
    return Rules(
        pass_mark=quiz.pass_mark,
        minutes=None if quiz.minutes is None else quiz.minutes + extra,
        certainty=quiz.certainty,
        safety_critical_all_right=quiz.safety_critical_all_right,
        review_questions=quiz.review_questions,
        review_key=quiz.review_key,
        certifies=quiz.certifies,
        valid_months=quiz.valid_months,
        cpd_hours=Decimal(quiz.cpd_hours),
        jurisdictions=tuple(quiz.jurisdictions),
    )


def conditions(quiz: Quiz, granted: Accommodation | None = None) -> Conditions:
    """Return the conditions under which this person may start."""
    attempts = quiz.attempts_allowed
    closes = quiz.closes_at
    delay = timedelta(hours=quiz.delay_hours)
    if granted:
        attempts = None if attempts is None else attempts + granted.extra_attempts
        closes = max(closes, granted.closes_at) if closes and granted.closes_at else closes
        delay = timedelta(0) if granted.no_delay else delay
    return Conditions(
        published=quiz.state is QuizState.PUBLISHED,
        opens_at=quiz.opens_at,
        closes_at=closes,
        attempts=attempts,
        delay=delay,
    )
