"""Facts and sources from files."""

from datetime import date

import pytest
from sqlalchemy import select

from quizapp.core.loading import Decision
from quizapp.database import db
from quizapp.facts import actions
from quizapp.facts.models import Fact, FactRevision, SourceRevision
from tests.factories import NOW
from tests.formats.builders import FACTS, library

pytestmark = pytest.mark.usefixtures("ctx")

LAW = FACTS.replace("jurisdictions: []", "jurisdictions: [US]\n    effective_from: '2026-01-01'")


def load(**changes):
    read_in = library(**changes)
    actions.load_sources(read_in.sources, NOW)
    return actions.load_facts(read_in.facts, NOW)


def test_a_fact_repeats_in_columns_what_is_asked_for():
    load(facts=LAW)
    fact = db.session.scalars(select(FactRevision)).one()
    assert (fact.number, fact.is_latest, fact.created_at) == (1, True, NOW)
    assert (fact.topic, fact.safety_critical, fact.publishable) == ("lengths", False, True)
    assert (fact.jurisdictions, fact.review_by) == (["US"], date(2028, 11, 22))
    assert fact.effective_from is None  # the revision's own day; the law's stands in its content
    assert fact.content["effective_from"] == "2026-01-01"
    assert [source.slug for source in fact.sources] == ["handbook"]
    assert fact.content["misconception"] == "A metre is a thousand centimetres."


def test_a_source_cited_twice_is_cited_once():
    load(facts=FACTS.replace("[handbook]", "[handbook, handbook]"))
    assert len(db.session.scalars(select(FactRevision)).one().sources) == 1


def test_a_fact_belongs_to_the_bank_in_whose_folder_it_stands():
    load()
    assert db.session.scalars(select(Fact.bank_slug)).one() == "measures"


def test_nothing_is_written_for_what_did_not_change():
    load()
    assert load().count == {Decision.SAME: 1}
    assert len(db.session.scalars(select(FactRevision)).all()) == 1


def test_only_one_revision_of_a_fact_is_the_latest():
    load()
    load(facts=FACTS.replace("high", "medium"))
    assert len(db.session.scalars(select(FactRevision).where(FactRevision.is_latest)).all()) == 1
    assert len(db.session.scalars(select(SourceRevision)).all()) == 1
