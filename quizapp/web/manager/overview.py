"""The manager's first page: exceptions first, then everybody, and the same as CSV."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request, url_for

from quizapp.completion.queries import people_of
from quizapp.web.csv_file import as_csv
from quizapp.web.looks import LOOKS
from quizapp.web.manager import rows
from quizapp.web.manager.blueprint import bp


@bp.get("/manager/")
def index() -> str:
    """Show who is not current, in the manager's teams, as the filter says."""
    shown = rows.shown()
    return render_template(
        "manager/index.html",
        shown=shown,
        page=rows.RowPage(rows=shown.rows, per_page=rows.PER_PAGE),
        people=people_of(shown.rows),
        figures=[(status, shown.counts[status], _url(status=status.value)) for status in rows.FIGURES],
        looks=LOOKS,
        columns=rows.HEADINGS,
        valid_until=rows.valid_until,
        csv_url=url_for("manager.standing_csv", **_filter()),
        filtered=any(_filter().values()),
    )


@bp.get("/manager/standing.csv")
def standing_csv() -> Response:
    """Give every row that passes the filter as CSV, in the columns of the page."""
    return as_csv("standing", rows.COLUMNS, map(rows.cells, rows.shown().rows))


def _filter() -> dict[str, Any]:
    """Return the filter as it stands in the URL."""
    return {name: request.args[name] for name in ("team", "quiz", "status", "name") if request.args.get(name)}


def _url(**changes: str) -> str:
    """Return the address of the page with its filter changed."""
    return url_for("manager.index", **{**_filter(), **changes})
