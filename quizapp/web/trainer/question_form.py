"""A question as a form: flat field names that follow the paths of its JSON, read by the types its kind declares.

``options.0.text`` is the text of the first option, ``parts.1.options.2.rationale`` a rationale within a case, so a
problem's path is also the name of the field that causes it. Nothing is judged here: what was typed is returned so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from typing import Any, TypeAlias, get_args, get_origin, get_type_hints

from werkzeug.datastructures import MultiDict

from quizapp.core.kinds import KINDS
from quizapp.core.question import Problem, Question
from quizapp.formats.plain import texts

Form: TypeAlias = MultiDict[str, str]
"""A submitted form."""

LONGEST = 20_000
"""Characters that one text may have."""

MOST_ROWS = 50
"""Rows that are read of one list; far more than any kind allows."""

# How texts that stand for several are taken apart: facts come one by one, codes between commas, forms on lines.
SEPARATORS = {"facts": r"\n", "jurisdictions": r"[\s,;]+", "accepted": r"\n"}


@dataclass(frozen=True)
class Field:
    """One field of a kind of question or of an entry in it. ``row`` is what an entry of a list of rows is."""

    name: str
    type: Any
    optional: bool
    row: Any = None

    @property
    def many(self) -> bool:
        """Whether the field is a list of short texts."""
        return get_origin(self.type) is tuple and self.row is None


@cache
def layout(shape: Any) -> tuple[Field, ...]:
    """Return the fields of a kind, or of what its rows are, apart from ``kind``."""
    hints = get_type_hints(shape)
    return tuple(
        Field(f.name, hints[f.name], f.default is not MISSING, _row(hints[f.name]))
        for f in fields(shape)
        if f.name != "kind"
    )


def _row(hint: Any) -> Any:
    """Return what a list holds when it holds more than texts: a dataclass, or Question for a list of parts."""
    if get_origin(hint) is not tuple or get_args(hint)[0] is str:
        return None
    inner = get_args(hint)[0]
    return inner if is_dataclass(inner) else Question


def read(form: Form, kind: str, prefix: str = "") -> dict[str, Any]:
    """Return a question of this kind as JSON, as it was typed into the fields that start with ``prefix``."""
    return {"kind": kind, **_fields(form, KINDS[kind], prefix)}


def _fields(form: Form, shape: Any, prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in layout(shape):
        value = _value(form, field, prefix + field.name)
        if value not in (None, "") or (not field.optional and field.type is str):
            found[field.name] = value
    return found


def _value(form: Form, field: Field, name: str) -> Any:
    if field.row is not None:
        return list(_rows(form, field.row, name))
    if field.many:
        parts = (part.strip() for text in form.getlist(name) for part in re.split(SEPARATORS[field.name], text))
        return list(dict.fromkeys(filter(None, parts)))
    text = (form.get(name) or "").replace("\r\n", "\n").replace("\r", "\n").strip(" \t")
    if field.type is bool:
        return {"true": True, "false": False}.get(text)
    if field.type is int and re.fullmatch(r"[0-9]{1,9}", text):
        return int(text)
    return text


def _rows(form: Form, row: Any, name: str) -> Iterator[dict[str, Any]]:
    """Yield the entries of a list in order. Which are right is one field for all: its values are their numbers."""
    pattern = re.compile(re.escape(name) + r"\.([0-9]{1,4})\.")
    numbers = sorted({int(match[1]) for key in form if (match := pattern.match(key))})
    right = set(form.getlist(f"{name}.correct"))
    for number in numbers[:MOST_ROWS]:
        prefix = f"{name}.{number}."
        if row is Question:
            kind = form.get(prefix + "kind") or ""
            if kind in KINDS and kind != "case":
                yield read(form, kind, prefix)
            continue
        yield {**_fields(form, row, prefix), **({"correct": True} if str(number) in right else {})}


def too_long(content: Any) -> Iterator[Problem]:
    """Yield every text that is longer than a text may be."""
    for path, text in texts(content):
        if len(text) > LONGEST:
            yield Problem(path, f"is {len(text):,} characters long; {LONGEST:,} are the most")


def place(path: tuple[str | int, ...], content: Any) -> str:
    """Return the id of the field where a problem at ``path`` is shown: its own, or the nearest one around it.

    A list of short texts is one field, and an id is no field at all: those are shown at the list, and at the entry.
    """
    here: Any = content
    steps: list[str] = []
    for step in path:
        if isinstance(here, list) and not (isinstance(step, int) and step < len(here) and isinstance(here[step], dict)):
            break
        if step in ("id", "correct", "kind") and steps:
            break
        steps.append(str(step))
        here = here.get(step) if isinstance(here, dict) else here[int(step)] if isinstance(here, list) else None
    return ".".join(steps) or "stem"
