"""Flaws of item writing, one by one: each is seen where it is, and not where it is not."""

import pytest

from quizapp.core.flaws import flaws
from quizapp.core.kinds import KINDS
from tests.core.builders import sample


def choice(stem="Which of these is the key?", right=("Red",), wrong=("Green", "Blue"), kind="single_choice"):
    """Return a question with these options, the right ones first."""
    options = [
        {"id": f"o{i}", "text": text, "correct": text in right, "rationale": "Because."}
        for i, text in enumerate((*right, *wrong))
    ]
    return sample(kind, stem=stem, options=options)


def found(question):
    """Return the path and the rule of each flaw."""
    return [(flaw.path, flaw.message.rpartition(" (")[2].rstrip(")")) for flaw in flaws(question)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_sample_has_no_flaw(kind):
    assert found(sample(kind)) == []


def test_every_flaw_is_a_warning_that_cites_its_rule():
    flaw = next(flaws(choice(wrong=("Green", "None of the above"))))
    assert flaw.warning
    assert flaw.message == "'None of the above' stands for other options (HDR 25 and 26, NBME)"


def test_a_flaw_of_a_part_is_found_in_the_case():
    parts = KINDS["case"].sample()["parts"]
    parts[0] = {**parts[0], "stem": "Which is not the key?"}
    assert found(sample("case", parts=parts)) == [(("parts", 0, "stem"), "HDR 17, NBME")]


@pytest.mark.parametrize(
    "text",
    ["All of the above", "none of the above.", "None of these", "Both A and B", "neither a nor b", "All the above",
     "None of the other options", "all of them"],
)  # fmt: skip
def test_an_option_does_not_stand_for_others(text):
    assert found(choice(wrong=("Green", text))) == [(("options", 2, "text"), "HDR 25 and 26, NBME")]


@pytest.mark.parametrize("text", ["All of the batch", "None was sold", "Both vials", "Any of them that leak"])
def test_an_option_may_speak_of_all_or_none(text):
    assert found(choice(wrong=("Green", text))) == []


@pytest.mark.parametrize("stem", ["Which is not a colour?", "All are colours EXCEPT:", "Which is the least likely?"])
def test_a_stem_does_not_ask_for_the_exception(stem):
    assert found(choice(stem)) == [(("stem",), "HDR 17, NBME")]


@pytest.mark.parametrize(
    "stem", ["Which is **NOT** a colour?", "It is not night. Which colour is it?", "What needs at least one brush?"]
)
def test_a_negative_word_may_stand_in_bold_capitals_or_outside_the_question(stem):
    assert found(choice(stem)) == []


def test_two_options_are_too_few():
    assert found(choice(wrong=("Green",))) == [(("options",), "HDR 18")]


def test_six_options_are_too_many():
    assert found(choice(wrong=("Green", "Blue", "Pink", "Grey", "Teal"))) == [(("options",), "HDR 18")]


def test_a_stem_says_that_several_options_may_hold():
    several = {"right": ("Red", "Blue"), "wrong": ("Salt", "Soap"), "kind": "multiple_response"}
    assert found(choice("Is this a colour?", **several)) == [(("stem",), "HDR 14")]
    assert found(choice("Choose all that are colours.", **several)) == []


def test_absolute_words_do_not_give_wrong_options_away():
    assert found(choice(wrong=("Always green", "Blue"))) == [(("options", 1, "text"), "HDR 28a, NBME")]


def test_absolute_words_may_stand_on_both_sides():
    assert found(choice(right=("Only red",), wrong=("Only green", "Blue"))) == []


def test_the_key_is_not_the_longest_option_by_far():
    key = "Red, as it has been mixed from madder since antiquity"
    assert found(choice(right=(key,))) == [(("options", 0, "text"), "HDR 24 and 28d, NBME")]


def test_the_key_may_be_a_little_longer():
    assert found(choice(right=("Dark red",))) == []


def test_the_longest_of_several_right_options_is_no_clue():
    several = choice("Choose all colours.", ("Red, mixed from madder root since antiquity", "Blue"), ("Salt", "Soap"),
                     kind="multiple_response")  # fmt: skip
    assert found(several) == []


@pytest.mark.parametrize("key", ["12 nm", "1,200 nm"])
def test_numbers_stand_in_order(key):
    assert found(choice("How many?", (key,), ("5 nm", "30 nm"))) == [(("options",), "HDR 21, NBME")]


def test_a_number_below_zero_is_the_smallest():
    assert found(choice("How many?", ("−3 nm",), ("5 nm", "30 nm"))) == []


@pytest.mark.parametrize("wrong", [("12", "30"), ("4", "3.5")])
def test_numbers_may_rise_or_fall(wrong):
    assert found(choice("How many?", ("5",), wrong)) == []


def test_numbers_of_different_things_have_no_order():
    assert found(choice("How many?", ("12 nm",), ("5 mm", "30 nm"))) == []


def test_two_options_do_not_say_the_same():
    assert found(choice(wrong=("The green of a leaf", "green, leaf"))) == [(("options", 2, "text"), "HDR 22")]


def test_no_long_word_of_the_stem_comes_back_in_the_key_alone():
    clanging = choice("What did the dermatologist mix?", ("Dermatologist red",), ("Painter green", "Printer blue"))
    assert found(clanging) == [(("options", 0, "text"), "HDR 28b, NBME")]


def test_a_word_of_the_stem_may_stand_in_wrong_options_too():
    assert found(choice("What is a pigment of rosemaling?", ("Rosemaling red",), ("Rosemaling blue", "Pink"))) == []


def test_several_right_options_may_repeat_the_stem():
    several = choice("Choose all rosemaling colours.", ("Rosemaling red", "Rosemaling blue"), ("Salt", "Soap"),
                     kind="multiple_response")  # fmt: skip
    assert found(several) == []


def test_a_stem_that_ends_in_an_article_goes_on_with_every_option():
    assert found(choice("A colour like fire is called an", ("Orange",), ("Indigo", "Red"))) == [
        (("options", 2, "text"), "HDR 28c, NBME")
    ]
    assert found(choice("The colour of blood is called a:", ("Red",), ("Green", "Blue"))) == []
