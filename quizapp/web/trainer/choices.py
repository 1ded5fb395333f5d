"""What was chosen in exams, laid out beside what a question offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.core.itemstats import picks
from quizapp.core.question import Question

Path = tuple[str, ...]

MOST = 40
"""Lines that are shown; what was written freely may differ endlessly."""


@dataclass(frozen=True)
class Chosen:
    """One thing that can be chosen: what it says, whether it is right, and how often it was chosen."""

    words: str
    right: bool
    times: int


def rows(question: Question | None, counts: Mapping[Path, int]) -> list[Chosen]:
    """Return everything the question offers, chosen or not, and everything else that was replied, most often first.

    Empty when nobody has replied.
    """
    if question is None or not counts:
        return []
    key = set(picks(question.key))
    offered = dict(_offers(question))
    written = sorted((path for path in counts if path not in offered), key=lambda path: -counts[path])
    return [
        Chosen(offered.get(path) or ", ".join(path), path in key, counts.get(path, 0)) for path in (*offered, *written)
    ][:MOST]


def _offers(question: Any, before: Path = (), words: str = "") -> Iterator[tuple[Path, str]]:
    """Yield the path of each thing that can be chosen, with its words."""
    for number, part in enumerate(getattr(question, "parts", ()), 1):
        yield from _offers(part, (*before, part.id), f"Part {number}: ")
    for option in getattr(question, "options", ()):
        yield (*before, option.id), words + option.text
    for prompt in getattr(question, "prompts", ()):
        for choice in question.choices:
            yield (*before, prompt.id, choice.id), f"{words}{prompt.text} – {choice.text}"
    for place, item in enumerate(getattr(question, "items", ()), 1):
        yield (*before, item.id, str(place)), f"{words}{item.text} – place {place}"
