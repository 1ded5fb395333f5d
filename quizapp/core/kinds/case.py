"""A vignette with linked questions, answered on one page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from quizapp.core.kinds.matching import Matching
from quizapp.core.kinds.multiple_response import MultipleResponse
from quizapp.core.kinds.numeric import Numeric
from quizapp.core.kinds.ordering import Ordering
from quizapp.core.kinds.short_answer import ShortAnswer
from quizapp.core.kinds.single_choice import SingleChoice
from quizapp.core.kinds.true_false import TrueFalse
from quizapp.core.question import Form, Level, Order, Problem, Question, Reply

Part = SingleChoice | MultipleResponse | TrueFalse | Matching | Ordering | Numeric | ShortAnswer


@dataclass(frozen=True, kw_only=True)
class Case(Question):
    """A case; ``stem`` is the vignette. Reply: {part id: its reply}, answered parts only. Order: {part id: order}."""

    title: ClassVar[str] = "Case"
    kind: Literal["case"] = "case"
    parts: tuple[Annotated[Part, Field(discriminator="kind")], ...]

    @property
    def worth(self) -> int:
        """The marks of all parts."""
        return sum(part.worth for part in self.parts)

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The facts of all parts, each once."""
        return tuple(dict.fromkeys(fact for part in self.parts for fact in part.rests_on))

    @property
    def holds_in(self) -> tuple[str, ...]:
        """The jurisdictions of the case and of all parts, each once."""
        return tuple(dict.fromkeys((*self.jurisdictions, *(j for part in self.parts for j in part.holds_in))))

    def own_problems(self) -> Iterator[Problem]:
        """Yield a wrong number of parts, an id used twice, and every problem of every part."""
        if not 2 <= len(self.parts) <= 6:
            yield Problem(("parts",), f"needs 2 to 6 parts, has {len(self.parts)}")
        if self.facts:
            yield Problem(("facts",), "belongs to the parts: a case rests on what they rest on")
        if self.parts and self.level is not max((part.level for part in self.parts), key=list(Level).index):
            yield Problem(("level",), "must be the highest level of the parts")
        seen: set[str] = set()
        for i, part in enumerate(self.parts):
            if part.id in seen:
                yield Problem(("parts", i, "id"), f"the id '{part.id}' is used twice in this case")
            seen.add(part.id)
            for problem in part.problems():
                yield problem.under("parts", i)

    def order(self, rng: Random) -> Order:
        """Return each part's own order."""
        return {part.id: part.order(rng) for part in self.parts}

    def read(self, form: Form, name: str = "reply") -> Reply | None:
        """Return the reply to each answered part. Raises BadReply for the first that does not fit."""
        replies = {part.id: part.read(form, f"{name}.{part.id}") for part in self.parts}
        return {part: reply for part, reply in replies.items() if reply is not None} or None

    def echo(self, form: Form, name: str = "reply") -> Reply | None:
        """Return what was sent to each part."""
        typed = {part.id: part.echo(form, f"{name}.{part.id}") for part in self.parts}
        return {part: reply for part, reply in typed.items() if reply is not None} or None

    def mark(self, reply: Reply | None) -> Fraction:
        """The sum over the parts."""
        given = reply or {}
        return sum((part.mark(given.get(part.id)) for part in self.parts), Fraction(0))

    @property
    def key(self) -> Reply:
        """Each part's key."""
        return {part.id: part.key for part in self.parts}

    def is_complete(self, reply: Reply | None) -> bool:
        """Whether every part is complete."""
        given = reply or {}
        return all(part.is_complete(given.get(part.id)) for part in self.parts)

    def guess(self, rng: Random) -> Reply:
        """Return a guess at each part."""
        return {part.id: part.guess(rng) for part in self.parts}

    @classmethod
    def sample(cls) -> dict[str, Any]:
        """Return a small valid question of this kind."""
        parts = [SingleChoice.sample(), Numeric.sample()]
        return {
            "id": "sample-case", "kind": "case", "topic": "sample", "level": "recall",
            "stem": "A metre stick lies on the table.", "rationale": "Look before you measure.",
            "parts": [{**part, "id": word} for part, word in zip(parts, ("look", "measure"), strict=True)],
        }  # fmt: skip
