"""``flask seed``: data to look around in."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from quizapp import clock
from quizapp.cli import demo as organisation
from quizapp.config import kept_secret
from quizapp.people.security import hashed

seed = AppGroup("seed", help="Data to look around in.")


@seed.command()
def demo() -> None:
    """Make the demonstration organisation, once, and print who can sign in."""
    password = kept_secret(Path(current_app.instance_path) / "demo_password", length=12)
    if not organisation.is_seeded():
        size = organisation.PRACTITIONERS
        with click.progressbar(length=size, label="Living through six months", file=sys.stderr) as bar:
            organisation.seed(hashed(password), clock.now(), bar.update)
    click.echo(f"Sign in with the password {password} as")
    for person in organisation.CAST:
        click.echo(f"  {person.email:20} who {person.does}")
