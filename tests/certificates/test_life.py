"""Which of the facts beneath a certificate have a page for everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quizapp import clock
from quizapp.certificates import life
from quizapp.core.currency import Severity
from quizapp.database import db
from quizapp.facts import queries as facts
from tests.certificates import builders, changing

FACT = "fact-of-question-0"


@pytest.fixture
def certificate(pam):
    return builders.certificate(pam, at=clock.now())


def test_a_fact_has_a_page_by_what_is_in_force_and_not_by_what_was_approved_last(certificate):
    day = clock.today() + timedelta(days=30)
    coming = changing.fact(FACT, Severity.MATERIAL, since=day, at=clock.now())
    coming.publishable = False
    db.session.flush()
    public = {fact.slug: fact.is_public for fact in life.rests_on(certificate)}
    assert public[FACT]
    assert FACT in life.public([FACT], day - timedelta(days=1))
    assert FACT not in life.public([FACT], day)


def test_a_fact_that_is_over_keeps_its_page(certificate):
    row = facts.latest([facts.fact(FACT).id])[facts.fact(FACT).id]
    row.effective_until = clock.today() - timedelta(days=1)
    db.session.flush()
    assert life.public([FACT], clock.today()) == {FACT}
