"""The rules that an attempt is taken under; an attempt keeps its own copy from the moment it starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Certainty(StrEnum):
    """What is done with how sure a person says they are."""

    NONE = "none"
    REPORT = "report"
    SCORED = "scored"


class Moment(StrEnum):
    """When a part of the result may be seen."""

    AT_ONCE = "at_once"
    WHEN_FINAL = "when_final"
    NEVER = "never"


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What counts in an attempt. ``pass_mark`` is in per cent of the marks, ``minutes`` is None without a limit.

    ``review_questions`` says when each question with the person's own reply and mark is shown, ``review_key`` when the
    right answer and the rationales join it. *When final* is after a pass, or when no further attempt is possible.
    The last four say what a pass earns: whether a certificate, for how many months (None for ever), CPD, and where.
    """

    pass_mark: int = 80
    minutes: int | None = None
    certainty: Certainty = Certainty.NONE
    safety_critical_all_right: bool = False
    review_questions: Moment = Moment.AT_ONCE
    review_key: Moment = Moment.WHEN_FINAL
    certifies: bool = True
    valid_months: int | None = None
    cpd_hours: Decimal = Decimal(0)
    jurisdictions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Visible:
    """What a person may see of their result."""

    questions: bool
    key: bool


def visible(rules: Rules, *, submitted: bool, final: bool) -> Visible:
    """Say what may be seen of an attempt; nothing at all before it is submitted; never the key without its question."""

    def open_now(moment: Moment) -> bool:
        return submitted and (moment is Moment.AT_ONCE or (moment is Moment.WHEN_FINAL and final))

    questions = open_now(rules.review_questions)
    return Visible(questions=questions, key=questions and open_now(rules.review_key))


@dataclass(frozen=True)
class Past:
    """What matters about an earlier attempt: ``ended_at`` is None while it is open, ``passed`` None until graded."""

    started_at: datetime
    ended_at: datetime | None
    passed: bool | None
