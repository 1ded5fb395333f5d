"""Items to be put in their right order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any, ClassVar, Literal

from quizapp.core.kinds.matching import Match
from quizapp.core.question import (
    BadReply,
    Form,
    Order,
    Problem,
    Question,
    Reply,
    raw_value,
    shuffled,
    single_value,
    texts_problems,
)


@dataclass(frozen=True, kw_only=True)
class Ordering(Question):
    """Ordering; ``items`` stand in the right order. Reply: {item id: place}, from 1. Order: ids as first shown."""

    title: ClassVar[str] = "Ordering"
    kind: Literal["ordering"] = "ordering"
    items: tuple[Match, ...]

    def own_problems(self) -> Iterator[Problem]:
        """Yield problems of the list of items."""
        yield from texts_problems(self.items, "items", 3, 10)

    def order(self, rng: Random) -> Order:
        """Return the item ids, shuffled."""
        return shuffled([i.id for i in self.items], rng)

    def read(self, form: Form, name: str = "reply") -> Reply | None:
        """Return the place of each item that has one. Raises BadReply for a place that is unknown or given twice."""
        reply: dict[str, int] = {}
        places = {str(n): n for n in range(1, len(self.items) + 1)}
        for item in self.items:
            value = single_value(form, f"{name}.{item.id}", 20)
            if not value:
                continue
            if value not in places:
                raise BadReply(f"A place is a whole number from 1 to {len(self.items)}.")
            if places[value] in reply.values():
                raise BadReply(f"Two items have place {value}. Give each item a place of its own.")
            reply[item.id] = places[value]
        return reply or None

    def echo(self, form: Form, name: str = "reply") -> Reply | None:
        """Return the places as they were chosen, be they chosen twice."""
        typed = {item.id: raw_value(form, f"{name}.{item.id}", 20) for item in self.items}
        return {item: place for item, place in typed.items() if place} or None

    def mark(self, reply: Reply | None) -> Fraction:
        """The share of neighbours that are right: an item directly followed by the one that should follow it.

        This is Moodle's "relative to the next item, excluding the last".
        """
        given = reply or {}
        hits = sum(
            first.id in given and second.id in given and given[second.id] == given[first.id] + 1
            for first, second in pairwise(self.items)
        )
        return Fraction(hits * self.marks, len(self.items) - 1)

    @property
    def key(self) -> Reply:
        """Each item's right place."""
        return {item.id: place for place, item in enumerate(self.items, 1)}

    def is_complete(self, reply: Reply | None) -> bool:
        """Whether every item has a place."""
        return len(reply or {}) == len(self.items)

    def guess(self, rng: Random) -> Reply:
        """Return any order."""
        return {item: place for place, item in enumerate(self.order(rng), 1)}

    @classmethod
    def sample(cls) -> dict[str, Any]:
        """Return a small valid question of this kind."""
        return {
            "id": "sample-ordering", "kind": "ordering", "topic": "sample", "level": "recall",
            "facts": ["sample-fact"], "stem": "Put the numbers in order, smallest first.",
            "rationale": "One, two, three.",
            "items": [
                {"id": "one", "text": "One", "rationale": "The smallest."},
                {"id": "two", "text": "Two", "rationale": "One more."},
                {"id": "three", "text": "Three", "rationale": "The largest."},
            ],
        }  # fmt: skip
