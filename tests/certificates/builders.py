"""Sittings and certificates, through the real actions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from quizapp.attempts import actions as attempts
from quizapp.attempts import queries, saving
from quizapp.attempts.models import Attempt, Closing
from quizapp.attempts.saving import Page
from quizapp.certificates import actions
from quizapp.certificates.models import Certificate
from quizapp.database import db
from quizapp.people.models import Person
from quizapp.quizzes.models import Quiz
from tests.attempts import builders
from tests.factories import NOW


def quiz(slug: str = "exam", **changes: Any) -> Quiz:
    """Add a quiz of three questions, with a bank of them if there is none."""
    if not queries.content.candidates(NOW.date()):
        builders.library(3)
    return builders.quiz(slug, **{"title": "Exosome practitioner", "cpd_hours": 3, "jurisdictions": ["NZ"], **changes})


def sit(person: Person, at_quiz: Quiz, right: int = 3, at: datetime = NOW) -> Attempt:
    """Start and answer so many questions rightly, the others wrongly; the attempt stays open."""
    attempt = attempts.start(person, at_quiz, at, seed=1)
    for place in range(1, len(queries.paper_of(attempt).items) + 1):
        row = saving.to_save(person, attempt.public_id)
        saving.save(row, place, {"reply": ["one" if place <= right else "two"]}, Page(flagged=False, seen=None), at)
    return attempt


def certificate(person: Person, at_quiz: Quiz | None = None, at: datetime = NOW) -> Certificate:
    """Let a person pass; at any moment, as if the facts had been looked at then."""
    issued = actions.finish(sit(person, at_quiz or quiz(), at=at), at, Closing.PERSON)
    assert issued is not None
    db.session.flush()
    return issued


def failed(person: Person, at_quiz: Quiz, right: int = 1, at: datetime = NOW) -> Attempt:
    """Let a person sit and fail."""
    attempt = sit(person, at_quiz, right, at)
    actions.finish(attempt, at, Closing.PERSON)
    return attempt
