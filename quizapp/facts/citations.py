"""What a page says of facts: the statement in force, with the sources it cites."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select

from quizapp.database import db
from quizapp.facts.models import Fact, FactRevision, SourceRevision, fact_sources
from quizapp.facts.queries import in_force


@dataclass(frozen=True)
class Citation:
    """A source as it is shown. ``opened`` is false where the address was taken from a citation and never looked at."""

    title: str
    publisher: str
    published: str
    url: str
    opened: bool = True


@dataclass(frozen=True)
class CitedFact:
    """A fact as it is shown under a question."""

    slug: str
    statement: str
    safety_critical: bool
    sources: tuple[Citation, ...]


def cited(slugs: Iterable[str], on: date) -> dict[str, CitedFact]:
    """Return the facts by id, as the revisions in force on that day put them; two statements for any number."""
    wanted = sorted(set(slugs))
    rows = db.session.execute(
        select(Fact.slug, FactRevision.id, FactRevision.statement, FactRevision.safety_critical)
        .join(FactRevision, FactRevision.fact_id == Fact.id)
        .where(Fact.slug.in_(wanted), in_force(on))
    ).all()
    sources = sources_of([row.id for row in rows])
    return {
        row.slug: CitedFact(row.slug, row.statement, row.safety_critical, tuple(sources.get(row.id, ())))
        for row in rows
    }


def sources_of(revision_ids: Collection[int]) -> dict[int, list[Citation]]:
    """Return the sources that each of these revisions of facts cites, as the register has them now."""
    found: dict[int, list[Citation]] = {}
    rows = db.session.execute(
        select(fact_sources.c.fact_revision_id, SourceRevision.content)
        .join(SourceRevision, and_(SourceRevision.source_id == fact_sources.c.source_id, SourceRevision.is_current))
        .where(fact_sources.c.fact_revision_id.in_(revision_ids))
        .order_by(fact_sources.c.fact_revision_id, SourceRevision.id)
    )
    for revision, content in rows:
        published, opened = content["published"] or "no date", content.get("link_opened", True)
        citation = Citation(content["title"], content["publisher"], published, content.get("url", ""), opened=opened)
        found.setdefault(revision, []).append(citation)
    return found
