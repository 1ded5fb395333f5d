"""``flask people``: add and list people, and the link that makes the first administrator."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from quizapp import clock, jobs
from quizapp.core.errors import Invalid, NotHere, Refused
from quizapp.database import db, reads_only
from quizapp.people import actions, invitations, lists, queries, teams
from quizapp.people.models import RoleName, Team
from quizapp.people.security import hashed, normal_email

people = AppGroup("people", help="People: add, list, and the first administrator.")

ROLES = [role.value for role in RoleName]


@people.command()
@click.argument("email")
@click.option("--name", required=True, help="As it should stand on certificates.")
@click.option("--role", "roles", required=True, multiple=True, help=f"One of {', '.join(ROLES)}; may be repeated.")
@click.option("--team", "slug", help="The slug of the team to put them in; a manager manages it.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(email: str, name: str, roles: tuple[str, ...], slug: str | None, *, password_stdin: bool) -> None:
    """Add a person who can sign in at once. The password is the first line of standard input."""
    if not password_stdin:
        raise click.ClickException("the password is read from standard input only: give --password-stdin")
    password = sys.stdin.readline().rstrip("\r\n")
    now = clock.now()
    try:
        address, password_hash = normal_email(email), hashed(password)
        team = _team(slug) if slug else None
        person = actions.add(None, address, name, password_hash, roles, now)
        if team is not None:
            teams.add_member(None, team, person, now, manages=RoleName.MANAGER in person.role_names)
    except Refused as refusal:
        raise click.ClickException(f"{refusal.message} Nobody was added.") from None
    jobs.commit()
    click.echo(f"added: {person.name} <{person.email}>, {', '.join(sorted(person.role_names))}")


def _team(slug: str) -> Team:
    """Return the team. Raises Invalid, naming those there are, when there is none of that slug."""
    try:
        return queries.team_with(slug)
    except NotHere:
        known = ", ".join(team.slug for team in queries.teams()) or "none yet"
        raise Invalid(f"There is no team “{slug}”. The teams are: {known}.") from None


@people.command("list")
@click.option("--role", default="", help="Only people who hold this role.")
@click.option("--all", "everybody", is_flag=True, help="Also those who cannot sign in.")
def list_all(role: str, *, everybody: bool) -> None:
    """List people: email, roles, name."""
    reads_only.set(True)
    if role and role not in ROLES:
        raise click.ClickException(f"there is no role “{role}”; the roles are {', '.join(ROLES)}")
    state = "" if everybody else lists.PersonState.ACTIVE
    for person in db.session.scalars(lists.people(role=role, state=state)):
        off = "" if person.active else "  (switched off)"
        click.echo(f"{person.email:<40} {','.join(sorted(person.role_names)):<40} {person.name}{off}")


@people.command("first-admin")
def first_admin() -> None:
    """Print a one-time link that makes the first administrator; nothing when there is one. Older links stop working."""
    url = invitations.first_link(clock.now())
    jobs.commit()
    if url:
        click.echo(f"There is no administrator yet. Make the first account here, once, within 14 days:\n{url}")
