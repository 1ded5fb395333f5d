"""What must hold between the things of a library: names that lead somewhere, laws, dates, papers that can be drawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from quizapp.core.flaws import flaws
from quizapp.core.jurisdictions import covers, is_known
from quizapp.core.kinds import KINDS, Case
from quizapp.core.paper import Candidate, NotEnoughQuestions, draw
from quizapp.core.question import Level, Problem, Question
from quizapp.formats.library import Bank, EntryState, Evidence, Fact, Library, QuestionEntry, QuizSpec, QuizState

RESERVED = ("bank", "facts", "cases")
"""Names that files of a bank's folder have already, and so no topic may have."""

MOST = 500
"""Questions that a section of a quiz may ask."""

IsUnknown = Callable[[str, str], bool]
"""Whether no thing of this noun has this id."""


@dataclass(frozen=True)
class Finding:
    """A problem of one thing, by its noun and id; the problem's path starts at the thing."""

    noun: str
    id: str
    problem: Problem


def findings(library: Library, is_unknown: IsUnknown, *, whole: bool = True) -> Iterator[Finding]:
    """Yield what is wrong between things. What needs all of them is only judged when the library is ``whole``."""
    facts = {entry.fact.id: entry.fact for entry in library.facts}
    topics = {bank.id: {topic.id for topic in bank.topics} for bank in library.banks}
    for entry in library.facts:
        for problem in of_fact(entry.fact, topics.get(entry.bank), is_unknown):
            yield Finding("fact", entry.fact.id, problem)
    for bank in library.banks:
        for problem in _of_bank(bank):
            yield Finding("bank", bank.id, problem)
    for asked in library.questions:
        for problem in of_question(asked.question, facts, is_unknown, draft=asked.state is EntryState.DRAFT):
            yield Finding("question", asked.question.id, problem)
        for problem in _of_topic(asked.question.topic, topics.get(asked.bank)):
            yield Finding("question", asked.question.id, problem)
    pool = candidates(library.questions, facts)
    for _, quiz in library.quizzes:
        for problem in _of_quiz(quiz, is_unknown, pool if whole else None):
            yield Finding("quiz", quiz.id, problem)
    if whole:
        yield from coverage(library)


def _codes(codes: Iterable[str]) -> Iterator[Problem]:
    for i, code in enumerate(codes):
        if not is_known(code):
            hint = "; the United Kingdom is GB" if code == "UK" else ""
            yield Problem(("jurisdictions", i), f"'{code}' is not a code such as US, GB, GB-ENG or EU{hint}")


def _of_topic(topic: str, known: set[str] | None) -> Iterator[Problem]:
    if not topic:
        yield Problem(("topic",), "is missing: name it here, or once at the top of the file")
    elif known is not None and topic not in known:
        yield Problem(("topic",), f"'{topic}' is not a topic of this bank")


def of_fact(fact: Fact, topics: set[str] | None, is_unknown: IsUnknown) -> Iterator[Problem]:
    """Yield what is wrong with a fact; ``topics`` are those of its bank, None where that is judged elsewhere."""
    yield from _of_topic(fact.topic, topics)
    yield from _codes(fact.jurisdictions)
    for i, source in enumerate(fact.sources):
        if is_unknown("source", source):
            yield Problem(("sources", i), f"'{source}' is not in sources.yaml")
    if fact.effective_from and fact.effective_until and fact.effective_from > fact.effective_until:
        yield Problem(("effective_until",), f"comes before effective_from ({fact.effective_from})")


def _of_bank(bank: Bank) -> Iterator[Problem]:
    for i, topic in enumerate(bank.topics):
        if topic.id in RESERVED:
            yield Problem(("topics", i, "id"), f"'{topic.id}' is the name of another file in the folder")


def of_question(
    question: Question, facts: Mapping[str, Fact], is_unknown: IsUnknown, *, draft: bool = False
) -> Iterator[Problem]:
    """Yield what is wrong with a question among the facts, and its flaws; those of a case's parts under the parts."""
    yield from _of_links(question, facts, is_unknown, draft=draft)
    yield from flaws(question)


def _of_links(
    question: Question, facts: Mapping[str, Fact], is_unknown: IsUnknown, *, around: tuple[str, ...] = (), draft: bool
) -> Iterator[Problem]:
    yield from _codes(question.jurisdictions)
    for i, name in enumerate(question.facts):
        if is_unknown("fact", name):
            yield Problem(("facts", i), f"'{name}' is not a fact of any bank")
        elif name in facts and not facts[name].publishable:
            yield Problem(("facts", i), f"'{name}' is not publishable, so no question may rest on it", draft)
    yield from _missing_law(question, facts, (*around, *question.jurisdictions))
    if isinstance(question, Case):
        for i, part in enumerate(question.parts):
            for problem in _of_links(part, facts, is_unknown, around=question.jurisdictions, draft=draft):
                yield problem.under("parts", i)


def _missing_law(question: Question, facts: Mapping[str, Fact], named: Iterable[str]) -> Iterator[Problem]:
    """Yield the jurisdictions that all legal facts of a question share, and that it does not name."""
    laws = [set(facts[f].jurisdictions) for f in question.facts if f in facts and facts[f].evidence is Evidence.LAW]
    for law in sorted(set.intersection(*laws)) if laws else ():
        if not any(covers(code, law) for code in named):
            yield Problem(("jurisdictions",), f"does not name {law}, whose law the key rests on", warning=True)


def candidates(questions: Iterable[QuestionEntry], facts: Mapping[str, Fact]) -> list[Candidate]:
    """Return what may be drawn: questions that are published, all of whose facts are publishable."""
    return [
        Candidate(
            question_id=number,
            revision_id=number,
            bank=entry.bank,
            topic=entry.question.topic,
            level=entry.question.level,
            kind=entry.question.kind,
            facts=frozenset(entry.question.rests_on),
            safety_critical=any(facts[name].safety_critical for name in entry.question.rests_on if name in facts),
        )
        for number, entry in enumerate(questions)
        if entry.state is EntryState.PUBLISHED
        and all(name in facts and facts[name].publishable for name in entry.question.rests_on)
    ]


def _of_quiz(quiz: QuizSpec, is_unknown: IsUnknown, pool: list[Candidate] | None) -> Iterator[Problem]:
    yield from _codes(quiz.jurisdictions)
    if quiz.opens_at and quiz.closes_at and quiz.opens_at >= quiz.closes_at:
        yield Problem(("closes_at",), "does not come after opens_at")
    for i, section in enumerate(quiz.sections):
        for key, noun, names in (("banks", "bank", section.banks), ("topics", "topic", section.topics)):
            for j, name in enumerate(names):
                if is_unknown(noun, name):
                    yield Problem(("sections", i, key, j), f"there is no {noun} '{name}'")
        for j, kind in enumerate(section.kinds):
            if kind not in KINDS:
                yield Problem(("sections", i, "kinds", j), f"must be one of {', '.join(KINDS)}")
        if not 1 <= section.count <= MOST:
            yield Problem(("sections", i, "count"), f"must be a whole number from 1 to {MOST}")
    if pool is not None and all(1 <= section.count <= MOST for section in quiz.sections):
        yield from _of_blueprint(quiz, pool)


def _of_blueprint(quiz: QuizSpec, pool: list[Candidate]) -> Iterator[Problem]:
    try:
        draw(quiz.sections, pool, 0)
    except NotEnoughQuestions as error:
        for shortage in error.shortages:
            i = next(n for n, section in enumerate(quiz.sections) if section is shortage.section)
            words = f"asks for {shortage.wanted}, but only {shortage.found} can be given to it"
            yield Problem(("sections", i, "count"), words, quiz.state is not QuizState.PUBLISHED)


def coverage(library: Library) -> Iterator[Finding]:
    """Yield each publishable fact that too few questions ask about.

    One asks about each; two about each safety-critical one, one of them above recall.
    """
    asked: dict[str, list[Level]] = defaultdict(list)
    for entry in library.questions:
        if entry.state is EntryState.PUBLISHED:
            for part in entry.question.parts if isinstance(entry.question, Case) else (entry.question,):
                for name in part.facts:
                    asked[name].append(part.level)
    for fact in (entry.fact for entry in library.facts if entry.fact.publishable):
        levels = asked[fact.id]
        if not levels:
            message = "is asked about by no question"
        elif fact.safety_critical and len(levels) < 2:
            message = "is safety-critical, and asked about by one question only"
        elif fact.safety_critical and set(levels) == {Level.RECALL}:
            message = "is safety-critical, and asked about at the level of recall only"
        else:
            continue
        yield Finding("fact", fact.id, Problem((), message, warning=True))
