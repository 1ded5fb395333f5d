"""Ids made from words."""

import re

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.naming import content_words, free, short_id, slug

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def test_an_id_is_a_word_of_the_text():
    assert short_id("By outward budding of the plasma membrane", ()) == "outward"


def test_the_next_word_is_taken_when_the_first_is():
    assert short_id("By outward budding", {"outward"}) == "budding"


def test_a_number_is_added_when_every_word_is_taken():
    assert short_id("Budding", {"budding", "budding-2"}) == "budding-3"


def test_no_id_tells_which_option_is_right():
    assert short_id("The correct answer: origin", ()) == "origin"


def test_a_text_without_words_of_this_alphabet_gets_a_plain_name():
    assert short_id("外泌体", {"entry"}) == "entry-2"


def test_a_bare_number_is_no_id():
    assert short_id("150 nm", ()) == "entry"


def test_accents_and_apostrophes_go():
    assert content_words("The clinic's crème") == ["clinics", "creme"]


def test_a_slug_begins_with_the_prefix_of_the_bank():
    assert slug("What makes a vesicle an exosome?", "bio", ()) == "bio-makes-vesicle-exosome"


def test_a_slug_that_is_taken_gets_a_number():
    assert slug("Vesicles?", "bio", {"bio-vesicles"}) == "bio-vesicles-2"


def test_a_slug_of_nothing_is_called_a_question():
    assert slug("", "bio", ()) == "bio-question"


def test_a_slug_without_a_prefix_is_the_words_alone():
    assert slug("Exosome biology", "", ()) == "exosome-biology"


def test_a_free_name_stays_as_it_is():
    assert free("one", {"two"}) == "one"


@given(st.text(), st.sets(st.sampled_from(["vesicle", "entry", "bio-vesicle"])))
def test_every_id_is_well_formed_and_free(text, taken):
    for made in (short_id(text, taken), slug(text, "bio", taken)):
        assert ID.fullmatch(made)
        assert made not in taken
        assert len(made) <= 80
