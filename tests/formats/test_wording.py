"""Two revisions compared, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.kinds import KINDS
from quizapp.formats.wording import compare, compare_words, passages

SINGLE = KINDS["single_choice"].sample()
CASE = KINDS["case"].sample()


def changed(before, after):
    return {passage.label: passage.words for passage in compare(before, after) if passage.changed}


def test_the_same_revision_has_nothing_changed():
    assert changed(SINGLE, SINGLE) == {}


def test_a_changed_word_is_told_apart_from_its_neighbours():
    words = compare_words("Sterile gloves are recommended.", "Sterile gloves are required.")
    assert list(words) == [
        ("same", "Sterile gloves are "), ("removed", "recommended"), ("added", "required"), ("same", "."),
    ]  # fmt: skip


def test_a_passage_says_where_it_stands():
    after = {**SINGLE, "options": [{**SINGLE["options"][0], "text": "Another key"}, *SINGLE["options"][1:]]}
    assert list(changed(SINGLE, after)) == ["Option “one”, text"]


def test_moving_an_option_changes_the_order_and_no_words():
    after = {**SINGLE, "options": SINGLE["options"][::-1]}
    assert list(changed(SINGLE, after)) == ["Options"]


def test_a_changed_key_shows():
    first, second, third = SINGLE["options"]
    after = {**SINGLE, "options": [{**first, "correct": False}, {**second, "correct": True}, third]}
    assert list(changed(SINGLE, after)) == ["Option “one”, correct", "Option “two”, correct"]


def test_an_option_that_went_and_one_that_came_both_show():
    after = {**SINGLE, "options": [*SINGLE["options"][:2], {"id": "four", "text": "New", "rationale": "Is new."}]}
    labels = list(changed(SINGLE, after))
    assert {"Option “three”, text", "Option “four”, text", "Options"} <= set(labels)


def test_the_parts_of_a_case_are_compared_too():
    after = {**CASE, "parts": [{**CASE["parts"][0], "stem": "Which now?"}, CASE["parts"][1]]}
    assert list(changed(CASE, after)) == ["Part “look”, stem"]


def test_lists_of_facts_are_one_passage():
    assert changed({"facts": ["a", "b"]}, {"facts": ["a", "c"]}) == {
        "Facts": (("same", "a, "), ("removed", "b"), ("added", "c"))
    }


def test_entries_without_an_id_are_numbered():
    content = {"misreadings": [{"value": "7", "rationale": "Why."}]}
    assert dict(passages(content)) == {
        "misreadings": "1", "misreading “1”, value": "7", "misreading “1”, rationale": "Why.",
    }  # fmt: skip


def test_a_text_of_thousands_of_words_is_compared_all_the_same():
    assert list(compare_words("a " * 4000, "a b " * 4000))


@given(st.text(), st.text())
def test_what_stayed_and_went_is_the_old_text_and_what_stayed_and_came_the_new(before, after):
    words = list(compare_words(before, after))
    assert "".join(text for kind, text in words if kind != "added") == before
    assert "".join(text for kind, text in words if kind != "removed") == after
