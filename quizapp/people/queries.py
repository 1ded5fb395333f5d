"""Reads about people: who is in which team, who answers for whom, who administers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, contains_eager

from quizapp.core.errors import NotHere
from quizapp.database import db
from quizapp.people.acts import Act
from quizapp.people.models import AuditEntry, Invitation, Membership, Person, Role, RoleName, Team, people_roles


@dataclass(frozen=True)
class Changes:
    """When a person's account last changed; None when it never did."""

    password: datetime | None
    email: datetime | None
    second_factor: datetime | None
    recovery_codes: datetime | None
    passkeys: datetime | None
    sign_out: datetime | None


def holding(role: RoleName) -> Select[int]:
    """Select the ids of the people who hold a role."""
    return select(people_roles.c.person_id).join(Role, Role.id == people_roles.c.role_id).where(Role.name == role)


# People


def by_email(email: str) -> Person | None:
    """Return the person with this email address, whatever its capitals; None when it has no account."""
    return db.session.scalar(select(Person).where(func.lower(Person.email) == email.lower()))


def person_with(person_id: int) -> Person:
    """Return the person with this number. Raises NotHere."""
    found = db.session.get(Person, person_id)
    if found is None:
        raise NotHere
    return found


def last_changes(person: Person) -> Changes:
    """Return when each part of a person's account last changed, by the audit log."""
    rows = select(AuditEntry.verb, func.max(AuditEntry.at)).where(AuditEntry.subject == f"person:{person.id}")
    at: dict[str, datetime] = dict(db.session.execute(rows.group_by(AuditEntry.verb)).all())

    def latest(*acts: Act) -> datetime | None:
        return max((at[act] for act in acts if act in at), default=None)

    return Changes(
        password=latest(Act.CHANGED_PASSWORD),
        email=latest(Act.CHANGED_EMAIL),
        second_factor=latest(Act.TURNED_ON_SECOND_FACTOR, Act.TURNED_OFF_SECOND_FACTOR, Act.REMOVED_SECOND_FACTOR),
        recovery_codes=latest(Act.MADE_RECOVERY_CODES),
        passkeys=latest(Act.ADDED_PASSKEY, Act.REMOVED_PASSKEY),
        sign_out=latest(Act.SIGNED_OUT_EVERYWHERE),
    )


def open_invitation(email: str) -> Invitation | None:
    """Return the invitation of this address that is neither accepted nor revoked, expired or not; None without one."""
    unused = select(Invitation).where(Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
    return db.session.scalar(unused.where(Invitation.email == email))


def invitation_with(invitation_id: int) -> Invitation:
    """Return the invitation with this number; the first administrator's link is none. Raises NotHere."""
    found = db.session.get(Invitation, invitation_id)
    if found is None or not found.email:
        raise NotHere
    return found


def administrators() -> list[Person]:
    """Return the people who administer and can sign in, by name."""
    active = select(Person).where(Person.active, Person.id.in_(holding(RoleName.ADMINISTRATOR)))
    return list(db.session.scalars(active.order_by(Person.name, Person.id)))


# Teams, for managers


def teams_managed_by(person: Person) -> list[Team]:
    """Return the teams a person answers for, by name."""
    managed = select(Team).join(Membership, Membership.team_id == Team.id)
    managed = managed.where(Membership.person_id == person.id, Membership.manages).order_by(Team.name, Team.id)
    return list(db.session.scalars(managed))


def managed_person(manager: Person, person_id: int) -> Person:
    """Return a person who is in a team that the manager answers for. Raises NotHere for anybody else."""
    theirs, own = aliased(Membership), aliased(Membership)
    found = db.session.scalar(
        select(Person)
        .where(Person.id == person_id, Person.erased_at.is_(None))
        .where(
            select(theirs.team_id)
            .join(own, own.team_id == theirs.team_id)
            .where(theirs.person_id == Person.id, own.person_id == manager.id, own.manages)
            .exists()
        )
    )
    if found is None:
        raise NotHere
    return found


def managed_team(manager: Person, slug: str) -> Team:
    """Return a team that the manager answers for. Raises NotHere for any other."""
    for team in teams_managed_by(manager):
        if team.slug == slug:
            return team
    raise NotHere


def team_with(slug: str) -> Team:
    """Return the team with this slug. Raises NotHere."""
    found = db.session.scalar(select(Team).where(Team.slug == slug))
    if found is None:
        raise NotHere
    return found


def teams() -> list[Team]:
    """Return all teams, by name."""
    return list(db.session.scalars(select(Team).order_by(Team.name, Team.id)))


def memberships(team: Team) -> list[Membership]:
    """Return who is in a team, with the person loaded: managers first, then by name."""
    rows = select(Membership).join(Membership.person).options(contains_eager(Membership.person))
    rows = rows.where(Membership.team_id == team.id).order_by(Membership.manages.desc(), Person.name, Person.id)
    return list(db.session.scalars(rows))


def memberships_of(person: Person) -> list[Membership]:
    """Return the teams a person belongs to, with the team loaded, by name."""
    rows = select(Membership).join(Membership.team).options(contains_eager(Membership.team))
    return list(db.session.scalars(rows.where(Membership.person_id == person.id).order_by(Team.name, Team.id)))


def is_member(person_id: int, team_id: int) -> bool:
    """Whether a person belongs to a team."""
    return db.session.get(Membership, (team_id, person_id)) is not None
