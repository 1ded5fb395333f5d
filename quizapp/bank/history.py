"""The history of questions: which have changed in substance, and which wait for somebody to look at them again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import contains_eager

from quizapp.bank import content
from quizapp.bank.models import Bank, Question, QuestionRevision, RevisionFact, State
from quizapp.core.currency import Revision
from quizapp.database import db
from quizapp.facts.models import Fact, FactRevision
from quizapp.facts.queries import History
from quizapp.facts.queries import in_force as facts_in_force


def changed(on: date, question_ids: Collection[int] | None = None) -> list[History]:
    """Return the histories of the questions whose substance has changed by that day: of these, or of all."""
    moved = select(QuestionRevision.question_id).where(
        QuestionRevision.severity.is_not(None),
        QuestionRevision.substance == QuestionRevision.number,
        QuestionRevision.effective_from <= on,
        ~QuestionRevision.called_off,
    )
    some = moved if question_ids is None else moved.where(QuestionRevision.question_id.in_(question_ids))
    rows = db.session.execute(
        select(Question.slug, Bank.slug.label("bank"), QuestionRevision, _is_critical(on).label("critical"))
        .join(Question, Question.id == QuestionRevision.question_id)
        .join(Bank, Bank.id == Question.bank_id)
        .where(QuestionRevision.question_id.in_(some), QuestionRevision.published_at.is_not(None))
        .order_by(Question.id, QuestionRevision.number)
    )
    found: dict[str, tuple[str, list[tuple[QuestionRevision, bool]]]] = {}
    for slug, bank, row, critical in rows:
        found.setdefault(slug, (bank, []))[1].append((row, critical))
    return [
        History(slug, bank, tuple(_as_core(row, critical) for row, critical in its), {r.number: r.id for r, _ in its})
        for slug, (bank, its) in found.items()
    ]


def _is_critical(on: date) -> ColumnElement[bool]:
    return exists(
        select(1)
        .select_from(RevisionFact)
        .join(FactRevision, and_(FactRevision.fact_id == RevisionFact.fact_id, facts_in_force(on)))
        .where(RevisionFact.revision_id == QuestionRevision.id, FactRevision.safety_critical)
    )


def _as_core(row: QuestionRevision, critical: bool) -> Revision:  # noqa: FBT001 - a pair, taken apart
    return Revision(
        number=row.number, severity=row.severity, safety_critical=critical, effective_from=row.effective_from,
        effective_until=row.effective_until, called_off=row.called_off,
    )  # fmt: skip


def to_look_at(on: date, fact: Fact | None = None) -> Sequence[QuestionRevision]:
    """Return the questions that wait: a fact of theirs (or this very one) has changed since they were looked at.

    They are asked no more until somebody confirms or revises them: what is asked on that day, and what is published
    for a later one. Each is given by its published revision, with its question and bank.
    """
    waits = (
        select(QuestionRevision.question_id)
        .join(RevisionFact, RevisionFact.revision_id == QuestionRevision.id)
        .join(FactRevision, and_(FactRevision.fact_id == RevisionFact.fact_id, FactRevision.is_latest))
        .where(content.is_live(on), RevisionFact.checked < FactRevision.substance)
    )
    of_these = waits if fact is None else waits.where(RevisionFact.fact_id == fact.id)
    return db.session.scalars(
        select(QuestionRevision)
        .join(QuestionRevision.question)
        .join(Question.bank)
        .options(contains_eager(QuestionRevision.question).contains_eager(Question.bank))
        .where(
            QuestionRevision.state == State.PUBLISHED,
            Question.retired_at.is_(None),
            Question.id.in_(of_these),
        )
        .order_by(Bank.position, Question.slug)
    ).all()


@dataclass(frozen=True)
class Beneath:
    """What a question rests on: of each of its revisions, each fact with the number of its latest revision.

    ``changed``: the ids of the facts that have changed in substance since the question was looked at.
    """

    rests: tuple[tuple[int, int, int], ...]
    changed: tuple[str, ...]

    @property
    def waits(self) -> bool:
        """Whether somebody has to look at the question before it is asked again."""
        return bool(self.changed)

    @property
    def version(self) -> str:
        """What tells whether the question, or a fact beneath it, has changed since a page showed them."""
        return " ".join(f"{revision}.{fact}.{number}" for revision, fact, number in self.rests)


def beneath(question_ids: Collection[int], on: date) -> dict[int, Beneath]:
    """Return what questions rest on: the revision asked on that day, and what is published for a later one."""
    rows = db.session.execute(
        select(
            QuestionRevision.question_id,
            RevisionFact.revision_id,
            RevisionFact.fact_id,
            FactRevision.number,
            Fact.slug,
            (RevisionFact.checked < FactRevision.substance).label("waits"),
        )
        .join(RevisionFact, RevisionFact.revision_id == QuestionRevision.id)
        .join(Fact, Fact.id == RevisionFact.fact_id)
        .join(FactRevision, and_(FactRevision.fact_id == Fact.id, FactRevision.is_latest))
        .where(QuestionRevision.question_id.in_(question_ids), content.is_live(on))
        .order_by(RevisionFact.revision_id, RevisionFact.fact_id)
    )
    found: dict[int, list[Any]] = {key: [] for key in question_ids}
    for row in rows:
        found[row.question_id].append(row)
    return {
        key: Beneath(
            tuple((r.revision_id, r.fact_id, r.number) for r in its), tuple(sorted({r.slug for r in its if r.waits}))
        )
        for key, its in found.items()
    }


def drafts_of_published() -> Sequence[QuestionRevision]:
    """Return the drafts of questions that are published, the oldest first, with question and author."""
    published = select(QuestionRevision.question_id).where(QuestionRevision.state == State.PUBLISHED)
    return db.session.scalars(
        select(QuestionRevision)
        .join(QuestionRevision.question)
        .options(contains_eager(QuestionRevision.question))
        .where(QuestionRevision.state == State.DRAFT, QuestionRevision.question_id.in_(published))
        .order_by(QuestionRevision.created_at)
    ).all()
