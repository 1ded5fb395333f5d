"""The table of people and quizzes: whose rows, which of them, in which columns. The page and the CSV show the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_login import current_user
from flask_sqlalchemy.pagination import Pagination

from quizapp import clock
from quizapp.completion import queries
from quizapp.completion.queries import Row
from quizapp.core.errors import NotHere
from quizapp.core.standing import Status
from quizapp.people import queries as people
from quizapp.people.models import Team
from quizapp.web.filters import day
from quizapp.web.manager.forms import RowFilter

PER_PAGE = 50

FIGURES = (
    Status.OVERDUE, Status.EXPIRED, Status.NOT_CURRENT, Status.DUE_SOON, Status.REFRESHER_DUE, Status.EXPIRING,
    Status.CURRENT,
)  # fmt: skip

HEADINGS = [
    "Person",
    "Quiz",
    "Status",
    *({"label": name, "kind": "num"} for name in ("Due", "Best score (%)", "Last exam", "Valid until")),
]
"""The columns on the page, where the team stands under the name."""

COLUMNS = ("Person", "Team", "Quiz", "Status", "Due", "Best score (%)", "Last exam", "Valid until")


def cells(row: Row) -> tuple[object, ...]:
    """Return what stands in the columns for a program: dates as 2026-11-22, the score as a number."""
    due = row.assignment.due_on if row.assignment else None
    return (
        row.person.name,
        ", ".join(team.name for team in row.teams),
        row.quiz.title,
        row.standing.status.capitalize(),
        due.isoformat() if due else "",
        row.tried.best if row.tried else "",
        clock.day_of(row.tried.last).isoformat() if row.tried else "",
        row.certificate.expires_on.isoformat() if row.certificate and row.certificate.expires_on else "",
    )


def valid_until(row: Row) -> str | None:
    """Return until when a certificate is or was valid, in words; None without one."""
    if row.certificate is None:
        return None
    if row.certificate.revoked_at is not None:
        return "revoked"
    return day(row.certificate.expires_on) or "no end date"


@dataclass(frozen=True)
class Shown:
    """The manager's teams, the filter as it stands, every row of the teams chosen, and those that pass the filter."""

    teams: Sequence[Team]
    form: RowFilter
    total: int
    counts: Counter[Status]
    """How many pass the filter but for the status."""
    rows: list[Row]


def shown() -> Shown:
    """Return what the URL asks for. Raises NotHere for a team that the manager does not answer for."""
    teams = people.teams_managed_by(current_user)
    slug = request.args.get("team", "")
    chosen = [team for team in teams if slug in ("", team.slug)]
    if slug and not chosen:
        raise NotHere
    every = queries.standings([team.id for team in chosen], clock.today())
    quizzes = {row.quiz.id: row.quiz for row in every}.values()
    form = RowFilter(request.args, teams=teams, quizzes=sorted(quizzes, key=lambda quiz: quiz.title))
    matching = [row for row in every if _matches(row, form.quiz.data or "", form.name.data or "")]
    status = form.status.data if form.status.data in set(Status) else ""
    rows = [row for row in matching if status in ("", row.standing.status)]
    return Shown(teams, form, len(every), tally(matching), rows)


def _matches(row: Row, quiz: str, name: str) -> bool:
    words = name.casefold().split()
    return quiz in ("", row.quiz.slug) and all(word in row.person.name.casefold() for word in words)


def tally(rows: Iterable[Row]) -> Counter[Status]:
    """Count rows by status."""
    return Counter(row.standing.status for row in rows)


class RowPage(Pagination):
    """A page of rows that are all at hand."""

    def _query_items(self) -> list[Any]:
        rows: list[Any] = self._query_args["rows"]
        return rows[self._query_offset : self._query_offset + self.per_page]

    def _query_count(self) -> int:
        return len(self._query_args["rows"])
