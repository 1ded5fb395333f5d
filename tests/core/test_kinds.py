"""What holds for every kind of question."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.kinds import KINDS, Case, Matching, Ordering
from quizapp.core.question import BadReply, Level, Question, single_value
from quizapp.database import GRAINS
from tests.core.builders import sample
from tests.core.strategies import questions, some

every_kind = pytest.mark.parametrize("kind", KINDS)


def fields_of(question: Question, name: str = "reply") -> list[str]:
    """Return the names of the form fields that a reply to the question is sent in."""
    if isinstance(question, Case):
        return [field for part in question.parts for field in fields_of(part, f"{name}.{part.id}")]
    if isinstance(question, Matching):
        return [f"{name}.{prompt.id}" for prompt in question.prompts]
    if isinstance(question, Ordering):
        return [f"{name}.{item.id}" for item in question.items]
    return [name]


def form_of(question: Question, reply: object, name: str = "reply") -> dict[str, list[str]]:
    """Return the form that a browser sends for a reply."""
    if reply is None:
        return {}
    if isinstance(question, Case):
        parts = [form_of(part, reply.get(part.id), f"{name}.{part.id}") for part in question.parts]
        return {field: values for part in parts for field, values in part.items()}
    if isinstance(reply, dict):
        return {f"{name}.{key}": [str(value)] for key, value in reply.items()}
    return {name: reply if isinstance(reply, list) else [str(reply)]}


@st.composite
def forms(draw: st.DrawFn) -> tuple[Question, dict[str, list[str]]]:
    """Draw a question with a form that fits it more or less, or not at all."""
    question = draw(questions)
    fit = [value for values in form_of(question, question.key).values() for value in values]
    value = st.sampled_from(fit) | st.sampled_from(["1", "2", "-0", "true"]) | st.text(max_size=12)
    field = st.sampled_from(fields_of(question)) | st.text(max_size=5)
    return question, draw(st.dictionaries(field, st.lists(value, max_size=3), max_size=8))


def read(question: Question, form: dict[str, list[str]]) -> object:
    """Return what is read; no reply where it is refused, which must be with a reason."""
    try:
        return question.read(form)
    except BadReply as refusal:
        return None if str(refusal) else pytest.fail("refused without a reason")


@every_kind
def test_the_sample_of_a_kind_can_be_asked(kind):
    assert list(sample(kind).problems()) == []


@every_kind
def test_a_kind_has_a_name_in_words(kind):
    assert KINDS[kind].title


@some
@given(questions)
def test_a_question_drawn_by_these_tests_can_be_asked(question):
    assert list(question.problems()) == []


@some
@given(questions)
def test_the_key_earns_full_marks(question):
    assert question.mark(question.key) == question.worth


@some
@given(questions)
def test_the_key_is_complete(question):
    assert question.is_complete(question.key)


@some
@given(questions)
def test_the_key_can_be_sent_in_a_form(question):
    assert question.mark(question.read(form_of(question, question.key))) == question.worth


@some
@given(questions)
def test_no_reply_earns_nothing_and_is_incomplete(question):
    assert question.read({}) is None
    assert question.mark(None) == 0
    assert not question.is_complete(None)


@some
@given(forms())
def test_whatever_is_sent_earns_marks_within_what_the_question_is_worth(drawn):
    question, form = drawn
    assert 0 <= question.mark(read(question, form)) <= question.worth


@some
@given(forms())
def test_marks_are_whole_2520ths(drawn):
    question, form = drawn
    assert (Fraction(question.mark(read(question, form))) * GRAINS).denominator == 1


@some
@given(forms())
def test_a_reply_sent_back_is_read_as_the_same_reply(drawn):
    question, form = drawn
    reply = read(question, form)
    assert question.read(form_of(question, reply)) == reply


@some
@given(forms())
def test_whatever_is_sent_can_be_shown_again(drawn):
    question, form = drawn
    assert question.echo(form) == question.echo(dict(form))


@every_kind
def test_a_reply_that_is_refused_is_shown_again(kind):
    question = sample(kind)
    assert question.echo(form_of(question, question.key)) is not None
    assert question.echo({}) is None


@some
@given(questions, st.integers())
def test_a_seed_gives_the_same_order_each_time(question, seed):
    assert question.order(Random(seed)) == question.order(Random(seed))


@every_kind
def test_an_empty_stem_is_a_problem(kind):
    assert [p.path for p in sample(kind, stem=" ").problems()] == [("stem",)]


@every_kind
def test_an_id_must_be_words_joined_by_hyphens(kind):
    assert [p.path for p in sample(kind, id="Two Words").problems()] == [("id",)]


@pytest.mark.parametrize("marks", [0, -1, 101])
def test_marks_are_from_1_to_100(marks):
    assert [p.path for p in sample("numeric", marks=marks).problems()] == [("marks",)]


def test_a_question_rests_on_a_fact():
    assert [p.path for p in sample("true_false", facts=[]).problems()] == [("facts",)]


def test_more_than_one_answer_where_one_is_asked_for_is_refused():
    with pytest.raises(BadReply, match="More than one answer"):
        sample("true_false").read({"reply": ["true", "false"]})


def test_a_megabyte_of_text_is_refused():
    with pytest.raises(BadReply, match="longer than 200 characters"):
        sample("short_answer").read({"reply": ["x" * 1_000_000]})


def test_what_cannot_be_seen_counts_as_a_space():
    assert single_value({"reply": ["\x00two\x1bwords\ud800"]}, "reply", 20) == "two words"


def test_a_problem_of_a_part_is_seen_from_the_whole():
    problem = next(iter(sample("true_false", stem="").problems()))
    assert problem.under("parts", 1).path == ("parts", 1, "stem")


def test_levels_go_from_recall_to_judgement():
    assert list(Level) == [Level.RECALL, Level.APPLICATION, Level.JUDGEMENT]


def test_options_with_the_same_words_are_a_problem():
    texts = (("a", "Red"), ("b", " red"))
    options = [{"id": name, "text": text, "correct": name == "a", "rationale": "r"} for name, text in texts]
    assert [p.path for p in sample("single_choice", options=options).problems()] == [("options", 1, "text")]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"text": " "}, ("options", 1, "text")),
        ({"rationale": ""}, ("options", 1, "rationale")),
        ({"id": "one"}, ("options", 1, "id")),
        ({"id": ""}, ("options", 1, "id")),
    ],
)
def test_an_option_has_an_id_of_its_own_a_text_and_a_rationale(change, path):
    options = KINDS["single_choice"].sample()["options"]
    options[1] = {**options[1], **change}
    assert [p.path for p in sample("single_choice", options=options).problems()] == [path]
