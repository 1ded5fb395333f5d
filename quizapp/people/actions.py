"""Writes about people: adding, roles, switching off and on, second factors, erasing.

``actor`` is whoever does it; None is the command line. Everything done to somebody's account is in the audit log,
which names people by number and so keeps nothing of an erased person.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import delete, or_, select

from quizapp.core import jurisdictions
from quizapp.core.errors import Conflict, Invalid
from quizapp.database import db, lock
from quizapp.people import audit, queries
from quizapp.people.acts import Act
from quizapp.people.models import Invitation, Mail, Membership, Person, Role, RoleName
from quizapp.people.post import post
from quizapp.people.security import datastore

LAST = "This is the last administrator. Make somebody else an administrator first; nothing was changed."


def roles_named(names: Iterable[str]) -> list[Role]:
    """Return the rows of these roles. Raises Invalid for an unknown one, or for none at all."""
    wanted = set(names)
    found = list(db.session.scalars(select(Role).where(Role.name.in_(wanted)).order_by(Role.id)))
    if unknown := wanted - {role.name for role in found}:
        known = ", ".join(role.value for role in RoleName)
        raise Invalid(f"There is no role “{min(unknown)}”. The roles are {known}.")
    if not found:
        raise Invalid("Choose at least one role.")
    return found


def add(actor: Person | None, email: str, name: str, password_hash: str, roles: Iterable[str], now: datetime) -> Person:
    """Add a person who can sign in at once. ``email`` is normal already. Raises Conflict when it has an account."""
    if queries.by_email(email) is not None:
        raise Conflict(f"{email} has an account already.")
    person: Person = datastore.create_user(
        email=email, name=checked_name(name), password=password_hash, created_at=now, confirmed_at=now
    )
    person.roles = roles_named(roles)
    audit.record(actor, Act.ADDED_PERSON, f"person:{person.id}", now, roles=sorted(person.role_names))
    return person


def checked_name(name: str) -> str:
    """Return a name with single spaces. Raises Invalid when it is empty or longer than 200 characters."""
    name = " ".join(name.split())
    if not name or len(name) > 200:
        raise Invalid("Give a name of at most 200 characters.")
    return name


def rename(person: Person, name: str, now: datetime) -> None:
    """Correct a person's own name. Certificates keep the name they were issued with."""
    name = checked_name(name)
    if name != person.name:
        person.name = name
        audit.record(person, Act.CHANGED_NAME, f"person:{person.id}", now)


def practise_in(person: Person, places: Iterable[str], now: datetime) -> None:
    """Say where a person practises, in the order of the codes. Raises Invalid for a code that no jurisdiction has."""
    codes = sorted(set(places))
    if unknown := [code for code in codes if not jurisdictions.is_known(code)]:
        raise Invalid(f"There is no jurisdiction “{unknown[0]}”. Nothing was changed.")
    if codes != person.practises_in:
        person.practises_in = codes
        audit.record(person, Act.CHANGED_PLACES, f"person:{person.id}", now, places=codes)


def sign_out_everywhere(person: Person, now: datetime) -> None:
    """End every session and void every reset link of a person."""
    datastore.set_uniquifier(person)
    audit.record(person, Act.SIGNED_OUT_EVERYWHERE, f"person:{person.id}", now)


def set_roles(actor: Person | None, person: Person, names: Iterable[str], now: datetime) -> None:
    """Give a person exactly these roles. Raises Conflict when the last administrator would lose theirs."""
    lock(person)
    roles, before = roles_named(names), person.role_names
    after = frozenset(role.name for role in roles)
    if after == before:
        return
    _not_erased(person)
    if RoleName.ADMINISTRATOR in before - after:
        _not_the_last(person)
    person.roles = roles
    audit.record(actor, Act.CHANGED_ROLES, f"person:{person.id}", now, before=sorted(before), after=sorted(after))


def switch_off(actor: Person, person: Person, now: datetime) -> None:
    """Keep a person from signing in, and end their sessions. Nothing they did is lost. Raises Conflict."""
    if person.id == actor.id:
        raise Conflict("You cannot switch off your own account. Ask another administrator.")
    lock(person)
    _not_the_last(person)
    if datastore.deactivate_user(person):
        datastore.set_uniquifier(person)
        audit.record(actor, Act.SWITCHED_OFF, f"person:{person.id}", now)


def switch_on(actor: Person, person: Person, now: datetime) -> None:
    """Let a person sign in again. Raises Conflict for one who was erased."""
    lock(person)
    _not_erased(person)
    if datastore.activate_user(person):
        audit.record(actor, Act.SWITCHED_ON, f"person:{person.id}", now)


def send_reset(actor: Person, person: Person, now: datetime) -> None:
    """Mail a person a link to set a new password. Raises Conflict for one who cannot sign in."""
    _not_erased(person)
    if not person.active:
        raise Conflict("The account is switched off. Switch it on first; no link was sent.")
    token = generate_reset_password_token(person)  # type: ignore[no-untyped-call]  # Flask-Security's, without types
    post(person.email, "Set a new password", "reset", now, user=person, reset_token=token)
    audit.record(actor, Act.SENT_RESET, f"person:{person.id}", now)


def remove_second_factor(actor: Person, person: Person, reason: str, now: datetime) -> None:
    """Let the password alone sign a person in until they set up a second factor anew, and tell them.

    Raises Invalid without a reason, Conflict when there is no second factor.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid("Say how you made sure that it is really them.")
    if not person.has_second_factor:
        raise Conflict(f"{person.name} has no second factor.")
    datastore.tf_reset(person)
    datastore.mf_set_recovery_codes(person, None)
    for key in [key for key in person.webauthn if key.usage == "secondary"]:
        datastore.delete_webauthn(key)
    datastore.set_uniquifier(person)
    post(person.email, "Your second factor was removed", "second_factor_removed", now, user=person, reason=reason)
    audit.record(actor, Act.REMOVED_SECOND_FACTOR, f"person:{person.id}", now, reason=reason)


def erase(actor: Person, person: Person, now: datetime) -> None:
    """Replace a person's name and email address for good, on their request; their results stay, and count.

    Raises Conflict for the last administrator, for oneself and for one who was erased before.
    """
    lock(person)
    _not_erased(person)
    if person.id == actor.id:
        raise Conflict("You cannot erase yourself. Ask another administrator.")
    _not_the_last(person)
    _forget_addresses(person)
    datastore.reset_user_access(person)
    person.email, person.name = f"erased-{person.id}-{uuid4().hex[:8]}@erased.invalid", f"Erased person {person.id}"
    person.password, person.fs_webauthn_user_handle, person.totp_counter = None, None, None
    person.active, person.erased_at, person.roles = False, now, []
    db.session.execute(delete(Membership).where(Membership.person_id == person.id))
    audit.record(actor, Act.ERASED, f"person:{person.id}", now)


def _forget_addresses(person: Person) -> None:
    """Remove the mails and invitations of a person, under a former address too: they are no evidence of anything."""
    db.session.execute(delete(Mail).where(or_(Mail.person_id == person.id, Mail.recipient == person.email)))
    theirs = or_(Invitation.person_id == person.id, Invitation.email == person.email)
    db.session.execute(delete(Invitation).where(theirs))


def _not_erased(person: Person) -> None:
    if person.erased_at is not None:
        raise Conflict("This person was erased on request, which cannot be undone.")


def _not_the_last(person: Person) -> None:
    """Raise Conflict when nobody else would be left to administer. Two who try at once wait for one another."""
    if RoleName.ADMINISTRATOR not in person.role_names or not person.active:
        return
    db.session.execute(select(Role.id).where(Role.name == RoleName.ADMINISTRATOR).with_for_update())
    if not [other for other in queries.administrators() if other.id != person.id]:
        raise Conflict(LAST)
