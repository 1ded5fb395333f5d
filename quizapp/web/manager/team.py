"""A team: what it is asked for, and everybody in it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask_login import current_user

from quizapp import clock
from quizapp.completion import queries
from quizapp.completion.models import Assignment
from quizapp.completion.queries import Row
from quizapp.core.standing import Status
from quizapp.people import queries as people
from quizapp.web.looks import LOOKS
from quizapp.web.manager import rows
from quizapp.web.manager.blueprint import bp


@dataclass(frozen=True)
class Progress:
    """How far a team is with what it is asked for."""

    assignment: Assignment
    current: int
    asked: int


@bp.get("/manager/teams/<slug>")
def team(slug: str) -> str:
    """Show a team that the manager answers for."""
    found = people.managed_team(current_user, slug)
    members = queries.members([found.id])
    standings = queries.standings([found.id], clock.today())
    return render_template(
        "manager/team.html",
        team=found,
        members=[(person, [row for row in standings if row.person.id == person.id]) for person, _ in members.values()],
        progress=[_progress(asked, standings, len(members)) for asked in queries.live_assignments(found)],
        counts=rows.tally(standings),
        looks=LOOKS,
    )


def _progress(assignment: Assignment, standings: list[Row], asked: int) -> Progress:
    good = {Status.CURRENT, Status.EXPIRING, Status.REFRESHER_DUE}
    current = sum(row.quiz.id == assignment.quiz_id and row.standing.status in good for row in standings)
    return Progress(assignment, current, asked)
