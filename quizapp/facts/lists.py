"""The lists that a trainer looks through: facts and sources, and which of them stand on which."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from quizapp.database import db
from quizapp.facts import queries
from quizapp.facts.models import Fact, FactRevision, Source, SourceRevision, fact_sources
from quizapp.people.lists import MOST_WORDS, containing


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What is looked for among facts. Empty means any; ``due``: those due for review alone."""

    words: str = ""
    bank: str = ""
    topic: str = ""
    due: bool = False
    publishable: bool | None = None


def stands(on: date) -> ColumnElement[bool]:
    """Return the condition that a revision stands for its fact on that day: in force, or else the last that was."""
    return or_(queries.in_force(on), and_(FactRevision.is_latest, FactRevision.effective_until < on))


def shown(revisions: Sequence[FactRevision], on: date) -> FactRevision:
    """Return the one of a fact's revisions that stands for it on that day, as ``stands`` has it."""
    return queries.holding(revisions, on) or revisions[-1]


def facts(sought: Sought, on: date) -> Select[FactRevision]:
    """Select the revisions that stand for the facts looked for, by bank, topic and id; their fact is loaded."""
    rows = select(FactRevision).join(FactRevision.fact).options(contains_eager(FactRevision.fact)).where(stands(on))
    for word in sought.words.split()[:MOST_WORDS]:
        rows = rows.where(or_(containing(FactRevision.statement, word), containing(Fact.slug, word)))
    if sought.bank:
        rows = rows.where(Fact.bank_slug == sought.bank)
    if sought.topic:
        rows = rows.where(FactRevision.topic == sought.topic)
    if sought.publishable is not None:
        rows = rows.where(FactRevision.publishable.is_(sought.publishable))
    if sought.due:
        rows = rows.where(FactRevision.id.in_([revision.id for _, revision, _ in queries.due_for_review(on)]))
    return rows.order_by(Fact.bank_slug, FactRevision.topic, Fact.slug)


def _sources() -> Select[SourceRevision]:
    joined = select(SourceRevision).join(SourceRevision.source).options(contains_eager(SourceRevision.source))
    return joined.where(SourceRevision.is_current)


def sources(words: str) -> Select[SourceRevision]:
    """Select what the register says of each source with all these words in its title, id or publisher, by title."""
    rows = _sources()
    publisher = SourceRevision.content["publisher"].as_string()
    for word in words.split()[:MOST_WORDS]:
        rows = rows.where(
            or_(
                containing(SourceRevision.title, word), containing(Source.slug, word), containing(publisher, word)
            )
        )  # fmt: skip
    return rows.order_by(func.lower(SourceRevision.title), Source.slug)


def registered(slugs: Collection[str]) -> dict[str, SourceRevision]:
    """Return what the register says of these sources, by id; those it does not know are left out."""
    return {row.source.slug: row for row in db.session.scalars(_sources().where(Source.slug.in_(slugs)))}


def cited(revision_ids: Collection[int]) -> dict[int, list[SourceRevision]]:
    """Return what the register says now of the sources that these revisions of facts cite, in the register's order."""
    rows = db.session.execute(
        select(fact_sources.c.fact_revision_id, SourceRevision)
        .join(SourceRevision, and_(SourceRevision.source_id == fact_sources.c.source_id, SourceRevision.is_current))
        .join(SourceRevision.source)
        .options(contains_eager(SourceRevision.source))
        .where(fact_sources.c.fact_revision_id.in_(revision_ids))
        .order_by(SourceRevision.source_id)
    )
    found: dict[int, list[SourceRevision]] = {}
    for revision_id, source in rows:
        found.setdefault(revision_id, []).append(source)
    return found


def citing(source: Source, on: date) -> Sequence[FactRevision]:
    """Return the revisions in force on that day that cite a source, by the id of their fact, which is loaded."""
    return db.session.scalars(
        select(FactRevision)
        .join(FactRevision.fact)
        .options(contains_eager(FactRevision.fact))
        .where(queries.in_force(on), FactRevision.sources.any(Source.id == source.id))
        .order_by(Fact.slug)
    ).all()


def citations(source_ids: Collection[int], on: date) -> dict[int, int]:
    """Return how many facts in force on that day cite each of these sources; those that none cites are left out."""
    rows = db.session.execute(
        select(fact_sources.c.source_id, func.count())
        .join(FactRevision, FactRevision.id == fact_sources.c.fact_revision_id)
        .where(queries.in_force(on), fact_sources.c.source_id.in_(source_ids))
        .group_by(fact_sources.c.source_id)
    )
    return {row[0]: row[1] for row in rows}


def revisions_of_source(source: Source) -> Sequence[SourceRevision]:
    """Return every revision of a source, the first first."""
    rows = select(SourceRevision).where(SourceRevision.source_id == source.id).order_by(SourceRevision.number)
    return db.session.scalars(rows).all()
