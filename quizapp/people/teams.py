"""Writes about teams: making, renaming, who belongs to them and who answers for them."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from quizapp.core.errors import Conflict, Invalid, NotHere
from quizapp.database import db, lock
from quizapp.people import audit
from quizapp.people.acts import Act
from quizapp.people.models import Membership, Person, RoleName, Team


def slug_of(name: str) -> str:
    """Return a name as it stands in an address: lower case, without accents, words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:70] or "team"


def _checked(name: str, but: Team | None = None) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 200:
        raise Invalid("Give the team a name of at most 200 characters.")
    other = db.session.scalar(select(Team).where(Team.name == name))
    if other is not None and other is not but:
        raise _taken(name)
    return name


def _taken(name: str) -> Conflict:
    return Conflict(f"There is a team called “{name}” already.")


def create(actor: Person | None, name: str, now: datetime) -> Team:
    """Make a team. Raises Invalid without a name, Conflict when the name is taken."""
    name = _checked(name)
    slug, number = slug_of(name), 1
    taken = set(db.session.scalars(select(Team.slug).where(Team.slug.startswith(slug))))
    while (numbered := slug if number == 1 else f"{slug}-{number}") in taken:
        number += 1
    team = Team(slug=numbered, name=name)
    try:
        with db.session.begin_nested():
            db.session.add(team)
    except IntegrityError:  # another was made at the same moment: by this name, or it has taken the address
        return create(actor, name, now)
    audit.record(actor, Act.CREATED_TEAM, f"team:{team.id}", now, name=name)
    return team


def rename(actor: Person, team: Team, name: str, now: datetime) -> None:
    """Give a team another name; its address stays. Raises as ``create`` does."""
    lock(team)
    name, before = _checked(name, but=team), team.name
    if name != before:
        try:
            with db.session.begin_nested():
                team.name = name
        except IntegrityError:
            raise _taken(name) from None
        audit.record(actor, Act.RENAMED_TEAM, f"team:{team.id}", now, before=before, after=name)


def add_member(actor: Person | None, team: Team, person: Person, now: datetime, *, manages: bool = False) -> None:
    """Put a person into a team. Raises Conflict for one who is in it, or was erased."""
    if person.erased_at is not None:
        raise Conflict("This person was erased on request.")
    try:
        with db.session.begin_nested():
            db.session.execute(insert(Membership).values(team_id=team.id, person_id=person.id, manages=manages))
    except IntegrityError:
        raise Conflict(f"{person.name} is in {team.name} already.") from None
    audit.record(actor, Act.ADDED_MEMBER, f"team:{team.id}", now, person=person.id, manages=manages)


def membership(team: Team, person_id: int) -> Membership:
    """Return that a person is in a team. Raises NotHere when they are not."""
    found = db.session.get(Membership, (team.id, person_id))
    if found is None:
        raise NotHere
    return found


def remove_member(actor: Person, team: Team, person_id: int, now: datetime) -> None:
    """Take a person out of a team. Their results stay. Raises NotHere for one who is not in it."""
    held = membership(team, person_id)
    lock(held)
    db.session.delete(held)
    db.session.flush()
    audit.record(actor, Act.REMOVED_MEMBER, f"team:{team.id}", now, person=person_id)


def set_manages(actor: Person, team: Team, person_id: int, now: datetime, *, manages: bool) -> None:
    """Let a member answer for the team, or no longer.

    Raises NotHere for one who is not in it, Conflict for one who does not hold the manager's role.
    """
    held = membership(team, person_id)
    lock(held)
    if manages and RoleName.MANAGER not in held.person.role_names:
        raise Conflict(f"{held.person.name} is no manager yet. Give them that role on their own page first.")
    if held.manages != manages:
        held.manages = manages
        audit.record(
            actor, Act.MADE_MANAGER if manages else Act.UNMADE_MANAGER, f"team:{team.id}", now, person=person_id
        )
