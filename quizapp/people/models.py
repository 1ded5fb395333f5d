"""Tables of people: who they are, what they may do, which team they belong to, and what they did."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_security import AsaList, RoleMixin, UserMixin, WebAuthnMixin
from sqlalchemy import Column, ForeignKey, Index, LargeBinary, String, Table, Text, text
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.database import Base, Json, Key, choice


class RoleName(StrEnum):
    """What a person may be; one person may be several."""

    PRACTITIONER = "practitioner"
    TRAINER = "trainer"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


people_roles = Table(
    "people_roles",
    Base.metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True),
)


class Role(Base, RoleMixin):
    """A role, one row for each RoleName."""

    __tablename__ = "roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    description: Mapped[str | None] = mapped_column(String(255))
    permissions: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))


class Person(Base, UserMixin):
    """A person who can sign in. ``active`` to ``mf_recovery_codes`` are Flask-Security's columns, by its names."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None]
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_phone_number: Mapped[str | None] = mapped_column(String(128))
    # Flask-Security's mixin calls it text, its own code copes with None: it makes a handle at the first passkey.
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(String(64), unique=True)  # type: ignore[assignment]
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    """Keyed digests of the recovery codes that are left."""
    totp_counter: Mapped[int | None]
    """The time step of the last one-time code that was taken: no code counts twice."""
    practises_in: Mapped[list[str]] = mapped_column(Json, default=list)
    """Codes of the jurisdictions where the person practises; none where nobody has said."""
    erased_at: Mapped[datetime | None]
    """When the name and the email were replaced on request; what the person did stays, and counts."""

    # The mixin declares lists of its own mixins; ours are lists of rows, and lists are invariant.
    roles: Mapped[list[Role]] = relationship(secondary=people_roles, lazy="selectin", order_by=Role.id)  # type: ignore[assignment]
    webauthn: Mapped[list[Passkey]] = relationship(back_populates="user", cascade="all, delete")  # type: ignore[assignment]

    @property
    def role_names(self) -> frozenset[str]:
        """The names of the person's roles."""
        return frozenset(role.name for role in self.roles)

    @property
    def has_second_factor(self) -> bool:
        """Whether signing in with the password also asks for a code or a security key."""
        return bool(self.tf_primary_method) or any(key.usage == "secondary" for key in self.webauthn)

    def get_security_payload(self) -> dict[str, Any]:
        """What a script is told about whoever signed in."""
        return {"name": self.name}


class Passkey(Base, WebAuthnMixin):
    """A passkey, in Flask-Security's shape (and so with a relationship in both directions, which it needs)."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), index=True, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None] = mapped_column(String(255))
    create_datetime: Mapped[datetime]
    lastuse_datetime: Mapped[datetime]
    name: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    user: Mapped[Person] = relationship(back_populates="webauthn")


class Team(Base):
    """A team, such as a clinic."""

    __tablename__ = "teams"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)


class Membership(Base):
    """That a person belongs to a team; ``manages`` when they answer for it."""

    __tablename__ = "memberships"

    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True)
    manages: Mapped[bool] = mapped_column(default=False)
    team: Mapped[Team] = relationship()
    person: Mapped[Person] = relationship()


class Invitation(Base):
    """That somebody may join, with which roles and in which team. Only a digest of the link's secret is kept."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(200))
    roles: Mapped[str] = mapped_column(String(200))
    """Role names, joined by commas."""
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    """Whose account it has made."""
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    team: Mapped[Team | None] = relationship()

    __table_args__ = (
        Index(
            "uq_invitations_open_email", "email", unique=True,
            sqlite_where=text("accepted_at IS NULL AND revoked_at IS NULL"),
            postgresql_where=text("accepted_at IS NULL AND revoked_at IS NULL"),
        ),
    )  # fmt: skip


class AuditEntry(Base):
    """One line of the audit log: who did what to which thing, and when. Lines are only ever added."""

    __tablename__ = "audit_log"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    """Nobody where the system itself or the command line acted."""
    verb: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(200), index=True)
    """What it was done to, as ``noun:id``."""
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    actor: Mapped[Person | None] = relationship()


class Throttle(Base):
    """How often something was tried under a key within a window; exact across workers, and it survives a restart."""

    __tablename__ = "throttles"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    window_start: Mapped[datetime]
    count: Mapped[int]


class MailState(StrEnum):
    """What became of a mail."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class Mail(Base):
    """A mail to be sent: written in the transaction that caused it, so it leaves only if that is committed."""

    __tablename__ = "mails"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    created_at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    """Whom it is about, wherever it goes; nobody where no account is meant."""
    recipient: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[MailState] = mapped_column(choice(MailState, "state"), default=MailState.WAITING, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    """Not before this moment, after a try that failed."""
    claimed_at: Mapped[datetime | None]
    """When a worker took it to send; nobody else does after that."""
    sent_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(Text)
