"""``flask facts``: whom a change of a fact would touch, and which facts are due for review."""

from __future__ import annotations

import json
from typing import Any

import click
from flask.cli import AppGroup

from quizapp import clock
from quizapp.certificates import resting
from quizapp.core.currency import Severity
from quizapp.core.errors import NotHere
from quizapp.database import reads_only
from quizapp.facts import queries

facts = AppGroup("facts", help="Facts: whom a change would touch, and which are due for review.")

as_one = click.option("--json", "as_json", is_flag=True, help="JSON instead of lines.")


@facts.command()
@click.argument("fact_id")
@click.option("--severity", type=click.Choice([grave.value for grave in Severity]), required=True)
@as_one
def impact(fact_id: str, severity: str, *, as_json: bool) -> None:
    """Say whom a change of a fact would touch today. Nothing is changed."""
    reads_only.set(True)
    try:
        fact = queries.fact(fact_id)
    except NotHere:
        raise click.ClickException(f"there is no fact with the id “{fact_id}”") from None
    found = resting.impact(fact, Severity(severity), clock.today())
    said: dict[str, Any] = {
        "fact": fact.slug,
        "severity": severity,
        "certificates": found.certificates,
        "people": found.people,
        "teams": [{"team": team, "people": people} for team, people in found.teams],
        "open_attempts": found.open_attempts,
        "consequence": found.consequence.value,
    }
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    teams = ", ".join(f"{team} ({people})" for team, people in found.teams)
    for name, value in {**said, "teams": teams or "none"}.items():
        click.echo(f"{name.replace('_', ' ')}: {value}")


@facts.command()
@as_one
def due(*, as_json: bool) -> None:
    """List the facts that are past their day of review, or cite a source that is no longer relied on."""
    reads_only.set(True)
    today = clock.today()
    rows: list[dict[str, Any]] = [
        {
            "id": fact.slug,
            "review_by": revision.review_by.isoformat(),
            "overdue": revision.review_by < today,
            "retired_sources": retired,
            "statement": revision.statement,
        }
        for fact, revision, retired in queries.due_for_review(today)
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        why = [f"review by {row['review_by']}"] if row["overdue"] else []
        why += [f"cites “{title}”, which is no longer relied on" for title in row["retired_sources"]]
        click.echo(f"{row['id']}: {'; '.join(why)}")
