"""Who may enter which corridor: the one table."""

from __future__ import annotations

from quizapp.people.models import RoleName

CORRIDORS: dict[str, frozenset[RoleName]] = {
    "practitioner": frozenset({RoleName.PRACTITIONER}),
    "trainer": frozenset({RoleName.TRAINER}),
    "manager": frozenset({RoleName.MANAGER}),
    "admin": frozenset({RoleName.ADMINISTRATOR}),
}
"""Blueprint name -> the roles that may enter. A corridor that is not named here is open to everybody signed in."""


def may_enter(corridor: str, roles: frozenset[str]) -> bool:
    """Whether somebody with these roles may enter the corridor."""
    allowed = CORRIDORS.get(corridor)
    return allowed is None or bool(allowed & roles)
