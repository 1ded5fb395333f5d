"""A word or two, written by the person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, ClassVar, Literal

from quizapp.core.question import Form, Problem, Question, Reply, raw_value, single_value

LIMIT = 200
"""Characters that a reply may have."""


def folded(text: str) -> str:
    """Return text without case, accents, hyphens, spaces and outer punctuation: "CD-63" is "cd 63" is "CD63"."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(c))
    return re.sub(r"[^\w%+/.]|_", "", bare).strip(".")


@dataclass(frozen=True, kw_only=True)
class MisreadText:
    """A wrong answer that people give, and what to tell them."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    text: str
    rationale: str


@dataclass(frozen=True, kw_only=True)
class ShortAnswer(Question):
    """Short answer. Reply: the text as written. Right when it equals an accepted form, folded."""

    title: ClassVar[str] = "Short answer"
    kind: Literal["short_answer"] = "short_answer"
    accepted: tuple[str, ...]
    misreadings: tuple[MisreadText, ...] = ()

    def own_problems(self) -> Iterator[Problem]:
        """Yield accepted forms that are missing, and a misreading that would be marked right."""
        if not self.accepted:
            yield Problem(("accepted",), "give at least one accepted form")
        for i, form in enumerate(self.accepted):
            if not folded(form):
                yield Problem(("accepted", i), "has no letter or digit in it")
        for i, wrong in enumerate(self.misreadings):
            if self.mark(wrong.text):
                yield Problem(("misreadings", i, "text"), "would be marked right")
            if not wrong.rationale.strip():
                yield Problem(("misreadings", i, "rationale"), "is empty")

    def read(self, form: Form, name: str = "reply") -> Reply | None:
        """Return the text. Raises BadReply when it is too long for a short answer."""
        return single_value(form, name, LIMIT) or None

    def echo(self, form: Form, name: str = "reply") -> Reply | None:
        """Return the text as it was typed."""
        return raw_value(form, name, LIMIT)

    def mark(self, reply: Reply | None) -> Fraction:
        """All for an accepted form, nothing otherwise."""
        right = reply is not None and folded(reply) in {folded(form) for form in self.accepted}
        return Fraction(self.marks if right else 0)

    @property
    def key(self) -> Reply:
        """The first accepted form."""
        return self.accepted[0]

    def misreading(self, reply: Reply | None) -> str:
        """Return what to tell somebody who gave a foreseen wrong answer; "" for any other."""
        if reply is None:
            return ""
        return next((w.rationale for w in self.misreadings if folded(w.text) == folded(reply)), "")

    def guess(self, rng: Random) -> Reply:
        """Return a foreseen wrong answer, or an admission."""
        return rng.choice([*(w.text for w in self.misreadings), "I do not know"])

    @classmethod
    def sample(cls) -> dict[str, Any]:
        """Return a small valid question of this kind."""
        return {
            "id": "sample-short-answer", "kind": "short_answer", "topic": "sample", "level": "recall",
            "facts": ["sample-fact"], "stem": "Which number comes after one?", "rationale": "Two does.",
            "accepted": ["two", "2"], "misreadings": [{"text": "three", "rationale": "One too far."}],
        }  # fmt: skip
