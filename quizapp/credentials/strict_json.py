"""Reading JSON that strangers send: one meaning or none.

What is accepted can be written as canonical JSON (RFC 8785) and means the same to every reader (RFC 7493, I-JSON):
no duplicate keys, no number that a double cannot hold, no lone surrogates, no nesting that exhausts a stack.
"""

from __future__ import annotations

import json
import math
from typing import Any

import rfc8785

DEPTH = 32
"""How many objects and lists may stand one inside another; a badge needs seven."""
WHOLE = 2**53 - 1
"""The largest whole number every reader of JSON holds exactly."""


class Unclear(ValueError):
    """The text is not JSON, or not JSON with one meaning; the message is the reason in a few words."""


def read(text: str | bytes) -> dict[str, Any]:
    """Return the object a JSON text holds. Raises Unclear for anything that is not one object with one meaning."""
    try:
        found = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except Unclear:
        raise
    except (ValueError, RecursionError):
        raise Unclear("it is not well-formed JSON, or cut short") from None
    if not isinstance(found, dict):
        raise Unclear("it is not a JSON object")
    _check(found, 1)
    return found


def canonical(document: dict[str, Any]) -> bytes:
    """Return the document as canonical JSON (RFC 8785): one text for one meaning."""
    return rfc8785.dumps(document)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unclear("a name stands twice in one object")
    return found


def _constant(name: str) -> Any:
    raise Unclear(f"{name} is not a number in JSON")


def _check(value: Any, depth: int) -> None:
    """Raise Unclear for what canonical JSON cannot write."""
    if depth > DEPTH:
        raise Unclear("it is nested too deeply")
    if isinstance(value, dict):
        for name, inner in value.items():
            _check(name, depth)
            _check(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, depth + 1)
    elif isinstance(value, str):
        _check_text(value)
    elif isinstance(value, (int, float)) and (not math.isfinite(value) or abs(value) > WHOLE):
        raise Unclear("a number is too large")


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Unclear("a text holds half a character") from None
