"""Drawing a paper: which questions, in which order, from a blueprint and a seed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Annotated, Any, ClassVar

from pydantic import Field

from quizapp.core.question import Level, Order, Question


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a blueprint: ``count`` questions from those that match. An empty filter lets everything through."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    title: Annotated[str, Field(max_length=200)] = ""
    count: int
    banks: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    kinds: tuple[str, ...] = ()
    safety_critical: bool = False

    def matches(self, candidate: Candidate) -> bool:
        """Whether the candidate may be drawn for this section."""
        return (
            (not self.banks or candidate.bank in self.banks)
            and (not self.topics or candidate.topic in self.topics)
            and (not self.levels or candidate.level in self.levels)
            and (not self.kinds or candidate.kind in self.kinds)
            and (candidate.safety_critical or not self.safety_critical)
        )


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What drawing needs to know of a question that may be asked today."""

    question_id: int
    revision_id: int
    bank: str
    topic: str
    level: Level
    kind: str
    facts: frozenset[str]
    safety_critical: bool
    in_force: tuple[tuple[str, int], ...] = ()
    """The revision in force of each of the facts."""
    concerns: bool = True
    """Whether what it asks holds where the person practises."""


@dataclass(frozen=True)
class Shortage:
    """A section that cannot be filled: it asks for ``wanted`` questions, ``found`` can be given to it."""

    section: Section
    wanted: int
    found: int


class NotEnoughQuestions(Exception):
    """The blueprint asks for more than there is. ``shortages`` says where."""

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        self.shortages = tuple(shortages)
        super().__init__("; ".join(f"{s.section.title or 'section'}: {s.found} of {s.wanted}" for s in shortages))


@dataclass(frozen=True)
class Pick:
    """A question drawn for a section."""

    section: Section
    candidate: Candidate


def draw(blueprint: Sequence[Section], candidates: Sequence[Candidate], seed: int) -> tuple[Pick, ...]:
    """Draw a paper: every section filled, no question twice, the same for the same arguments.

    Within what the blueprint allows, a question about the law of places where the person does not practise gives way to
    one that concerns them, and one whose facts are already asked about to one whose are not, so that one item does not
    give another away. Sections may overlap: slots are matched to questions by augmenting paths
    (Kuhn 1955), so a paper is found whenever there is one. Raises NotEnoughQuestions otherwise.
    """
    rng = Random(seed)
    pool = rng.sample(list(candidates), len(candidates))
    slots = [section for section in blueprint for _ in range(section.count)]
    holder: dict[int, int] = {}  # index in pool -> slot
    filled: dict[int, int] = {}  # slot -> index in pool

    def seat(slot: int, order: Sequence[int], tried: set[int]) -> bool:
        for index in order:
            if index in tried or not slots[slot].matches(pool[index]):
                continue
            tried.add(index)
            if index not in holder or seat(holder[index], order, tried):
                holder[index], filled[slot] = slot, index
                return True
        return False

    asked: set[str] = set()
    fitting = {section: sum(map(section.matches, pool)) for section in blueprint}
    hopeless: set[Section] = set()  # where one slot found no question, no later one will
    for slot in sorted(range(len(slots)), key=lambda s: fitting[slots[s]]):
        if slots[slot] in hopeless:
            continue
        fresh_first = sorted(
            range(len(pool)), key=lambda i: (i in holder, not pool[i].concerns, len(pool[i].facts & asked))
        )
        if seat(slot, fresh_first, set()):
            asked = {fact for index in holder for fact in pool[index].facts}
        else:
            hopeless.add(slots[slot])
    shortages = _shortages(blueprint, slots, filled)
    if shortages:
        raise NotEnoughQuestions(shortages)
    return tuple(Pick(slots[slot], pool[filled[slot]]) for slot in range(len(slots)))


def draw_about(
    facts: Sequence[str], candidates: Sequence[Candidate], seed: int, *,
    each: int, most: int, first: Collection[int] = (),
) -> tuple[Pick, ...]:  # fmt: skip
    """Draw questions about these facts in their order: ``each`` for a fact at most, ``most`` in all, none twice.

    A question about several of the facts counts for each; only where a fact would get no question at all is one drawn
    that gives another fact too many. Every fact gets its first question before any gets a second, so that a cap leaves
    out second questions first. A fact without any question is passed over. Questions whose ids are in ``first`` go
    before others.
    """
    rng = Random(seed)
    pool = sorted(rng.sample(list(candidates), len(candidates)), key=lambda c: c.question_id not in first)
    about: dict[str, int] = dict.fromkeys(facts, 0)
    picked: list[Candidate] = []
    for count in range(1, each + 1):
        for fact in about:
            fresh = [c for c in pool if fact in c.facts and c not in picked] if about[fact] < count else []
            fitting = [c for c in fresh if all(about.get(other, 0) < each for other in c.facts)]
            for candidate in (fitting or (fresh if count == 1 else []))[:1]:
                picked.append(candidate)
                about.update({other: about[other] + 1 for other in candidate.facts & about.keys()})
    section = Section(title="What changed", count=min(len(picked), most))
    return tuple(Pick(section, candidate) for candidate in picked[:most])


def _shortages(blueprint: Sequence[Section], slots: Sequence[Section], filled: Mapping[int, int]) -> list[Shortage]:
    given = [slots[slot] for slot in filled]
    return [
        Shortage(section, section.count, found)
        for section in blueprint
        if (found := sum(s is section for s in given)) < section.count
    ]


@dataclass(frozen=True, kw_only=True)
class Item:
    """One question of a paper, as it is frozen in an attempt: which revision, in which order, for which section."""

    question_id: int
    revision_id: int
    section: str
    bank: str
    topic: str
    safety_critical: bool
    order: Order


@dataclass(frozen=True)
class Paper:
    """What one attempt asks, in order. ``seed`` reproduces it from the same questions.

    ``facts`` holds the revision in force, at the draw, of each fact that the questions rest on: what the key stood on.
    ``places`` are those where the person practised at the draw.
    """

    seed: int
    items: tuple[Item, ...]
    facts: Mapping[str, int] = field(default_factory=dict)
    places: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the paper in JSON's own types."""
        items = [vars(item) for item in self.items]
        return {"seed": self.seed, "items": items, "facts": dict(self.facts), "places": list(self.places)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Paper:
        """Return the paper that ``as_json`` gave."""
        items = tuple(Item(**item) for item in stored["items"])
        return cls(stored["seed"], items, stored["facts"], tuple(stored.get("places", ())))


def lay(picks: Sequence[Pick], questions: Mapping[int, Question], seed: int, *, shuffle: bool = True) -> Paper:
    """Lay the drawn questions out as a paper: their order and the order within each drawn from ``seed``.

    ``questions`` holds the content of each pick by revision id. Without ``shuffle`` questions stay in the blueprint's
    order; what is inside them is shuffled all the same.
    """
    rng = Random(seed)
    laid = rng.sample(list(picks), len(picks)) if shuffle else list(picks)
    return Paper(
        seed,
        tuple(
            Item(
                question_id=pick.candidate.question_id,
                revision_id=pick.candidate.revision_id,
                section=pick.section.title,
                bank=pick.candidate.bank,
                topic=pick.candidate.topic,
                safety_critical=pick.candidate.safety_critical,
                order=questions[pick.candidate.revision_id].order(rng),
            )
            for pick in laid
        ),
        {fact: number for pick in laid for fact, number in pick.candidate.in_force},
    )
