"""The command line: one group per noun, the same actions as the web."""

from __future__ import annotations

from flask import Flask

from quizapp.cli.bank import bank
from quizapp.cli.certificates import certificates
from quizapp.cli.facts import facts
from quizapp.cli.keys import keys
from quizapp.cli.people import people
from quizapp.cli.seed import seed
from quizapp.cli.serving import prepare, worker

COMMANDS = (bank, certificates, facts, keys, people, seed, prepare, worker)


def init_app(app: Flask) -> None:
    """Give the application its commands: ``flask --app wsgi <noun> <verb>``."""
    for command in COMMANDS:
        app.cli.add_command(command)
