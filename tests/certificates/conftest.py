"""Pam, whose certificates these are."""

from __future__ import annotations

import pytest

from quizapp.database import db
from quizapp.people.models import Person


@pytest.fixture
def pam(ctx: None, cast: dict[str, int]) -> Person:
    """Pam, in this test's own session."""
    return db.session.get_one(Person, cast["pam"])
