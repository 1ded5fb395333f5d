"""What runs outside a request."""

from __future__ import annotations

from datetime import timedelta

import pytest
from huey import MemoryHuey, RedisHuey, SqliteHuey

from quizapp import clock, create_app, jobs
from quizapp.database import db
from quizapp.people import throttling
from quizapp.people.models import MailState, Throttle
from quizapp.people.post import write
from tests.people import builders


def test_a_mail_leaves_after_the_commit(app, ctx):
    write("pam@example.org", "s", "b", clock.now())
    assert not (builders.mails()[0].sent_at)
    jobs.commit()
    db.session.expire_all()
    assert builders.mails()[0].state == MailState.SENT


def test_a_mail_that_is_rolled_back_never_leaves(app, ctx):
    write("pam@example.org", "s", "b", clock.now())
    db.session.rollback()
    jobs.commit()
    jobs.send_mails()
    assert builders.mails() == []


def test_a_mail_that_cannot_be_sent_waits_with_its_problem(app, ctx):
    app.config["MAIL_SERVER"], app.config["MAIL_PORT"] = "127.0.0.1", "1"
    write("pam@example.org", "s", "b", clock.now())
    jobs.commit()
    db.session.expire_all()
    mail = builders.mails()[0]
    assert (mail.state, mail.tries) == (MailState.WAITING, 1)
    assert "Refused" in mail.problem


def test_a_queue_that_does_not_answer_loses_no_mail(app, ctx, caplog):
    app.extensions["jobs"] = None
    write("pam@example.org", "s", "b", clock.now())
    jobs.commit()
    assert builders.mails()[0].state == MailState.WAITING
    assert "the job queue did not answer" in caplog.text


def test_old_counts_of_tries_are_cleaned(app, ctx):
    throttling.hit("old", 1, timedelta(hours=1), clock.now() - timedelta(days=2))
    db.session.commit()
    jobs.enqueue(jobs.clean_throttles)
    assert db.session.query(Throttle).count() == 0


def test_a_job_that_fails_is_rolled_back(app):
    def work() -> None:
        throttling.hit("k", 1, timedelta(hours=1), clock.now())
        raise RuntimeError

    with pytest.raises(RuntimeError):
        jobs.inside(app, work)()
    with app.app_context():
        assert db.session.query(Throttle).count() == 0


@pytest.mark.parametrize(
    ("overrides", "kind"),
    [
        ({"JOBS_IMMEDIATE": True}, MemoryHuey),
        ({"REDIS_URL": "redis://127.0.0.1:6379/15"}, RedisHuey),
        ({}, SqliteHuey),
    ],
)
def test_the_queue_is_chosen_by_the_settings(tmp_path, overrides, kind):
    made = create_app({"SECRET_KEY": "test"}, tmp_path, **overrides)
    huey = made.extensions["jobs"].huey
    assert type(huey) is kind
    if kind is SqliteHuey:
        assert (tmp_path / "jobs.db").exists()
        huey.storage.close()


def test_every_job_is_known_to_the_queue(app):
    assert set(app.extensions["jobs"].wrapped) == set(jobs.JOBS) >= {"deliver_mails", "clean_throttles"}


def test_a_periodic_job_runs_at_its_times(app):
    huey = app.extensions["jobs"].huey
    due = {task.name for task in huey.read_periodic(clock.now().replace(minute=17))}
    assert {"deliver_mails", "clean_throttles"} <= due
    assert "clean_throttles" not in {task.name for task in huey.read_periodic(clock.now().replace(minute=18))}
