"""Who may start an attempt, and when: the one place that knows limits, delays and opening times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from quizapp.core.rules import Past


class Refusal(StrEnum):
    """Why an attempt cannot start now."""

    NOT_PUBLISHED = "not published"
    NOT_YET_OPEN = "not yet open"
    CLOSED = "closed"
    NO_ATTEMPTS_LEFT = "no attempts left"
    TOO_SOON = "too soon"


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """A quiz's conditions for one person, accommodations included. None stands for no limit."""

    published: bool = True
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    attempts: int | None = None
    delay: timedelta = timedelta(0)


@dataclass(frozen=True)
class Admission:
    """Whether an attempt may start: ``refusal`` is None when it may; ``at`` is when it may, if waiting helps.

    ``left`` is the number of attempts left, this one included; None without a limit.
    """

    refusal: Refusal | None
    left: int | None
    at: datetime | None = None

    @property
    def allowed(self) -> bool:
        """Whether an attempt may start now."""
        return self.refusal is None


def admit(conditions: Conditions, past: Sequence[Past], now: datetime) -> Admission:
    """Decide whether a further attempt may start at ``now``, given every earlier one (none of them open).

    A pass starts the count anew: attempts allowed are attempts to pass, so that a certificate can be renewed.
    """
    since_pass = list(past)
    for index, attempt in enumerate(past):
        if attempt.passed:
            since_pass = list(past[index + 1 :])
    left = None if conditions.attempts is None else max(conditions.attempts - len(since_pass), 0)
    if not conditions.published:
        return Admission(Refusal.NOT_PUBLISHED, left)
    if conditions.opens_at is not None and now < conditions.opens_at:
        return Admission(Refusal.NOT_YET_OPEN, left, conditions.opens_at)
    if conditions.closes_at is not None and now >= conditions.closes_at:
        return Admission(Refusal.CLOSED, left)
    if left == 0:
        return Admission(Refusal.NO_ATTEMPTS_LEFT, left)
    ends = [attempt.ended_at for attempt in since_pass if attempt.ended_at is not None]
    if ends and now < max(ends) + conditions.delay:
        return Admission(Refusal.TOO_SOON, left, max(ends) + conditions.delay)
    return Admission(None, left)
