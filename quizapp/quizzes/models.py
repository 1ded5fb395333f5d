"""Tables of quizzes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.core.rules import Certainty, Moment
from quizapp.database import Base, Json, Key, choice
from quizapp.people.models import Person


class QuizState(StrEnum):
    """Whether a quiz can be taken."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Quiz(Base):
    """A quiz: its blueprint stands in its sections, its rules here. An attempt copies the rules when it starts."""

    __tablename__ = "quizzes"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    bank_slug: Mapped[str | None] = mapped_column(String(80))
    """The bank whose file defines it; None for one made on the web."""
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[QuizState] = mapped_column(choice(QuizState, "state"), default=QuizState.DRAFT)
    minutes: Mapped[int | None]
    pass_mark: Mapped[int] = mapped_column(default=80)
    attempts_allowed: Mapped[int | None]
    delay_hours: Mapped[int] = mapped_column(default=0)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    certainty: Mapped[Certainty] = mapped_column(choice(Certainty, "certainty"), default=Certainty.NONE)
    safety_critical_all_right: Mapped[bool] = mapped_column(default=False)
    review_questions: Mapped[Moment] = mapped_column(choice(Moment, "review_questions"), default=Moment.AT_ONCE)
    review_key: Mapped[Moment] = mapped_column(choice(Moment, "review_key"), default=Moment.WHEN_FINAL)
    shuffle: Mapped[bool] = mapped_column(default=True)
    certifies: Mapped[bool] = mapped_column(default=True)
    valid_months: Mapped[int | None]
    cpd_hours: Mapped[Decimal] = mapped_column(Numeric(5, 2), default=Decimal(0))
    jurisdictions: Mapped[list[str]] = mapped_column(Json, default=list)
    file_digest: Mapped[str | None] = mapped_column(String(64))
    edited_on_web: Mapped[bool] = mapped_column(default=False)
    """Since the files were last loaded."""
    sections: Mapped[list[QuizSection]] = relationship(
        order_by="QuizSection.position", cascade="all, delete-orphan", lazy="selectin"
    )

    __table_args__ = (
        CheckConstraint("pass_mark BETWEEN 0 AND 100", name="pass_mark"),
        CheckConstraint("minutes IS NULL OR minutes > 0", name="minutes"),
        CheckConstraint("attempts_allowed IS NULL OR attempts_allowed > 0", name="attempts_allowed"),
        CheckConstraint("delay_hours >= 0", name="delay_hours"),
        CheckConstraint("valid_months IS NULL OR valid_months > 0", name="valid_months"),
    )


class QuizSection(Base):
    """A section of a quiz's blueprint: ``count`` questions that match ``filters`` (the fields of core's Section)."""

    __tablename__ = "quiz_sections"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200), default="")
    count: Mapped[int]
    filters: Mapped[dict[str, Any]]

    __table_args__ = (CheckConstraint("count > 0", name="count"),)


class Accommodation(Base):
    """What one person is granted for a quiz, and why: more time, more attempts, a later closing."""

    __tablename__ = "accommodations"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    extra_minutes: Mapped[int] = mapped_column(default=0)
    extra_attempts: Mapped[int] = mapped_column(default=0)
    no_delay: Mapped[bool] = mapped_column(default=False)
    closes_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    granted_at: Mapped[datetime]
    quiz: Mapped[Quiz] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    __table_args__ = (
        UniqueConstraint("quiz_id", "person_id"),
        CheckConstraint("extra_minutes >= 0 AND extra_attempts >= 0", name="extras"),
    )
