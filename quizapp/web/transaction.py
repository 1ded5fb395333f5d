"""One transaction per request: committed here, rolled back by an error, mail and jobs after the commit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from flask import Flask, Response, abort, request

from quizapp import jobs
from quizapp.core.errors import Invalid, NotHere
from quizapp.database import db, reads_only
from quizapp.people.post import WAITING

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Hook the transaction into every request. Call it before anything that reads the database."""
    app.before_request(_open)
    app.after_request(_commit)


def _open() -> None:
    """Begin; and refuse what no database can hold before anything asks it."""
    reads_only.set(request.method in SAFE)
    if "\x00" in request.path or any("\x00" in v for v in request.args.values()):
        raise NotHere
    if request.method not in SAFE and not all(map(_can_be_kept, _texts())):
        raise Invalid("A character that cannot be kept was sent (NUL, or half of one). Nothing was changed.")


def _texts() -> Iterator[str]:
    """Yield each text that was sent: in a form or, as any form may be, as a JSON object of texts and nothing else."""
    yield from chain.from_iterable(request.form.listvalues())
    if not (request.is_json and request.get_data()):
        return
    try:
        sent = request.get_json()
    except RecursionError:
        abort(400)
    if not isinstance(sent, dict) or not all(value is None or isinstance(value, str) for value in sent.values()):
        abort(400)
    yield from sent
    yield from filter(None, sent.values())


def _can_be_kept(text: str) -> bool:
    """Whether a text can be written as UTF-8, without NUL, which PostgreSQL does not keep."""
    try:
        return b"\x00" not in text.encode()
    except UnicodeEncodeError:
        return False


def begin_writing() -> None:
    """Let a GET write after all: whatever it has read is read anew, under the write lock."""
    db.session.rollback()
    reads_only.set(False)


def only_reading() -> None:
    """Promise that a POST will not write after all, such as one that only shows a preview: the write lock is let go."""
    db.session.rollback()
    reads_only.set(True)


def _commit(response: Response) -> Response:
    """Commit what the view did. An answer is only sent after this; an error handler has rolled back before it."""
    db.session.commit()
    if db.session.info.pop(WAITING, False):
        jobs.send_mails()
    return response
