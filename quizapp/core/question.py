"""What every question has in common, whatever its kind."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from random import Random
from typing import Any, ClassVar, TypeAlias

Form: TypeAlias = Mapping[str, Sequence[str]]
"""A submitted form: each field's name with all the values sent for it, in order."""

Reply: TypeAlias = Any
"""A reply as it is stored, in JSON's own types; each kind says its shape. ``None`` is no reply at all."""

Order: TypeAlias = Any
"""The order in which a question's parts are shown, in JSON's own types; each kind says its shape."""


SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
"""What an id looks like: lower-case words joined by hyphens. Names of form fields are made of ids."""


class Level(StrEnum):
    """How much thinking a question asks for, lowest first."""

    RECALL = "recall"
    APPLICATION = "application"
    JUDGEMENT = "judgement"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with some content.

    ``path`` leads to the place, as keys and indexes from the content's root; ``message`` says what and how to mend it;
    ``warning`` is true where a person may decide that it is right after all.
    """

    path: tuple[str | int, ...]
    message: str
    warning: bool = False

    def under(self, *prefix: str | int) -> Problem:
        """Return the same problem seen from further up."""
        return Problem((*prefix, *self.path), self.message, self.warning)


class BadReply(ValueError):
    """A reply that does not fit its question; the text says why, to the person who sent it."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing to choose: ``correct`` marks the key, ``rationale`` is shown to whoever chose it."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    id: str
    text: str
    correct: bool = False
    rationale: str


@dataclass(frozen=True, kw_only=True)
class Question(ABC):
    """A question of any kind: one subclass per kind, in ``core/kinds``.

    Replies and orders are JSON values whose shape the kind defines. Marks are exact fractions from 0 to ``worth``.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    title: ClassVar[str]
    """The kind's name in words."""

    id: str
    kind: str
    topic: str = ""
    level: Level
    facts: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    stem: str
    rationale: str
    marks: int = 1

    @property
    def worth(self) -> int:
        """The marks that the best reply earns."""
        return self.marks

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The ids of all facts that the key rests on."""
        return self.facts

    @property
    def holds_in(self) -> tuple[str, ...]:
        """The jurisdictions whose law the key depends on."""
        return self.jurisdictions

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong with the question in itself; a question with none can be asked and marked."""
        yield from id_problems(self.id, ("id",))
        for name in ("stem", "rationale"):
            if not getattr(self, name).strip():
                yield Problem((name,), "is empty")
        if not 1 <= self.marks <= 100:
            yield Problem(("marks",), "must be a whole number from 1 to 100")
        if not self.rests_on:
            yield Problem(("facts",), "name at least one fact that the key rests on")
        yield from self.own_problems()

    @abstractmethod
    def own_problems(self) -> Iterator[Problem]:
        """Yield what is wrong with the parts that only this kind has."""

    def order(self, rng: Random) -> Order:  # noqa: ARG002 - kinds with parts to shuffle draw from it
        """Return a shuffled order in which to show the question's parts; ``None`` where there is nothing to shuffle."""
        return None

    @abstractmethod
    def read(self, form: Form, name: str = "reply") -> Reply | None:
        """Read the reply from a form whose fields start with ``name``; None when nothing was answered.

        Raises BadReply when what was sent cannot be a reply to this question.
        """

    def echo(self, form: Form, name: str = "reply") -> Reply | None:
        """Return what was sent, as far as it can be shown again on the page; never raises."""
        try:
            return self.read(form, name)
        except BadReply:
            return None

    @abstractmethod
    def mark(self, reply: Reply | None) -> Fraction:
        """Return the marks earned by ``reply``, exact, from 0 to ``worth``."""

    @property
    @abstractmethod
    def key(self) -> Reply:
        """A reply that earns full marks."""

    @abstractmethod
    def guess(self, rng: Random) -> Reply:
        """Return a reply by somebody who knows nothing: complete, and drawn from ``rng``."""

    def is_complete(self, reply: Reply | None) -> bool:
        """Whether nothing is left to answer."""
        return reply is not None

    @classmethod
    @abstractmethod
    def sample(cls) -> dict[str, Any]:
        """Return a small valid question of this kind as plain JSON, for tests and for an empty editor."""


def id_problems(name: str, path: tuple[str | int, ...]) -> Iterator[Problem]:
    """Yield that an id is none."""
    if not re.fullmatch(SLUG, name) or len(name) > 80:
        yield Problem(path, "must be lower-case words joined by hyphens, 80 characters at most")


def texts_problems(entries: Sequence[Any], at: str, low: int, high: int) -> Iterator[Problem]:
    """Yield what is wrong with a list of things that have an ``id``, a ``text`` and a ``rationale``."""
    if not low <= len(entries) <= high:
        yield Problem((at,), f"needs {low} to {high} entries, has {len(entries)}")
    ids: set[str] = set()
    texts: set[str] = set()
    for i, entry in enumerate(entries):
        yield from id_problems(entry.id, (at, i, "id"))
        if entry.id in ids:
            yield Problem((at, i, "id"), f"the id '{entry.id}' is used twice in this question")
        folded = " ".join(entry.text.casefold().split())
        if not folded:
            yield Problem((at, i, "text"), "is empty")
        elif folded in texts:
            yield Problem((at, i, "text"), "says the same as another entry")
        if not entry.rationale.strip():
            yield Problem(
                (at, i, "rationale"), "is empty: say why somebody would believe this, and why it is so or not"
            )
        ids.add(entry.id)
        texts.add(folded)


def shuffled(ids: Sequence[str], rng: Random) -> list[str]:
    """Return the ids in an order drawn from ``rng``."""
    return rng.sample(list(ids), len(ids))


def raw_value(form: Form, name: str, limit: int) -> str | None:
    """Return the first text sent under ``name`` as it was typed, cut at ``limit`` characters; None when none."""
    values = form.get(name, ())
    return values[0][:limit] if values and values[0] else None


def single_value(form: Form, name: str, limit: int) -> str:
    """Return the one text sent under ``name``, stripped; "" when none. Raises BadReply beyond ``limit`` characters.

    Whatever cannot be seen, such as a control code, counts as a space: databases do not take all of it.
    """
    values = form.get(name, ())
    if len(values) > 1:
        raise BadReply("More than one answer was sent where one is asked for.")
    value = values[0].strip() if values else ""
    if len(value) > limit:
        raise BadReply(f"The answer is longer than {limit} characters.")
    return "".join(c if c.isprintable() else " " for c in value).strip()
