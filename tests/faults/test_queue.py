"""The job queue between two processes, in a SQLite file and in Redis; and a queue that is not there."""

import os

import pytest

from quizapp import clock, create_app, jobs
from quizapp.database import db
from quizapp.people.models import MailState
from quizapp.people.post import write
from tests.people import builders


@pytest.fixture
def made(app, tmp_path):
    """Return a way to start the application as another process does: on the same database, with a queue of its own."""
    started = []

    def start(redis):
        environ = {
            "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "SECRET_KEY": "test", "DATA_DIR": str(tmp_path),
            "REDIS_URL": redis,
        }  # fmt: skip
        started.append(create_app(environ))
        return started[-1]

    yield start
    for each in started:
        with each.app_context():
            db.engine.dispose()


def mail(app):
    with app.app_context():
        write("pam@example.org", "s", "b", clock.now())
        jobs.commit()


def states(app):
    with app.app_context():
        return [each.state for each in builders.mails()]


@pytest.mark.parametrize("queue", ["SQLite", "Redis"])
def test_what_one_process_asks_for_another_does(made, queue):
    url = os.environ.get("TEST_REDIS_URL", "") if queue == "Redis" else ""
    assert url or queue == "SQLite", "set TEST_REDIS_URL to a Redis server; make test finds or starts one"
    web, worker = made(url), made(url)
    waiting = worker.extensions["jobs"].huey
    waiting.flush()
    mail(web)
    assert states(web) == [MailState.WAITING]
    task = waiting.dequeue()
    assert task.name == "deliver_mails"
    waiting.execute(task)
    assert states(web) == [MailState.SENT]
    assert waiting.dequeue() is None
    for each in (web, worker):
        each.extensions["jobs"].huey.storage.close()


def test_a_queue_that_nobody_answers_for_loses_no_mail(made, caplog):
    web = made("redis://127.0.0.1:1/0")
    mail(web)
    assert states(web) == [MailState.WAITING]
    assert "the job queue did not answer" in caplog.text
