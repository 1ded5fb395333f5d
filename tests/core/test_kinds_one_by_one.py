"""What holds for one kind of question alone."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.kinds import KINDS
from quizapp.core.kinds.short_answer import folded
from quizapp.core.question import BadReply
from tests.core.builders import sample


def problems(kind, **changes):
    return [(problem.path, problem.message) for problem in sample(kind, **changes).problems()]


def entries(kind, key, **changes):
    """Return the entries of the kind's sample, the first of them changed."""
    first, *others = KINDS[kind].sample()[key]
    return [{**first, **changes}, *others]


class TestSingleChoice:
    def test_only_the_key_earns_marks(self):
        question = sample("single_choice", marks=3)
        assert [question.mark(option) for option in ("one", "two", "three")] == [3, 0, 0]

    def test_an_unknown_option_is_refused(self):
        with pytest.raises(BadReply, match="not part of this question"):
            sample("single_choice").read({"reply": ["four"]})

    def test_two_options_at_once_are_refused(self):
        with pytest.raises(BadReply, match="one option only"):
            sample("single_choice").read({"reply": ["one", "two"]})

    def test_exactly_one_option_is_right(self):
        assert problems("single_choice", options=entries("single_choice", "options", correct=False)) == [
            (("options",), "mark exactly one option as correct; 0 are")
        ]

    def test_one_option_is_no_choice(self):
        assert problems("single_choice", options=entries("single_choice", "options")[:1])[0] == (
            ("options",),
            "needs 2 to 10 entries, has 1",
        )

    def test_options_are_shuffled(self):
        orders = {tuple(sample("single_choice").order(Random(seed))) for seed in range(50)}
        assert len(orders) == 6

    def test_options_stay_as_written_where_the_question_says_so(self):
        assert sample("single_choice", shuffle=False).order(Random(1)) == ["one", "two", "three"]


class TestMultipleResponse:
    @pytest.mark.parametrize(
        ("picked", "mark"),
        [
            (["two", "four"], 1),
            (["two"], Fraction(1, 2)),
            (["two", "three"], 0),
            (["three", "five"], 0),
            (["two", "four", "five"], Fraction(1, 2)),
            (["two", "three", "four", "five"], 0),
        ],
    )
    def test_a_wrong_pick_undoes_a_right_one(self, picked, mark):
        assert sample("multiple_response").mark(picked) == mark

    def test_picks_are_kept_in_the_written_order_and_once(self):
        assert sample("multiple_response").read({"reply": ["four", "two", "four", ""]}) == ["two", "four"]

    @pytest.mark.parametrize("correct", [True, False])
    def test_options_are_neither_all_right_nor_all_wrong(self, correct):
        options = [{**option, "correct": correct} for option in KINDS["multiple_response"].sample()["options"]]
        assert [path for path, _ in problems("multiple_response", options=options)] == [("options",)]


class TestTrueFalse:
    @pytest.mark.parametrize("answer", [True, False])
    def test_the_right_choice_earns_the_marks(self, answer):
        question = sample("true_false", answer=answer)
        assert question.mark("true") == answer
        assert question.mark("false") == (not answer)

    def test_the_choices_carry_their_rationales(self):
        assert [(o.id, o.correct, o.rationale) for o in sample("true_false").options] == [
            ("true", True, "It halves."),
            ("false", False, "It does halve."),
        ]

    def test_anything_but_true_or_false_is_refused(self):
        with pytest.raises(BadReply, match="Choose true or false"):
            sample("true_false").read({"reply": ["maybe"]})

    @pytest.mark.parametrize("name", ["if_true", "if_false"])
    def test_each_belief_has_a_rationale(self, name):
        assert [path for path, _ in problems("true_false", **{name: " "})] == [(name,)]


class TestMatching:
    def test_each_prompt_counts_the_same(self):
        assert sample("matching", marks=6).mark({"two": "even", "three": "even"}) == 2

    def test_prompts_without_a_choice_are_left_out_of_the_reply(self):
        assert sample("matching").read({"reply.two": ["even"], "reply.three": [""]}) == {"two": "even"}

    def test_it_is_complete_when_every_prompt_has_a_choice(self):
        assert not sample("matching").is_complete({"two": "even"})
        assert sample("matching").is_complete({"two": "odd", "three": "odd", "four": "odd"})

    def test_an_unknown_choice_is_refused(self):
        with pytest.raises(BadReply, match="not part of this question"):
            sample("matching").read({"reply.two": ["prime"]})

    def test_an_answer_is_the_id_of_a_choice(self):
        assert problems("matching", prompts=entries("matching", "prompts", answer="prime")) == [
            (("prompts", 0, "answer"), "'prime' is not the id of a choice")
        ]

    def test_an_unknown_choice_is_not_shown_again(self):
        assert sample("matching").echo({"reply.two": ["prime"]}) is None

    def test_prompts_and_choices_are_shuffled_apart(self):
        order = sample("matching").order(Random(1))
        assert sorted(order["prompts"]) == ["four", "three", "two"]
        assert sorted(order["choices"]) == ["even", "odd"]


class TestOrdering:
    @pytest.mark.parametrize(
        ("reply", "mark"),
        [
            ({"one": 1, "two": 2, "three": 3}, 1),
            ({"two": 1, "three": 2, "one": 3}, Fraction(1, 2)),
            ({"three": 1, "two": 2, "one": 3}, 0),
            ({"one": 1, "two": 2}, Fraction(1, 2)),
        ],
    )
    def test_right_neighbours_count(self, reply, mark):
        assert sample("ordering").mark(reply) == mark

    @pytest.mark.parametrize("place", ["0", "4", "first", "1.0"])
    def test_a_place_that_there_is_not_is_refused(self, place):
        with pytest.raises(BadReply, match="whole number from 1 to 3"):
            sample("ordering").read({"reply.one": [place]})

    def test_two_items_in_one_place_are_refused(self):
        with pytest.raises(BadReply, match="Two items have place 1"):
            sample("ordering").read({"reply.one": ["1"], "reply.two": ["1"]})

    def test_a_place_chosen_twice_is_shown_again(self):
        assert sample("ordering").echo({"reply.one": ["1"], "reply.two": ["1"]}) == {"one": "1", "two": "1"}

    def test_it_is_complete_when_every_item_has_a_place(self):
        assert not sample("ordering").is_complete({"one": 1})

    def test_items_are_shuffled(self):
        assert sorted(sample("ordering").order(Random(3))) == ["one", "three", "two"]


class TestNumeric:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("100", "100"),
            ("100 cm", "100"),
            ("100CM", "100"),
            ("+100.50", "100.50"),
            ("−3", "-3"),
            ("1,5", "1.5"),
            ("0,500", "0.500"),
            (",5", "0.5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("1,500", "1500"),
            ("12,345,678.9", "12345678.9"),
            ("1 000", "1000"),
            ("1\u202f000", "1000"),
            ("1000,25", "1000.25"),
        ],
    )
    def test_a_number_is_read_as_people_write_it(self, text, number):
        assert sample("numeric").read({"reply": [text]}) == number

    @pytest.mark.parametrize(
        "text",
        ["ten", "1e3", "1e-999999999", "NaN", "Infinity", "1_000", "1.2.3", "1,23,4", "--1", "0x10", "cm"],
    )
    def test_what_is_no_number_is_refused(self, text):
        with pytest.raises(BadReply, match=r"is not a number\. Write digits, such as 12\.5, in cm"):
            sample("numeric").read({"reply": [text]})

    def test_what_is_no_number_is_shown_again(self):
        assert sample("numeric").echo({"reply": ["ten"]}) == "ten"

    def test_a_number_beyond_all_sense_is_refused(self):
        with pytest.raises(BadReply, match=r"Write digits, such as 12\.5\.$"):
            sample("numeric", unit="").read({"reply": ["1" + "0" * 15]})

    @pytest.mark.parametrize(("reply", "mark"), [("99.5", 1), ("100.5", 1), ("100.51", 0), ("99.4999", 0)])
    def test_the_tolerance_is_included(self, reply, mark):
        assert sample("numeric").mark(reply) == mark

    def test_marking_is_exact_to_the_last_digit(self):
        question = sample("numeric", answer="0.1", tolerance="0")
        assert question.mark("0.10") == 1
        assert question.mark("0.1000000000000000000000000000000001") == 0

    def test_a_foreseen_wrong_number_is_told_why(self):
        question = sample("numeric")
        assert question.misreading("1000.0") == "That is millimetres."
        assert question.misreading("7") == question.misreading(None) == ""

    def test_a_tolerance_is_not_negative(self):
        assert (("tolerance",), "must be 0 or more") in problems("numeric", tolerance="-1")

    def test_a_misreading_is_wrong_and_has_a_rationale(self):
        assert problems("numeric", misreadings=[{"value": "100.1", "rationale": " "}]) == [
            (("misreadings", 0, "value"), "would be marked right"),
            (("misreadings", 0, "rationale"), "is empty"),
        ]


class TestShortAnswer:
    @pytest.mark.parametrize("text", ["CD63", "cd63", "CD-63", "cd 63", "“CD63”.", "ＣＤ６３", "C\u0301D63"])
    def test_case_accents_hyphens_and_outer_punctuation_do_not_count(self, text):
        assert sample("short_answer", accepted=["CD63"]).mark(text) == 1

    @pytest.mark.parametrize(("one", "other"), [("CD9+", "CD9"), ("1/2", "12"), ("5%", "5"), ("1.5", "15")])
    def test_signs_that_mean_something_count(self, one, other):
        assert folded(one) != folded(other)

    @given(st.text())
    def test_folding_what_is_folded_changes_nothing(self, text):
        assert folded(folded(text)) == folded(text)

    @given(st.text(max_size=20))
    def test_case_never_counts(self, text):
        assert folded(text.casefold()) == folded(text)

    def test_a_foreseen_wrong_answer_is_told_why(self):
        question = sample("short_answer")
        assert question.misreading("THREE") == "One too far."
        assert question.misreading("four") == question.misreading(None) == ""

    def test_there_is_an_accepted_form(self):
        assert problems("short_answer", accepted=[]) == [(("accepted",), "give at least one accepted form")]

    def test_an_accepted_form_has_a_letter_or_a_digit(self):
        assert problems("short_answer", accepted=["two", "…"]) == [(("accepted", 1), "has no letter or digit in it")]

    def test_a_misreading_is_wrong_and_has_a_rationale(self):
        assert problems("short_answer", misreadings=[{"text": "TWO", "rationale": ""}]) == [
            (("misreadings", 0, "text"), "would be marked right"),
            (("misreadings", 0, "rationale"), "is empty"),
        ]


class TestCase:
    def test_its_marks_are_those_of_its_parts(self):
        question = sample("case")
        assert question.worth == 2
        assert question.mark({"look": "one"}) == 1

    def test_it_rests_on_the_facts_of_its_parts_each_once(self):
        assert sample("case").rests_on == ("sample-fact",)

    def test_it_holds_where_it_and_its_parts_hold(self):
        parts = entries("case", "parts", jurisdictions=["US", "EU"])
        assert sample("case", parts=parts, jurisdictions=["EU"]).holds_in == ("EU", "US")

    def test_a_plain_question_holds_where_it_says(self):
        assert sample("numeric", jurisdictions=["NZ"]).holds_in == ("NZ",)

    def test_it_is_complete_when_each_part_is(self):
        assert not sample("case").is_complete({"look": "one"})

    def test_each_part_has_an_order_of_its_own(self):
        assert sorted(sample("case").order(Random(1))) == ["look", "measure"]

    def test_its_level_is_the_highest_of_its_parts(self):
        parts = entries("case", "parts", level="judgement")
        assert problems("case", parts=parts) == [(("level",), "must be the highest level of the parts")]
        assert problems("case", parts=parts, level="judgement") == []

    def test_it_has_two_parts_at_least(self):
        assert problems("case", parts=[])[0] == (("facts",), "name at least one fact that the key rests on")
        assert (("parts",), "needs 2 to 6 parts, has 1") in problems("case", parts=entries("case", "parts")[:1])

    def test_facts_belong_to_the_parts(self):
        assert problems("case", facts=["sample-fact"]) == [
            (("facts",), "belongs to the parts: a case rests on what they rest on")
        ]

    def test_an_id_is_used_by_one_part_only(self):
        assert problems("case", parts=entries("case", "parts", id="measure")) == [
            (("parts", 1, "id"), "the id 'measure' is used twice in this case")
        ]

    def test_a_problem_of_a_part_names_the_part(self):
        assert problems("case", parts=entries("case", "parts", stem="")) == [(("parts", 0, "stem"), "is empty")]
