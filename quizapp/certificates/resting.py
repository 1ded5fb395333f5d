"""What certificates rest on: in which revisions, how far that has moved on, and whom a change touches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, and_, delete, func, insert, null, or_, select, text, union_all
from sqlalchemy.orm import InstrumentedAttribute

from quizapp.attempts.models import Attempt, AttemptState, Mode
from quizapp.bank import history as bank
from quizapp.bank.models import Bank, Question, QuestionRevision, RevisionFact
from quizapp.certificates.models import Certificate, CertificateFact, CertificateQuestion
from quizapp.core import currency
from quizapp.core.currency import CONSEQUENCES, Consequence, Currency, Moved, Rest, Severity
from quizapp.core.paper import Paper
from quizapp.database import db
from quizapp.facts import queries as facts
from quizapp.facts.models import Fact, FactRevision, Source, SourceRevision, fact_sources
from quizapp.facts.queries import History
from quizapp.people.models import Membership, Team


def rests(paper: Paper) -> list[Rest]:
    """Return what a certificate for this paper rests on: its questions and facts as drawn, the sources as they are."""
    shown = {item.revision_id for item in paper.items}
    asked = db.session.execute(
        select(QuestionRevision.id, Question.slug, QuestionRevision.number)
        .join(Question, Question.id == QuestionRevision.question_id)
        .where(QuestionRevision.id.in_(shown))
    ).all()
    below = db.session.execute(
        select(RevisionFact.revision_id, Fact.slug)
        .join(Fact, Fact.id == RevisionFact.fact_id)
        .where(RevisionFact.revision_id.in_(shown))
    ).all()
    sources = cited(paper.facts)
    return [_rest(row, [f.slug for f in below if f.revision_id == row.id], paper.facts, sources) for row in asked]


def _rest(
    row: Row[int, str, int],
    slugs: Sequence[str],
    shown: Mapping[str, int],
    sources: Mapping[str, list[tuple[str, int]]],
) -> Rest:
    return Rest(
        question=row.slug,
        revision=row.number,
        facts=tuple((slug, shown[slug]) for slug in slugs),
        sources=tuple(pair for slug in slugs for pair in sources.get(slug, ())),
    )


def cited(shown: Mapping[str, int]) -> dict[str, list[tuple[str, int]]]:
    """Return by fact the sources, each with its current revision, that these revisions of facts cite."""
    rows = db.session.execute(
        select(Fact.slug, FactRevision.number, Source.slug.label("source"), SourceRevision.number.label("current"))
        .join(FactRevision, FactRevision.fact_id == Fact.id)
        .join(fact_sources, fact_sources.c.fact_revision_id == FactRevision.id)
        .join(Source, Source.id == fact_sources.c.source_id)
        .join(SourceRevision, and_(SourceRevision.source_id == Source.id, SourceRevision.is_current))
        .where(Fact.slug.in_(shown))
    )
    found: dict[str, list[tuple[str, int]]] = {}
    for row in rows:
        if shown[row.slug] == row.number:
            found.setdefault(row.slug, []).append((row.source, row.current))
    return found


def write(certificate: Certificate) -> None:
    """Let the rows that say what a certificate rests on say what its manifest says."""
    stored = certificate.manifest
    facts_of = _keys(select(Fact.slug, FactRevision.number, FactRevision.id).join(
        FactRevision, FactRevision.fact_id == Fact.id), Fact.slug, stored["facts"])  # fmt: skip
    asked = _keys(select(Question.slug, QuestionRevision.number, QuestionRevision.id).join(
        QuestionRevision, QuestionRevision.question_id == Question.id), Question.slug, stored["questions"])  # fmt: skip
    for model, column, keys in (
        (CertificateFact, "fact_revision_id", facts_of),
        (CertificateQuestion, "question_revision_id", asked),
    ):
        db.session.execute(delete(model).where(model.certificate_id == certificate.id))
        if keys:
            db.session.execute(insert(model), [{column: key, "certificate_id": certificate.id} for key in keys])


def _keys(
    rows: Select[str, int, int], slug: InstrumentedAttribute[str], listed: Sequence[Mapping[str, Any]]
) -> list[int]:
    """Return the keys of the revisions that a part of a manifest lists."""
    wanted = {(entry["id"], entry["revision"]) for entry in listed}
    found = db.session.execute(rows.where(slug.in_({name for name, _ in wanted})))
    return [key for name, number, key in found if (name, number) in wanted]


@dataclass(frozen=True)
class Stale:
    """What has moved on by a day: by the key of each earlier revision, the change and its bank's period in days."""

    facts: Mapping[int, tuple[Moved, int]]
    questions: Mapping[int, tuple[Moved, int]]


def stale(on: date) -> Stale:
    """Return every revision of a fact or question that says something else than what is in force on that day."""
    stated, asked = facts.changed(on), bank.changed(on)
    if not (stated or asked):
        return Stale({}, {})
    days = {row.slug: row.refresher_days for row in db.session.execute(select(Bank.slug, Bank.refresher_days))}
    return Stale(_stale(stated, days, on, "facts"), _stale(asked, days, on, "questions"))


def _stale(histories: Iterable[History], days: Mapping[str, int], on: date, part: str) -> dict[int, tuple[Moved, int]]:
    found = {}
    for history in histories:
        for number, key in history.keys.items():
            change = currency.moved(history.slug, history.revisions, number, on, part)
            if change is not None:
                found[key] = (change, days.get(history.bank, 0))
    return found


Chosen = Collection[int] | Select[int] | None
"""Certificates by their keys, or by a select of these; None means all."""
CHUNK = 10_000
"""How many keys one statement is given: PostgreSQL takes 65,535 parameters at most."""


def currencies(chosen: Chosen, on: date) -> dict[int, Currency]:
    """Return how current these certificates are on that day; those that are current are left out."""
    behind = stale(on)
    changes: dict[int, list[tuple[Moved, int]]] = {}
    for model, column, moved in (
        (CertificateFact, CertificateFact.fact_revision_id, behind.facts),
        (CertificateQuestion, CertificateQuestion.question_revision_id, behind.questions),
    ):
        if not moved:
            continue
        rows = select(model.certificate_id, column).where(column.in_(moved))
        for some in _of(rows, model.certificate_id, chosen):
            for certificate_id, key in db.session.execute(some):
                changes.setdefault(certificate_id, []).append(moved[key])
    return {key: currency.currency(its) for key, its in changes.items()}


def _of(rows: Select[int, int], column: InstrumentedAttribute[int], chosen: Chosen) -> Iterator[Select[int, int]]:
    """Return the statements that together give the rows of the chosen certificates."""
    if chosen is None or isinstance(chosen, Select):
        return iter([rows if chosen is None else rows.where(column.in_(chosen))])
    keys = sorted(chosen)
    return (rows.where(column.in_(keys[start : start + CHUNK])) for start in range(0, len(keys), CHUNK))


def load_currency(certificates: Iterable[Certificate], on: date) -> None:
    """Find out how current these certificates are on that day, in a few statements for all of them."""
    rows = list(certificates)
    found = currencies([row.id for row in rows], on) if rows else {}
    for row in rows:
        row.currency = found.get(row.id, currency.CURRENT)


@dataclass(frozen=True, kw_only=True)
class Impact:
    """Whom a change of a fact touches: live certificates that rest on it, their holders, by team, and open attempts.

    ``consequence`` is what the change asks for; where that is nothing, nobody has to do anything.
    """

    consequence: Consequence
    certificates: int
    people: int
    teams: tuple[tuple[str, int], ...]
    open_attempts: int


def impact(fact: Fact, grave: Severity, on: date, *, safety_critical: bool = False) -> Impact:
    """Say whom a change of this severity would touch on that day. ``safety_critical``: whether it becomes so.

    Whether it was so before counts from the revision on from which it says what it says now.
    """
    revisions = db.session.execute(
        select(FactRevision.id, FactRevision.number, FactRevision.substance, FactRevision.safety_critical)
        .where(FactRevision.fact_id == fact.id)
        .order_by(FactRevision.number)
    ).all()
    since = revisions[-1].substance if revisions else 1
    critical = safety_critical or any(row.safety_critical for row in revisions if row.number >= since)
    certificates, people, teams = _count([row.id for row in revisions], on)
    return Impact(
        consequence=CONSEQUENCES[grave, critical],
        certificates=certificates,
        people=people,
        teams=teams,
        open_attempts=_open_attempts(fact.slug),
    )


def _count(fact_revision_ids: Collection[int], on: date) -> tuple[int, int, tuple[tuple[str, int], ...]]:
    """Count certificates, their holders and those of each team, in one statement: a million are gone through once."""
    _in_one_process()
    held = _resting(fact_revision_ids, on).cte("held")
    in_all = select(null().label("team"), func.sum(held.c.certificates), func.count().label("people")).select_from(held)
    by_team = (
        select(Team.name, null(), func.count())
        .select_from(held)
        .join(Membership, Membership.person_id == held.c.person_id)
        .join(Team, Team.id == Membership.team_id)
        .group_by(Team.id, Team.name)
    )
    rows: Sequence[Any] = db.session.execute(union_all(in_all, by_team)).all()
    certificates, people = next((int(certificates or 0), people) for team, certificates, people in rows if team is None)
    teams = sorted(((team, people) for team, _, people in rows if team is not None), key=lambda row: (-row[1], row[0]))
    return certificates, people, tuple(teams)


def _in_one_process() -> None:
    """Keep PostgreSQL, up to the commit, from sharing a query out: merging two indexes in order beats that here.

    On two processors that have other work, benchmarks/touch.py takes half as long so.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET LOCAL max_parallel_workers_per_gather = 0"))


def _resting(fact_revision_ids: Collection[int], on: date) -> Select[int, int]:
    """Select by holder the number of certificates that count on that day and rest on one of these revisions."""
    return (
        select(Certificate.person_id, func.count().label("certificates"))
        .join(CertificateFact, CertificateFact.certificate_id == Certificate.id)
        .where(
            CertificateFact.fact_revision_id.in_(fact_revision_ids),
            Certificate.revoked_at.is_(None),
            or_(Certificate.expires_on.is_(None), Certificate.expires_on >= on),
        )
        .group_by(Certificate.person_id)
    )


def _open_attempts(slug: str) -> int:
    """Count the open attempts whose paper rests on this fact, in the database: papers are long."""
    rests_on_it = Attempt.paper["facts", slug].as_integer().is_not(None)
    found = db.session.scalar(
        select(func.count()).where(Attempt.state == AttemptState.OPEN, Attempt.mode != Mode.PRACTICE, rests_on_it)
    )
    return found or 0
