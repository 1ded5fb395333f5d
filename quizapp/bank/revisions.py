"""Revisions of questions: what they say, and how one is written and put in force. Files and pages share this."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select

from quizapp import clock
from quizapp.bank.models import Origin, Question, QuestionRevision, RevisionFact, State
from quizapp.core.currency import Severity
from quizapp.core.errors import Conflict
from quizapp.core.question import Question as CoreQuestion
from quizapp.database import db
from quizapp.facts import queries as facts
from quizapp.formats import question_json
from quizapp.formats.plain import digest, texts
from quizapp.people.models import Person

WORDLESS = frozenset({"kind", "level", "answer"})
"""Keys whose text nobody searches for."""


class _Content:
    """Content that counts as the same when its digest is: that is what makes it fit for a cache."""

    def __init__(self, digest: str, content: Mapping[str, Any]) -> None:
        self.digest, self.content = digest, content

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Content) and other.digest == self.digest


@lru_cache(maxsize=4096)
def _parsed(content: _Content) -> CoreQuestion:
    return question_json.loads(content.content)


def core_question(revision: QuestionRevision) -> CoreQuestion:
    """Return what a revision says. The same content is parsed once."""
    return _parsed(_Content(revision.digest, revision.content))


def search_text(content: Mapping[str, Any]) -> str:
    """Return all words of a question's content, case-folded."""
    words = (text for path, text in texts(content) if path[-1] not in WORDLESS)
    return " ".join(" ".join(words).casefold().split())


Known = Mapping[str, tuple[int, int]]
"""The key and the number of the latest revision of facts, by their ids."""


def set_content(revision: QuestionRevision, content: CoreQuestion, known: Known | None = None) -> None:
    """Make a revision say ``content``, in every column that tells of it. Only a draft may be changed so.

    ``known`` tells of the facts; without it they are looked up. Raises KeyError for a fact that is not there.
    """
    rows = facts.numbered(content.rests_on) if known is None else known
    said = question_json.dumps(content)
    revision.content = said
    revision.digest = digest(said)
    revision.topic, revision.kind, revision.level = content.topic, content.kind, content.level
    revision.worth = content.worth
    revision.search_text = search_text(said)
    _rest_on(revision, dict(rows[name] for name in content.rests_on))


def _rest_on(revision: QuestionRevision, latest: Mapping[int, int]) -> None:
    """Let a revision rest on these facts, as looked at in their latest revisions."""
    kept = {rest.fact_id: rest for rest in revision.rests if rest.fact_id in latest}
    for fact_id, number in latest.items():
        kept.setdefault(fact_id, RevisionFact(fact_id=fact_id)).checked = number
    revision.rests = list(kept.values())
    if revision.id:
        db.session.flush()
        db.session.expire(revision, ["facts"])


def write_revision(
    question: Question, content: CoreQuestion, now: datetime, *, origin: Origin, author: Person | None = None,
    note: str = "", number: int | None = None, known: Known | None = None,
) -> QuestionRevision:  # fmt: skip
    """Add a draft that says ``content``, as set_content does. Its number is the next one unless given."""
    revision = QuestionRevision(
        question=question, number=number or next_number(question), state=State.DRAFT, origin=origin, created_at=now,
        author=author, note=note,
    )  # fmt: skip
    set_content(revision, content, known)
    db.session.add(revision)
    return revision


def next_number(question: Question) -> int:
    """Return the number that the question's next revision gets."""
    db.session.flush()
    highest = db.session.scalar(
        select(func.max(QuestionRevision.number)).where(QuestionRevision.question_id == question.id)
    )
    return (highest or 0) + 1


def publish(revision: QuestionRevision, now: datetime, severity: Severity | None, since: date) -> None:
    """Put a draft in force from a day on; the revision published before, if any, holds to the day before that.

    ``severity`` is against that one, None when there is none. Raises Conflict when it begins only later itself.
    """
    db.session.flush()
    before = published_last(revision.question_id)
    if before is not None:
        end(before, since, clock.day_of(now))
        revision.effective_from, revision.severity = since, severity
    is_editorial = before is not None and severity is Severity.EDITORIAL
    revision.substance = before.substance if before is not None and is_editorial else revision.number
    revision.state, revision.published_at = State.PUBLISHED, now
    db.session.flush()


def published_last(question_id: int) -> QuestionRevision | None:
    """Return the revision of a question that was published last and not called off, whether in force or not."""
    return db.session.scalar(
        select(QuestionRevision)
        .where(
            QuestionRevision.question_id == question_id,
            QuestionRevision.published_at.is_not(None),
            ~QuestionRevision.called_off,
        )
        .order_by(QuestionRevision.number.desc())
        .limit(1)
    )


def end(before: QuestionRevision, since: date, today: date) -> None:
    """Let a published revision hold to the day before ``since``; one that has ended earlier stays as it is.

    Raises Conflict when it has yet to begin, and not before ``since``: two would be asked on one day.
    """
    if before.state is State.SUPERSEDED:
        return
    begins = before.effective_from
    if begins is not None and begins > today and since <= begins:
        raise Conflict(
            f"Revision {before.number} was published to be asked from {begins:%-d %b %Y}. One that begins by then "
            "would leave two in force on one day: call that one off first, or choose a later day. Nothing was changed."
        )
    before.state, before.effective_until = State.SUPERSEDED, since - timedelta(days=1)
    db.session.flush()  # the database lets one be published, at any moment


def call_off(question: Question, today: date) -> QuestionRevision:
    """Call a revision off that was published for a later day; what is asked goes on. Return the one called off.

    Raises Conflict when none waits for its day.
    """
    latest = published_last(question.id)
    if latest is None or latest.effective_from is None or latest.effective_from <= today:
        raise Conflict("No revision of this question waits for a later day. Nothing was changed.")
    latest.state, latest.called_off = State.SUPERSEDED, True
    latest.effective_until = latest.effective_from - timedelta(days=1)
    db.session.flush()  # the database lets one be published, at any moment
    before = published_last(question.id)
    if before is not None and before.effective_until == latest.effective_until:
        before.state, before.effective_until = State.PUBLISHED, None
    db.session.flush()
    return latest
