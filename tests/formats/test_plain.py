"""Values as JSON in one canonical form."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.paper import Section
from quizapp.core.question import Level
from quizapp.formats.plain import digest, number, plain, texts
from tests.core.builders import sample


@pytest.mark.parametrize(
    ("value", "json"),
    [
        ("text", "text"),
        (True, True),
        (None, None),
        (Level.RECALL, "recall"),
        (Decimal("1.50"), "1.5"),
        (date(2026, 11, 22), "2026-11-22"),
        (datetime(2026, 11, 22, 13, tzinfo=timezone(timedelta(hours=13))), "2026-11-22T00:00:00+00:00"),
        ((Level.RECALL, ("a",)), ["recall", ["a"]]),
        ({"a": 1}, {"a": 1}),
    ],
)
def test_a_value_has_one_form_in_json(value, json):
    assert plain(value) == json


def test_what_is_as_by_default_is_left_out():
    assert plain(Section(count=3)) == {"count": 3}
    assert plain(Section(count=3, safety_critical=True)) == {"count": 3, "safety_critical": True}


def test_the_kind_is_always_told():
    assert plain(sample("true_false"))["kind"] == "true_false"


@pytest.mark.parametrize(
    ("value", "digits"),
    [("150", "150"), ("1.500", "1.5"), ("100", "100"), ("1E+3", "1000"), ("1E-3", "0.001"), ("-0", "0"), ("-0.0", "0")],
)
def test_a_number_is_written_in_plain_digits(value, digits):
    assert number(Decimal(value)) == digits


@given(st.decimals(-(10**14), 10**14, places=8))
def test_a_number_written_is_the_same_number(value):
    assert Decimal(number(value)) == value


def test_a_digest_does_not_depend_on_the_order_of_keys():
    assert digest({"a": 1, "b": "é"}) == digest({"b": "é", "a": 1})
    assert digest({"a": 1}) != digest({"a": "1"})
    assert len(digest([])) == 64


def test_every_text_has_a_path():
    assert dict(texts({"a": ["x", {"b": "y", "n": 1}]})) == {("a", 0): "x", ("a", 1, "b"): "y"}


def test_moments_are_told_in_utc():
    assert plain(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00+00:00"
