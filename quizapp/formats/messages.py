"""What pydantic finds wrong, said to the person who wrote the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeAlias

from pydantic import ValidationError

from quizapp.core.kinds import KINDS
from quizapp.core.question import Problem

Known: TypeAlias = Callable[[Mapping[str, Any]], Sequence[str]]
"""The keys that a mapping may have, as far as can be told from those that it has."""

MESSAGES: dict[str, str] = {
    "missing": "is missing",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing_size": "is too large a number",
    "string_type": "must be text; put it in quotes",
    "string_too_long": "is longer than {max_length} characters",
    "tuple_type": "must be a list",
    "too_short": "must not be empty",
    "dict_type": "must be a mapping (key: value)",
    "dataclass_type": "must be a mapping (key: value)",
    "enum": "must be {expected}",
    "literal_error": "must be {expected}",
    "finite_number": "must be a number",
    "decimal_type": "must be a number",
    "decimal_parsing": "must be a number",
    "decimal_max_digits": "may have at most {max_digits} digits",
    "decimal_max_places": "may have at most {decimal_places} digits after the point",
    "decimal_whole_digits": "may have at most {whole_digits} digits before the point",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "date_type": "must be a date such as 2026-11-22",
    "date_parsing": "must be a date such as 2026-11-22",
    "date_from_datetime_parsing": "must be a date such as 2026-11-22",
    "date_from_datetime_inexact": "must be a date such as 2026-11-22, without a time",
    "datetime_type": "must be a moment such as 2026-11-22T10:00:00Z",
    "datetime_parsing": "must be a moment such as 2026-11-22T10:00:00Z",
    "datetime_from_date_parsing": "must be a moment such as 2026-11-22T10:00:00Z",
    "timezone_aware": "must name its time zone, such as 2026-11-22T10:00:00Z",
    "union_tag_not_found": "is missing",
    "union_tag_invalid": "must be one of {expected_tags}",
}
"""What to say to each type of error; anything else is said in pydantic's words."""

PATTERNS = {
    r"\S": "is empty",
    r"^https?://\S+$": "must be an address that starts with http:// or https://",
}


def problems(error: ValidationError, raw: Any, known: Known) -> Iterator[Problem]:
    """Yield each error as a problem of ``raw``, at its place. ``known`` gives the keys that a mapping may have."""
    for found in error.errors(include_url=False, include_input=False):
        path = _path(found["loc"], raw)
        kind, context = found["type"], found.get("ctx", {})
        if kind == "too_short" and _at(raw, path):
            continue  # it has entries: what is wrong with them is an error of its own
        if kind.startswith("union_tag"):
            path = (*path, "kind")
        yield Problem(path, _words(kind, context, found["msg"], path, raw, known))


def _path(loc: tuple[str | int, ...], raw: Any) -> tuple[str | int, ...]:
    """Return the place without the kinds that pydantic puts into it where it has chosen a kind."""
    path: list[str | int] = []
    here = raw
    for step in loc:
        if step in KINDS and isinstance(here, dict) and here.get("kind") == step and step not in here:
            continue
        path.append(step)
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
    return tuple(path)


def _words(
    kind: str, context: Mapping[str, Any], default: str, path: tuple[str | int, ...], raw: Any,
    known: Known,
) -> str:  # fmt: skip
    if kind == "string_pattern_mismatch":
        return PATTERNS.get(str(context["pattern"]), "must be lower-case words joined by hyphens")
    if kind == "unexpected_keyword_argument":
        return _stray(str(path[-1]), known(_at(raw, path[:-1])))
    context = {**context, "expected_tags": re.sub("'", "", str(context.get("expected_tags", "")))}
    return MESSAGES[kind].format(**context) if kind in MESSAGES else default


def _stray(key: str, known: Sequence[str]) -> str:
    near = get_close_matches(key, known, 1)
    return f"is no key that belongs here; did you mean '{near[0]}'?" if near else "is no key that belongs here"


def _at(raw: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        raw = raw[step]
    return raw
