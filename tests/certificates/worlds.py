"""A small world in which things happen at random, and a plain account of it that is kept beside the application.

The account knows which revision of what was approved when, and nothing else: what the application says of certificates
and of the draw must follow from it and from the manifests as they are stored, recomputed with the simplest of loops.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select

from quizapp.attempts import actions as attempts
from quizapp.attempts.models import Attempt, AttemptState, Closing
from quizapp.certificates import actions
from quizapp.certificates.models import Certificate
from quizapp.core.currency import Severity
from quizapp.core.errors import Conflict, Invalid
from quizapp.database import db
from quizapp.quizzes.models import Quiz
from tests.attempts import builders
from tests.certificates import changing
from tests.certificates.changing import DAY
from tests.factories import NOW

QUESTIONS = {"q0": "a", "q1": "ab", "q2": "b", "q3": "c", "q4": "bc"}
"""The questions, with the facts that each rests on; the fact a is safety-critical, c belongs to another bank."""
PERIODS = {"a": 20, "b": 20, "c": 5, "q0": 20, "q1": 20, "q2": 20, "q3": 5, "q4": 5}
"""The days of each thing's bank."""
TEAMS = {"Pam": "North clinic", "Mo": "North clinic", "Sid": "South clinic"}
WORDS = Severity.EDITORIAL


@dataclass
class Step:
    """One revision in the account. ``checked``: of a question, the revisions of its facts it was looked at against."""

    number: int
    severity: Severity | None
    since: date
    until: date = date.max
    critical: bool = False
    checked: dict[str, int] = field(default_factory=dict)

    def holds(self, day: date) -> bool:
        """Whether it is in force."""
        return self.since <= day <= self.until


class World:
    """Facts, questions and two quizzes, and what has happened so far; ``now`` goes on by waiting."""

    def __init__(self) -> None:
        self.now = NOW
        self.told = {"a": [Step(1, None, date.min, critical=True)]}
        self.told |= {slug: [Step(1, None, date.min)] for slug in "bc"}
        for slug, rests in QUESTIONS.items():
            self.told[slug] = [Step(1, None, date.min, checked=dict.fromkeys(rests, 1))]
        self.open: list[Attempt] = []

    @property
    def today(self) -> date:
        """The day it is."""
        return self.now.date()

    def tell(self, thing: str, step: Step) -> None:
        """Add a revision to the account: the one before holds to the day before."""
        last = self.told[thing][-1]
        last.until = min(last.until, step.since - DAY)
        self.told[thing].append(step)

    def days(self) -> list[date]:
        """Return every day around which anything turns."""
        turns = {step.since for steps in self.told.values() for step in steps if step.number > 1}
        turns |= {step.until for steps in self.told.values() for step in steps if step.until < date.max}
        return sorted({NOW.date(), *turns, *(day - DAY for day in turns), *(day + DAY for day in turns)})


def lay() -> None:
    """Add the facts, the questions and the quizzes, and commit."""
    banks = {"biology": builders.bank("biology"), "law": builders.bank("law")}
    banks["biology"].refresher_days, banks["law"].refresher_days = 20, 5
    facts = {slug: builders.fact(slug, safety_critical=slug == "a") for slug in "abc"}
    facts["c"].bank_slug = "law"
    for slug, rests in QUESTIONS.items():
        held = banks["law" if PERIODS[slug] == 5 else "biology"]
        builders.question(held, slug, "single_choice", *(facts[name] for name in rests))
    builders.quiz("short", count=2, minutes=None)
    builders.quiz("long", count=3, minutes=None)
    db.session.commit()


grave = st.sampled_from(Severity)
later = st.sampled_from([0, 0, 1, 5, 12])
facts = st.sampled_from("abc")
asked = st.sampled_from(sorted(QUESTIONS))
who = st.sampled_from(sorted(TEAMS))
which = st.sampled_from(["short", "long"])
lasts = st.none() | st.integers(0, 9)
happenings = st.lists(
    st.one_of(
        st.tuples(st.just("fact"), facts, grave, later, lasts, st.booleans()),
        st.tuples(st.just("fact"), facts, grave, later, st.none(), st.just(False)),
        st.tuples(st.just("question"), asked, grave, later),
        st.tuples(st.just("confirm"), asked),
        st.tuples(st.just("sit"), who, which, st.integers(0, 9)),
        st.tuples(st.just("sit"), who, which, st.integers(0, 9)),
        st.tuples(st.just("begin"), who, which, st.integers(0, 9)),
        st.tuples(st.just("finish")),
        st.tuples(st.just("refresh"), st.integers(0, 9)),
        st.tuples(st.just("refresh"), st.integers(0, 9)),
        st.tuples(st.just("revoke"), st.integers(0, 30)),
        st.tuples(st.just("wait"), st.sampled_from([1, 3, 10, 30])),
    ),
    min_size=3,
    max_size=14,
)


FIRST = (("sit", "Pam", "long", 1), ("sit", "Sid", "short", 2))
"""What every history begins with, so that there is something to touch."""


def live_through(world: World, happenings: Iterable[tuple[Any, ...]]) -> None:
    """Let things happen; what the application refuses leaves no trace in it, nor in the account."""
    for name, *arguments in happenings:
        try:
            with db.session.begin_nested():
                HAPPENINGS[name](world, *arguments)
        except (Conflict, Invalid):
            continue


def _fact(world: World, slug: str, severity: Severity, after: int, lasts: int | None, turns: bool) -> None:
    since = world.today + after * DAY
    until = None if lasts is None else since + lasts * DAY
    last = world.told[slug][-1]
    critical = last.critical is not turns
    revision = changing.fact(slug, severity, since, world.now, until=until, critical=critical)
    world.tell(slug, Step(revision.number, severity, since, until or date.max, critical=critical))


def _question(world: World, slug: str, severity: Severity, after: int) -> None:
    since = world.today + after * DAY
    revision = changing.question(slug, severity, since, world.now)
    checked = {fact: world.told[fact][-1].number for fact in QUESTIONS[slug]}
    world.tell(slug, Step(revision.number, severity, since, checked=checked))


def _confirm(world: World, slug: str) -> None:
    changing.confirm(slug, world.now)
    asked = in_force(world.told[slug], world.today)
    for step in (asked, world.told[slug][-1]):
        if step is not None:
            step.checked = {fact: world.told[fact][-1].number for fact in QUESTIONS[slug]}


def _begin(world: World, name: str, slug: str, seed: int) -> Attempt:
    quiz = db.session.scalars(select(Quiz).where(Quiz.slug == slug)).one()
    attempt = attempts.start(changing.person(name), quiz, world.now, seed)
    changing.answer(attempt, world.now)
    return attempt


def _sit(world: World, name: str, slug: str, seed: int) -> None:
    actions.finish(_begin(world, name, slug, seed), world.now, Closing.PERSON)


def _finish(world: World) -> None:
    attempt = db.session.scalar(select(Attempt).where(Attempt.state == AttemptState.OPEN).order_by(Attempt.id))
    if attempt is not None:
        actions.finish(attempt, world.now, Closing.PERSON)


def _some(index: int) -> Certificate | None:
    rows = db.session.scalars(select(Certificate).order_by(Certificate.id)).all()
    return rows[index % len(rows)] if rows else None


def _refresh(world: World, index: int) -> None:
    certificate = _some(index)
    if certificate is not None:
        changing.refresh(certificate, world.now, seed=index)


def _revoke(world: World, index: int) -> None:
    certificate = _some(index)
    if certificate is not None and index < 5:
        actions.revoke(certificate, None, "Sat by somebody else.", world.now)


def _wait(world: World, days: int) -> None:
    world.now += timedelta(days=days)


HAPPENINGS = {
    "fact": _fact, "question": _question, "confirm": _confirm, "sit": _sit, "begin": _begin, "finish": _finish,
    "refresh": _refresh, "revoke": _revoke, "wait": _wait,
}  # fmt: skip


def in_force(steps: Iterable[Step], day: date) -> Step | None:
    """Return the revision that holds on a day."""
    return next((step for step in steps if step.holds(day)), None)


def behind(world: World, manifest: Mapping[str, Any], day: date) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Return what has changed beneath a manifest by a day: how gravely, since when, whether safety-critical; lapses."""
    found: dict[tuple[str, str], tuple[Any, ...]] = {}
    for part in ("facts", "questions"):
        for entry in manifest[part]:
            steps = world.told[entry["id"]]
            begun = [s for s in steps if s.number > entry["revision"] and s.since <= day]
            changed = [s for s in begun if s.severity is not WORDS]
            if not changed:
                continue
            gravest = next(s for s in reversed(Severity) if s in {c.severity for c in changed})
            since = min(s.since for s in changed)
            if part == "facts":
                critical = any(s.critical for s in steps if entry["revision"] <= s.number <= begun[-1].number)
            else:
                held = [in_force(world.told[fact], day) for fact in QUESTIONS[entry["id"]]]
                critical = any(step is not None and step.critical for step in held)
            at_once = critical and gravest is Severity.REVERSAL
            lapses = since if at_once else since + (PERIODS[entry["id"]] + 1) * DAY
            found[part, entry["id"]] = (entry["revision"], begun[-1].number, gravest, critical, since, lapses)
    return found


def askable(world: World, day: date) -> set[tuple[str, int]]:
    """Return the questions that may be asked on a day, each in the revision that holds on it."""
    found = set()
    for slug, rests in QUESTIONS.items():
        asked = in_force(world.told[slug], day)
        held = {fact: in_force(world.told[fact], day) for fact in rests}
        if asked is not None and all(
            step and asked.checked[fact] >= _said(world, fact, step) for fact, step in held.items()
        ):
            found.add((slug, asked.number))
    return found


def _said(world: World, fact: str, at: Step) -> int:
    """Return the revision since which a fact has said the same."""
    return max(s.number for s in world.told[fact] if s.number <= at.number and s.severity is not WORDS)
