"""Writing a library as question files."""

from datetime import UTC
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.paper import Section
from quizapp.core.question import Level
from quizapp.core.rules import Certainty, Moment
from quizapp.formats.bank_write import write
from quizapp.formats.bank_yaml import read
from quizapp.formats.library import (
    Bank,
    Confidence,
    EntryState,
    Evidence,
    Fact,
    FactEntry,
    Independence,
    Library,
    QuestionEntry,
    QuizSpec,
    QuizState,
    Source,
    SourceKind,
    Topic,
)
from tests.core.builders import sample
from tests.core.strategies import ids, questions, some, texts
from tests.formats.builders import CASES, FILES, library

days = st.dates()
moments = st.datetimes(timezones=st.just(UTC))
codes = st.lists(st.sampled_from(["US", "EU", "GB-ENG", "NO"]), max_size=2).map(tuple)
maybe = st.none()

sources = st.builds(
    Source, id=ids, title=texts, authors_or_body=texts, publisher=texts, published=maybe | texts,
    url=maybe | st.just("https://example.org/a?b=c#d"), kind=st.sampled_from(SourceKind),
    independence=st.sampled_from(Independence), checked_on=days, read_via=maybe | texts, link_opened=st.booleans(),
)  # fmt: skip
facts = st.builds(
    Fact, id=ids, statement=texts, topic=ids, evidence=st.sampled_from(Evidence),
    confidence=st.sampled_from(Confidence),
    safety_critical=st.booleans(), jurisdictions=codes, effective_from=maybe | days, effective_until=maybe | days,
    review_by=days, sources=st.lists(ids, min_size=1, max_size=2).map(tuple), misconception=texts,
    from_seed=st.booleans(), publishable=st.booleans(), checked_on=maybe | days,
)  # fmt: skip
sections = st.builds(
    Section, title=texts | st.just(""), count=st.integers(1, 9), banks=st.lists(ids, max_size=2).map(tuple),
    topics=st.lists(ids, max_size=2).map(tuple), levels=st.lists(st.sampled_from(Level), max_size=2).map(tuple),
    safety_critical=st.booleans(),
)  # fmt: skip
quizzes = st.builds(
    QuizSpec, id=ids, title=texts, description=texts | st.just(""), state=st.sampled_from(QuizState),
    sections=st.lists(sections, min_size=1, max_size=2).map(tuple), minutes=maybe | st.integers(1, 1440),
    pass_mark=st.integers(0, 100), attempts=maybe | st.integers(1, 9), delay_hours=st.integers(0, 99),
    opens_at=maybe | moments, closes_at=maybe | moments,
    valid_months=maybe | st.integers(1, 99), cpd_hours=st.decimals(0, 999, places=2),
    certainty=st.sampled_from(Certainty), review_questions=st.sampled_from(Moment), review_key=st.sampled_from(Moment),
    shuffle=st.booleans(), certifies=st.booleans(), jurisdictions=codes, safety_critical_all_right=st.booleans(),
)  # fmt: skip


def distinct(things: st.SearchStrategy, low: int = 0, high: int = 2) -> st.SearchStrategy:
    return st.lists(things, min_size=low, max_size=high, unique_by=lambda thing: thing.id)


@st.composite
def libraries(draw: st.DrawFn) -> Library:
    """Draw a library with everything in it, in the order in which files have it; its names lead nowhere."""
    topics = distinct(st.builds(Topic, id=ids, title=texts), 1).map(tuple)
    bank = st.builds(
        Bank, id=st.just("bank-a"), title=texts, description=texts | st.just(""), position=st.integers(0, 9),
        topics=topics, quizzes=distinct(quizzes).map(tuple),
    )  # fmt: skip
    asked = draw(distinct(questions, 0, 3))
    asked.sort(key=lambda question: "cases" if question.kind == "case" else question.topic)
    states = st.sampled_from(EntryState)
    return Library(
        sources=tuple(draw(distinct(sources))),
        banks=(draw(bank),),
        facts=tuple(FactEntry("bank-a", fact) for fact in draw(distinct(facts))),
        questions=tuple(QuestionEntry("bank-a", question, draw(states)) for question in asked),
    )


@some
@given(libraries())
def test_what_is_written_is_read_back_as_it_was(drawn):
    assert read(write(drawn))[0] == drawn


@some
@given(libraries())
def test_writing_what_was_read_changes_nothing(drawn):
    written = write(drawn)
    assert write(read(written)[0]) == written


def test_the_small_folder_is_written_as_it_stands():
    assert write(library())["measures/lengths.yaml"] == FILES["measures/lengths.yaml"]
    assert write(library())["sources.yaml"] == FILES["sources.yaml"]


def test_cases_stand_in_a_file_of_their_own():
    written = write(library(cases=CASES))
    assert sorted(written) == [
        "measures/bank.yaml", "measures/cases.yaml", "measures/facts.yaml", "measures/lengths.yaml", "sources.yaml",
    ]  # fmt: skip
    assert "    topic: lengths\n" in written["measures/cases.yaml"]


def test_questions_are_parted_by_an_empty_line():
    entries = tuple(QuestionEntry("measures", sample("true_false", id=name, topic="lengths")) for name in ("a", "b"))
    text = write(Library(banks=library().banks, questions=entries))["measures/lengths.yaml"]
    assert text.startswith("topic: lengths\nquestions:\n  - id: a\n")
    assert "\n\n  - id: b\n" in text


def test_a_question_says_its_keys_in_the_order_of_the_guide():
    entry = QuestionEntry("measures", sample("single_choice", topic="lengths", marks=2), EntryState.DRAFT)
    text = write(Library(banks=library().banks, questions=(entry,)))["measures/lengths.yaml"]
    keys = [line.strip(" -").partition(":")[0] for line in text.splitlines()[2:] if line[4:5] != " "]
    assert keys == ["id", "kind", "state", "level", "facts", "jurisdictions", "stem", "options", "rationale", "marks"]


@pytest.mark.parametrize(
    ("answer", "written"),
    [("150", "150"), ("0.10", "0.1"), ("-80", "-80"), ("0.123456789012345", "0.123456789012345"),
     ("123456789012345.123456789", "'123456789012345.123456789'")],
)  # fmt: skip
def test_a_number_is_written_without_quotes_unless_digits_would_be_lost(answer, written):
    entry = QuestionEntry("measures", sample("numeric", topic="lengths", answer=answer, misreadings=[]))
    files = write(Library(banks=library().banks, questions=(entry,)))
    assert f"    answer: {written}\n" in files["measures/lengths.yaml"]
    assert read(files)[0].questions[0].question.answer == Decimal(answer)


def test_a_bank_without_facts_has_no_file_for_them():
    assert "measures/facts.yaml" not in write(Library(banks=library().banks))


def test_the_questions_of_the_house_are_read_back_as_they_are():
    root = Path(__file__).parents[2] / "questions"
    found, _ = read({path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.yaml")})
    assert read(write(found))[0] == found
