"""Writing a library as question files, in one canonical form: reading them gives the same library back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from decimal import Decimal
from itertools import groupby
from typing import Any

from quizapp.core.paper import Section
from quizapp.core.question import Question
from quizapp.formats.library import EntryState, Fact, Library, QuestionEntry, Topic
from quizapp.formats.plain import number, plain, says
from quizapp.formats.yaml_text import Digits, Inline, InlineMap, dump

HEAD = ("id", "kind", "topic", "level", "facts", "jurisdictions", "stem")
TAIL = ("rationale", "marks")
COMMON = frozenset((*HEAD, *TAIL))

ALWAYS = frozenset({"jurisdictions", "tolerance", "pass_mark", "certainty", "safety_critical_all_right"})
"""Keys that are written even where they say no more than what holds without them."""


def write(library: Library) -> dict[str, str]:
    """Return the text of each file by its path."""
    files = {"sources.yaml": dump({"sources": [_shown(source) for source in library.sources]})}
    for bank in library.banks:
        files[f"{bank.id}/bank.yaml"] = dump(_shown(bank))
        facts = [entry.fact for entry in library.facts if entry.bank == bank.id]
        if facts:
            files[f"{bank.id}/facts.yaml"] = dump(_facts(facts))
        for name, entries in _shelved(entry for entry in library.questions if entry.bank == bank.id):
            files[f"{bank.id}/{name}.yaml"] = _spaced(dump(_questions(name, entries)))
    return files


def _shelved(entries: Iterable[QuestionEntry]) -> Iterator[tuple[str, list[QuestionEntry]]]:
    """Yield the questions of each topic, and the cases, under the name of their file."""

    def shelf(entry: QuestionEntry) -> str:
        return "cases" if entry.question.kind == "case" else entry.question.topic

    for name, shelved in groupby(sorted(entries, key=shelf), key=shelf):
        yield name, list(shelved)


def _spaced(text: str) -> str:
    """Return the text of a list of questions with an empty line between them."""
    return re.sub(r"\n  - (?=id: )", "\n\n  - ", text).replace("questions:\n\n", "questions:\n", 1)


def _questions(name: str, entries: Sequence[QuestionEntry]) -> dict[str, Any]:
    common = {} if name == "cases" else {"topic": name}
    return {**common, "questions": [_question(entry, common) for entry in entries]}


def _question(entry: QuestionEntry, common: dict[str, str]) -> dict[str, Any]:
    shown = _shown(entry.question)
    state = {} if entry.state is EntryState.PUBLISHED else {"state": entry.state.value}
    return {"id": shown["id"], "kind": shown["kind"], **state, **{k: v for k, v in shown.items() if common.get(k) != v}}


def _facts(facts: Sequence[Fact]) -> dict[str, Any]:
    """Return the facts of a bank; the day on which all of them were checked stands once, at the top."""
    shown = [_shown(fact) for fact in facts]
    days = {fact.get("checked_on") for fact in shown}
    if len(days) > 1 or None in days:
        return {"facts": shown}
    return {"checked_on": days.pop(), "facts": [{k: v for k, v in f.items() if k != "checked_on"} for f in shown]}


def _shown(value: Any) -> Any:
    """Return a value as it is to be written: keys in the order of docs/questions.md."""
    if isinstance(value, tuple):
        return [_shown(item) for item in value]
    if isinstance(value, Decimal):
        return _digits(value)
    if not hasattr(value, "__dataclass_fields__"):
        return plain(value)
    told = {f.name: _shown(getattr(value, f.name)) for f in fields(value) if _is_told(value, f)}
    if isinstance(value, Question):
        middle = [name for name in told if name not in COMMON]
        told = {name: told[name] for name in (*HEAD, *middle, *TAIL) if name in told}
    if isinstance(value, Question | Section):
        told = {name: _in_one_line(item) for name, item in told.items()}
    return InlineMap(told) if isinstance(value, Topic | Section) and len(str(told)) < 120 else told


def _is_told(owner: Any, field: Any) -> bool:
    is_case = getattr(owner, "kind", "") == "case"
    return says(field, getattr(owner, field.name)) or (field.name in ALWAYS and not is_case)


def _in_one_line(value: Any) -> Any:
    """Return a list of short texts as one to be written in one line; anything else as it is."""
    is_short = isinstance(value, list) and all(isinstance(v, str) and len(v) <= 60 and v.isprintable() for v in value)
    return Inline(value) if is_short else value


def _digits(value: Decimal) -> Digits | str:
    """Return a number to be written without quotes, unless a reader would lose some of its digits."""
    written = number(value)
    return Digits(written) if Decimal(repr(float(written))) == value else written
