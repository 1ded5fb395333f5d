"""The documents of many certificates in one ZIP file, made by a job; anybody may see how far it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import select, update

from quizapp import clock
from quizapp.certificates import bundle, documents, queries, signing
from quizapp.certificates.models import Batch, Certificate, Entry, Event
from quizapp.core.errors import Conflict, NotHere
from quizapp.database import db, unlocked
from quizapp.people import audit
from quizapp.people.models import Person
from quizapp.quizzes.models import Quiz

STEP = 25
"""Documents between two notes of how far it is."""
KEPT = timedelta(days=7)
"""How long a file is kept."""
LONGEST = timedelta(days=1)
"""After how long a batch that is not made was cut short."""


def ask(quiz: Quiz, actor: Person, now: datetime) -> Batch:
    """Ask for the documents of every certificate of a quiz that is not revoked. Raises Conflict when there is none."""
    count = len(_wanted(quiz.id))
    if not count:
        raise Conflict("Nobody holds a certificate of this quiz, so there is nothing to put together.")
    batch = Batch(quiz=quiz, asked_by_id=actor.id, asked_at=now, total=count)
    db.session.add(batch)
    db.session.flush()
    audit.record(actor, "documents asked for", f"quiz:{quiz.slug}", now, batch=batch.id, certificates=count)
    return batch


def _wanted(quiz_id: int) -> Sequence[str]:
    """Return the codes of the certificates that a batch is of."""
    return db.session.scalars(
        select(Certificate.code)
        .where(Certificate.quiz_id == quiz_id, Certificate.revoked_at.is_(None))
        .order_by(Certificate.id)
    ).all()


def path_of(batch: Batch) -> Path:
    """Return where a batch's file is, once it is finished."""
    return Path(current_app.instance_path) / "batches" / f"{batch.id}.zip"


def make(batch_id: int) -> None:
    """Make the file of a batch: afresh, should an earlier try have been cut short. One that is finished stays.

    When it fails, that is noted at once, and what went wrong is raised again.
    """
    batch = by_id(batch_id)
    if batch.finished_at is not None:
        return
    path, codes = path_of(batch), _wanted(batch.quiz_id)
    try:
        with unlocked():
            count = bundle.bundle(path, _documents(batch_id, codes))
    except Exception:
        db.session.rollback()
        _note(batch_id, failed_at=clock.now())
        db.session.commit()
        raise
    _note(batch_id, done=count, total=count, finished_at=clock.now(), failed_at=None)


def _documents(batch_id: int, codes: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the documents one by one, forgetting each, and note now and then how far it is."""
    by = signing.identity()
    for done, code in enumerate(codes):
        if done % STEP == 0:
            db.session.rollback()
            _note(batch_id, done=done)
            db.session.commit()
        certificate = queries.by_code(code, clock.today())
        if certificate is not None:
            yield documents.name(certificate), documents.pdf(certificate, by)
        db.session.expunge_all()


def _note(batch_id: int, **values: object) -> None:
    db.session.execute(update(Batch).where(Batch.id == batch_id).values(**values))


def by_id(batch_id: int) -> Batch:
    """Return a batch. Raises NotHere."""
    batch = db.session.get(Batch, batch_id)
    if batch is None:
        raise NotHere
    return batch


def latest(limit: int = 20) -> Sequence[Batch]:
    """Return what was asked for last, the latest first."""
    return db.session.scalars(select(Batch).order_by(Batch.id.desc()).limit(limit)).all()


def outdated(batch: Batch) -> bool:
    """Whether a certificate of the quiz was revoked, or its holder erased, since the batch was asked for."""
    ended = (
        select(Entry.id)
        .join(Entry.certificate)
        .where(
            Certificate.quiz_id == batch.quiz_id,
            Entry.event.in_((Event.REVOKED, Event.ANONYMISED)),
            Entry.at >= batch.asked_at,
        )
    )
    return bool(db.session.scalar(select(ended.exists())))


def is_offered(batch: Batch) -> bool:
    """Whether the file of a batch may be had: it is made, still kept, and holds nothing that has ended since."""
    return batch.finished_at is not None and path_of(batch).is_file() and not outdated(batch)


def remove(quiz_id: int | None = None) -> None:
    """Remove the files of the batches of a quiz, or all: they can be made again."""
    rows = select(Batch) if quiz_id is None else select(Batch).where(Batch.quiz_id == quiz_id)
    for batch in db.session.scalars(rows):
        path_of(batch).unlink(missing_ok=True)


def clean(now: datetime) -> None:
    """Remove the files of batches that were asked for longer than KEPT ago, and note those that were cut short."""
    for batch in db.session.scalars(select(Batch).where(Batch.asked_at < now - KEPT)):
        path_of(batch).unlink(missing_ok=True)
    db.session.execute(
        update(Batch)
        .where(Batch.asked_at < now - LONGEST, Batch.finished_at.is_(None), Batch.failed_at.is_(None))
        .values(failed_at=now)
    )
