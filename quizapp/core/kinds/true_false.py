"""A statement that holds or does not, with a rationale for either belief."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, ClassVar, Literal

from quizapp.core.question import BadReply, Form, Option, Problem, Question, Reply, single_value


@dataclass(frozen=True, kw_only=True)
class TrueFalse(Question):
    """True or false. Reply: "true" or "false". ``if_true`` and ``if_false`` are what each choice is told."""

    title: ClassVar[str] = "True or false"
    kind: Literal["true_false"] = "true_false"
    answer: bool
    if_true: str
    if_false: str

    @property
    def options(self) -> tuple[Option, Option]:
        """The two choices, always in this order."""
        return (
            Option(id="true", text="True", correct=self.answer, rationale=self.if_true),
            Option(id="false", text="False", correct=not self.answer, rationale=self.if_false),
        )

    def own_problems(self) -> Iterator[Problem]:
        """Yield a rationale that is missing."""
        for name in ("if_true", "if_false"):
            if not getattr(self, name).strip():
                yield Problem((name,), "is empty: say why somebody would choose this, and why it is so or not")

    def read(self, form: Form, name: str = "reply") -> Reply | None:
        """Return "true" or "false". Raises BadReply for anything else."""
        value = single_value(form, name, 20)
        if value not in ("", "true", "false"):
            raise BadReply("Choose true or false.")
        return value or None

    def mark(self, reply: Reply | None) -> Fraction:
        """All for the right choice, nothing otherwise."""
        return Fraction(self.marks if reply == self.key else 0)

    @property
    def key(self) -> Reply:
        """The right choice."""
        return "true" if self.answer else "false"

    def guess(self, rng: Random) -> Reply:
        """Return either."""
        return rng.choice(["true", "false"])

    @classmethod
    def sample(cls) -> dict[str, Any]:
        """Return a small valid question of this kind."""
        return {
            "id": "sample-true-false", "kind": "true_false", "topic": "sample", "level": "recall",
            "facts": ["sample-fact"], "stem": "Two is even.", "answer": True, "rationale": "Two halves to one.",
            "if_true": "It halves.", "if_false": "It does halve.",
        }  # fmt: skip
