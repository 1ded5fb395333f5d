"""Several options may hold; each is judged by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, ClassVar, Literal

from quizapp.core.kinds.choice import Choice
from quizapp.core.question import Form, Problem, Reply


@dataclass(frozen=True, kw_only=True)
class MultipleResponse(Choice):
    """Multiple response. Reply: the ids of the options picked, in the written order."""

    title: ClassVar[str] = "Multiple response"
    kind: Literal["multiple_response"] = "multiple_response"

    def own_problems(self) -> Iterator[Problem]:
        """Yield problems of the options, and options that are all right or all wrong."""
        yield from super().own_problems()
        if not 0 < len(self.right) < len(self.options):
            yield Problem(("options",), "mark at least one option as correct and leave at least one that is not")

    def read(self, form: Form, name: str = "reply") -> Reply | None:
        """Return the options picked. Raises BadReply for an unknown one."""
        return self.picked(form, name) or None

    def mark(self, reply: Reply | None) -> Fraction:
        """Right picks less wrong picks, over the number of right options; never below nothing.

        Picking everything earns less than knowing, as each wrong pick undoes a right one.
        """
        picked = set(reply or ())
        balance = len(picked & self.right) - len(picked - self.right)
        return max(Fraction(balance * self.marks, len(self.right)), Fraction(0))

    @property
    def key(self) -> Reply:
        """All right options, in the written order."""
        return [o.id for o in self.options if o.correct]

    def guess(self, rng: Random) -> Reply:
        """Return any options, at least one, each as likely as not."""
        ids = [o.id for o in self.options]
        return [i for i in ids if rng.random() < 1 / 2] or [rng.choice(ids)]

    @classmethod
    def sample(cls) -> dict[str, Any]:
        """Return a small valid question of this kind."""
        return {
            "id": "sample-multiple-response", "kind": "multiple_response", "topic": "sample", "level": "recall",
            "facts": ["sample-fact"], "stem": "Which of these are even? Choose all that are.",
            "rationale": "An even number halves.",
            "options": [
                {"id": "two", "text": "Two", "correct": True, "rationale": "Halves to one."},
                {"id": "three", "text": "Three", "rationale": "Leaves a rest."},
                {"id": "four", "text": "Four", "correct": True, "rationale": "Halves to two."},
                {"id": "five", "text": "Five", "rationale": "Leaves a rest."},
            ],
        }  # fmt: skip
