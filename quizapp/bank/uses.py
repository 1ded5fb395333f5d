"""Which questions rest on which facts."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from quizapp.bank.models import Bank, Question, QuestionRevision, RevisionFact, State
from quizapp.database import db
from quizapp.facts.models import Fact


def counts(fact_ids: Collection[int]) -> dict[int, int]:
    """Return how many questions that are asked rest on each of these facts; those without any are left out."""
    rows = db.session.execute(
        select(RevisionFact.fact_id, func.count())
        .join(QuestionRevision, QuestionRevision.id == RevisionFact.revision_id)
        .join(Question, Question.id == QuestionRevision.question_id)
        .where(
            QuestionRevision.state == State.PUBLISHED, Question.retired_at.is_(None), RevisionFact.fact_id.in_(fact_ids)
        )
        .group_by(RevisionFact.fact_id)
    )
    return {row[0]: row[1] for row in rows}


def asked_about(fact: Fact) -> Sequence[QuestionRevision]:
    """Return the published revisions that rest on a fact, retired questions left out; question and bank are loaded."""
    return db.session.scalars(
        select(QuestionRevision)
        .join(QuestionRevision.question)
        .join(Question.bank)
        .options(contains_eager(QuestionRevision.question).contains_eager(Question.bank))
        .where(
            QuestionRevision.state == State.PUBLISHED,
            Question.retired_at.is_(None),
            QuestionRevision.rests.any(RevisionFact.fact_id == fact.id),
        )
        .order_by(Bank.position, Question.slug)
    ).all()
