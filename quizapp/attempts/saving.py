"""Saving an answer: the act a person waits for most often, in as few and as ready-made statements as can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Row, Table, bindparam, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from quizapp.attempts import queries
from quizapp.attempts.models import Attempt, AttemptState, Mode, Response
from quizapp.bank import content
from quizapp.core.errors import Conflict, Invalid, NotHere
from quizapp.core.grading import Sureness
from quizapp.core.question import BadReply, Form, Question, Reply
from quizapp.database import db
from quizapp.people.models import Person


class Closed(Conflict):
    """The attempt takes no more answers: it was submitted, or its time is up."""


class Misfit(Invalid):
    """A reply that does not fit its question; the earlier one is kept."""


class Stale(Conflict):
    """The answer was changed elsewhere after this page was opened; ``kept`` is what stands."""

    def __init__(self, kept: Response | None) -> None:
        self.kept = kept
        super().__init__(
            "This answer was changed in another tab or on another device after this page was opened. "
            "What was saved there is kept. Your answer is filled in below: save it again to replace the other."
        )


@dataclass(frozen=True)
class Page:
    """What a question page sent besides the reply. ``seen`` is the version it showed; None when it does not say."""

    flagged: bool
    seen: int | None


UNSEEN = Page(flagged=False, seen=None)


@dataclass(frozen=True)
class Saved:
    """That a response is written: its version, and when."""

    version: int
    at: datetime


# Made once: building a statement costs more than running it.
_TO_SAVE = (
    select(Attempt.id, Attempt.state, Attempt.deadline_at, Attempt.paper)
    .where(
        Attempt.public_id == bindparam("public_id"),
        Attempt.person_id == bindparam("person_id"),
        Attempt.mode != Mode.PRACTICE,
    )
    .with_for_update(read=True)
)


@cache
def _upsert(dialect: str) -> ReturningInsert[int]:
    """Return the statement that writes a response unless it is not the version that was seen."""
    table: Table = Response.__table__  # type: ignore[assignment]
    fresh = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table).values(
        {name: bindparam(name) for name in ("attempt_id", "position", "question_id", *_WRITTEN)} | {"version": 1}
    )
    seen = bindparam("seen", type_=Integer)
    return fresh.on_conflict_do_update(
        index_elements=[table.c.attempt_id, table.c.position],
        set_={**{name: fresh.excluded[name] for name in _WRITTEN}, "version": table.c.version + 1},
        where=or_(seen.is_(None), table.c.version == seen),
    ).returning(table.c.version)


_WRITTEN = ("reply", "sureness", "flagged", "saved_at")


def to_save(person: Person, public_id: str) -> Row[Any]:
    """Return the columns of an own attempt that saving needs, kept from being submitted meanwhile. Raises NotHere."""
    row = db.session.execute(_TO_SAVE, {"public_id": public_id, "person_id": person.id}).one_or_none()
    if row is None:
        raise NotHere
    return row


def save(row: Row[Any], position: int, form: Form, page: Page, now: datetime) -> Saved:
    """Save a reply; the same reply twice is one. ``row`` comes from ``to_save``.

    Raises NotHere for a place the paper does not have, Closed after the deadline or the submission, Misfit for a
    reply that does not fit (the earlier one is kept), Stale when another tab has saved something else meanwhile.
    """
    _, question = asked_at(row.paper["items"], position)
    if row.state is not AttemptState.OPEN or (row.deadline_at is not None and now >= row.deadline_at):
        raise Closed("This attempt takes no more answers.")
    reply, sureness = read_reply(question, form)
    return write(row, position, reply, sureness, now, page)


def write(
    row: Row[Any], position: int, reply: Reply | None, sureness: Sureness | None, now: datetime, page: Page = UNSEEN
) -> Saved:
    """Write a reply that was read before. Raises Stale when it is not the version that the page has seen."""
    version: int | None = db.session.scalar(
        _upsert(db.engine.dialect.name),
        {
            "attempt_id": row.id, "position": position, "question_id": row.paper["items"][position - 1]["question_id"],
            "seen": page.seen, "reply": reply, "sureness": sureness, "flagged": page.flagged, "saved_at": now,
        },
    )  # fmt: skip
    if version is not None:
        return Saved(version, now)
    kept = queries.response(row.id, position)
    if kept is None or (kept.reply, kept.sureness, kept.flagged) != (reply, sureness, page.flagged):
        raise Stale(kept)
    return Saved(kept.version, kept.saved_at or now)


def asked_at(items: list[dict[str, Any]], position: int) -> tuple[int, Question]:
    """Return the question id and content at a place of a stored paper. Raises NotHere for a place it does not have."""
    if not 1 <= position <= len(items):
        raise NotHere
    item = items[position - 1]
    return item["question_id"], content.questions([item["revision_id"]])[item["revision_id"]]


def read_reply(question: Question, form: Form) -> tuple[Reply | None, Sureness | None]:
    """Read a reply and how sure the person is from a form. Raises Misfit, with the reason, when it does not fit."""
    try:
        reply = question.read(form)
    except BadReply as bad:
        raise Misfit(str(bad)) from None
    said = [value for value in form.get("certainty", ()) if value]
    if said and said[0] not in set(Sureness):
        raise Misfit("How sure you are is low, mid or high.")
    return reply, Sureness(said[0]) if said else None
