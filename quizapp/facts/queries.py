"""Reading facts and sources: what is in force on a day, what was approved last, and what each said when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from quizapp.core.currency import Revision
from quizapp.core.errors import NotHere
from quizapp.database import db
from quizapp.facts.models import Fact, FactRevision, Source, SourceRevision


def in_force(on: date) -> ColumnElement[bool]:
    """Return the condition that a revision of a fact is in force on that day; of each fact one is at most."""
    return and_(
        or_(FactRevision.effective_from.is_(None), FactRevision.effective_from <= on),
        or_(FactRevision.effective_until.is_(None), FactRevision.effective_until >= on),
    )


@dataclass(frozen=True)
class Held:
    """What the database has of a fact: the digests of the revision approved last and of the one in force."""

    id: int
    digests: tuple[str, ...]


def held_facts(on: date) -> dict[str, Held]:
    """Return what there is of each fact, by its id in the files."""
    rows = db.session.execute(
        select(Fact.slug, Fact.id, FactRevision.digest)
        .join(FactRevision, FactRevision.fact_id == Fact.id)
        .where(or_(FactRevision.is_latest, in_force(on)))
        .order_by(FactRevision.number.desc())
    )
    held: dict[str, Held] = {}
    for slug, key, digest in rows:
        held[slug] = Held(key, (*(held[slug].digests if slug in held else ()), digest))
    return held


def sources_by_slug(slugs: Iterable[str] | None = None) -> dict[str, Source]:
    """Return sources by their ids in the files: these, or all."""
    rows = select(Source) if slugs is None else select(Source).where(Source.slug.in_(set(slugs)))
    return {source.slug: source for source in db.session.scalars(rows)}


def facts_by_slug(slugs: Iterable[str] | None = None) -> dict[str, Fact]:
    """Return facts by their ids in the files: these, or all."""
    rows = select(Fact) if slugs is None else select(Fact).where(Fact.slug.in_(set(slugs)))
    return {fact.slug: fact for fact in db.session.scalars(rows)}


def latest(fact_ids: Collection[int]) -> dict[int, FactRevision]:
    """Return the revision of each of these facts that was approved last."""
    rows = db.session.scalars(
        select(FactRevision)
        .options(joinedload(FactRevision.fact))
        .where(FactRevision.is_latest, FactRevision.fact_id.in_(fact_ids))
    )
    return {row.fact_id: row for row in rows}


def numbered(slugs: Iterable[str] | None = None) -> dict[str, tuple[int, int]]:
    """Return the key and the number of the latest revision of facts by their ids: of these, or of all."""
    rows = select(Fact.slug, Fact.id, FactRevision.number).join(
        FactRevision, and_(FactRevision.fact_id == Fact.id, FactRevision.is_latest)
    )
    wanted = rows if slugs is None else rows.where(Fact.slug.in_(set(slugs)))
    return {row.slug: (row.id, row.number) for row in db.session.execute(wanted)}


def current_sources() -> dict[str, SourceRevision]:
    """Return the current revision of every source by its id, in the order in which they were added."""
    rows = db.session.execute(
        select(Source.slug, SourceRevision)
        .join(Source, Source.id == SourceRevision.source_id)
        .where(SourceRevision.is_current)
        .order_by(Source.id)
    )
    return {row[0]: row[1] for row in rows}


def facts_in_force(on: date) -> list[tuple[str, FactRevision]]:
    """Return the revision of every fact in force with the id of its bank, in the order in which they were added."""
    rows = db.session.execute(
        select(Fact.bank_slug, FactRevision)
        .join(FactRevision, FactRevision.fact_id == Fact.id)
        .where(in_force(on))
        .order_by(Fact.id)
    )
    return [(bank, revision) for bank, revision in rows]


def fact(slug: str) -> Fact:
    """Return a fact by its id. Raises NotHere."""
    found = db.session.scalar(select(Fact).where(Fact.slug == slug))
    if found is None:
        raise NotHere
    return found


def source(slug: str) -> SourceRevision:
    """Return the current revision of a source by its id. Raises NotHere."""
    found = db.session.scalar(
        select(SourceRevision)
        .join(SourceRevision.source)
        .options(contains_eager(SourceRevision.source))
        .where(Source.slug == slug, SourceRevision.is_current)
    )
    if found is None:
        raise NotHere
    return found


def revisions_of(of: Fact) -> Sequence[FactRevision]:
    """Return every revision of a fact with who wrote and approved it, the first first."""
    return db.session.scalars(
        select(FactRevision)
        .options(joinedload(FactRevision.author), joinedload(FactRevision.approved_by))
        .where(FactRevision.fact_id == of.id)
        .order_by(FactRevision.number)
    ).all()


def holding(revisions: Sequence[FactRevision], on: date) -> FactRevision | None:
    """Return the one of a fact's revisions that is in force on that day; None when none is."""
    return next((row for row in revisions if as_core(row).holds_on(on)), None)


def as_core(row: FactRevision) -> Revision:
    """Return a revision as core.currency knows it."""
    return Revision(
        number=row.number, severity=row.severity, safety_critical=row.safety_critical,
        effective_from=row.effective_from, effective_until=row.effective_until, called_off=row.called_off,
    )  # fmt: skip


@dataclass(frozen=True)
class History:
    """The revisions of a fact as core.currency knows them, with their keys by number, and the fact's bank."""

    slug: str
    bank: str
    revisions: tuple[Revision, ...]
    keys: dict[int, int]


def changed(on: date, fact_ids: Collection[int] | None = None) -> list[History]:
    """Return the histories of the facts whose substance has changed by that day: of these, or of all."""
    moved = select(FactRevision.fact_id).where(FactRevision.substance == FactRevision.number, FactRevision.number > 1)
    moved = moved.where(FactRevision.effective_from <= on, ~FactRevision.called_off)
    rows = db.session.execute(
        select(Fact.slug, Fact.bank_slug, FactRevision)
        .join(Fact, Fact.id == FactRevision.fact_id)
        .where(FactRevision.fact_id.in_(moved if fact_ids is None else moved.where(FactRevision.fact_id.in_(fact_ids))))
        .order_by(Fact.id, FactRevision.number)
    )
    found: dict[str, tuple[str, list[FactRevision]]] = {}
    for slug, bank, row in rows:
        found.setdefault(slug, (bank, []))[1].append(row)
    return [
        History(slug, bank, tuple(map(as_core, its)), {row.number: row.id for row in its})
        for slug, (bank, its) in found.items()
    ]


def due_for_review(on: date) -> list[tuple[Fact, FactRevision, list[str]]]:
    """Return the facts whose day of review has passed, that cite a retired source (with its titles), or have ended.

    What is overdue longest stands first. Only publishable facts count: nothing rests on the others.
    """
    retired = (
        select(SourceRevision.source_id, SourceRevision.title)
        .where(SourceRevision.is_current, SourceRevision.retired)
    )  # fmt: skip
    titles = {row.source_id: row.title for row in db.session.execute(retired)}
    rows = db.session.execute(
        select(Fact, FactRevision)
        .join(FactRevision, FactRevision.fact_id == Fact.id)
        .where(
            FactRevision.publishable,
            or_(
                and_(in_force(on), FactRevision.review_by < on),
                and_(in_force(on), FactRevision.sources.any(Source.id.in_(titles))),
                and_(FactRevision.is_latest, FactRevision.effective_until < on),
            ),
        )
        .order_by(FactRevision.review_by, Fact.id)
    )
    return [
        (fact, revision, [titles[source.id] for source in revision.sources if source.id in titles])
        for fact, revision in rows
    ]
