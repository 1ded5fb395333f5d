"""Which facts a certificate rests on, and what a change of one does to it.

A thing that changes (a fact, a question) is a history of revisions. Each says how far it departs from the one before
and from which day it holds, so what holds on a day, and what has moved on since somebody showed it, follow from the
history alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import rfc8785


class Severity(StrEnum):
    """How far a new revision of a fact or a question departs from the one before, mildest first."""

    EDITORIAL = "editorial"
    MATERIAL = "material"
    REVERSAL = "reversal"

    @property
    def rank(self) -> int:
        """Its place in the order of severity, from 0."""
        return list(Severity).index(self)


class Consequence(StrEnum):
    """What a change asks for, mildest first: nothing, a review of facts, or something of the certificate's holder."""

    NOTHING = "nothing"
    REVIEW_FIRST = "review first"
    REFRESHER_DUE = "refresher due"
    NOT_CURRENT = "not current until refreshed"


SOURCE_RETIRED = "source retired"
"""The change of a source that is no longer to be relied on. Whether the facts that cite it still hold is looked at."""

# The one table: what a change of this kind, to a fact that is safety-critical or not, asks for.
CONSEQUENCES: dict[tuple[str, bool], Consequence] = {
    (Severity.EDITORIAL, False): Consequence.NOTHING,
    (Severity.EDITORIAL, True): Consequence.NOTHING,
    (SOURCE_RETIRED, False): Consequence.REVIEW_FIRST,
    (SOURCE_RETIRED, True): Consequence.REVIEW_FIRST,
    (Severity.MATERIAL, False): Consequence.REFRESHER_DUE,
    (Severity.MATERIAL, True): Consequence.REFRESHER_DUE,
    (Severity.REVERSAL, False): Consequence.REFRESHER_DUE,
    (Severity.REVERSAL, True): Consequence.NOT_CURRENT,
}


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One revision of a thing, as far as currency is concerned; a history is a sequence of them by ``number``.

    ``severity`` is against the revision before, None for the first. It holds from the day ``effective_from`` (None:
    since ever) to the day ``effective_until`` (None: until further notice), both included. One that was ``called_off``
    before its first day never held.
    """

    number: int
    severity: Severity | None
    safety_critical: bool = False
    effective_from: date | None = None
    effective_until: date | None = None
    called_off: bool = False

    def has_begun(self, day: date) -> bool:
        """Whether the revision has come into force by that day."""
        return not self.called_off and (self.effective_from is None or self.effective_from <= day)

    def holds_on(self, day: date) -> bool:
        """Whether the revision is in force on that day."""
        return self.has_begun(day) and (self.effective_until is None or day <= self.effective_until)

    @property
    def changes_substance(self) -> bool:
        """Whether it says something else than the revision before, and not only the same in other words."""
        return self.severity not in (None, Severity.EDITORIAL)


def in_force(history: Sequence[Revision], day: date) -> Revision | None:
    """Return the revision that holds on that day; the latest, should a same-day correction have left two."""
    return max((r for r in history if r.holds_on(day)), key=lambda r: r.number, default=None)


def substance(history: Sequence[Revision], number: int) -> int:
    """Return the first revision from which on to ``number`` nothing but words has changed."""
    held = (r for r in history if r.number <= number and not r.called_off)
    return max((r.number for r in held if r.changes_substance), default=1)


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A thing that says something else than when it was shown in revision ``shown``.

    ``part`` is where a manifest lists it: a fact and a question may have the same id. ``since`` is the day from which
    it does; ``safety_critical`` whether it was or has become so in between.
    """

    thing: str
    shown: int
    now: int
    severity: Severity
    safety_critical: bool
    since: date
    part: str = "facts"

    @property
    def consequence(self) -> Consequence:
        """What it asks of whoever showed the earlier revision."""
        return CONSEQUENCES[self.severity, self.safety_critical]

    @property
    def order(self) -> tuple[object, ...]:
        """What to sort by so that the worst comes first."""
        return (-list(Consequence).index(self.consequence), -self.severity.rank, self.since, self.thing)


def moved(thing: str, history: Sequence[Revision], shown: int, day: date, part: str = "facts") -> Moved | None:
    """Return how a thing has moved on by that day since it was shown; None when it says the same in substance.

    Of several changes the gravest counts, from the day of the first: a further one never puts a duty off.
    """
    begun = [r for r in history if r.has_begun(day) and r.number > shown]
    changed = [r for r in begun if r.changes_substance]
    if not changed:
        return None
    between = [r for r in history if shown <= r.number <= begun[-1].number]
    return Moved(
        thing=thing,
        shown=shown,
        now=begun[-1].number,
        severity=max((r.severity for r in changed if r.severity), key=lambda s: s.rank),
        safety_critical=any(r.safety_critical for r in between),
        since=min(r.effective_from for r in changed if r.effective_from),
        part=part,
    )


@dataclass(frozen=True)
class Currency:
    """How current a certificate is: what has moved on beneath it, worst first, and by when that is to be refreshed.

    ``due_on`` is the last day before ``lapses_on``, the first day on which it counts no more. All None when current.
    """

    moved: tuple[Moved, ...] = ()
    lapses_on: date | None = None

    @property
    def due_on(self) -> date | None:
        """The last day on which the certificate still counts without a refresher."""
        return self.lapses_on - timedelta(days=1) if self.lapses_on else None

    def consequence(self, day: date) -> Consequence:
        """Return what is asked of the holder on that day."""
        if self.lapses_on is None:
            return Consequence.NOTHING
        return Consequence.NOT_CURRENT if self.lapses_on <= day else Consequence.REFRESHER_DUE


CURRENT = Currency()
"""Nothing beneath the certificate has moved on."""


def currency(changes: Iterable[tuple[Moved, int]]) -> Currency:
    """Return the currency of a certificate from what has moved on beneath it, each with its bank's period in days.

    The period runs from the day of the change. What leaves a certificate not current does so on that day itself.
    """
    asked = sorted(changes, key=lambda each: each[0].order)
    return Currency(
        tuple(change for change, _ in asked),
        min((_lapse(change, days) for change, days in asked), default=None),
    )


def _lapse(change: Moved, days: int) -> date:
    """Return the first day on which a certificate counts no more unless this change was refreshed."""
    if change.consequence is Consequence.NOT_CURRENT:
        return change.since
    return change.since + timedelta(days=days + 1)


@dataclass(frozen=True)
class Rest:
    """One question a certificate rests on: its revision, and the revisions of the facts and sources beneath it."""

    question: str
    revision: int
    facts: tuple[tuple[str, int], ...]
    sources: tuple[tuple[str, int], ...] = ()


PARTS = ("questions", "facts", "sources")
"""What a manifest lists."""


def manifest(rests: Iterable[Rest]) -> dict[str, Any]:
    """Return what a certificate rests on, each revision once and in the order of ids, in JSON's own types."""
    laid = list(rests)
    return {
        "questions": _listed((r.question, r.revision) for r in laid),
        "facts": _listed(fact for r in laid for fact in r.facts),
        "sources": _listed(source for r in laid for source in r.sources),
    }


def _listed(pairs: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"id": name, "revision": number} for name, number in sorted(set(pairs))]


def refreshed(stored: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return a manifest after a refresher: what ``shown`` (a manifest too) lists takes the place of what was there.

    Of two revisions the later stays: what was drawn before a change and handed in after it undoes nothing.
    """
    return {part: _latest([*_pairs(stored, part).items(), *_pairs(shown, part).items()]) for part in PARTS}


def extended(stored: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return a manifest after a further pass: what ``shown`` lists and nothing else, in the later of both revisions."""
    kept = {part: [e for e in stored.get(part, ()) if e["id"] in _pairs(shown, part)] for part in PARTS}
    return refreshed(kept, shown)


def _latest(pairs: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    return _listed(dict(sorted(pairs)).items())


def _pairs(stored: Mapping[str, Any], part: str) -> dict[str, int]:
    return {entry["id"]: entry["revision"] for entry in stored[part]}


def canonical(stored: Mapping[str, Any]) -> bytes:
    """Return a manifest as canonical JSON (RFC 8785): the same bytes for the same content, whoever writes it."""
    return rfc8785.dumps(dict(stored))


def digest(stored: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a manifest's canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(stored)).hexdigest()
