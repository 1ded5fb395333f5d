"""Writing revisions of facts and sources. What a revision says never changes; only its end is set, by the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from quizapp import clock
from quizapp.core.currency import Severity
from quizapp.core.errors import Conflict
from quizapp.database import db, lock
from quizapp.facts import queries
from quizapp.facts.models import Fact, FactRevision, Source, SourceRevision
from quizapp.formats import library
from quizapp.formats.plain import digest, plain
from quizapp.people.models import Person


@dataclass(frozen=True, kw_only=True)
class Change:
    """How a revision departs from the one before: how gravely, from which day on, why, by whom, approved by whom."""

    severity: Severity
    since: date
    until: date | None = None
    note: str = ""
    author: Person | None = None
    approved_by: Person | None = None


def first_fact(row: Fact, fact: library.Fact, now: datetime, sources: Mapping[str, Source]) -> FactRevision:
    """Add the first revision of a fact, in force since ever; ``sources`` by their ids."""
    revision = _fact(row, fact, 1, now, sources)
    db.session.add(revision)
    return revision


def next_fact(
    before: FactRevision, fact: library.Fact, change: Change, now: datetime, sources: Mapping[str, Source]
) -> FactRevision:
    """Add the revision after the latest, which then holds to the day before the change at most.

    Raises Conflict when the latest has yet to begin, and not before the change: two would be in force on one day.
    """
    if (problem := too_early(before, change.since, clock.day_of(now))) is not None:
        raise Conflict(f"{problem} Nothing was changed.")
    before.is_latest = False
    before.effective_until = min(before.effective_until or date.max, change.since - timedelta(days=1))
    db.session.flush()  # the database lets one be the latest, at any moment
    revision = _fact(before.fact, fact, _next_number(before.fact), now, sources)
    revision.severity = change.severity
    revision.substance = before.substance if change.severity is Severity.EDITORIAL else revision.number
    revision.effective_from, revision.effective_until = change.since, change.until
    revision.note, revision.author, revision.approved_by = change.note, change.author, change.approved_by
    db.session.add(revision)
    db.session.flush()
    return revision


def too_early(before: FactRevision, since: date, today: date) -> str | None:
    """Say why a change cannot begin on a day, in a sentence; None when it can."""
    begins = before.effective_from
    if begins is None or begins <= today or since > begins:
        return None
    return (
        f"Revision {before.number} was approved to hold from {begins:%-d %b %Y}. A change that begins by then would "
        "leave two in force on one day: call that one off first, or choose a later day."
    )


def _next_number(row: Fact) -> int:
    highest = db.session.scalar(select(func.max(FactRevision.number)).where(FactRevision.fact_id == row.id))
    return (highest or 0) + 1


def call_off(row: Fact, now: datetime) -> FactRevision:
    """Call a revision off that was approved for a later day; what is in force goes on. Return the one called off.

    Raises Conflict when none waits for its day.
    """
    lock(row)
    latest = queries.latest([row.id])[row.id]
    if latest.effective_from is None or latest.effective_from <= clock.day_of(now):
        raise Conflict("No change of this fact waits for a later day. Nothing was changed.")
    before = max((r for r in queries.revisions_of(row) if not r.called_off and r is not latest), key=lambda r: r.number)
    ended = latest.effective_from - timedelta(days=1)
    latest.is_latest, latest.called_off, latest.effective_until = False, True, ended
    db.session.flush()  # the database lets one be the latest, and one be without an end, at any moment
    before.is_latest = True
    before.effective_until = None if before.effective_until == ended else before.effective_until
    db.session.flush()
    return latest


def _fact(row: Fact, fact: library.Fact, number: int, now: datetime, sources: Mapping[str, Source]) -> FactRevision:
    content = plain(fact)
    return FactRevision(
        fact=row, number=number, is_latest=True, created_at=now, digest=digest(content), statement=fact.statement,
        topic=fact.topic, safety_critical=fact.safety_critical, publishable=fact.publishable,
        jurisdictions=list(fact.jurisdictions), review_by=fact.review_by, content=content,
        sources=[sources[name] for name in dict.fromkeys(fact.sources)],
    )  # fmt: skip


def put_source(
    row: Source, source: library.Source, before: SourceRevision | None, now: datetime, note: str = ""
) -> SourceRevision:
    """Add a revision of a source, current at once; the one before, if any, is past."""
    if before is not None:
        before.is_current = False
        db.session.flush()
    content = plain(source)
    revision = SourceRevision(
        source=row, number=before.number + 1 if before else 1, is_current=True, created_at=now, digest=digest(content),
        title=source.title, retired=source.retired_because is not None, note=note, content=content,
    )  # fmt: skip
    db.session.add(revision)
    return revision
