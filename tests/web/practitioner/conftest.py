"""A bank, a quiz and an attempt of Pam's to look at."""

from __future__ import annotations

import pytest
from flask import Flask

from quizapp import clock
from quizapp.attempts import actions
from quizapp.database import db
from quizapp.people.models import Person
from quizapp.quizzes.models import Quiz
from tests.attempts import builders


@pytest.fixture
def exam(app: Flask) -> str:
    """The slug of a published quiz of three single-choice questions."""
    with app.app_context():
        builders.library(3)
        quiz = builders.quiz(attempts_allowed=2, delay_hours=24)
        db.session.commit()
        return quiz.slug


@pytest.fixture
def attempt(app: Flask, cast: dict[str, int], exam: str) -> str:
    """The public id of an open attempt of Pam's."""
    with app.app_context():
        quiz = db.session.query(Quiz).one()
        started = actions.start(db.session.get_one(Person, cast["pam"]), quiz, clock.now(), 1)
        db.session.commit()
        return started.public_id
