"""Tables of facts and sources. Their content lives in revisions, which never change once written."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.core.currency import Severity
from quizapp.database import Base, Json, Key, choice
from quizapp.people.models import Person


def one_where(name: str, column: str, condition: str) -> Index:
    """Return the index that lets only one row of a thing meet the condition."""
    where = text(condition)
    return Index(name, column, unique=True, sqlite_where=where, postgresql_where=where)


class Source(Base):
    """A published source, by the id of the register. ``file_digest``: what the files said when last loaded."""

    __tablename__ = "sources"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    file_digest: Mapped[str | None] = mapped_column(String(64))


class SourceRevision(Base):
    """What the register says of a source: ``content`` is the entry of ``sources.yaml``.

    ``is_current`` marks the latest. ``retired``: it is no longer to be relied on, and what cites it is looked at.
    """

    __tablename__ = "source_revisions"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    number: Mapped[int]
    is_current: Mapped[bool]
    created_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Text)
    retired: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[dict[str, Any]]
    source: Mapped[Source] = relationship()

    __table_args__ = (
        UniqueConstraint("source_id", "number"),
        one_where("uq_source_revisions_current", "source_id", "is_current"),
    )


class Fact(Base):
    """A fact, by its id. It belongs to the bank whose file it stands in."""

    __tablename__ = "facts"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    bank_slug: Mapped[str] = mapped_column(String(80), index=True)
    file_digest: Mapped[str | None] = mapped_column(String(64))


fact_sources = Table(
    "fact_revision_sources",
    Base.metadata,
    Column("fact_revision_id", ForeignKey("fact_revisions.id"), primary_key=True),
    Column("source_id", ForeignKey("sources.id"), primary_key=True, index=True),
)


class FactRevision(Base):
    """What a fact says. ``content`` is the entry of ``facts.yaml``; columns repeat what is asked for.

    ``is_latest`` marks the revision approved last; it may hold only from a later day. Which one is in force on a day
    follows from ``effective_from`` and ``effective_until``, the days from and to which the revision itself holds (the
    dates of a law stand in its content). ``substance`` is the number of the revision from which on nothing but words
    has changed: whoever was shown an earlier one was shown something else.
    """

    __tablename__ = "fact_revisions"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    fact_id: Mapped[int] = mapped_column(ForeignKey("facts.id"))
    number: Mapped[int]
    is_latest: Mapped[bool]
    created_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))
    severity: Mapped[Severity | None] = mapped_column(choice(Severity, "severity"))
    substance: Mapped[int] = mapped_column(default=1)
    effective_from: Mapped[date | None]
    effective_until: Mapped[date | None]
    called_off: Mapped[bool] = mapped_column(default=False)
    """Before its first day: it never held."""
    note: Mapped[str] = mapped_column(Text, default="")
    """What changed and why, to those whom it concerns."""
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    statement: Mapped[str] = mapped_column(Text)
    topic: Mapped[str] = mapped_column(String(80))
    safety_critical: Mapped[bool]
    publishable: Mapped[bool]
    jurisdictions: Mapped[list[str]] = mapped_column(Json)
    review_by: Mapped[date] = mapped_column(index=True)
    content: Mapped[dict[str, Any]]
    fact: Mapped[Fact] = relationship()
    sources: Mapped[list[Source]] = relationship(secondary=fact_sources)
    author: Mapped[Person | None] = relationship(foreign_keys=[author_id])
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id])

    __table_args__ = (
        UniqueConstraint("fact_id", "number"),
        one_where("uq_fact_revisions_latest", "fact_id", "is_latest"),
        one_where("uq_fact_revisions_open_end", "fact_id", "effective_until IS NULL"),
        CheckConstraint("(severity IS NULL) = (number = 1)", name="first_has_none"),
        CheckConstraint("substance BETWEEN 1 AND number", name="substance"),
    )


class ProposalState(StrEnum):
    """What has become of a proposed change."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Proposal(Base):
    """A change of a fact or of a source that its author asks somebody else to approve.

    ``content`` is the whole entry as it is to be, ``base`` the number of the revision that it departs from.
    """

    __tablename__ = "proposals"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    fact_id: Mapped[int | None] = mapped_column(ForeignKey("facts.id"), index=True)
    source_id: Mapped[int | None] = mapped_column(ForeignKey("sources.id"), index=True)
    base: Mapped[int]
    content: Mapped[dict[str, Any]]
    severity: Mapped[Severity] = mapped_column(choice(Severity, "severity"))
    effective_from: Mapped[date | None]
    """The day from which it is to hold; None for the day on which it is approved."""
    effective_until: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text)
    state: Mapped[ProposalState] = mapped_column(choice(ProposalState, "state"), default=ProposalState.OPEN)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    """What was said to the author when it was declined."""
    fact: Mapped[Fact | None] = relationship()
    source: Mapped[Source | None] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])

    __table_args__ = (
        CheckConstraint("(fact_id IS NULL) <> (source_id IS NULL)", name="fact_or_source"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_at"),
        CheckConstraint("effective_until IS NULL OR effective_from <= effective_until", name="dates"),
        CheckConstraint("state <> 'approved' OR decided_by_id <> author_id", name="not_by_its_author"),
        one_where("uq_proposals_open_fact", "fact_id", "state = 'open'"),
        one_where("uq_proposals_open_source", "source_id", "state = 'open'"),
    )

    @property
    def subject(self) -> str:
        """What it changes, as the audit log names it."""
        return f"fact:{self.fact.slug}" if self.fact else f"source:{self.source.slug if self.source else ''}"
