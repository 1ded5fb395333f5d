"""Questions as JSON: how the database keeps them, and the one way by which files, imports and pages make them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Annotated, Any, Generic, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from quizapp.core.kinds import (
    KINDS,
    Case,
    Matching,
    MultipleResponse,
    Numeric,
    Ordering,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)
from quizapp.core.kinds.matching import Match, Prompt
from quizapp.core.kinds.numeric import MisreadNumber
from quizapp.core.question import Option, Problem, Question
from quizapp.formats import messages
from quizapp.formats.plain import plain, texts

T = TypeVar("T")

ANY_KIND: TypeAdapter[Any] = TypeAdapter(
    Annotated[
        SingleChoice | MultipleResponse | TrueFalse | Matching | Ordering | Numeric | ShortAnswer | Case,
        Field(discriminator="kind"),
    ]
)

SUSPECT = re.compile("\\\\[ubfr]|[\x7f\ud800-\udfff\ufffe\uffff]")
"""What the JSON of a text with a control character in it has; a quick look that may be mistaken."""

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What no text may hold: control codes other than tab and line feed, and halves of characters."""

PIECES = [tuple(f.name for f in fields(piece)) for piece in (Prompt, Option, Match, MisreadNumber)]


def dumps(question: Question) -> dict[str, Any]:
    """Return a question as JSON, in canonical form; ``loads`` gives the question back."""
    return dict(plain(question))


def loads(content: Mapping[str, Any]) -> Question:
    """Return the question that ``dumps`` wrote. Raises ValueError for anything else."""
    question: Question = ANY_KIND.validate_json(json.dumps(content), strict=True)
    return question


def problems_of(content: Any) -> tuple[Question | None, list[Problem]]:
    """Read a question that a person wrote: the question, unless its shape is wrong, and everything wrong with it."""
    parsed: Parsed[Question] = read_as(ANY_KIND, content, _known)
    if parsed.value is None:
        return None, parsed.problems
    return parsed.value, list(parsed.value.problems())


@dataclass(frozen=True)
class Parsed(Generic[T]):
    """A value of a declared shape, unless the shape was wrong; then ``problems`` says how."""

    value: T | None
    problems: list[Problem]


def read_as(adapter: TypeAdapter[T], content: Any, known: messages.Known) -> Parsed[T]:
    """Read JSON of a declared shape: the value, unless the shape is wrong, and what is wrong with the shape.

    ``known`` gives the keys that a mapping within it may have, to guess what a misspelt one means.
    """
    text = json.dumps(content, ensure_ascii=False)
    if SUSPECT.search(text) and (problems := list(_controls(content))):
        return Parsed(None, problems)
    try:
        return Parsed(adapter.validate_json(text, strict=True), [])
    except ValidationError as error:
        return Parsed(None, list(messages.problems(error, content, known)))


def _controls(content: Any) -> Iterator[Problem]:
    for path, text in texts(content):
        if found := CONTROL.search(text):
            yield Problem(path, f"has a control character in it (U+{ord(found[0]):04X})")


def _known(mapping: Mapping[str, Any]) -> Sequence[str]:
    kind = KINDS.get(str(mapping.get("kind")))
    if kind is not None:
        return [f.name for f in fields(kind)]
    return [name for piece in PIECES if set(piece) & set(mapping) for name in piece]
