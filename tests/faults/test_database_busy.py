"""Somebody else holds the database for longer than anybody waits: 503 with when to try again, and nothing is lost."""

from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, event, text

from quizapp import clock
from quizapp.attempts import actions, queries
from quizapp.attempts.models import Attempt
from quizapp.database import db
from quizapp.people.models import Person
from tests.attempts import builders

ON_SQLITE = {"wait": "PRAGMA busy_timeout=100", "hold": "BEGIN EXCLUSIVE"}
ON_POSTGRESQL = {"wait": "SET lock_timeout='100ms'", "hold": "BEGIN; SELECT id FROM attempts FOR UPDATE"}


@pytest.fixture
def attempt(app, cast):
    """The public id of Pam's open attempt, in an application that waits a tenth of a second instead of ten."""
    with app.app_context():
        engine = db.engine
        said = ON_SQLITE if engine.dialect.name == "sqlite" else ON_POSTGRESQL

        def wait_briefly(connection, _record):
            connection.execute(said["wait"])

        event.listen(engine, "connect", wait_briefly)
        engine.dispose()
        builders.library(3)
        started = actions.start(db.session.get_one(Person, cast["pam"]), builders.quiz(), clock.now(), 1)
        db.session.commit()
        public_id = started.public_id
    yield public_id
    event.remove(engine, "connect", wait_briefly)


@pytest.fixture
def held(app):
    """Return a way to hold the database from outside."""

    @contextmanager
    def hold():
        engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"], isolation_level="AUTOCOMMIT")
        on_sqlite = engine.dialect.name == "sqlite"
        with engine.connect() as other:
            if on_sqlite:
                other.exec_driver_sql("COMMIT")
            other.execute(text((ON_SQLITE if on_sqlite else ON_POSTGRESQL)["hold"]))
            yield
            other.execute(text("ROLLBACK"))
        engine.dispose()

    return hold


def replies(app, public_id):
    with app.app_context():
        found = queries.responses(db.session.query(Attempt).filter_by(public_id=public_id).one())
        return {place: row.reply for place, row in found.items()}


def test_a_page_that_waits_in_vain_says_when_to_try_again(as_, attempt, held, app):
    pam, url = as_("pam"), f"/attempts/{attempt}/questions/"
    assert pam.post(f"{url}1", data={"reply": "one"}).status_code == 303
    with held():
        refused = pam.post(f"{url}2", data={"reply": "one"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert "Nothing that was acknowledged is lost" in refused.text
    assert replies(app, attempt) == {1: "one"}


def test_a_script_that_waits_in_vain_is_told_and_can_try_the_same_again(as_, attempt, held, app):
    pam, url = as_("pam"), f"/attempts/{attempt}/questions/1"
    answer = {"data": {"reply": "two", "version": "0"}, "headers": {"Accept": "application/json"}}
    with held():
        refused = pam.post(url, **answer)
    assert (refused.status_code, refused.headers["Retry-After"], refused.json["error"]) == (503, "5", 503)
    assert replies(app, attempt) == {}
    assert pam.post(url, **answer).json["version"] == 1
    assert replies(app, attempt) == {1: "two"}


def test_submitting_in_vain_leaves_the_exam_open(as_, attempt, held, app):
    pam = as_("pam")
    with held():
        assert pam.post(f"/attempts/{attempt}/submit").status_code == 503
    assert pam.get(f"/attempts/{attempt}/result").location == f"/attempts/{attempt}"


def test_an_application_waits_ten_seconds_for_what_others_write(app):
    with app.app_context():
        asked = {"sqlite": "PRAGMA busy_timeout", "postgresql": "SHOW lock_timeout"}[db.engine.dialect.name]
        assert db.session.scalar(text(asked)) in (10_000, "10s")


def test_reading_goes_on_while_somebody_writes(as_, attempt, held):
    pam = as_("pam")
    with held():
        for path in ("/", "/quizzes/", f"/attempts/{attempt}/questions/1", f"/attempts/{attempt}/review"):
            assert pam.get(path).status_code == 200
