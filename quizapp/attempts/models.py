"""Tables of attempts and responses."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.bank.models import Question
from quizapp.core.grading import Outcome, Sureness
from quizapp.database import Base, Key, NullableJson, choice
from quizapp.people.models import Person
from quizapp.quizzes.models import Quiz


class Mode(StrEnum):
    """What an attempt is for."""

    EXAM = "exam"
    PRACTICE = "practice"
    REFRESHER = "refresher"


class AttemptState(StrEnum):
    """Whether answers are still taken."""

    OPEN = "open"
    SUBMITTED = "submitted"


class Closing(StrEnum):
    """How an attempt was closed."""

    PERSON = "person"
    CLOCK = "clock"


class Attempt(Base):
    """One sitting: the paper it was given and the rules it is taken under, both frozen at the start."""

    __tablename__ = "attempts"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(40), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    quiz_id: Mapped[int | None] = mapped_column(ForeignKey("quizzes.id"), index=True)
    mode: Mapped[Mode] = mapped_column(choice(Mode, "mode"))
    number: Mapped[int | None]
    """The person's how-manieth attempt at this quiz; None in practice."""
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[AttemptState] = mapped_column(choice(AttemptState, "state"), default=AttemptState.OPEN)
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    closed_by: Mapped[Closing | None] = mapped_column(choice(Closing, "closed_by"))
    paper: Mapped[dict[str, Any]]
    rules: Mapped[dict[str, Any]]
    score: Mapped[Fraction | None]
    possible: Mapped[Fraction | None]
    passed: Mapped[bool | None]
    missed_safety: Mapped[int | None]
    person: Mapped[Person] = relationship()
    quiz: Mapped[Quiz | None] = relationship()

    __table_args__ = (
        UniqueConstraint("person_id", "quiz_id", "number"),
        Index(
            "uq_attempts_one_open", "person_id", "quiz_id", unique=True,
            sqlite_where=text("state = 'open' AND mode = 'exam'"),
            postgresql_where=text("state = 'open' AND mode = 'exam'"),
        ),
        Index(
            "ix_attempts_running_out", "deadline_at",
            sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'"),
        ),
        CheckConstraint("(mode = 'exam') = (quiz_id IS NOT NULL AND number IS NOT NULL)", name="exam_has_quiz"),
        CheckConstraint("(state = 'submitted') = (submitted_at IS NOT NULL)", name="submitted_at"),
        CheckConstraint(
            "mode <> 'exam' OR state <> 'submitted' "
            "OR (score IS NOT NULL AND possible IS NOT NULL AND passed IS NOT NULL)",
            name="submitted_exam_is_graded",
        ),
    )  # fmt: skip

    @property
    def is_open(self) -> bool:
        """Whether the attempt has not been closed; it may be past its deadline all the same."""
        return self.state is AttemptState.OPEN

    def is_past_deadline(self, now: datetime) -> bool:
        """Whether the time is up."""
        return self.deadline_at is not None and now >= self.deadline_at


class Response(Base):
    """What was replied to one question of a paper. ``version`` counts saves, so that a stale tab is noticed."""

    __tablename__ = "responses"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    """The place on the paper, from 1."""
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), index=True)
    reply: Mapped[Any | None] = mapped_column(NullableJson)
    sureness: Mapped[Sureness | None] = mapped_column(choice(Sureness, "sureness"))
    flagged: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome, "outcome"))
    mark: Mapped[Fraction | None]
    worth: Mapped[Fraction | None]
    question: Mapped[Question] = relationship()
