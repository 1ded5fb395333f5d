"""Rows for tests. Each function adds one thing, with everything it needs, and returns it flushed but not committed."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from uuid import uuid4

from argon2 import PasswordHasher
from sqlalchemy import Connection, insert, select

from quizapp.database import db
from quizapp.people.models import Membership, Person, Role, RoleName, Team

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"


@cache
def _hash() -> str:
    return PasswordHasher(time_cost=1, memory_cost=1024).hash(PASSWORD)


def roles(connection: Connection) -> None:
    """Insert the four roles."""
    connection.execute(insert(Role), [{"name": role.value} for role in RoleName])


def person(name: str, *role_names: RoleName, email: str = "") -> Person:
    """Add a person with these roles and the cast's password."""
    held = list(db.session.scalars(select(Role).where(Role.name.in_(role_names))))
    added = Person(
        name=name, email=email or f"{name.split()[0].lower()}@example.org", created_at=NOW, password=_hash(),
        active=True, fs_uniquifier=uuid4().hex, confirmed_at=NOW, roles=held,
    )  # fmt: skip
    db.session.add(added)
    db.session.flush()
    return added


def team(name: str, *members: Person, managers: tuple[Person, ...] = ()) -> Team:
    """Add a team with its members and managers."""
    added = Team(slug=name.lower().replace(" ", "-"), name=name)
    db.session.add(added)
    db.session.flush()
    for member in members:
        db.session.add(Membership(team_id=added.id, person_id=member.id))
    for manager in managers:
        db.session.add(Membership(team_id=added.id, person_id=manager.id, manages=True))
    db.session.flush()
    return added


def cast() -> dict[str, int]:
    """Add the cast and commit: Pam and Mo in the team "North clinic", Sid in "South clinic"."""
    pam = person("Pam Practitioner", RoleName.PRACTITIONER)
    ted = person("Ted Trainer", RoleName.TRAINER)
    mo = person("Mo Manager", RoleName.MANAGER)
    ada = person("Ada Administrator", RoleName.ADMINISTRATOR)
    sid = person("Sid Stranger", RoleName.PRACTITIONER)
    team("North clinic", pam, managers=(mo,))
    team("South clinic", sid)
    db.session.commit()
    return {"pam": pam.id, "ted": ted.id, "mo": mo.id, "ada": ada.id, "sid": sid.id}
