"""Finding facts by their ids and by their words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import contains_eager

from quizapp.database import db
from quizapp.facts.models import Fact, FactRevision


def named(slugs: Iterable[str]) -> dict[str, FactRevision]:
    """Return the latest revision of each of these facts, by id; those that do not exist are left out."""
    rows = db.session.scalars(
        select(FactRevision)
        .join(FactRevision.fact)
        .options(contains_eager(FactRevision.fact))
        .where(FactRevision.is_latest, Fact.slug.in_(set(slugs)))
    )
    return {row.fact.slug: row for row in rows}


def search(words: str, bank_slug: str, topic: str, limit: int = 8) -> Sequence[FactRevision]:
    """Return publishable facts with all these words, the topic's and the bank's first; without words, the topic's."""
    sought = words.casefold().split()[:20]
    matches = [
        or_(
            func.lower(FactRevision.statement).contains(word, autoescape=True),
            Fact.slug.contains(word, autoescape=True),
        )
        for word in sought
    ]
    near = case((FactRevision.topic == topic, 0), (Fact.bank_slug == bank_slug, 1), else_=2)
    return db.session.scalars(
        select(FactRevision)
        .join(FactRevision.fact)
        .options(contains_eager(FactRevision.fact))
        .where(FactRevision.is_latest, FactRevision.publishable, *(matches or [FactRevision.topic == topic]))
        .order_by(near, Fact.slug)
        .limit(limit)
    ).all()
