"""The lists an administrator looks through: people, teams, invitations, the audit log, mail. Each is a select."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from quizapp.people.models import AuditEntry, Invitation, Mail, MailState, Membership, Person, RoleName, Team
from quizapp.people.queries import holding


class PersonState(StrEnum):
    """Whether a person can sign in; erased when name and email were replaced on request."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    ERASED = "erased"


class InvitationState(StrEnum):
    """What became of an invitation."""

    OPEN = "open"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    REVOKED = "revoked"


MOST_WORDS = 20
"""Words that are looked for; SQLite takes no condition that is nested deeper than some hundreds."""


def containing(column: Any, words: str) -> ColumnElement[bool]:
    """Return the condition that a column holds the words anywhere, whatever the capitals."""
    return func.lower(column).contains(words.lower(), autoescape=True)


def people(search: str = "", role: str = "", team: str = "", state: str = PersonState.ACTIVE) -> Select[Person]:
    """Select people by words of their name or email, a role, a team's slug and a state; an empty one is any."""
    rows = select(Person).options(selectinload(Person.roles)).order_by(func.lower(Person.name), Person.id)
    for word in search.split()[:MOST_WORDS]:
        rows = rows.where(or_(containing(Person.name, word), containing(Person.email, word)))
    if role:
        rows = rows.where(Person.id.in_(holding(RoleName(role))))
    if team:
        inside = select(Membership.person_id).join(Team, Team.id == Membership.team_id).where(Team.slug == team)
        rows = rows.where(Person.id.in_(inside))
    conditions = {
        PersonState.ACTIVE: Person.active.is_(True),
        PersonState.INACTIVE: Person.active.is_(False) & Person.erased_at.is_(None),
        PersonState.ERASED: Person.erased_at.is_not(None),
    }
    return rows.where(conditions[PersonState(state)]) if state else rows


def teams() -> Select[Team, int, int]:
    """Select (Team, members, managers), by name."""
    managing = func.count(Membership.person_id).filter(Membership.manages)
    counted = select(Team, func.count(Membership.person_id), managing).outerjoin(
        Membership, Membership.team_id == Team.id
    )
    return counted.group_by(Team.id).order_by(func.lower(Team.name), Team.id)


def invitation_state(invitation: Invitation, now: datetime) -> InvitationState:
    """Return what became of an invitation."""
    if invitation.accepted_at is not None:
        return InvitationState.ACCEPTED
    if invitation.revoked_at is not None:
        return InvitationState.REVOKED
    return InvitationState.OPEN if invitation.expires_at > now else InvitationState.EXPIRED


def invitations(state: str, now: datetime) -> Select[Invitation]:
    """Select invitations in a state, any when it is empty, newest first; the first administrator's link is none."""
    unused = Invitation.accepted_at.is_(None) & Invitation.revoked_at.is_(None)
    conditions = {
        InvitationState.OPEN: unused & (Invitation.expires_at > now),
        InvitationState.EXPIRED: unused & (Invitation.expires_at <= now),
        InvitationState.ACCEPTED: Invitation.accepted_at.is_not(None),
        InvitationState.REVOKED: Invitation.revoked_at.is_not(None),
    }
    rows = select(Invitation).options(joinedload(Invitation.team)).where(Invitation.email != "")
    rows = rows.where(conditions[InvitationState(state)]) if state else rows
    return rows.order_by(Invitation.created_at.desc(), Invitation.id.desc())


def midnight(day: date, after: int = 0) -> datetime:
    """Return the moment a day begins, in UTC, or so many days after; the last moment there is, when that is later."""
    begins = datetime.combine(day, time(), UTC)
    return begins + min(timedelta(days=after), datetime.max.replace(tzinfo=UTC) - begins)


def audit(
    verb: str = "", subject: str = "", actor: str = "", since: date | None = None, until: date | None = None
) -> Select[AuditEntry]:
    """Select lines of the audit log, newest first.

    By words of the act, a subject (``person:12``, or ``person`` for all), words of the actor's name or email, and days
    in UTC, both included.
    """
    rows = select(AuditEntry).options(joinedload(AuditEntry.actor)).order_by(AuditEntry.id.desc())
    if verb:
        rows = rows.where(containing(AuditEntry.verb, verb))
    if subject:
        one = AuditEntry.subject == subject
        rows = rows.where(one if ":" in subject else AuditEntry.subject.startswith(f"{subject}:", autoescape=True))
    if actor:
        named = select(Person.id).where(or_(containing(Person.name, actor), containing(Person.email, actor)))
        rows = rows.where(AuditEntry.actor_id.in_(named))
    if since:
        rows = rows.where(AuditEntry.at >= midnight(since))
    return rows.where(AuditEntry.at < midnight(until, 1)) if until else rows


def mails(state: str = MailState.FAILED) -> Select[Mail]:
    """Select mails in a state, newest first; any when it is empty."""
    rows = select(Mail).order_by(Mail.id.desc())
    return rows.where(Mail.state == MailState(state)) if state else rows
