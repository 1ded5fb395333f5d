"""``flask prepare`` and ``flask worker``: what ``make run`` calls before and beside the server."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from quizapp import jobs
from quizapp.cli.bank import load
from quizapp.cli.people import first_admin
from quizapp.cli.seed import demo


@click.command()
@with_appcontext
@click.option("--demo", "demonstrate", is_flag=True, help="Also make the demonstration organisation.")
@click.pass_context
def prepare(context: click.Context, *, demonstrate: bool) -> None:
    """Bring the database up to date, load the question files, and print the first administrator's link."""
    upgrade()
    context.invoke(load, folder=None, take=None)
    context.invoke(demo if demonstrate else first_admin)


@click.command()
@with_appcontext
def worker() -> None:
    """Run the job worker until it is stopped: mails, exams whose time is up, whatever waits."""
    jobs.work(current_app._get_current_object())  # type: ignore[attr-defined]
