"""A code that cannot be one is told apart from one that nobody has."""

from __future__ import annotations

import pytest

from quizapp.credentials.miswritten import miswritten

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("ABCD", None),
        ("ABUD", "No code has the character U in it."),
        ("ABÉD", "No code has the character É in it."),
        ("ABC", "A code has 4 characters and this one has 3."),
        ("", "A code has 4 characters and this one has 0."),
    ],
)
def test_what_is_wrong_with_a_code_is_told(code: str, said: str | None) -> None:
    found = miswritten(code, ALPHABET, 4)
    assert found is None if said is None else (found or "").startswith(said)
