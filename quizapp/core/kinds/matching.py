"""Each prompt gets one of a shared list of choices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, ClassVar, Literal

from quizapp.core.question import (
    BadReply,
    Form,
    Order,
    Problem,
    Question,
    Reply,
    shuffled,
    single_value,
    texts_problems,
)


@dataclass(frozen=True, kw_only=True)
class Match:
    """A choice that prompts can be matched with."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    id: str
    text: str
    rationale: str


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A prompt with the id of the choice that fits it."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    id: str
    text: str
    answer: str
    rationale: str


@dataclass(frozen=True, kw_only=True)
class Matching(Question):
    """Matching. Reply: {prompt id: choice id}, answered prompts only. Order: {"prompts": ids, "choices": ids}."""

    title: ClassVar[str] = "Matching"
    kind: Literal["matching"] = "matching"
    choices: tuple[Match, ...]
    prompts: tuple[Prompt, ...]

    def own_problems(self) -> Iterator[Problem]:
        """Yield problems of prompts and choices, and a prompt whose answer is no choice."""
        yield from texts_problems(self.choices, "choices", 2, 10)
        yield from texts_problems(self.prompts, "prompts", 2, 10)
        known = {c.id for c in self.choices}
        for i, prompt in enumerate(self.prompts):
            if prompt.answer not in known:
                yield Problem(("prompts", i, "answer"), f"'{prompt.answer}' is not the id of a choice")

    def order(self, rng: Random) -> Order:
        """Return the prompt ids and the choice ids, each shuffled."""
        return {
            "prompts": shuffled([p.id for p in self.prompts], rng),
            "choices": shuffled([c.id for c in self.choices], rng),
        }

    def read(self, form: Form, name: str = "reply") -> Reply | None:
        """Return the choice of each answered prompt. Raises BadReply for an unknown choice."""
        known = {c.id for c in self.choices}
        reply = {}
        for prompt in self.prompts:
            choice = single_value(form, f"{name}.{prompt.id}", 100)
            if choice and choice not in known:
                raise BadReply("That choice is not part of this question.")
            if choice:
                reply[prompt.id] = choice
        return reply or None

    def mark(self, reply: Reply | None) -> Fraction:
        """The share of prompts matched rightly."""
        given = reply or {}
        hits = sum(given.get(p.id) == p.answer for p in self.prompts)
        return Fraction(hits * self.marks, len(self.prompts))

    @property
    def key(self) -> Reply:
        """Each prompt's answer."""
        return {p.id: p.answer for p in self.prompts}

    def is_complete(self, reply: Reply | None) -> bool:
        """Whether every prompt has a choice."""
        return len(reply or {}) == len(self.prompts)

    def guess(self, rng: Random) -> Reply:
        """Return any choice for each prompt."""
        return {prompt.id: rng.choice(self.choices).id for prompt in self.prompts}

    @classmethod
    def sample(cls) -> dict[str, Any]:
        """Return a small valid question of this kind."""
        return {
            "id": "sample-matching", "kind": "matching", "topic": "sample", "level": "recall",
            "facts": ["sample-fact"], "stem": "Match each number with its kind.", "rationale": "Even numbers halve.",
            "choices": [
                {"id": "even", "text": "Even", "rationale": "Halves."},
                {"id": "odd", "text": "Odd", "rationale": "Leaves a rest."},
            ],
            "prompts": [
                {"id": "two", "text": "Two", "answer": "even", "rationale": "Halves to one."},
                {"id": "three", "text": "Three", "answer": "odd", "rationale": "Leaves a rest."},
                {"id": "four", "text": "Four", "answer": "even", "rationale": "Halves to two."},
            ],
        }  # fmt: skip
