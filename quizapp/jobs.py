"""What runs outside a request. The queue is huey: in a SQLite file of its own by default, in Redis by setting.

A job is a function with ``@job()``; with a schedule it runs by itself, else ``enqueue()`` asks for it. It runs in an
application context, in one transaction that is committed when it returns and rolled back when it raises. The
arguments of a job are its ids, not rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from huey import Huey, MemoryHuey, RedisHuey, SqliteHuey, crontab

from quizapp import clock
from quizapp.attempts.queries import overdue
from quizapp.certificates import actions as certificates
from quizapp.certificates import batches, notices
from quizapp.database import db
from quizapp.people import delivery, throttling
from quizapp.people.post import WAITING

WORKERS = 2


@dataclass(frozen=True)
class Job:
    """A function to run in the worker, and when it runs by itself."""

    work: Callable[..., None]
    schedule: Callable[..., bool] | None


JOBS: dict[str, Job] = {}


def job(schedule: Callable[..., bool] | None = None) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare a job; ``schedule`` is huey's ``crontab(…)``, in UTC. The function itself stays callable as it is."""

    def declare(work: Callable[..., None]) -> Callable[..., None]:
        JOBS[work.__name__] = Job(work, schedule)
        return work

    return declare


def enqueue(work: Callable[..., None], *arguments: Any) -> None:
    """Ask the worker to run a job now. Call it after the commit, or the job may not see what was written."""
    current_app.extensions["jobs"].wrapped[work.__name__](*arguments)


def commit() -> None:
    """Commit, then let the mails that were written leave. For the command line and jobs; a web request has its own."""
    db.session.commit()
    if db.session.info.pop(WAITING, False):
        send_mails()


def send_mails() -> None:
    """Ask the worker to send what waits; it also looks by itself every minute."""
    try:
        enqueue(deliver_mails)
    except Exception:  # whatever ails the queue: the mails are committed, and the next minute finds them
        current_app.logger.exception("the job queue did not answer; mails wait for the next minute")


@job(crontab(minute="*"))
def deliver_mails() -> None:
    """Send every mail that is due."""
    outbox = Path(current_app.instance_path) / "outbox"
    while (letter := delivery.claim(clock.now())) is not None:
        db.session.commit()
        problem = delivery.send(letter, current_app.config, outbox, clock.now())
        if problem:
            current_app.logger.warning("mail %s was not sent: %s", letter.id, problem)
        delivery.settle(letter, problem, clock.now())
        db.session.commit()
    delivery.give_up_abandoned(clock.now())


@job(crontab(minute="17"))
def clean_throttles() -> None:
    """Remove counts of tries that no limit looks at any more."""
    throttling.clean(clock.now())


@job(crontab(minute="*"))
def close_overdue_exams() -> None:
    """Close every exam whose time is up, each in a transaction of its own; whether the browser is there or not."""
    for public_id in overdue(clock.now()):
        try:
            certificates.close_one(public_id, clock.now())
            commit()
        except Exception:
            db.session.rollback()
            current_app.logger.exception("attempt %s could not be closed; it is tried again in a minute", public_id)


@job(crontab(minute="41"))
def tell_of_changes() -> None:
    """Write to the holders of certificates that something beneath has changed, each in a transaction of its own."""
    for certificate_id in notices.waiting(clock.now()):
        try:
            notices.tell(certificate_id, clock.now())
            commit()
        except Exception:
            db.session.rollback()
            current_app.logger.exception("nobody was told of certificate %s; it is tried again later", certificate_id)


@job(crontab(minute="23", hour="2"))
def remove_old_batches() -> None:
    """Remove the files of batches that have been kept long enough."""
    batches.clean(clock.now())


@job()
def make_batch(batch_id: int) -> None:
    """Make the file of a batch of documents."""
    batches.make(batch_id)


@dataclass(frozen=True)
class Queue:
    """The queue of an application and its jobs, by name."""

    huey: Huey
    wrapped: dict[str, Callable[..., Any]]


def make_huey(app: Flask) -> Huey:
    """Return the queue by the settings: in memory and at once in tests, in Redis, or in a SQLite file."""
    if app.config.get("JOBS_IMMEDIATE"):
        return MemoryHuey(immediate=True, results=False)
    if app.config["REDIS_URL"]:
        return RedisHuey("vesicle", url=app.config["REDIS_URL"], results=False)
    return SqliteHuey("vesicle", filename=str(Path(app.instance_path) / "jobs.db"), results=False)


def inside(app: Flask, work: Callable[..., None]) -> Callable[..., None]:
    """Return a job as the worker runs it: in a context of its own, committed at the end."""

    def run(*arguments: Any) -> None:
        with app.app_context():
            work(*arguments)
            commit()

    return run


def init_app(app: Flask) -> None:
    """Bind the queue to the application."""
    huey = make_huey(app)
    wrapped: dict[str, Callable[..., Any]] = {}
    for name, each in JOBS.items():
        run = inside(app, each.work)
        wrap = huey.task(name=name) if each.schedule is None else huey.periodic_task(each.schedule, name=name)
        wrapped[name] = wrap(run)
    app.extensions["jobs"] = Queue(huey, wrapped)


def work(app: Flask) -> None:
    """Run the worker until it is stopped: jobs as they come, scheduled ones at their times."""
    app.extensions["jobs"].huey.create_consumer(workers=WORKERS, periodic=True).run()
