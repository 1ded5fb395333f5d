"""Tables of certificates: what each says now, its record over time, its editions, and what it rests on."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp import clock
from quizapp.attempts.models import Attempt
from quizapp.core.currency import Currency
from quizapp.core.standing import Held
from quizapp.database import Base, Json, Key, choice
from quizapp.people.models import Person
from quizapp.quizzes.models import Quiz


class Certificate(Base):
    """A certificate as it stands now. What it said at each step of its life stands in its entries."""

    __tablename__ = "certificates"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    """The unguessable part of the verification address."""
    number: Mapped[str] = mapped_column(String(40), unique=True)
    """What is printed and quoted, such as 2026-000123. It stays, whatever is appended or corrected."""
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), unique=True)
    """The attempt that it was first issued for."""
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200))
    score: Mapped[Fraction]
    possible: Mapped[Fraction]
    shows_score: Mapped[bool] = mapped_column(default=False)
    """Whether its holder lets whoever verifies it see the score."""
    issued_at: Mapped[datetime]
    expires_on: Mapped[date | None] = mapped_column(index=True)
    """The last day it is valid; None when it does not expire."""
    cpd_hours: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    jurisdictions: Mapped[list[str]] = mapped_column(Json)
    manifest: Mapped[dict[str, Any]]
    manifest_digest: Mapped[str] = mapped_column(String(64))
    edition: Mapped[int] = mapped_column(default=1)
    """The number of the document that is good now."""
    told_of: Mapped[date | None]
    """The day of the latest change that the holder was written to about."""
    revocation_asked_at: Mapped[datetime | None]
    revocation_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    revoked_reason: Mapped[str | None] = mapped_column(Text)
    """Why it was revoked, or is asked to be."""
    attempt: Mapped[Attempt] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    quiz: Mapped[Quiz] = relationship()
    revocation_asked_by: Mapped[Person | None] = relationship(foreign_keys=[revocation_asked_by_id])

    __table_args__ = (
        CheckConstraint("revoked_at IS NULL OR revoked_reason IS NOT NULL", name="revoked_reason"),
        Index("ix_certificates_live", "id", "person_id", "expires_on", postgresql_where=text("revoked_at IS NULL")),
    )

    _currency = None

    @property
    def currency(self) -> Currency:
        """How current it is, on the day for which it was loaded."""
        if self._currency is None:
            raise RuntimeError("load the certificate through certificates.queries, which finds out how current it is")
        return self._currency

    @currency.setter
    def currency(self, value: Currency) -> None:
        self._currency = value

    @property
    def held(self) -> Held:
        """The certificate as far as standing is concerned."""
        return Held(
            clock.day_of(self.issued_at),
            self.expires_on,
            clock.day_of(self.revoked_at) if self.revoked_at else None,
            self.currency.lapses_on,
        )

    @property
    def percent(self) -> int:
        """The score in whole per cent, rounded down so that it never claims more than was earned."""
        return int(100 * self.score / self.possible)


class Event(StrEnum):
    """What happens to a certificate in its life."""

    ISSUED = "issued"
    EXTENDED = "extended"
    REFRESHED = "refreshed"
    HELD_FURTHER = "held further"
    CORRECTED = "corrected"
    ANONYMISED = "anonymised"
    REVOKED = "revoked"


class Entry(Base):
    """One line of a certificate's record: what happened, and what it rested on and said from then on. Never changed.

    Save that the note of a correction goes when the person is erased.
    """

    __tablename__ = "certificate_entries"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), index=True)
    at: Mapped[datetime]
    event: Mapped[Event] = mapped_column(choice(Event, "event"))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempts.id"), unique=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    expires_on: Mapped[date | None]
    jurisdictions: Mapped[list[str]] = mapped_column(Json)
    manifest: Mapped[dict[str, Any]]
    manifest_digest: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text, default="")
    certificate: Mapped[Certificate] = relationship()


class Edition(Base):
    """One document of a certificate. A further one supersedes it; what was handed out before then says so."""

    __tablename__ = "certificate_editions"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    """Also its place in the status lists."""
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"))
    number: Mapped[int]
    made_at: Mapped[datetime]
    reason: Mapped[Event] = mapped_column(choice(Event, "reason"))
    superseded_at: Mapped[datetime | None]
    certificate: Mapped[Certificate] = relationship()

    __table_args__ = (UniqueConstraint("certificate_id", "number"),)


class CertificateFact(Base):
    """That a certificate rests on a revision of a fact: the one that its holder was last asked about."""

    __tablename__ = "certificate_facts"

    fact_revision_id: Mapped[int] = mapped_column(ForeignKey("fact_revisions.id"), primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), primary_key=True, index=True)


class CertificateQuestion(Base):
    """That a certificate rests on a revision of a question: the one that its holder was last asked."""

    __tablename__ = "certificate_questions"

    question_revision_id: Mapped[int] = mapped_column(ForeignKey("question_revisions.id"), primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), primary_key=True, index=True)


class Refresher(Base):
    """That an attempt refreshes a certificate, and what it is about, as it was in force when the attempt began."""

    __tablename__ = "refreshers"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), index=True)
    facts: Mapped[dict[str, int]] = mapped_column(Json)
    """The facts that have changed, or are new to the certificate, by id, with the revision of each in force."""
    questions: Mapped[dict[str, int]] = mapped_column(Json)
    """The questions that have changed, by id, with the revision of each in force."""
    places: Mapped[list[str]] = mapped_column(Json)
    """Where the certificate is to hold too."""
    attempt: Mapped[Attempt] = relationship()
    certificate: Mapped[Certificate] = relationship()


class Batch(Base):
    """That somebody asked for the documents of all certificates of a quiz in one file, and how far that is."""

    __tablename__ = "certificate_batches"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    quiz: Mapped[Quiz] = relationship()
    asked_by: Mapped[Person] = relationship()
