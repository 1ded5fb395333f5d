"""A question as plain labelled texts, whatever its kind, so that two revisions can be compared word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal, TypeAlias

Words: TypeAlias = tuple[Literal["same", "removed", "added"], str]
"""A stretch of text, and what became of it."""


HUGE = 3000
"""Words beyond which frequent ones are not looked at, since comparing takes time by their square."""


@dataclass(frozen=True)
class Passage:
    """One text of a question, compared: where it stands, in words, and what became of it, stretch by stretch."""

    label: str
    words: tuple[Words, ...]

    @property
    def changed(self) -> bool:
        """Whether anything differs."""
        return any(kind != "same" for kind, _ in self.words)


def passages(content: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text of a question as (label, text), in the order of reading.

    Entries are named by their id, so that moving one is not a change of its words; what their order is stands apart.
    """
    for name, value in content.items():
        label = f"{within}{name.replace('_', ' ')}"
        if isinstance(value, Sequence) and not isinstance(value, str) and any(isinstance(e, Mapping) for e in value):
            yield label, ", ".join(_named(entry, i) for i, entry in enumerate(value, 1))
            for i, entry in enumerate(value, 1):
                inner = {key: inside for key, inside in entry.items() if key != "id"}
                yield from passages(inner, f"{within}{name.removesuffix('s')} “{_named(entry, i)}”, ")
        else:
            yield label, _plain(value)


def _named(entry: Mapping[str, Any], number: int) -> str:
    return str(entry.get("id") or number)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return str(value)


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Passage]:
    """Compare two revisions: every text of either, in the order of the later one, those gone after their neighbours."""
    old, new = dict(passages(before)), dict(passages(after))
    labels: list[str] = []
    for _, i1, i2, j1, j2 in SequenceMatcher(None, list(old), list(new), autojunk=False).get_opcodes():
        labels += [label for label in list(old)[i1:i2] if label not in new]
        labels += list(new)[j1:j2]
    return [
        Passage(label[:1].upper() + label[1:], tuple(compare_words(old.get(label, ""), new.get(label, ""))))
        for label in labels
    ]


def compare_words(before: str, after: str) -> Iterator[Words]:
    """Yield the stretches of two texts, word by word: what stayed, what went, what came."""
    old, new = (re.findall(r"\w+\s*|[^\w\s]\s*|\s+", text) for text in (before, after))
    huge = len(new) > HUGE
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=huge).get_opcodes():
        if what == "equal":
            yield "same", "".join(old[i1:i2])
            continue
        if i1 < i2:
            yield "removed", "".join(old[i1:i2])
        if j1 < j2:
            yield "added", "".join(new[j1:j2])
