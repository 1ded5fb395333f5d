"""The house that the browser visits: a server with the real question files, and rows that a test needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from quizapp import clock
from quizapp.attempts import queries as attempts
from quizapp.attempts.models import Attempt
from quizapp.bank.models import Question as QuestionRow
from quizapp.bank.models import QuestionRevision, State
from quizapp.core.question import Question, Reply
from quizapp.database import db
from quizapp.facts.models import Fact, FactRevision
from quizapp.people.models import Person, RoleName
from quizapp.quizzes.models import Quiz, QuizSection, QuizState
from tests import factories
from tests.serving import Server

EVERY_KIND = (
    "single_choice", "multiple_response", "true_false", "matching", "ordering", "numeric", "short_answer", "case",
)  # fmt: skip


class House:
    """A running server, and this process's own way into its database."""

    def __init__(self, server: Server, app: Flask) -> None:
        self.server = server
        self.url = server.url
        self.app = app
        self._number = count(1)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Work on the rows; committed at the end."""
        with self.app.app_context():
            yield
            db.session.commit()

    def person(self, name: str = "Pam Practitioner", *roles: RoleName) -> str:
        """Add a person, a practitioner unless said otherwise, and return their e-mail address."""
        email = f"{name.split()[0].lower()}-{next(self._number)}@example.org"
        with self.inside():
            factories.person(name, *(roles or (RoleName.PRACTITIONER,)), email=email)
        return email

    def quiz(self, *kinds: str, **rules: Any) -> str:
        """Publish a quiz that asks one question of each kind, in this order unless ``shuffle``; return its slug."""
        slug = f"quiz-{next(self._number)}"
        values = {"title": f"Exam {slug}", "state": QuizState.PUBLISHED, "minutes": 30, "shuffle": False}
        with self.inside():
            quiz = Quiz(slug=slug, **{**values, **rules})
            quiz.sections = [
                QuizSection(position=place, title="", count=1, filters={"kinds": [kind]})
                for place, kind in enumerate(kinds or ("single_choice",) * 3, 1)
            ]
            db.session.add(quiz)
        return slug

    def attempts(self, email: str) -> list[Attempt]:
        """Return a person's attempts, oldest first."""
        with self.app.app_context():
            mine = select(Attempt).join(Person, Person.id == Attempt.person_id).where(Person.email == email)
            return list(db.session.scalars(mine.order_by(Attempt.id)))

    def asked(self, public_id: str) -> list[Question]:
        """Return the questions of an attempt's paper, in its order."""
        with self.app.app_context():
            attempt = db.session.scalars(select(Attempt).where(Attempt.public_id == public_id)).one()
            paper = attempts.paper_of(attempt)
            found = attempts.questions(paper)
            return [found[item.revision_id] for item in paper.items]

    def replies(self, public_id: str) -> dict[int, Reply]:
        """Return what the database holds as replies, by place."""
        with self.app.app_context():
            attempt = db.session.scalars(select(Attempt).where(Attempt.public_id == public_id)).one()
            return {place: row.reply for place, row in attempts.responses(attempt).items() if row.reply is not None}

    def fact_with_sources(self, at_least: int) -> str:
        """Return the id of a fact that cites so many sources."""
        with self.app.app_context():
            rows = db.session.execute(select(Fact.slug, FactRevision.content).join(FactRevision).order_by(Fact.slug))
            return next(slug for slug, content in rows if len(content["sources"]) >= at_least)

    def published(self, kind: str) -> str:
        """Return the id of a published question of a kind."""
        with self.app.app_context():
            current = select(QuestionRow.slug).join(QuestionRevision, QuestionRevision.question_id == QuestionRow.id)
            found = current.where(QuestionRevision.state == State.PUBLISHED, QuestionRevision.kind == kind)
            return str(db.session.scalars(found.order_by(QuestionRow.id).limit(1)).one())

    def end_in(self, public_id: str, seconds: int) -> None:
        """Move the end of an attempt to so many seconds from now."""
        with self.inside():
            ends = clock.now() + timedelta(seconds=seconds)
            db.session.execute(update(Attempt).where(Attempt.public_id == public_id).values(deadline_at=ends))
