"""A server with more threads than any we deploy, on either database, and people who act on it at the same moment."""

from __future__ import annotations

import http.client
import json
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import create_engine, make_url, text

from quizapp.attempts import queries as attempts
from quizapp.attempts.models import Attempt, Response
from quizapp.database import db
from quizapp.people.models import RoleName
from tests import factories
from tests.attempts import builders
from tests.serving import Server, furnish

DATABASE_SERVER = os.environ.get("TEST_DATABASE_URL", "")
THREADS = 8
QUESTIONS = 5
Result = TypeVar("Result")


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    """The address of an empty database on the server that is tested on; "" for a SQLite file of the server's own."""
    if not DATABASE_SERVER:
        yield ""
        return
    url = make_url(DATABASE_SERVER).set(database=f"vesicle_faults_{uuid4().hex[:12]}")
    admin = create_engine(DATABASE_SERVER, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{url.database}"'))
    yield url.render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{url.database}" WITH (FORCE)'))
    admin.dispose()


@dataclass(frozen=True)
class Answer:
    """What the server answered."""

    status: int
    location: str
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Visitor:
    """A person who is signed in. Each request has a connection of its own, so that many can be under way."""

    def __init__(self, port: int, cookie: str, token: str) -> None:
        self._port, self._cookie, self._token = port, cookie, token

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, **form: str) -> Answer:
        return self._ask("POST", path, urlencode({"csrf_token": self._token, **form}))

    def save(self, public_id: str, position: int, reply: str, **form: str) -> Answer:
        """Save a reply as the page's script does."""
        return self.post(f"/attempts/{public_id}/questions/{position}", reply=reply, **form)

    def submit(self, public_id: str) -> Answer:
        return self.post(f"/attempts/{public_id}/submit")

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        headers = {"Cookie": f"session={self._cookie}", "Content-Type": "application/x-www-form-urlencoded"}
        headers["Accept"] = "application/json" if "/questions/" in path else "text/html"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return Answer(response.status, response.headers.get("Location", ""), response.read())
        finally:
            connection.close()


class Site:
    """The server, and this process's own way into its database."""

    def __init__(self, server: Server, app: Flask) -> None:
        self.server, self.app = server, app

    def person(self) -> Visitor:
        """Add a practitioner, signed in."""
        with self.app.app_context():
            added = factories.person("Pam", RoleName.PRACTITIONER, email=f"{uuid4().hex}@example.org")
            db.session.commit()
            who = added.fs_uniquifier
        with self.app.test_request_context():
            session["_user_id"], session["_fresh"] = who, True
            token = generate_csrf()
            serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
            return Visitor(self.server.port, serializer.dumps(dict(session)), token)

    def quiz(self, **rules: Any) -> str:
        """Publish a quiz of five questions whose right answer is "one"; return its slug."""
        with self.app.app_context():
            slug = builders.quiz(f"quiz-{uuid4().hex}", count=QUESTIONS, **rules).slug
            db.session.commit()
            return slug

    def started(self, slug: str = "") -> tuple[Visitor, str]:
        """Return somebody new and the public id of the attempt that they have started."""
        visitor = self.person()
        answer = visitor.post(f"/quizzes/{slug or self.quiz()}/attempts")
        assert answer.status == 303, answer
        return visitor, answer.location.split("/")[2]

    def attempts(self, slug: str) -> list[Attempt]:
        """Return all attempts at a quiz."""
        with self.app.app_context():
            return db.session.query(Attempt).filter(Attempt.quiz.has(slug=slug)).all()

    def responses(self, public_id: str) -> dict[int, Response]:
        """Return the responses of an attempt, by place."""
        with self.app.app_context():
            return attempts.responses(db.session.query(Attempt).filter_by(public_id=public_id).one())


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, database: str) -> Iterator[Site]:
    """The server with a bank, once for all tests: each adds the people and quizzes it needs."""
    server = Server(tmp_path_factory.mktemp("site"), database, THREADS)
    app = server.app()
    furnish(app)
    with app.app_context():
        builders.library(QUESTIONS)
    server.start()
    yield Site(server, app)
    server.stop()
    with app.app_context():
        db.engine.dispose()


def at_once(works: Sequence[Callable[[], Result]]) -> list[Result]:
    """Do all this at the same moment; return what each returned."""
    gate = threading.Barrier(len(works))

    def begin(work: Callable[[], Result]) -> Result:
        gate.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begin, works))
