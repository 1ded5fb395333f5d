"""Writes about invitations: a link for one person, once, for two weeks. Of its secret only a digest is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from quizapp.core.errors import Conflict, Invalid, NotHere
from quizapp.database import db, lock
from quizapp.people import audit, queries
from quizapp.people.actions import checked_name, roles_named
from quizapp.people.acts import Act
from quizapp.people.links import link
from quizapp.people.models import Invitation, Mail, Membership, Person, RoleName, Team
from quizapp.people.post import post
from quizapp.people.security import datastore, normal_email

LASTS = timedelta(days=14)


@dataclass(frozen=True)
class Line:
    """One line of a list of people to invite: as it was typed, and what is wrong with it, if anything."""

    number: int
    text: str
    problem: str | None


def digest(secret: str) -> str:
    """Return what is kept of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def invite(actor: Person, email: str, name: str, roles: Sequence[str], team: Team | None, now: datetime) -> Invitation:
    """Invite somebody by mail. Raises Invalid for an address that is none, Conflict when it needs no invitation.

    An earlier invitation that has expired is taken up anew.
    """
    email = normal_email(email)
    roles_named(roles)
    if queries.by_email(email) is not None:
        raise Conflict(f"{email} has an account already.")
    invitation = queries.open_invitation(email)
    if invitation is None:
        invitation = _begun(email, actor, now)
    elif invitation.expires_at > now:
        raise Conflict(f"{email} is invited already. Send that invitation again from the list.")
    invitation.name, invitation.roles, invitation.team = " ".join(name.split())[:200], ",".join(roles), team
    _mail(invitation, now)
    audit.record(actor, Act.INVITED, f"invitation:{invitation.id}", now, roles=sorted(roles))
    return invitation


def invite_all(
    actor: Person, text: str, roles: Sequence[str], team: Team | None, now: datetime
) -> tuple[list[Invitation], list[Line]]:
    """Invite everybody in a list, one a line: an address, or ``Name <address>``. Return who is, and the bad lines.

    A bad line keeps nobody else from being invited. Raises Invalid for an empty list.
    """
    invited, bad = [], []
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise Invalid("Enter at least one email address.")
    for number, line in lines:
        name, address = parseaddr(line)
        try:
            invited.append(invite(actor, address or line, name, roles, team, now))
        except (Invalid, Conflict) as refused:
            bad.append(Line(number, line, refused.message))
    return invited, bad


def send_again(actor: Person, invitation: Invitation, now: datetime) -> None:
    """Mail a new link for two more weeks; the old one stops working. Raises Conflict when it is accepted or revoked."""
    lock(invitation)
    _still_open(invitation)
    _mail(invitation, now)
    audit.record(actor, Act.INVITED_AGAIN, f"invitation:{invitation.id}", now)


def revoke(actor: Person, invitation: Invitation, now: datetime) -> None:
    """Make the link stop working. Raises Conflict when it is accepted or revoked already."""
    lock(invitation)
    _still_open(invitation)
    invitation.revoked_at = now
    audit.record(actor, Act.REVOKED_INVITATION, f"invitation:{invitation.id}", now)


def acceptable(secret: str, now: datetime) -> Invitation:
    """Return the invitation of a link. Raises NotHere for one that never was, Conflict for one that works no more."""
    invitation = db.session.scalar(select(Invitation).where(Invitation.secret_digest == digest(secret)))
    if invitation is None:
        raise NotHere("This link does not work. It may be cut short, or a newer one was sent. Look for the last mail.")
    if invitation.accepted_at is not None:
        raise Conflict("This invitation was used already. Sign in with the email address it was sent to.")
    if invitation.revoked_at is not None or (_is_first(invitation) and queries.administrators()):
        raise Conflict("This invitation was taken back. Ask whoever invited you.")
    if invitation.expires_at <= now:
        raise Conflict("This invitation has expired. Ask whoever invited you to send it again.")
    return invitation


def accept(secret: str, email: str, name: str, password_hash: str, now: datetime) -> Person:
    """Make the account that a link invites to. ``email`` counts only where the invitation names none.

    Raises NotHere or Conflict as ``acceptable`` does, and when the address has an account by now.
    """
    lock(acceptable(secret, now))
    invitation = acceptable(secret, now)
    invitation.accepted_at = now
    address = invitation.email or normal_email(email)
    if queries.by_email(address) is not None:
        raise Conflict(f"{address} has an account already. Sign in with it.")
    person: Person = datastore.create_user(
        email=address, name=checked_name(name), password=password_hash, created_at=now, confirmed_at=now
    )
    person.roles = roles_named(invitation.roles.split(","))
    invitation.person_id = person.id
    db.session.execute(update(Mail).where(Mail.recipient == address).values(person_id=person.id))
    if invitation.team_id is not None:
        manages = RoleName.MANAGER in person.role_names
        db.session.add(Membership(team_id=invitation.team_id, person_id=person.id, manages=manages))
    audit.record(person, Act.ACCEPTED_INVITATION, f"invitation:{invitation.id}", now, person=person.id)
    return person


def first_link(now: datetime) -> str | None:
    """Return a new one-time link that makes the first administrator; None when there is one. Older links stop working.

    Whoever opens it enters their own email address.
    """
    if queries.administrators():
        return None
    earlier = update(Invitation).where(Invitation.email == "", Invitation.accepted_at.is_(None))
    db.session.execute(earlier.where(Invitation.revoked_at.is_(None)).values(revoked_at=now))
    invitation = _begun("", None, now)
    invitation.roles = RoleName.ADMINISTRATOR.value
    return _renewed(invitation, now)


def _is_first(invitation: Invitation) -> bool:
    return invitation.email == ""


def _still_open(invitation: Invitation) -> None:
    if invitation.accepted_at is not None:
        raise Conflict("This invitation was accepted already.")
    if invitation.revoked_at is not None:
        raise Conflict("This invitation was revoked already.")


def _begun(email: str, actor: Person | None, now: datetime) -> Invitation:
    """Add an invitation whose link nobody has yet. Raises Conflict when somebody else did so in the same moment."""
    unknown = digest(secrets.token_urlsafe(32))
    begun = Invitation(email=email, name="", roles="", created_at=now, expires_at=now, secret_digest=unknown)
    begun.invited_by_id = actor.id if actor else None
    try:
        with db.session.begin_nested():
            db.session.add(begun)
    except IntegrityError:
        raise Conflict(f"{email} was invited just now. Send that invitation again from the list.") from None
    return begun


def _renewed(invitation: Invitation, now: datetime) -> str:
    """Give an invitation a new secret for the next two weeks; return its link."""
    secret = secrets.token_urlsafe(32)
    invitation.secret_digest, invitation.expires_at = digest(secret), now + LASTS
    db.session.flush()
    return link("account.accept", secret=secret)


def _mail(invitation: Invitation, now: datetime) -> None:
    url = _renewed(invitation, now)
    subject = f"You are invited to {current_app.config['SITE_NAME']}"
    post(invitation.email, subject, "invitation", now, invitation=invitation, url=url)
