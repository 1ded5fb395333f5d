"""Core values for tests, without a database."""

from __future__ import annotations

from quizapp.core.kinds import KINDS
from quizapp.core.paper import Candidate
from quizapp.core.question import Level, Question
from quizapp.formats import question_json


def sample(kind: str, **changes: object) -> Question:
    """Return the kind's sample question, changed."""
    return question_json.loads({**KINDS[kind].sample(), **changes})


def candidate(number: int, **changes: object) -> Candidate:
    """Return a candidate for drawing; by default of topic t, level recall, resting on a fact of its own."""
    given = {
        "question_id": number,
        "revision_id": number,
        "bank": "b",
        "topic": "t",
        "level": Level.RECALL,
        "kind": "single_choice",
        "facts": frozenset({f"fact-{number}"}),
        "safety_critical": False,
    }
    return Candidate(**{**given, **changes})  # type: ignore[arg-type]
