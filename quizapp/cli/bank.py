"""``flask bank``: check, load and export question files, and write the schemas that editors check them with."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from quizapp import clock
from quizapp.bank import files as bank_files
from quizapp.bank import folder as disk
from quizapp.core.currency import Severity
from quizapp.core.loading import Decision, LoadReport, Take
from quizapp.database import db
from quizapp.formats import bank_write, bank_yaml, schemas
from quizapp.formats.library import FileProblem, Library
from quizapp.quizzes import files

INSTALLED = Path(__file__).resolve().parents[2] / "questions"

NOTHING = "; nothing was loaded"

bank = AppGroup("bank", help="Question files: check them, load them, write them.")

in_folder = click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))


@bank.command()
@in_folder
@click.option(
    "--strict", is_flag=True, help="Take warnings (flaws of writing, facts too little asked about) for errors."
)
def check(folder: Path | None, *, strict: bool) -> None:
    """Read a folder of question files and print every problem as file:line: message."""
    root = _root(folder)
    contents, problems = disk.contents(root)
    library, more = bank_yaml.read(contents) if contents or not problems else (Library(), [])
    _complain(root, problems + more)
    _stop_for([problem for problem in problems + more if strict or not problem.warning])
    shelves = (("question", library.questions), ("fact", library.facts), ("source", library.sources))
    said = ", ".join(_many(len(things), noun) for noun, things in shelves)
    click.echo(f"{said}: no errors, {_many(len(more), 'warning')}.")


@bank.command()
@in_folder
@click.option("--take", type=click.Choice([take.value for take in Take]), help="Whose version wins where both changed.")
@click.option(
    "--severity", type=click.Choice([grave.value for grave in Severity]),
    help="How grave the changes are to those who hold certificates; without it, as proposed from what changed.",
)  # fmt: skip
def load(folder: Path | None, take: str | None, severity: str | None) -> None:
    """Load a folder of question files in one transaction; what was edited on the web since is kept."""
    root = _root(folder)
    contents, unread = disk.contents(root)
    _complain(root, unread)
    _stop_for(unread, NOTHING)
    digest = disk.digest(contents)
    report = None if take else bank_files.earlier_load(digest)
    db.session.rollback()  # reading and checking may take seconds, in which nobody else should have to wait
    if report is None:
        library = _sound(root, contents)
        with click.progressbar(length=library.size, label="Loading questions", file=sys.stderr) as bar:
            report = files.load(
                library, digest, clock.now(), Take(take) if take else None, bar.update,
                Severity(severity) if severity else None,
            )  # fmt: skip
        db.session.commit()
    _tell(report)


@bank.command()
@in_folder
def export(folder: Path | None) -> None:
    """Write everything in the database as question files, over those in the folder."""
    root = _root(folder)
    written = bank_write.write(files.library(clock.today()))
    _put(root, written)
    for path in sorted(disk.contents(root)[0].keys() - written.keys()):
        click.echo(f"{root / path} was there before and is left alone; remove it if its questions moved.", err=True)


@bank.command(name="schemas")
@in_folder
def write_schemas(folder: Path | None) -> None:
    """Write JSON Schemas of the files into the folder's .schema, for editors."""
    _put(_root(folder) / ".schema", schemas.schemas())


def _root(given: Path | None) -> Path:
    """Return the folder that is meant, named as shortly as it can be from where one stands."""
    root = given or Path(current_app.config["QUESTIONS_DIR"] or INSTALLED)
    return Path(os.path.relpath(root)) if root.is_absolute() and root.is_relative_to(Path.cwd()) else root


def _put(root: Path, texts: Mapping[str, str]) -> None:
    """Write files into a folder and say so. When one cannot be written, say why and end the command."""
    try:
        disk.write(root, texts)
    except OSError as error:
        click.echo(f"{error.filename}:1: cannot be written: {error.strerror}", err=True)
        sys.exit(1)
    click.echo(f"Written to {root}.")


def _sound(root: Path, contents: dict[str, bytes]) -> Library:
    """Return what the files say. When anything is wrong with them, say it and end the command."""
    library, problems = bank_yaml.read(contents)
    errors = [problem for problem in problems if not problem.warning]
    _complain(root, errors)
    _stop_for(errors, NOTHING)
    return library


def _complain(root: Path, problems: Sequence[FileProblem]) -> None:
    for problem in problems:
        mild = "warning: " if problem.warning else ""
        click.echo(f"{root / problem.file}:{problem.line}: {mild}{problem.message}", err=True)


def _stop_for(errors: Sequence[FileProblem], kept: str = "") -> None:
    if errors:
        click.echo(f"{_many(len(errors), 'problem')}{kept}.", err=True)
        sys.exit(1)


def _tell(report: LoadReport) -> None:
    """Say what a load did; its last line is the counts."""
    if report.was_loaded:
        click.echo("Nothing to do: these files are loaded already.")
        return
    for name in report.conflicts:
        click.echo(f"{name} was changed in the files and on the web; the web's version is kept.", err=True)
    if report.conflicts:
        click.echo("Run again with --take file or --take web to settle this.", err=True)
    if report.absent:
        click.echo(f"{_many(report.absent, 'question')} in the database and not in the files: left alone.")
    totals = {d: sum(count.get(d, 0) for count in report.counts.values()) for d in Decision}
    parts = ", ".join(f"{totals[d]} {d}" for d in Decision if d is not Decision.CONFLICT)
    click.echo(f"{parts}, {_many(totals[Decision.CONFLICT], 'conflict')}.")


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
