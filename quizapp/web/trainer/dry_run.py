"""What a change would do, before anybody approves it: what differs, how grave it is, and whom it touches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from quizapp.bank import uses
from quizapp.certificates import resting
from quizapp.certificates.resting import Impact
from quizapp.core import severity
from quizapp.core.currency import CONSEQUENCES, SOURCE_RETIRED, Consequence, Severity
from quizapp.facts import lists
from quizapp.facts import queries as facts
from quizapp.facts.models import Fact, FactRevision, Proposal, Source, SourceRevision
from quizapp.formats import wording
from quizapp.formats.wording import Passage
from quizapp.web.filters import plural


@dataclass(frozen=True, kw_only=True)
class FactRun:
    """What a change of a fact would do on a day. ``grave`` is as chosen, or else as the program proposes."""

    found: severity.Proposal
    grave: Severity
    passages: Sequence[Passage]
    impact: Impact
    questions: int
    on: date

    @property
    def one_line(self) -> str:
        """The impact, as short as can be."""
        certificates = plural(self.impact.certificates, "certificate")
        people = plural(self.impact.people, "person", "people")
        return f"{self.impact.consequence.capitalize()}: {certificates}, {people}"


def of_fact(
    fact: Fact, before: Mapping[str, Any], after: Mapping[str, Any], grave: Severity | None, on: date
) -> FactRun:
    """Return what a change from one content to another would do on that day."""
    found = severity.of_fact(before, after)
    chosen = grave or found.proposed
    return FactRun(
        found=found,
        grave=chosen,
        passages=wording.compare(before, after),
        impact=resting.impact(fact, chosen, on, safety_critical=bool(after["safety_critical"])),
        questions=uses.counts([fact.id]).get(fact.id, 0),
        on=on,
    )


@dataclass(frozen=True, kw_only=True)
class SourceRun:
    """What a change of a source would do: the facts that cite it are due for review when it is ``retired`` by it."""

    passages: Sequence[Passage]
    facts: Sequence[FactRevision]
    retires: bool

    @property
    def consequence(self) -> Consequence:
        """What it asks for."""
        return CONSEQUENCES[SOURCE_RETIRED, False] if self.retires else Consequence.NOTHING

    @property
    def one_line(self) -> str:
        """The impact, as short as can be."""
        return f"{self.consequence.capitalize()}: {plural(len(self.facts), 'fact')}"


def of_source(source: Source, before: Mapping[str, Any], after: Mapping[str, Any], on: date) -> SourceRun:
    """Return what a change from one content to another would do on that day."""
    return SourceRun(
        passages=wording.compare(before, after),
        facts=lists.citing(source, on),
        retires=bool(after.get("retired_because")) and not before.get("retired_because"),
    )


def of_proposal(proposal: Proposal, today: date) -> FactRun | SourceRun:
    """Return what a proposed change would do to what it departs from: on its day, or today if that is later."""
    if proposal.fact is not None:
        on = max(proposal.effective_from or today, today)
        before = _base(facts.revisions_of(proposal.fact), proposal.base)
        return of_fact(proposal.fact, before, proposal.content, proposal.severity, on)
    source = facts.source(proposal.source.slug if proposal.source else "").source
    return of_source(source, _base(lists.revisions_of_source(source), proposal.base), proposal.content, today)


def _base(revisions: Iterable[FactRevision | SourceRevision], number: int) -> Mapping[str, Any]:
    return next(row.content for row in revisions if row.number == number)
