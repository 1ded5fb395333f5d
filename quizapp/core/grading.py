"""From replies to a grade. Marks are exact; nothing is rounded before it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from quizapp.core.question import Question, Reply
from quizapp.core.rules import Certainty, Rules


class Sureness(StrEnum):
    """How sure a person says they are of a reply."""

    LOW = "low"
    MID = "mid"
    HIGH = "high"


# Moodle's certainty-based marking: what a right and a wrong reply is multiplied by (question/behaviour/behaviourbase).
RIGHT_FACTOR = {Sureness.LOW: 1, Sureness.MID: 2, Sureness.HIGH: 3}
WRONG_MARKS = {Sureness.LOW: 0, Sureness.MID: -2, Sureness.HIGH: -6}


class Outcome(StrEnum):
    """What became of a question."""

    RIGHT = "right"
    PARTLY = "partly right"
    WRONG = "wrong"
    UNANSWERED = "not answered"


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One question of a paper with what was replied to it, and how sure the person was."""

    question: Question
    reply: Reply | None
    sureness: Sureness | None = None
    topic: str = ""
    safety_critical: bool = False


@dataclass(frozen=True)
class Marked:
    """The marks of one question: ``mark`` of ``worth`` earned, ``score`` of ``possible`` counted."""

    outcome: Outcome
    mark: Fraction
    worth: int
    score: Fraction
    possible: int
    sure_and_wrong: bool


@dataclass(frozen=True)
class Tally:
    """Score and possible score of a group of questions."""

    score: Fraction
    possible: int

    @property
    def percent(self) -> Fraction:
        """The score in per cent, 0 at least; 0 of nothing is 0."""
        return max(100 * self.score / self.possible, Fraction(0)) if self.possible else Fraction(0)


@dataclass(frozen=True)
class Grade:
    """The grade of an attempt. ``missed_safety`` counts safety-critical questions that were not fully right."""

    items: tuple[Marked, ...]
    total: Tally
    by_topic: dict[str, Tally]
    missed_safety: int
    passed: bool


def mark(answered: Answered, certainty: Certainty) -> Marked:
    """Mark one question. With certainty scored, an unstated certainty counts as low, as in Moodle."""
    question = answered.question
    earned = question.mark(answered.reply)
    worth = question.worth
    if answered.reply is None:
        outcome = Outcome.UNANSWERED
    elif earned == worth:
        outcome = Outcome.RIGHT
    else:
        outcome = Outcome.PARTLY if earned else Outcome.WRONG
    score, possible = earned, worth
    if certainty is Certainty.SCORED:
        possible = 3 * worth
        if answered.reply is not None:
            sureness = answered.sureness or Sureness.LOW
            score = earned * RIGHT_FACTOR[sureness] if earned else Fraction(WRONG_MARKS[sureness] * worth)
    sure_and_wrong = outcome is Outcome.WRONG and answered.sureness is Sureness.HIGH
    return Marked(outcome, earned, worth, score, possible, sure_and_wrong)


def grade(answers: Sequence[Answered], rules: Rules) -> Grade:
    """Grade a whole paper under the rules it was taken under.

    Passed means: the score reaches the pass mark (in per cent of what was possible), and, where the rules ask for it,
    every safety-critical question is fully right. An empty paper is never passed.
    """
    items = tuple(mark(answered, rules.certainty) for answered in answers)
    by_topic: dict[str, Tally] = {}
    for answered, marked in zip(answers, items, strict=True):
        before = by_topic.get(answered.topic, Tally(Fraction(0), 0))
        by_topic[answered.topic] = Tally(before.score + marked.score, before.possible + marked.possible)
    total = Tally(sum((m.score for m in items), Fraction(0)), sum(m.possible for m in items))
    missed = sum(a.safety_critical and m.outcome is not Outcome.RIGHT for a, m in zip(answers, items, strict=True))
    reached = bool(items) and total.percent >= rules.pass_mark
    return Grade(items, total, by_topic, missed, reached and not (rules.safety_critical_all_right and missed))
