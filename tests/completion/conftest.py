"""The cast as rows of this test's own session."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from quizapp.database import db
from quizapp.people.models import Person, Team


@pytest.fixture
def who(ctx: None, cast: dict[str, int]) -> SimpleNamespace:
    """Pam, Mo, Sid and Ada, and the teams north (Pam's, managed by Mo) and south (Sid's)."""
    people = {name: db.session.get_one(Person, cast[name]) for name in cast}
    teams = {team.slug.split("-")[0]: team for team in db.session.scalars(select(Team))}
    return SimpleNamespace(**people, **teams)
