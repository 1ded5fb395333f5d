"""The questions that come with the house: enough, of every kind, resting on what may be taught, hard to guess."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from math import erfc, exp, factorial, gamma, sqrt
from pathlib import Path

import pytest

from benchmarks import testwise
from quizapp.bank import folder
from quizapp.core.jurisdictions import covers
from quizapp.core.kinds import KINDS, Case, Matching, Numeric, Ordering, ShortAnswer, SingleChoice, TrueFalse
from quizapp.core.kinds.choice import Choice
from quizapp.core.paper import Candidate, Section, draw
from quizapp.core.question import Level, Question
from quizapp.formats import bank_yaml
from quizapp.formats.checks import candidates
from quizapp.formats.library import EntryState, Evidence, Fact, FileProblem, Library, QuizSpec

QUESTIONS = Path(__file__).resolve().parents[2] / "questions"
LEAST = {"exosome-biology": 65, "sourcing-ethics": 75, "delivery-methods": 70, "regulation": 90}
PRACTITIONER = "exosome-practitioner-certificate"
APPLIED = {Level.APPLICATION, Level.JUDGEMENT}

Reading = tuple[Library, list[FileProblem]]


@pytest.fixture(scope="module")
def reading() -> Reading:
    """What the files say, and what is wrong with them."""
    contents, unreadable = folder.contents(QUESTIONS)
    library, problems = bank_yaml.read(contents)
    return library, unreadable + problems


@pytest.fixture(scope="module")
def library(reading: Reading) -> Library:
    return reading[0]


@pytest.fixture(scope="module")
def facts(library: Library) -> dict[str, Fact]:
    return {entry.fact.id: entry.fact for entry in library.facts}


@pytest.fixture(scope="module")
def quizzes(library: Library) -> dict[str, QuizSpec]:
    return {quiz.id: quiz for _, quiz in library.quizzes}


def parts(question: Question) -> tuple[Question, ...]:
    """The question itself, or the parts of a case."""
    return question.parts if isinstance(question, Case) else (question,)


def asked(library: Library) -> list[Question]:
    """Everything that is answered: questions, and the parts of cases in their place."""
    return [part for entry in library.questions for part in parts(entry.question)]


def rationales(question: Question) -> Iterator[str]:
    """Everything that is said to somebody who has answered."""
    yield question.rationale
    match question:
        case Choice():
            yield from (option.rationale for option in question.options)
        case TrueFalse():
            yield from (question.if_true, question.if_false)
        case Matching():
            yield from (choice.rationale for choice in question.choices)
            yield from (prompt.rationale for prompt in question.prompts)
        case Ordering():
            yield from (thing.rationale for thing in question.items)
        case Numeric() | ShortAnswer():
            yield from (wrong.rationale for wrong in question.misreadings)


def tail(statistic: float, freedom: int) -> float:
    """The probability of a χ² at least as large, with so many degrees of freedom (closed form; 1 with none)."""
    half = statistic / 2
    if freedom == 0:
        return 1.0
    if freedom % 2 == 0:
        return exp(-half) * sum(half**k / factorial(k) for k in range(freedom // 2))
    return erfc(sqrt(half)) + exp(-half) * sum(sqrt(half) * half**k / gamma(k + 1.5) for k in range(freedom // 2))


def test_nothing_is_wrong_with_the_files_not_even_a_warning(reading: Reading) -> None:
    assert [str(problem) for problem in reading[1]] == []


def test_all_facts_and_sources_are_there(library: Library, facts: dict[str, Fact]) -> None:
    assert (len(facts), sum(fact.publishable for fact in facts.values()), len(library.sources)) == (236, 220, 196)


def test_there_are_enough_questions_in_each_bank(library: Library) -> None:
    counts = Counter(entry.bank for entry in library.questions if entry.state is EntryState.PUBLISHED)
    assert counts.total() >= 300
    assert counts.keys() == LEAST.keys()
    assert {bank: count for bank, count in counts.items() if count < LEAST[bank]} == {}


def test_no_id_in_a_page_hints_at_the_key(library: Library) -> None:
    telling = ("wrong", "right", "true", "false", "correct", "key")
    offered = [
        (question.id, thing.id)
        for question in asked(library)
        if not isinstance(question, TrueFalse)
        for name in ("options", "prompts", "choices", "items")
        for thing in getattr(question, name, ())
    ]
    assert [pair for pair in offered if any(word in pair[1] for word in telling)] == []


def test_at_most_sixty_per_cent_are_single_choice(library: Library) -> None:
    for those in ([entry.question for entry in library.questions], asked(library)):
        assert sum(isinstance(question, SingleChoice) for question in those) <= 0.6 * len(those)


def test_every_kind_is_there(library: Library) -> None:
    assert {entry.question.kind for entry in library.questions} == KINDS.keys()


def test_at_least_eight_cases_cross_banks(library: Library) -> None:
    home = {entry.fact.id: entry.bank for entry in library.facts}
    cases = [entry.question for entry in library.questions if isinstance(entry.question, Case)]
    assert len(cases) >= 8
    assert [case.id for case in cases if not 3 <= len(case.parts) <= 5] == []
    assert [case.id for case in cases if len({home[name] for name in case.rests_on}) < 2] == []


def test_at_least_forty_five_per_cent_ask_for_application_or_judgement(library: Library) -> None:
    for those in ([entry.question for entry in library.questions], asked(library)):
        assert sum(question.level in APPLIED for question in those) >= 0.45 * len(those)


def test_no_question_rests_on_a_fact_that_may_not_be_published(library: Library, facts: dict[str, Fact]) -> None:
    unfit = {entry.question.id for entry in library.questions for name in entry.question.rests_on
             if not facts[name].publishable}  # fmt: skip
    assert unfit == set()


def test_every_fact_is_asked_about_and_the_safety_critical_twice_once_applied(
    library: Library, facts: dict[str, Fact]
) -> None:
    questions: dict[str, set[str]] = defaultdict(set)
    levels: dict[str, set[Level]] = defaultdict(set)
    for entry in library.questions:
        for part in parts(entry.question):
            for name in part.facts:
                questions[name].add(entry.question.id)
                levels[name].add(part.level)
    fit = [fact for fact in facts.values() if fact.publishable]
    assert [fact.id for fact in fit if not questions[fact.id]] == []
    critical = [fact.id for fact in fit if fact.safety_critical]
    assert [name for name in critical if len(questions[name]) < 2 or not levels[name] & APPLIED] == []


def test_every_option_has_a_rationale(library: Library) -> None:
    assert {part.id for part in asked(library) if not all(text.strip() for text in rationales(part))} == set()


def test_a_question_of_law_names_its_jurisdiction(library: Library, facts: dict[str, Fact]) -> None:
    nowhere = set()
    for entry in library.questions:
        for part in parts(entry.question):
            named = {*entry.question.jurisdictions, *part.jurisdictions}
            laws = [facts[name].jurisdictions for name in part.facts if facts[name].evidence is Evidence.LAW]
            # a treaty binds whoever ratified it: its facts have none to name
            if any(law and not any(covers(code, one) for code in named for one in law) for law in laws):
                nowhere.add((entry.question.id, part.id))
    assert nowhere == set()


@pytest.mark.parametrize("bank", LEAST)
def test_a_bank_has_its_certifying_quiz(quizzes: dict[str, QuizSpec], bank: str) -> None:
    quiz = quizzes[f"{bank}-certificate"]
    assert sum(section.count for section in quiz.sections) == 25
    assert {section.banks for section in quiz.sections} == {(bank,)}
    assert (quiz.minutes, quiz.pass_mark, quiz.attempts, quiz.delay_hours, quiz.valid_months) == (40, 80, 3, 24, 12)
    assert quiz.certifies
    assert quiz.cpd_hours > 0
    assert any(section.safety_critical for section in quiz.sections)


def test_the_practitioner_certificate_crosses_all_banks(quizzes: dict[str, QuizSpec]) -> None:
    quiz = quizzes[PRACTITIONER]
    assert sum(section.count for section in quiz.sections) == 60
    assert {bank for section in quiz.sections for bank in section.banks} == LEAST.keys()
    assert (quiz.minutes, quiz.pass_mark, quiz.safety_critical_all_right) == (90, 80, True)
    assert quiz.certifies


@pytest.mark.parametrize("name", [*(f"{bank}-certificate" for bank in LEAST), PRACTITIONER])
def test_a_certifying_quiz_can_be_drawn_two_hundred_times(
    library: Library, facts: dict[str, Fact], quizzes: dict[str, QuizSpec], name: str
) -> None:
    sections = quizzes[name].sections
    pool = [one for one in candidates(library.questions, facts) if matches(sections, one)]
    papers = [draw(sections, pool, seed) for seed in range(200)]
    size = sum(section.count for section in sections)
    assert {len({pick.candidate.question_id for pick in paper}) for paper in papers} == {size}
    assert len({frozenset(pick.candidate.question_id for pick in paper) for paper in papers}) > 190


def matches(sections: tuple[Section, ...], candidate: Candidate) -> bool:
    """Whether any section may ask it."""
    return any(section.matches(candidate) for section in sections)


@pytest.mark.parametrize("bank", LEAST)
def test_the_keys_are_spread_over_the_places(library: Library, bank: str) -> None:
    places: dict[int, Counter[int]] = defaultdict(Counter)
    for item in testwise.items_of(library):
        if item.bank == bank and isinstance(item.question, SingleChoice):
            options = item.question.options
            places[len(options)][[option.correct for option in options].index(True)] += 1
    statistic = sum(
        (found[place] - found.total() / size) ** 2 * size / found.total()
        for size, found in places.items()
        for place in range(size)
    )
    assert tail(statistic, sum(size - 1 for size in places)) > 0.05


def test_nobody_who_knows_only_tests_gains_or_loses_more_than_six_points(library: Library) -> None:
    whole = testwise.table(list(testwise.items_of(library)))["whole"]
    assert {name: line["points"] for name, line in whole.items() if abs(line["points"]) > testwise.BEARABLE} == {}
