"""Loading facts and sources from files: each change is a new revision, and the one before stays as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from quizapp import clock
from quizapp.core import severity
from quizapp.core.currency import Severity
from quizapp.core.loading import Decision, Take, Tally, decide
from quizapp.database import db
from quizapp.facts import queries, revisions
from quizapp.facts.models import Fact, FactRevision, Source
from quizapp.facts.revisions import Change
from quizapp.formats import library
from quizapp.formats.plain import digest, plain


def load_sources(sources: Sequence[library.Source], now: datetime, take: Take | None = None) -> Tally:
    """Bring the register up to what the files say; what was edited on the web since is kept (see core.loading)."""
    tally, rows, held = Tally("source"), queries.sources_by_slug(), queries.current_sources()
    written = []
    for source in sources:
        was, row = held.get(source.id), rows.get(source.id) or Source(slug=source.id)
        said = digest(plain(source))
        decision = tally.add(decide(said, row.file_digest, [was.digest] if was else (), take), source.id)
        row.file_digest = row.file_digest if decision is Decision.CONFLICT else said
        if decision.writes:
            written.append((row, source, was))
    for row, source, was in written:
        revisions.put_source(row, source, was, now)
    db.session.flush()
    return tally


def load_facts(
    entries: Sequence[library.FactEntry], now: datetime, take: Take | None = None, chosen: Severity | None = None
) -> Tally:
    """Bring the facts up to what the files say, as load_sources does; their sources must be there.

    A change is as grave as ``chosen``, or as core.severity proposes where nothing was chosen or that would be too mild.
    """
    tally, rows, held = Tally("fact"), queries.facts_by_slug(), queries.held_facts(clock.day_of(now))
    sources = queries.sources_by_slug()
    written = []
    for entry in entries:
        was, row = held.get(entry.fact.id), rows.get(entry.fact.id) or Fact(slug=entry.fact.id)
        said = digest(plain(entry.fact))
        decision = tally.add(decide(said, row.file_digest, was.digests if was else (), take), entry.fact.id)
        row.file_digest = row.file_digest if decision is Decision.CONFLICT else said
        row.bank_slug = entry.bank
        if decision.writes:
            written.append((row, entry.fact))
    latest = queries.latest([row.id for row, _ in written if row.id])
    for row, fact in written:
        _put(row, fact, latest.get(row.id), now, sources, chosen)
    db.session.flush()
    return tally


def _put(
    row: Fact, fact: library.Fact, before: FactRevision | None, now: datetime, sources: Mapping[str, Source],
    chosen: Severity | None,
) -> None:  # fmt: skip
    if before is None:
        revisions.first_fact(row, fact, now, sources)
        return
    if before.effective_from is not None and before.effective_from > clock.day_of(now):  # the files were chosen over it
        revisions.call_off(row, now)
        before = queries.latest([row.id])[row.id]
    proposal = severity.of_fact(before.content, plain(fact))
    grave = chosen if chosen and proposal.allows(chosen) else proposal.proposed
    revisions.next_fact(before, fact, Change(severity=grave, since=clock.day_of(now)), now, sources)
