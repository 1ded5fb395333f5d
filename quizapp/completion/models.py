"""Tables of assignments."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.database import Base, Key
from quizapp.people.models import Person, Team
from quizapp.quizzes.models import Quiz


class Assignment(Base):
    """That a team, or one person, is asked to hold a quiz's certificate, by a date where there is one."""

    __tablename__ = "assignments"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    due_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    assigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    assigned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    quiz: Mapped[Quiz] = relationship()
    team: Mapped[Team | None] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])

    __table_args__ = (
        CheckConstraint("(team_id IS NULL) <> (person_id IS NULL)", name="team_or_person"),
        *(
            Index(
                f"uq_assignments_live_{to}", f"{to}_id", "quiz_id", unique=True,
                sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
            )
            for to in ("team", "person")
        ),
    )  # fmt: skip
