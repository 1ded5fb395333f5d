"""What published questions rest on, whether or not they may be asked today: reading is no substitute for those."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from quizapp.bank import content
from quizapp.bank.models import Bank, Question, QuestionRevision, RevisionFact
from quizapp.core.paper import Section
from quizapp.database import db
from quizapp.facts import queries as facts
from quizapp.facts.models import Fact, FactRevision


def _is_live(on: date) -> ColumnElement[bool]:
    """Return the condition that a revision is asked on that day or from a later one, were its facts looked at."""
    return and_(Question.retired_at.is_(None), content.is_live(on))


def questioned(slugs: Collection[str], on: date) -> set[str]:
    """Return those of the facts, in force on that day, that a published question rests on which is not retired.

    A fact that is in force no more is none of them: nothing that holds could be asked of it.
    """
    return set(
        db.session.scalars(
            select(Fact.slug)
            .join(FactRevision, and_(FactRevision.fact_id == Fact.id, facts.in_force(on)))
            .join(RevisionFact, RevisionFact.fact_id == Fact.id)
            .join(QuestionRevision, QuestionRevision.id == RevisionFact.revision_id)
            .join(Question, Question.id == QuestionRevision.question_id)
            .where(Fact.slug.in_(slugs), _is_live(on))
        )
    )


def beneath(slugs: Collection[str], on: date) -> dict[str, set[str]]:
    """Return those of the questions that are published and not retired, with the facts that each rests on."""
    rows = db.session.execute(
        select(Question.slug, Fact.slug.label("fact"))
        .join(QuestionRevision, QuestionRevision.question_id == Question.id)
        .join(RevisionFact, RevisionFact.revision_id == QuestionRevision.id)
        .join(Fact, Fact.id == RevisionFact.fact_id)
        .where(Question.slug.in_(slugs), _is_live(on))
    )
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.slug, set()).add(row.fact)
    return found


@dataclass(frozen=True)
class Law:
    """A fact that names jurisdictions; ``is_critical`` when a question on it is safety-critical."""

    jurisdictions: Sequence[str]
    is_critical: bool


def laws(sections: Sequence[Section], on: date) -> dict[str, Law]:
    """Return the publishable facts in force that name jurisdictions and that the questions of a blueprint rest on."""
    groups: dict[int, list[Any]] = {}
    for row in db.session.execute(_EVERYTHING.where(_is_live(on), facts.in_force(on))):
        groups.setdefault(row.id, []).append(row)
    found: dict[str, Law] = {}
    for rows in groups.values():
        candidate = content.candidate(rows)
        if any(section.matches(candidate) for section in sections):
            for row in rows:
                if row.jurisdictions and row.publishable:
                    critical = candidate.safety_critical or (row.fact in found and found[row.fact].is_critical)
                    found[row.fact] = Law(row.jurisdictions, critical)
    return found


_EVERYTHING = (
    select(
        QuestionRevision.id, QuestionRevision.question_id, QuestionRevision.topic, QuestionRevision.level,
        QuestionRevision.kind, Bank.slug.label("bank"), Fact.slug.label("fact"), FactRevision.number,
        FactRevision.jurisdictions, FactRevision.publishable, FactRevision.safety_critical,
    )
    .join(Question, Question.id == QuestionRevision.question_id)
    .join(Bank, Bank.id == Question.bank_id)
    .join(RevisionFact, RevisionFact.revision_id == QuestionRevision.id)
    .join(Fact, Fact.id == RevisionFact.fact_id)
    .join(FactRevision, FactRevision.fact_id == Fact.id)
    .order_by(QuestionRevision.id, Fact.slug)
)  # fmt: skip
