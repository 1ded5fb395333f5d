"""Facility, discrimination, and what was chosen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.itemstats import Sums, correlation, counted, facility, from_sums, item_stats, picks

MARKS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40)), max_size=30)


def sums(pairs):
    marks, rests = [m for m, _ in pairs], [r for _, r in pairs]
    return Sums(
        n=len(pairs), mark=sum(marks), worth=5 * len(pairs), rest=sum(rests), mark_mark=sum(m * m for m in marks),
        rest_rest=sum(r * r for r in rests), mark_rest=sum(m * r for m, r in pairs),
    )  # fmt: skip


def test_facility_is_the_mean_mark_over_worth():
    assert facility(3, 4) == 0.75


def test_facility_of_a_question_nobody_was_asked_is_unknown():
    assert facility(0, 0) is None


def test_a_question_that_the_better_ones_get_right_discriminates_fully():
    assert correlation([0, 1, 1], [2, 4, 4]) == pytest.approx(1)


def test_a_question_that_the_better_ones_get_wrong_discriminates_backwards():
    assert correlation([1, 0, 0], [2, 4, 4]) == pytest.approx(-1)


def test_two_replies_are_too_few_to_tell():
    assert correlation([0, 1], [0, 1]) is None


def test_a_question_that_everybody_gets_right_tells_nothing():
    assert correlation([1, 1, 1], [1, 2, 3]) is None


def test_equal_papers_tell_nothing():
    assert correlation([0, 1, 1], [3, 3, 3]) is None


def test_the_figures_come_together():
    stats = item_stats([0, 1, 1], [1, 1, 1], [2, 4, 4])
    assert (stats.n, stats.facility, stats.discrimination) == (3, pytest.approx(2 / 3), pytest.approx(1))


@given(MARKS)
def test_sums_give_the_same_figures_as_the_replies(pairs):
    by_reply = item_stats([m for m, _ in pairs], [5] * len(pairs), [r for _, r in pairs])
    by_sums = from_sums(sums(pairs))
    assert (by_sums.n, by_sums.facility) == (by_reply.n, by_reply.facility)
    assert (by_sums.discrimination is None) == (by_reply.discrimination is None)
    if by_sums.discrimination is not None:
        assert by_sums.discrimination == pytest.approx(by_reply.discrimination, abs=1e-9)


def test_a_reply_of_one_option_chose_it():
    assert list(picks("diameter")) == [("diameter",)]


def test_a_reply_of_several_options_chose_each():
    assert list(picks(["two", "four"])) == [("two",), ("four",)]


def test_a_reply_to_a_case_names_the_part_before_what_was_chosen():
    reply = {"first": "origin", "match": {"bud": "exosome"}, "order": {"one": 2}}
    assert list(picks(reply)) == [("first", "origin"), ("match", "bud", "exosome"), ("order", "one", "2")]


def test_no_reply_chose_nothing():
    assert list(picks(None)) == []


def test_choices_are_counted_over_all_replies():
    assert counted([(["two", "four"], 3), (["two"], 2), (None, 5)]) == {("two",): 5, ("four",): 3}
