"""A number with a tolerance and a unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from quizapp.core.question import BadReply, Form, Problem, Question, Reply, raw_value, single_value

Number = Annotated[Decimal, Field(max_digits=30, decimal_places=15)]
"""A number that people write out: below 10¹⁵, with at most 15 digits after the point."""

GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+")
PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")


def plain_digits(text: str) -> str | None:
    """Return a number as Decimal reads it; None when the text is none. Exponents are none: they may be of any size."""
    bare = "".join(text.split()).replace("−", "-")
    if GROUPED.fullmatch(bare):
        return bare.replace(",", "")
    if DECIMAL_COMMA.fullmatch(bare):
        return bare.replace(",", ".")
    return bare if PLAIN.fullmatch(bare) else None


@dataclass(frozen=True, kw_only=True)
class MisreadNumber:
    """A wrong number that people give, and what to tell them."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    value: Number
    rationale: str


@dataclass(frozen=True, kw_only=True)
class Numeric(Question):
    """Numeric. Reply: the number as plain decimal text. Right within ``tolerance`` of ``answer``, in ``unit``."""

    title: ClassVar[str] = "Numeric"
    kind: Literal["numeric"] = "numeric"
    answer: Number
    tolerance: Number = Decimal(0)
    unit: str = ""
    misreadings: tuple[MisreadNumber, ...] = ()

    def own_problems(self) -> Iterator[Problem]:
        """Yield a negative tolerance, and a misreading that would be marked right."""
        if self.tolerance < 0:
            yield Problem(("tolerance",), "must be 0 or more")
        for i, wrong in enumerate(self.misreadings):
            if self.mark(str(wrong.value)):
                yield Problem(("misreadings", i, "value"), "would be marked right")
            if not wrong.rationale.strip():
                yield Problem(("misreadings", i, "rationale"), "is empty")

    def read(self, form: Form, name: str = "reply") -> Reply | None:
        """Return the number; a decimal comma, spaces and the unit are understood. Raises BadReply for no number."""
        value = single_value(form, name, 40)
        if not value:
            return None
        named = self.unit and value[-len(self.unit) :].casefold() == self.unit.casefold()
        digits = plain_digits(value[: -len(self.unit)] if named else value)
        number = Decimal(digits or "NaN")
        if digits is None or abs(number) >= Decimal("1e15"):
            unit = f", in {self.unit}" if self.unit else ""
            raise BadReply(f"“{value}” is not a number. Write digits, such as 12.5{unit}.")
        return f"{number:f}"

    def echo(self, form: Form, name: str = "reply") -> Reply | None:
        """Return the text as it was typed."""
        return raw_value(form, name, 40)

    def mark(self, reply: Reply | None) -> Fraction:
        """All within the tolerance, nothing beyond it."""
        right = reply is not None and abs(Fraction(reply) - Fraction(self.answer)) <= Fraction(self.tolerance)
        return Fraction(self.marks if right else 0)

    @property
    def key(self) -> Reply:
        """The exact answer."""
        return f"{self.answer:f}"

    def misreading(self, reply: Reply | None) -> str:
        """Return what to tell somebody who gave a foreseen wrong number; "" for any other."""
        if reply is None:
            return ""
        return next((w.rationale for w in self.misreadings if w.value == Decimal(reply)), "")

    def guess(self, rng: Random) -> Reply:
        """Return a foreseen wrong number, or one of the right size: from nothing to twice the answer."""
        wrong = [f"{w.value:f}" for w in self.misreadings]
        return rng.choice([*wrong, f"{self.answer * rng.randrange(0, 9) / 4:f}"])

    @classmethod
    def sample(cls) -> dict[str, Any]:
        """Return a small valid question of this kind."""
        return {
            "id": "sample-numeric", "kind": "numeric", "topic": "sample", "level": "recall",
            "facts": ["sample-fact"], "stem": "How long is a metre in centimetres?", "rationale": "A hundred.",
            "answer": "100", "tolerance": "0.5", "unit": "cm",
            "misreadings": [{"value": "1000", "rationale": "That is millimetres."}],
        }  # fmt: skip
