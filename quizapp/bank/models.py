"""Tables of banks, topics, questions and their revisions."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.core.currency import Severity
from quizapp.core.question import Level
from quizapp.database import Base, Key, choice
from quizapp.facts.models import Fact
from quizapp.people.models import Person


class Bank(Base):
    """A question bank. ``position`` orders them on pages."""

    __tablename__ = "banks"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)
    refresher_days: Mapped[int] = mapped_column(default=60)
    """How long a certificate still counts after a fact of the bank has changed materially."""


class Topic(Base):
    """A topic of a bank."""

    __tablename__ = "topics"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id"))
    slug: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(default=0)
    bank: Mapped[Bank] = relationship()

    __table_args__ = (UniqueConstraint("bank_id", "slug"),)


class Question(Base):
    """A question by its stable id. What it asks stands in its revisions. ``file_digest``: what the files last said."""

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id"), index=True)
    file_digest: Mapped[str | None] = mapped_column(String(64))
    retired_at: Mapped[datetime | None]
    bank: Mapped[Bank] = relationship()


class State(StrEnum):
    """Where a revision stands. Only a draft may be edited; a question has one draft and one published at most.

    The published one is the latest; while it holds only from a later day, the superseded one before it is still asked.
    """

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class Origin(StrEnum):
    """Where a revision was written."""

    FILE = "file"
    WEB = "web"


class RevisionFact(Base):
    """That a question's key rests on a fact. ``checked``: the fact's revision that it was last looked at against."""

    __tablename__ = "question_revision_facts"

    revision_id: Mapped[int] = mapped_column(ForeignKey("question_revisions.id", ondelete="CASCADE"), primary_key=True)
    fact_id: Mapped[int] = mapped_column(ForeignKey("facts.id"), primary_key=True, index=True)
    checked: Mapped[int] = mapped_column(default=1)
    fact: Mapped[Fact] = relationship()


def _one(state: State) -> Index:
    where = text(f"state = '{state.value}'")
    return Index(
        f"uq_question_revisions_one_{state.value}", "question_id", unique=True,
        sqlite_where=where, postgresql_where=where,
    )  # fmt: skip


class QuestionRevision(Base):
    """A question as it was written once. ``content`` is the core question as JSON; columns repeat what is searched."""

    __tablename__ = "question_revisions"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    number: Mapped[int]
    state: Mapped[State] = mapped_column(choice(State, "state"))
    origin: Mapped[Origin] = mapped_column(choice(Origin, "origin"))
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[str] = mapped_column(String(64))
    topic: Mapped[str] = mapped_column(String(80), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    level: Mapped[Level] = mapped_column(choice(Level, "level"))
    worth: Mapped[int]
    search_text: Mapped[str] = mapped_column(Text)
    """All words of the question, case-folded, for searching."""
    content: Mapped[dict[str, Any]]
    severity: Mapped[Severity | None] = mapped_column(choice(Severity, "severity"))
    """Against the revision published before; None for a draft and for the first."""
    substance: Mapped[int] = mapped_column(default=1)
    """The number of the revision from which on nothing but words has changed."""
    effective_from: Mapped[date | None]
    effective_until: Mapped[date | None]
    called_off: Mapped[bool] = mapped_column(default=False)
    """Before its first day: it was never asked."""
    question: Mapped[Question] = relationship()
    author: Mapped[Person | None] = relationship()
    rests: Mapped[list[RevisionFact]] = relationship(cascade="all, delete-orphan")
    facts: Mapped[list[Fact]] = relationship(secondary="question_revision_facts", viewonly=True)

    __table_args__ = (UniqueConstraint("question_id", "number"), _one(State.DRAFT), _one(State.PUBLISHED))


class Load(Base):
    """That a folder of question files was loaded; its digest lets the next start skip an unchanged folder."""

    __tablename__ = "loads"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))
    report: Mapped[dict[str, Any]]
