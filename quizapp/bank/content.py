"""What can be asked: the questions that may be drawn on a day, and the content of revisions."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, event, or_, select
from sqlalchemy.orm import Session, SessionTransaction

from quizapp.bank.models import Bank, Question, QuestionRevision, RevisionFact, State, Topic
from quizapp.core.jurisdictions import concerns
from quizapp.core.paper import Candidate
from quizapp.core.question import Level
from quizapp.core.question import Question as CoreQuestion
from quizapp.database import db, reads_only
from quizapp.facts.models import Fact, FactRevision
from quizapp.facts.queries import in_force as facts_in_force
from quizapp.formats import question_json

READ = "published content read in this transaction"


def _published() -> dict[int, CoreQuestion]:
    """Return the published content this application has read so far: it never changes, so it is parsed once."""
    kept: dict[int, CoreQuestion] = current_app.extensions.setdefault("published questions", {})
    return kept


@event.listens_for(db.session, "after_commit")
def _keep(session: Session) -> None:
    """Keep what a transaction has read once it is committed: one undone may have published what then never was."""
    if READ in session.info and not session.in_nested_transaction():
        _published().update(session.info.pop(READ))


@event.listens_for(db.session, "after_soft_rollback")
def _forget(session: Session, _undone: SessionTransaction) -> None:
    session.info.pop(READ, None)


def questions(revision_ids: Iterable[int]) -> dict[int, CoreQuestion]:
    """Return the content of published revisions by id; one statement at most, none for what was read before."""
    wanted = set(revision_ids)
    here = _published() if reads_only.get() else db.session.info.setdefault(READ, {})
    known = ChainMap(here, _published())
    drafts: dict[int, CoreQuestion] = {}
    if missing := wanted - known.keys():
        rows = db.session.execute(
            select(QuestionRevision.id, QuestionRevision.state, QuestionRevision.content).where(
                QuestionRevision.id.in_(missing)
            )
        )
        for row in rows:
            (drafts if row.state is State.DRAFT else here)[row.id] = question_json.loads(row.content)
    return {key: drafts[key] if key in drafts else known[key] for key in wanted}


def in_force(on: date) -> ColumnElement[bool]:
    """Return the condition that a revision of a question is asked on that day; of each question one is at most.

    The latest may hold only from a later day; until then the one before it is asked.
    """
    return and_(
        QuestionRevision.published_at.is_not(None),
        or_(QuestionRevision.effective_from.is_(None), QuestionRevision.effective_from <= on),
        or_(QuestionRevision.effective_until.is_(None), QuestionRevision.effective_until >= on),
    )


def is_live(on: date) -> ColumnElement[bool]:
    """Return the condition that a published revision is asked on that day or from a later one."""
    return and_(
        QuestionRevision.published_at.is_not(None),
        ~QuestionRevision.called_off,
        or_(QuestionRevision.effective_until.is_(None), QuestionRevision.effective_until >= on),
    )


def holds(on: date) -> ColumnElement[bool]:
    """Return the condition that a question resting on a fact (in force on that day) may be asked of it.

    The fact is publishable and within its day of review, and the question was looked at since the fact's substance
    changed. The dates of a law do not matter here: what is stated of it, dates included, is so all along.
    """
    return and_(FactRevision.publishable, FactRevision.review_by >= on, RevisionFact.checked >= FactRevision.substance)


def _live(on: date) -> Select[int, int, str, str, Level, str, list[str], str, int, bool, bool | None]:
    """Select each revision of a question asked on that day, once for each fact it rests on."""
    return (
        select(
            QuestionRevision.id,
            QuestionRevision.question_id,
            Bank.slug.label("bank"),
            QuestionRevision.topic,
            QuestionRevision.level,
            QuestionRevision.kind,
            FactRevision.jurisdictions,
            Fact.slug.label("fact"),
            FactRevision.number,
            FactRevision.safety_critical,
            holds(on).label("holds"),
        )
        .join(Question, Question.id == QuestionRevision.question_id)
        .join(Bank, Bank.id == Question.bank_id)
        .join(RevisionFact, RevisionFact.revision_id == QuestionRevision.id)
        .join(Fact, Fact.id == RevisionFact.fact_id)
        .outerjoin(FactRevision, and_(FactRevision.fact_id == Fact.id, facts_in_force(on)))
        .where(in_force(on), Question.retired_at.is_(None))
        .order_by(QuestionRevision.question_id, Fact.slug)
    )


def candidates(on: date, places: Collection[str] = ()) -> list[Candidate]:
    """Return the questions that may be drawn on that day, in the order of their ids.

    A question is left out unless each of its facts is in force, publishable, within its day of review, and the same in
    substance as when the question was last looked at: a certificate must not rest on what nobody has looked at in
    time. ``places`` are those where the person practises; without any, every law concerns them.
    """
    grouped: dict[int, list[Any]] = {}
    for row in db.session.execute(_live(on)):
        grouped.setdefault(row.id, []).append(row)
    return [candidate(group, places) for group in grouped.values() if all(row.holds for row in group)]


def candidate(group: Sequence[Any], places: Collection[str] = ()) -> Candidate:
    """Return the candidate that the rows of one revision, one for each fact it rests on, tell of."""
    first = group[0]
    return Candidate(
        question_id=first.question_id,
        revision_id=first.id,
        bank=first.bank,
        topic=first.topic,
        level=first.level,
        kind=first.kind,
        facts=frozenset(row.fact for row in group),
        safety_critical=any(row.safety_critical for row in group),
        in_force=tuple((row.fact, row.number) for row in group),
        concerns=not places or all(concerns(row.jurisdictions, places) for row in group),
    )


def topic_titles() -> dict[str, str]:
    """Return the titles of all topics by ``bank/topic``."""
    rows = db.session.execute(select(Bank.slug, Topic.slug, Topic.title).join(Bank, Bank.id == Topic.bank_id))
    return {f"{bank}/{topic}": title for bank, topic, title in rows}


def banks_with_topics() -> list[tuple[Bank, list[Topic]]]:
    """Return the banks in their order, each with its topics in theirs."""
    banks = db.session.scalars(select(Bank).order_by(Bank.position, Bank.title)).all()
    topics = db.session.scalars(select(Topic).order_by(Topic.position, Topic.title)).all()
    return [(bank, [topic for topic in topics if topic.bank_id == bank.id]) for bank in banks]
