"""What exams say about questions: facility, discrimination and what was chosen, summed up by the database.

Every figure is over submitted exams; practice, where the rationale was just read, does not count. A question that was
left unanswered counts as asked and earns nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, Select, Subquery, cast, func, select, type_coerce

from quizapp.attempts.models import Attempt, AttemptState, Mode, Response
from quizapp.core.itemstats import ItemStats, Sums, from_sums
from quizapp.core.question import Reply
from quizapp.database import db

# As the database keeps them, in whole 2520ths, so that every sum is exact.
_MARK = type_coerce(Response.mark, BigInteger)
_WORTH = type_coerce(Response.worth, BigInteger)


def _counts(since: datetime | None) -> list[ColumnElement[bool]]:
    """Return the conditions under which a response counts: in a submitted exam, begun no earlier than ``since``."""
    conditions = [Attempt.mode == Mode.EXAM, Attempt.state == AttemptState.SUBMITTED, Response.mark.is_not(None)]
    return conditions if since is None else [*conditions, Attempt.started_at >= since]


def asked() -> Subquery:
    """Return a subquery of (question_id, n, facility), to join a listing of questions with and to sort it by."""
    return (
        select(
            Response.question_id,
            func.count().label("n"),
            (func.sum(_MARK) * 1.0 / func.sum(_WORTH)).label("facility"),
        )
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(*_counts(None))
        .group_by(Response.question_id)
        .subquery()
    )


def _sums(question_ids: Collection[int], since: datetime | None) -> Select[*tuple[Any, ...]]:
    """Select the sums of each question, the rest of each paper included."""
    sat = select(Response.attempt_id).where(Response.question_id.in_(question_ids))
    totals = (
        select(Response.attempt_id, cast(func.sum(_MARK), BigInteger).label("total"))
        .where(Response.attempt_id.in_(sat))
        .group_by(Response.attempt_id)
        .subquery()
    )
    rest = totals.c.total - _MARK
    sums = {
        "mark": _MARK, "worth": _WORTH, "rest": rest,
        "mark_mark": _MARK * _MARK, "rest_rest": rest * rest, "mark_rest": _MARK * rest,
    }  # fmt: skip
    return (
        select(Response.question_id, func.count().label("n"), *(func.sum(what).label(to) for to, what in sums.items()))
        .join(Attempt, Attempt.id == Response.attempt_id)
        .join(totals, totals.c.attempt_id == Response.attempt_id)
        .where(Response.question_id.in_(question_ids), *_counts(since))
        .group_by(Response.question_id)
    )


def figures(question_ids: Collection[int], since: datetime | None = None) -> dict[int, ItemStats]:
    """Return the figures of those of these questions that were asked, by id; one statement."""
    rows = db.session.execute(_sums(question_ids, since)).mappings()
    return {
        row["question_id"]: from_sums(Sums(**{name: int(row[name]) for name in Sums.__dataclass_fields__}))
        for row in rows
    }


def replies(question_id: int, since: datetime | None = None) -> list[tuple[Reply | None, int]]:
    """Return each different reply with how often it was given, most often first; None for no answer."""
    times = func.count().label("times")
    rows = db.session.execute(
        select(Response.reply, times)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(Response.question_id == question_id, *_counts(since))
        .group_by(Response.reply)
        .order_by(times.desc())
    )
    return [(row.reply, row.times) for row in rows]


def running(quiz_id: int) -> int:
    """Return how many attempts at the quiz are open now."""
    found = select(func.count(type_coerce(Attempt.id, Integer))).where(
        Attempt.quiz_id == quiz_id, Attempt.state == AttemptState.OPEN
    )
    return db.session.scalar(found) or 0
