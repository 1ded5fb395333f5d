"""What every test stands on: an application on a real, empty database, and the cast.

Pam practises, Ted trains, Mo manages, Ada administers, Sid is a stranger who practises elsewhere. ``TEST_DATABASE_URL``
names the database server to test on; without it, each test has a SQLite file of its own.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4
from weakref import WeakSet

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import HealthCheck, settings
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text

from quizapp import create_app
from quizapp.database import Base, db, reads_only
from quizapp.people.models import Person
from tests import factories

SERVER = os.environ.get("TEST_DATABASE_URL", "")

settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")
"""Property tests draw the same examples each time; ``--hypothesis-profile=default`` goes on looking for others."""


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """Let every test begin at the moment that the factories speak of, so that it holds in any year."""
    with time_machine.travel(factories.NOW, tick=True):
        yield


@pytest.fixture(autouse=True)
def _free_to_write() -> None:
    """Let every test begin as a process does: what ran in the test before may have promised to only read."""
    reads_only.set(False)


_engines: WeakSet[Engine] = WeakSet()


@event.listens_for(Engine, "engine_connect")
def _remember(connection: Connection) -> None:
    _engines.add(connection.engine)


@pytest.fixture(autouse=True)
def _hang_up() -> Iterator[None]:
    """Close what a test has opened: an application of its own leaves connections in its pool."""
    yield
    for engine in list(_engines):
        engine.dispose()


@event.listens_for(Engine, "connect")
def _shuffle(connection: Any, _record: Any) -> None:
    """Let SQLite give rows that nobody asked to be ordered the other way round: a page must not lean on their order."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects=ON")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    """One migrated database per test process, to be copied (SQLite) or emptied (PostgreSQL) per test."""
    folder = tmp_path_factory.mktemp("template")
    url = make_url(f"sqlite:///{folder / 'template.db'}")
    if SERVER:
        url = make_url(SERVER).set(database=f"vesicle_test_{uuid4().hex[:12]}")
        server = create_engine(SERVER, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{url.database}"'))
    migrated = create_app({"DATABASE_URL": url.render_as_string(hide_password=False), "SECRET_KEY": "test"}, folder)
    with migrated.app_context():
        upgrade()
        db.engine.dispose()
    yield url
    if SERVER:
        with server.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{url.database}" WITH (FORCE)'))
        server.dispose()


@pytest.fixture(scope="session")
def application(template: URL, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application per test process: making one takes longer than most tests."""
    folder = tmp_path_factory.mktemp("application")
    url = template if SERVER else template.set(database=str(folder / "test.db"))
    environ = {
        "DATABASE_URL": url.render_as_string(hide_password=False), "SECRET_KEY": "test", "BASE_URL": "http://localhost",
    }  # fmt: skip
    return create_app(environ, folder, TESTING=True, WTF_CSRF_ENABLED=False, JOBS_IMMEDIATE=True)


def _empty(engine: Engine) -> None:
    """Take every row out of a PostgreSQL database but for the roles, and number rows from 1 again.

    TRUNCATE would make every table and index anew: a tenth of a second, where this takes two milliseconds.
    """
    names = [table.name for table in reversed(Base.metadata.sorted_tables) if table.name != "roles"]
    used = "SELECT quote_ident(sequencename)::regclass AS name FROM pg_sequences WHERE last_value IS NOT NULL"
    with engine.begin() as connection:
        connection.exec_driver_sql("; ".join(f'DELETE FROM "{name}"' for name in names))
        connection.exec_driver_sql(
            f"SELECT setval(name, 1, false) FROM ({used}) AS u WHERE name <> 'roles_id_seq'::regclass"
        )


@pytest.fixture
def app(application: Flask, template: URL, tmp_path: Path) -> Iterator[Flask]:
    """The application as it was made, on an empty database, in an empty folder.

    No context is left open: one would leak a person into the next request.
    """
    config, extensions = dict(application.config), dict(application.extensions)
    application.instance_path = str(tmp_path / "instance")
    if not SERVER:
        place = Path(make_url(config["SQLALCHEMY_DATABASE_URI"]).database or "")
        for left in place.parent.glob(f"{place.name}*"):
            left.unlink()
        shutil.copy(template.database or "", place)
    yield application
    with application.app_context():
        db.session.remove()
        if SERVER:
            _empty(db.engine)
        db.engine.dispose()
    for kept, made in ((application.config, config), (application.extensions, extensions)):
        kept.clear()
        kept.update(made)


@pytest.fixture
def ctx(app: Flask) -> Iterator[None]:
    """An application context, for tests of actions and queries. Tests of pages must not use it."""
    with app.app_context():
        yield


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def cast(app: Flask) -> dict[str, int]:
    """The ids of Pam, Ted, Mo, Ada and Sid, by first name in lower case; Pam is in Mo's team, Sid is not."""
    with app.app_context():
        return factories.cast()


@pytest.fixture
def as_(app: Flask, cast: dict[str, int]) -> Callable[[str], FlaskClient]:
    """Return a browser that a member of the cast has signed in with: ``as_("pam")``."""

    def sign_in(name: str, **options: Any) -> FlaskClient:
        browser = app.test_client(**options)
        with app.app_context():
            person = db.session.get_one(Person, cast[name])
            with browser.session_transaction() as session:
                session["_user_id"] = person.fs_uniquifier
                session["_fresh"] = True
        return browser

    return sign_in
