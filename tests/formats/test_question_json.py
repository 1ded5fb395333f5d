"""Questions as JSON: the one way by which files, imports and pages make them."""

from decimal import Decimal

import pytest
from hypothesis import given

from quizapp.core.kinds import KINDS
from quizapp.formats.question_json import dumps, loads, problems_of
from tests.core.builders import sample
from tests.core.strategies import questions, some


def said(content):
    """Return each problem of some content as ``path: message``."""
    return [f"{'.'.join(map(str, problem.path))}: {problem.message}" for problem in problems_of(content)[1]]


def changed(kind_of_sample, /, **changes):
    """Return the sample of a kind, changed; a key given as ... is left out."""
    return {key: value for key, value in {**KINDS[kind_of_sample].sample(), **changes}.items() if value is not ...}


@some
@given(questions)
def test_a_question_comes_back_from_json(question):
    assert loads(dumps(question)) == question


@some
@given(questions)
def test_the_form_in_json_is_canonical(question):
    assert dumps(loads(dumps(question))) == dumps(question)


def test_content_that_is_no_question_is_refused():
    with pytest.raises(ValueError, match="kind"):
        loads({"id": "x"})


@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_question_has_no_problem(kind):
    question, problems = problems_of(KINDS[kind].sample())
    assert (type(question), problems) == (KINDS[kind], [])


def test_a_question_with_the_wrong_shape_is_no_question():
    question, problems = problems_of(changed("true_false", stem=...))
    assert question is None
    assert problems


def test_a_question_with_the_right_shape_may_have_problems():
    question, problems = problems_of(changed("true_false", stem=" "))
    assert question is not None
    assert [problem.path for problem in problems] == [("stem",)]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (changed("true_false", stem=...), "stem: is missing"),
        (changed("true_false", stem=3), "stem: must be text; put it in quotes"),
        (changed("true_false", answer="yes"), "answer: must be true or false"),
        (changed("true_false", marks="1"), "marks: must be a whole number"),
        (changed("true_false", marks=1.5), "marks: must be a whole number"),
        (changed("true_false", level="hard"), "level: must be 'recall', 'application' or 'judgement'"),
        (changed("true_false", facts="a"), "facts: must be a list"),
        (changed("true_false", kind="essay"), f"kind: must be one of {', '.join(KINDS)}"),
        (changed("true_false", kind=...), "kind: is missing"),
        (changed("true_false", stm="x"), "stm: is no key that belongs here; did you mean 'stem'?"),
        (changed("true_false", colour="x"), "colour: is no key that belongs here"),
        (changed("numeric", answer=[1]), "answer: must be a number"),
        (changed("numeric", answer="ten"), "answer: must be a number"),
        (changed("numeric", answer=float("nan")), "answer: must be a number"),
        (changed("numeric", answer=10**15), "answer: may have at most 15 digits before the point"),
        (changed("numeric", answer="1e999999999"), "answer: may have at most 30 digits"),
        (changed("numeric", answer="1e-999999999"), "answer: may have at most 30 digits"),
        (changed("numeric", answer="1e-16"), "answer: may have at most 15 digits after the point"),
        (changed("numeric", misreadings=[7]), "misreadings.0: must be a mapping (key: value)"),
        (changed("single_choice", options=[{"id": "a", "text": "A"}]), "options.0.rationale: is missing"),
        (changed("single_choice", options=[{"id": "a", "text": "A", "rationale": "", "rational": ""}]),
         "options.0.rational: is no key that belongs here; did you mean 'rationale'?"),
        (changed("case", parts=[changed("case")]), f"parts.0.kind: must be one of {', '.join(list(KINDS)[:-1])}"),
        (changed("case", parts=[changed("numeric", unit=7)]), "parts.0.unit: must be text; put it in quotes"),
        (changed("true_false", stem="a\x00b"), "stem: has a control character in it (U+0000)"),
        (changed("true_false", facts=["a\x1b"]), "facts.0: has a control character in it (U+001B)"),
        (changed("true_false", stem="\ud800"), "stem: has a control character in it (U+D800)"),
        ([], ": must be a mapping (key: value)"),
        (None, ": must be a mapping (key: value)"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_to_people(content, problem):
    assert problem in said(content)


def test_every_problem_is_said_at_once():
    assert len(said(changed("true_false", stem=..., answer="yes", level=3, colour=1))) == 4


def test_a_text_may_hold_backslashes_lines_and_tabs():
    assert said(changed("true_false", stem="C:\\boot\\fruit\n\tand more")) == []


def test_numbers_may_come_as_numbers_or_as_text():
    assert sample("numeric", answer=2.5).answer == sample("numeric", answer="2.5").answer == Decimal("2.5")
