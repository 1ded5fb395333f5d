"""What a refresher would be about, and what it would ask: only what its taker has not shown yet."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from quizapp.bank import content
from quizapp.bank.models import Question
from quizapp.certificates import places as where
from quizapp.certificates import subjects
from quizapp.certificates.models import Certificate, Refresher
from quizapp.core.currency import Moved
from quizapp.core.paper import Candidate, Pick, draw_about
from quizapp.database import db
from quizapp.facts import queries as facts
from quizapp.facts.models import Fact, FactRevision

EACH = 2
"""Questions on one fact."""
MOST = 12
"""Questions in all: five minutes, not fifty."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a refresher is about: what has moved on (worst first), and for each further place the facts new to it.

    ``facts`` and ``questions`` give the latest revision to have come into force of everything that it shows, by id.
    ``silent`` are places where the holder practises about whose law the exam asks nothing.
    """

    moved: tuple[Moved, ...]
    gaps: Mapping[str, Sequence[str]]
    silent: tuple[str, ...]
    facts: Mapping[str, int]
    questions: Mapping[str, int]

    @property
    def places(self) -> tuple[str, ...]:
        """Where the certificate is to hold too."""
        return tuple(self.gaps)

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to refresh."""
        return bool(self.moved or self.places)


def plan(certificate: Certificate, on: date) -> Plan:
    """Return what a refresher of this certificate would be about on that day."""
    moved = certificate.currency.moved
    lacking = where.lacking(certificate, on)
    new = where.gap(certificate, tuple(lacking.facts), on) if lacking.facts else []
    return Plan(
        moved=moved,
        gaps=lacking.facts,
        silent=lacking.silent,
        facts={m.thing: m.now for m in moved if m.part == "facts"} | _in_force(new, on),
        questions={m.thing: m.now for m in moved if m.part == "questions"},
    )


def _in_force(slugs: Sequence[str], on: date) -> dict[str, int]:
    """Return the revision in force of each fact that has one, in the order given."""
    rows = db.session.execute(
        select(Fact.slug, FactRevision.number)
        .join(FactRevision, FactRevision.fact_id == Fact.id)
        .where(Fact.slug.in_(slugs), facts.in_force(on))
    )
    numbers = {row.slug: row.number for row in rows}
    return {slug: numbers[slug] for slug in slugs if slug in numbers}


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What a refresher asks, and what passing it shows: what is asked about, and what no question could be on.

    ``left`` is how many changed things it leaves for a later one: those beyond MOST, and those whose questions wait.
    """

    picks: tuple[Pick, ...]
    facts: Mapping[str, int]
    questions: Mapping[str, int]
    places: tuple[str, ...]
    left: int

    @property
    def waits(self) -> bool:
        """Whether questions are being looked at: with room for them, whatever can be asked about is asked about."""
        return self.left > 0 and len(self.picks) < MOST


def outlook(certificate: Certificate, wanted: Plan, on: date, seed: int | None = None) -> Outlook:
    """Return what a refresher that begins on that day would ask and show, with ``next_seed`` unless told otherwise."""
    pool = content.candidates(on, certificate.person.practises_in)
    picks = _draw(wanted, pool, next_seed(certificate) if seed is None else seed)
    about = {fact for pick in picks for fact in pick.candidate.facts}
    live = subjects.beneath(wanted.questions, on)
    counted = about | (wanted.facts.keys() - subjects.questioned(wanted.facts, on))
    facts_shown = {slug: number for slug, number in wanted.facts.items() if slug in counted}
    questions = {q: number for q, number in wanted.questions.items() if q not in live or live[q] & about}
    return Outlook(
        picks=picks,
        facts=facts_shown,
        questions=questions,
        places=tuple(place for place, new in wanted.gaps.items() if counted.issuperset(new)),
        left=len(wanted.facts) + len(wanted.questions) - len(facts_shown) - len(questions),
    )


def next_seed(certificate: Certificate) -> int:
    """Return the seed of the next refresher, the same until it begins, so that what is said of it beforehand is so."""
    begun = db.session.scalar(select(func.count()).where(Refresher.certificate_id == certificate.id)) or 0
    return int.from_bytes(hashlib.sha256(f"{certificate.code}:{begun}".encode()).digest()[:6], "big")


def _draw(wanted: Plan, pool: Sequence[Candidate], seed: int) -> tuple[Pick, ...]:
    """Draw questions on what has changed, in the order of the plan; of those on a fact, the changed ones first."""
    rows = db.session.execute(select(Question.slug, Question.id).where(Question.slug.in_(wanted.questions)))
    keys = {row.slug: row.id for row in rows}
    beneath = {c.question_id: sorted(c.facts) for c in pool if c.question_id in keys.values()}
    about = [
        fact
        for moved in wanted.moved
        for fact in ([moved.thing] if moved.part == "facts" else beneath.get(keys.get(moved.thing, 0), ()))
    ]
    fit = [c for c in pool if c.question_id in beneath or c.facts & wanted.facts.keys()]
    order = list(dict.fromkeys([*about, *wanted.facts]))
    return draw_about(order, fit, seed, each=EACH, most=MOST, first=beneath)
