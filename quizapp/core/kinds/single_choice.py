"""One option of several is the best answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, ClassVar, Literal

from quizapp.core.kinds.choice import Choice
from quizapp.core.question import BadReply, Form, Problem, Reply


@dataclass(frozen=True, kw_only=True)
class SingleChoice(Choice):
    """Single choice. Reply: the id of the option picked."""

    title: ClassVar[str] = "Single choice"
    kind: Literal["single_choice"] = "single_choice"

    def own_problems(self) -> Iterator[Problem]:
        """Yield problems of the options, and any number of keys but one."""
        yield from super().own_problems()
        if len(self.right) != 1:
            yield Problem(("options",), f"mark exactly one option as correct; {len(self.right)} are")

    def read(self, form: Form, name: str = "reply") -> Reply | None:
        """Return the option picked. Raises BadReply for two at once or an unknown one."""
        picked = self.picked(form, name)
        if len(picked) > 1:
            raise BadReply("Choose one option only.")
        return picked[0] if picked else None

    def mark(self, reply: Reply | None) -> Fraction:
        """All for the key, nothing otherwise."""
        return Fraction(self.marks if reply in self.right else 0)

    @property
    def key(self) -> Reply:
        """The right option's id."""
        return next(o.id for o in self.options if o.correct)

    def guess(self, rng: Random) -> Reply:
        """Return any option."""
        return rng.choice(self.options).id

    @classmethod
    def sample(cls) -> dict[str, Any]:
        """Return a small valid question of this kind."""
        return {
            "id": "sample-single-choice", "kind": "single_choice", "topic": "sample", "level": "recall",
            "facts": ["sample-fact"], "stem": "Which of these is the key?", "rationale": "The key is the key.",
            "options": [
                {"id": "one", "text": "The key", "correct": True, "rationale": "It is."},
                {"id": "two", "text": "A distractor", "rationale": "It is not."},
                {"id": "three", "text": "Another one", "rationale": "Nor is this."},
            ],
        }  # fmt: skip
