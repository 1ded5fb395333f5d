"""Quizzes and people for Mo to look after, committed so that pages see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select

from quizapp.database import db
from quizapp.people.models import Person, Team

World = Callable[[], AbstractContextManager[SimpleNamespace]]


@pytest.fixture
def world(app: Flask, cast: dict[str, int]) -> World:
    """Open the database with the cast and the teams north and south as rows; what is done there is committed."""

    @contextmanager
    def opened() -> Iterator[SimpleNamespace]:
        with app.app_context():
            people = {name: db.session.get_one(Person, key) for name, key in cast.items()}
            teams = {team.slug.split("-")[0]: team for team in db.session.scalars(select(Team))}
            yield SimpleNamespace(**people, **teams)
            db.session.commit()

    return opened
