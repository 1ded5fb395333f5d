"""A certificate's life as it is told: what it rests on, and what each entry of its record changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from quizapp import clock
from quizapp.certificates import queries
from quizapp.certificates.models import Certificate, Entry
from quizapp.database import db
from quizapp.facts import lists
from quizapp.facts.models import Fact, FactRevision
from quizapp.people.models import Person


@dataclass(frozen=True)
class Beneath:
    """A fact beneath a certificate, as the revision put it that the holder showed."""

    slug: str
    number: int
    statement: str
    is_public: bool
    """Whether the fact has a page for everybody today."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One entry of a record, with what it changed: facts that are new or newer, whether the last day, further places.

    ``by`` is who did it, None where nobody did or it was the command line.
    """

    entry: Entry
    facts: tuple[Beneath, ...]
    questions: int
    moves_expiry: bool
    places: tuple[str, ...]
    by: Person | None


def rests_on(certificate: Certificate) -> list[Beneath]:
    """Return the facts that a certificate rests on now, by id."""
    return _beneath([certificate.manifest])[0]


def told(certificate: Certificate) -> list[Step]:
    """Return the record of a certificate with what each entry changed, the first first."""
    entries = queries.record(certificate)
    facts = _beneath([entry.manifest for entry in entries])
    people = _people(entry.by_id for entry in entries)
    before: list[Entry | None] = [None, *entries]
    return [
        _step(entry, earlier, its, people.get(entry.by_id or 0))
        for entry, earlier, its in zip(entries, before, facts, strict=False)
    ]


def _step(entry: Entry, earlier: Entry | None, facts: Sequence[Beneath], by: Person | None) -> Step:
    if earlier is None:
        return Step(
            entry=entry, facts=tuple(facts), questions=len(entry.manifest["questions"]), moves_expiry=False,
            places=(), by=by,
        )  # fmt: skip
    known = {(said["id"], said["revision"]) for said in earlier.manifest["facts"]}
    return Step(
        entry=entry,
        facts=tuple(fact for fact in facts if (fact.slug, fact.number) not in known),
        questions=sum(said not in earlier.manifest["questions"] for said in entry.manifest["questions"]),
        moves_expiry=entry.expires_on != earlier.expires_on,
        places=tuple(place for place in entry.jurisdictions if place not in earlier.jurisdictions),
        by=by,
    )


def _beneath(manifests: Sequence[Mapping[str, Any]]) -> list[list[Beneath]]:
    """Return the facts that each manifest lists, in two statements for any number."""
    listed = [{each["id"]: each["revision"] for each in manifest["facts"]} for manifest in manifests]
    slugs = {slug for pairs in listed for slug in pairs}
    rows = db.session.execute(
        select(Fact.slug, FactRevision.number, FactRevision.statement)
        .join(FactRevision, FactRevision.fact_id == Fact.id)
        .where(Fact.slug.in_(slugs))
    ).all()
    paged = public(slugs, clock.today())
    said = {(row.slug, row.number): Beneath(row.slug, row.number, row.statement, row.slug in paged) for row in rows}
    return [[said[pair] for pair in pairs.items() if pair in said] for pairs in listed]


def public(slugs: Collection[str], on: date) -> set[str]:
    """Return which of these facts have a page for everybody on that day: what stands for them may be published."""
    rows = (
        select(Fact.slug)
        .join(FactRevision, FactRevision.fact_id == Fact.id)
        .where(Fact.slug.in_(slugs), lists.stands(on), FactRevision.publishable)
    )
    return set(db.session.scalars(rows))


def _people(ids: Iterable[int | None]) -> dict[int, Person]:
    wanted = {key for key in ids if key is not None}
    return {person.id: person for person in db.session.scalars(select(Person).where(Person.id.in_(wanted)))}
