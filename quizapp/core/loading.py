"""What loading a file does to something that may have been edited on the web since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Take(StrEnum):
    """Whose version is taken where a thing was changed in the files and on the web."""

    FILE = "file"
    WEB = "web"


class Decision(StrEnum):
    """What becomes of one thing in the files."""

    CREATE = "created"
    REVISE = "revised"
    SAME = "unchanged"
    KEEP = "kept"
    CONFLICT = "conflict"

    @property
    def writes(self) -> bool:
        """Whether the file's version is written."""
        return self in (Decision.CREATE, Decision.REVISE)


def decide(now: str, before: str | None, held: Sequence[str], take: Take | None = None) -> Decision:
    """Decide by digests of content: what the file says ``now``, what it said ``before`` (None: it was never loaded).

    ``held`` is what the database has, the latest first; empty when it has no such thing. What was edited on the web is
    kept while the file stays as it was. When both have changed it is a conflict, which only ``take`` resolves.
    """
    if not held:
        return Decision.CREATE
    if now in held:
        return Decision.SAME
    if held[0] == before:
        return Decision.REVISE
    if now == before or take is Take.WEB:
        return Decision.KEEP
    return Decision.REVISE if take is Take.FILE else Decision.CONFLICT


@dataclass(frozen=True)
class LoadReport:
    """What a load did: how many of each noun were created, revised, unchanged or kept, and which are in conflict.

    ``absent`` counts the questions of the database that the files do not have; they are left alone. ``was_loaded``:
    the same files were loaded last time, so there was nothing to do.
    """

    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    absent: int = 0
    was_loaded: bool = False

    @property
    def changes(self) -> int:
        """How many things were created or revised."""
        return sum(count.get(d, 0) for count in self.counts.values() for d in Decision if d.writes)

    def as_json(self) -> dict[str, Any]:
        """Return the report in JSON's own types."""
        return {**asdict(self), "conflicts": list(self.conflicts)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], *, was_loaded: bool = False) -> LoadReport:
        """Return the report that ``as_json`` gave."""
        return cls(stored["counts"], tuple(stored["conflicts"]), stored["absent"], was_loaded)


@dataclass
class Tally:
    """The decisions made so far about things of one noun."""

    noun: str
    count: Counter[Decision] = field(default_factory=Counter)
    conflicts: list[str] = field(default_factory=list)

    def add(self, decision: Decision, name: str) -> Decision:
        """Count a decision about the thing of that name, and return it."""
        self.count[decision] += 1
        if decision is Decision.CONFLICT:
            self.conflicts.append(f"{self.noun} {name}")
        return decision


def report(tallies: Sequence[Tally], absent: int) -> LoadReport:
    """Return the report on a load from what was decided."""
    counts = {tally.noun: {str(decision): tally.count[decision] for decision in Decision} for tally in tallies}
    return LoadReport(counts, tuple(name for tally in tallies for name in tally.conflicts), absent)
