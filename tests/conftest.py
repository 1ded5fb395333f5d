"""What every test stands on: an application on a real, empty database, and the cast.

Pam practises, Ted trains, Mo manages, Ada administers, Sid is a stranger who practises elsewhere. ``TEST_DATABASE_URL``
names the database server to test on; without it, each test has a SQLite file of its own.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4
from weakref import WeakSet

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text

from quizapp import create_app
from quizapp.database import Base, db, reads_only
from quizapp.people.models import Person
from tests import factories

SERVER = os.environ.get("TEST_DATABASE_URL", "")


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


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Make one migrated-to-head database per test process, to be copied (SQLite) or emptied (PostgreSQL) per test."""
    folder = tmp_path_factory.mktemp("template")
    if SERVER:
        url = make_url(SERVER).set(database=f"vesicle_test_{uuid4().hex[:12]}")
        admin = create_engine(SERVER, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{url.database}"'))
        location = url.render_as_string(hide_password=False)
    else:
        location = f"sqlite:///{folder / 'template.db'}"
    engine = create_engine(location)
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        factories.roles(connection)
        if not SERVER:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    engine.dispose()
    yield location
    if SERVER:
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{url.database}" WITH (FORCE)'))
        admin.dispose()


@pytest.fixture
def app(template: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on an empty database, with no context left open: one would leak a person into the next request."""
    url = template
    if not SERVER:
        shutil.copy(make_url(template).database or "", tmp_path / "test.db")
        url = f"sqlite:///{tmp_path / 'test.db'}"
    environ = {"DATABASE_URL": url, "SECRET_KEY": "test", "BASE_URL": "http://localhost"}
    made = create_app(environ, tmp_path / "instance", TESTING=True, WTF_CSRF_ENABLED=False, JOBS_IMMEDIATE=True)
    yield made
    with made.app_context():
        db.session.remove()
        if SERVER:
            with db.engine.begin() as connection:
                names = ", ".join(f'"{t.name}"' for t in Base.metadata.sorted_tables if t.name != "roles")
                connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        db.engine.dispose()


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
