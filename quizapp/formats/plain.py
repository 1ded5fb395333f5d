"""Values of core and of the library as JSON, in one canonical form, so that a digest says whether they changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

JSON = frozenset({str, int, bool, type(None)})
"""Types that are JSON already."""


_fields = cache(fields)


def plain(value: Any) -> Any:
    """Return a value in JSON's own types. What is as by default is left out: a new optional key changes no digest."""
    if type(value) in JSON:
        return value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if is_dataclass(value):
        shape: Any = type(value)
        told = ((f, getattr(value, f.name)) for f in _fields(shape))
        return {field.name: plain(item) for field, item in told if says(field, item)}
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def says(field: Field[Any], value: Any) -> bool:
    """Whether a field says something: it has no default, departs from it, or tells the kind."""
    return field.default is MISSING or value != field.default or field.name == "kind"


def number(value: Decimal) -> str:
    """Return a number as plain digits, without an exponent and without zeros that say nothing."""
    digits = f"{value:f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits


def digest(content: Any) -> str:
    """Return the SHA-256 of JSON in canonical form (keys in order, no spaces), in hexadecimal."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def texts(content: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield every text within JSON, keys aside, with the path to it."""
    if isinstance(content, str):
        yield path, content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield from texts(value, (*path, key))
    elif isinstance(content, list):
        for index, item in enumerate(content):
            yield from texts(item, (*path, index))
