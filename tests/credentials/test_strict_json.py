"""JSON from strangers has one meaning or is not read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.credentials import strict_json
from quizapp.credentials.strict_json import Unclear
from tests.credentials.badges import unhurried

WHOLE = st.integers(-strict_json.WHOLE, strict_json.WHOLE)
VALUES = st.recursive(
    st.none() | st.booleans() | WHOLE | st.text() | st.floats(-1e15, 1e15),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@unhurried
@given(st.dictionaries(st.text(), VALUES, max_size=5))
def test_what_is_read_can_be_written_canonically_and_means_the_same(document: dict[str, object]) -> None:
    read = strict_json.read(json.dumps(document))
    assert strict_json.read(strict_json.canonical(read)) == document


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not well-formed"),
        ('{"a": 1', "cut short"),
        (b"\xff\xfe{", "not well-formed"),
        ("[]", "not a JSON object"),
        ('{"a": 1, "a": 2}', "stands twice"),
        ('{"a": {"b": 1, "b": 1}}', "stands twice"),
        ('{"a": NaN}', "NaN is not a number"),
        ('{"a": 1e999}', "too large"),
        ('{"a": 9007199254740993}', "too large"),
        ('{"a": ' + "9" * 5000 + "}", "not well-formed"),
        ('{"a": "\\ud800"}', "half a character"),
        ('{"\\ud800": 1}', "half a character"),
        ('{"a": ' + "[" * 40 + "]" * 40 + "}", "nested too deeply"),
        ('{"a":' * 40 + "1" + "}" * 40, "nested too deeply"),
        ('{"a": ' + "[" * 200_000 + "]" * 200_000 + "}", "not well-formed"),
    ],
)
def test_json_with_no_meaning_or_two_is_refused_with_the_reason(text: str | bytes, why: str) -> None:
    with pytest.raises(Unclear, match=why):
        strict_json.read(text)
