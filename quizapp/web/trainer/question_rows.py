"""Rows of a question while it is being written: blank ones, moving and taking away, and the ids they get."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from quizapp.core.errors import Invalid
from quizapp.core.kinds import KINDS
from quizapp.core.naming import short_id
from quizapp.core.question import Question
from quizapp.web.trainer.question_form import layout

# How many rows a new question starts with; a list that is not named here starts empty.
FIRST_ROWS = {"options": 4, "choices": 3, "prompts": 3, "items": 4}

UNNAMED = "~"
"""What the id of a row starts with that has no words to be named after yet. No real id starts with it."""


def blank(kind: str) -> dict[str, Any]:
    """Return an empty question of this kind, with as many empty rows as it usually needs."""
    content: dict[str, Any] = {"kind": kind, "level": "recall", **_empty(KINDS[kind])}
    for field in layout(KINDS[kind]):
        if field.row is not None:
            content[field.name] = []
            for _ in range(FIRST_ROWS.get(field.name, 0)):
                add(content, field.name)
    return content


def _empty(shape: Any) -> dict[str, Any]:
    return {field.name: "" for field in layout(shape) if field.type is str and not field.optional}


def _at(content: Any, path: str) -> Any:
    """Return what stands at a dotted path. Raises Invalid when nothing does."""
    try:
        for step in path.split("."):
            content = content[int(step) if isinstance(content, list) else step]
    except (KeyError, IndexError, ValueError, TypeError):
        raise Invalid("That row is not there any more. Nothing was saved; go back to what you typed.") from None
    return content


def _rows_around(content: dict[str, Any], path: str) -> tuple[list[dict[str, Any]], int]:
    """Return the list a row stands in, and its place there. Raises Invalid when there is no such row."""
    parent, _, number = path.rpartition(".")
    rows = _at(content, parent)
    if not isinstance(_at(content, path), dict):
        raise Invalid("That row is not there any more. Nothing was saved; go back to what you typed.")
    return rows, int(number)


def add(content: dict[str, Any], path: str, kind: str = "") -> None:
    """Add an empty row to the list at ``path``; to a list of parts, one of this kind."""
    name = path.rpartition(".")[2]
    holder = _holder(content, path, name)
    row = next((f.row for f in layout(KINDS[holder["kind"]]) if f.name == name and f.row is not None), None)
    if row is None or (row is Question and (kind not in KINDS or kind == "case")):
        raise Invalid("Nothing can be added there.")
    rows = holder.setdefault(name, [])
    entry = blank(kind) if row is Question else _empty(row)
    if "id" in entry:
        entry["id"] = _unnamed(rows)
    rows.append(entry)


def _unnamed(rows: list[dict[str, Any]]) -> str:
    taken = {entry.get("id") for entry in rows}
    return next(name for n in range(1, len(rows) + 2) if (name := f"{UNNAMED}{n}") not in taken)


def remove(content: dict[str, Any], path: str) -> None:
    """Take a row away."""
    rows, number = _rows_around(content, path)
    del rows[number]


def up(content: dict[str, Any], path: str) -> None:
    """Move a row one place up; the first stays."""
    rows, number = _rows_around(content, path)
    rows.insert(max(number - 1, 0), rows.pop(number))


def down(content: dict[str, Any], path: str) -> None:
    """Move a row one place down; the last stays."""
    rows, number = _rows_around(content, path)
    rows.insert(number + 1, rows.pop(number))


def _holder(content: dict[str, Any], path: str, name: str) -> dict[str, Any]:
    """Return the question or part whose field ``name`` the path leads to. Raises Invalid when it leads elsewhere."""
    parent, _, last = path.rpartition(".")
    holder = _at(content, parent) if parent else content
    if last != name or not isinstance(holder, dict) or "kind" not in holder:
        raise Invalid("That button is not part of this page.")
    return holder


def cite(content: dict[str, Any], path: str, slug: str) -> None:
    """Add a fact to the list at ``path``."""
    holder = _holder(content, path, "facts")
    holder["facts"] = list(dict.fromkeys([*holder.get("facts", ()), slug]))


def drop(content: dict[str, Any], path: str, slug: str) -> None:
    """Take a fact from the list at ``path``."""
    holder = _holder(content, path, "facts")
    holder["facts"] = [fact for fact in holder.get("facts", ()) if fact != slug]


def name_rows(content: dict[str, Any]) -> dict[str, Any]:
    """Give every row that has words an id made from them; one that has an id keeps it. Returns the content."""
    for rows in _lists(content):
        for entry in rows:
            if "id" in entry and (not entry["id"] or entry["id"].startswith(UNNAMED)):
                _name(content, rows, entry)
    return content


def _lists(content: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """Yield every list of rows, those of parts included."""
    for field in layout(KINDS[content["kind"]]):
        if field.row is None:
            continue
        rows = content.get(field.name, [])
        yield rows
        if field.row is Question:
            for part in rows:
                yield from _lists(part)


def _name(content: dict[str, Any], rows: list[dict[str, Any]], entry: dict[str, Any]) -> None:
    words = entry.get("text", entry.get("stem", ""))
    before = entry["id"]
    if words.strip():
        entry["id"] = short_id(words, {other["id"] for other in rows if other is not entry})
    elif not before:
        entry["id"] = _unnamed(rows)
    for others in _lists(content):
        for other in others:
            if before and other.get("answer") == before:
                other["answer"] = entry["id"]


VERBS: dict[str, Callable[..., None]] = {
    "add": add, "remove": remove, "up": up, "down": down, "cite": cite, "drop": drop,
}  # fmt: skip
"""What a button of the editor may ask for, by the word before the colon in its value."""


def do(content: dict[str, Any], act: str, kind: str = "") -> None:
    """Do what a button says: ``add:options``, ``up:parts.1.options.2``, ``cite:parts.0.facts:some-fact``.

    Raises Invalid for anything that no button says.
    """
    verb, _, rest = act.partition(":")
    path, _, argument = rest.partition(":")
    if verb not in VERBS or not path or bool(argument) != (verb in ("cite", "drop")):
        raise Invalid("That button is not part of this page.")
    VERBS[verb](content, path, *([argument] if argument else [kind] if verb == "add" else []))
