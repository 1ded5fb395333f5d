"""From replies to a grade."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.grading import Answered, Outcome, Sureness, Tally, grade, mark
from quizapp.core.kinds import KINDS
from quizapp.core.rules import Certainty, Rules
from tests.core.builders import sample

sureness = st.none() | st.sampled_from(list(Sureness))
replies = st.sampled_from(sorted(KINDS)).flatmap(
    lambda kind: st.tuples(st.just(sample(kind)), st.sampled_from([None, sample(kind).key]), sureness)
)
papers = st.lists(
    st.builds(lambda r, safe, topic: Answered(question=r[0], reply=r[1], sureness=r[2], safety_critical=safe,
                                              topic=topic), replies, st.booleans(), st.sampled_from("ab")),
    max_size=8,
)  # fmt: skip


def choice(reply: str | None, sure: Sureness | None = None, **more: object) -> Answered:
    return Answered(question=sample("single_choice"), reply=reply, sureness=sure, **more)  # type: ignore[arg-type]


@given(papers, st.sampled_from(list(Certainty)))
def test_the_topics_add_up_to_the_total_and_the_total_to_its_questions(answers, certainty):
    graded = grade(answers, Rules(certainty=certainty))
    assert sum((t.score for t in graded.by_topic.values()), Fraction(0)) == graded.total.score
    assert graded.total.score == sum((m.score for m in graded.items), Fraction(0))
    assert graded.total.possible == sum(m.possible for m in graded.items)


@given(papers, st.integers(0, 100))
def test_a_higher_pass_mark_never_turns_a_fail_into_a_pass(answers, pass_mark):
    strict, mild = grade(answers, Rules(pass_mark=100)), grade(answers, Rules(pass_mark=pass_mark))
    assert mild.passed or not strict.passed


@given(papers)
def test_reporting_certainty_never_changes_the_score(answers):
    assert grade(answers, Rules(certainty=Certainty.REPORT)).total == grade(answers, Rules()).total


@pytest.mark.parametrize(
    ("reply", "sure", "score"),
    [
        ("one", Sureness.LOW, 1),
        ("one", Sureness.MID, 2),
        ("one", Sureness.HIGH, 3),
        ("two", Sureness.LOW, 0),
        ("two", Sureness.MID, -2),
        ("two", Sureness.HIGH, -6),
        ("one", None, 1),
        ("two", None, 0),
        (None, Sureness.HIGH, 0),
    ],
)
def test_scored_certainty_is_moodles_certainty_based_marking(reply, sure, score):
    marked = mark(choice(reply, sure), Certainty.SCORED)
    assert (marked.score, marked.possible) == (score, 3)


def test_a_part_mark_counts_by_certainty_as_a_part():
    half = Answered(question=sample("multiple_response"), reply=["two"], sureness=Sureness.HIGH)
    assert mark(half, Certainty.SCORED).score == Fraction(3, 2)
    assert mark(half, Certainty.NONE).outcome is Outcome.PARTLY


def test_sure_and_wrong_is_said_even_when_certainty_is_only_reported():
    assert mark(choice("two", Sureness.HIGH), Certainty.REPORT).sure_and_wrong
    assert not mark(choice("two", Sureness.MID), Certainty.REPORT).sure_and_wrong
    assert not mark(choice("one", Sureness.HIGH), Certainty.REPORT).sure_and_wrong


def test_a_wrong_answer_to_a_safety_critical_question_fails_an_exam_that_asks_for_all_of_them():
    answers = [choice("one")] * 9 + [choice("two", safety_critical=True)]
    assert grade(answers, Rules()).passed
    strict = grade(answers, Rules(safety_critical_all_right=True))
    assert (strict.passed, strict.missed_safety) == (False, 1)


def test_exactly_the_pass_mark_passes_and_a_hair_below_does_not():
    assert grade([choice("one")] * 4 + [choice("two")], Rules(pass_mark=80)).passed
    assert not grade([choice("one")] * 3 + [choice("two")], Rules(pass_mark=80)).passed


def test_an_empty_paper_is_never_passed_and_nothing_of_nothing_is_nothing():
    assert not grade([], Rules(pass_mark=0)).passed
    assert Tally(Fraction(0), 0).percent == 0


def test_a_score_below_nothing_shows_as_nothing():
    assert Tally(Fraction(-6), 3).percent == 0
