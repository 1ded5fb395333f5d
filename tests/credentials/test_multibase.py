"""Bytes as text, one way each."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.credentials.multibase import (
    NotWritten,
    base58btc,
    base64url,
    from_base58btc,
    from_base64url,
    multikey,
)
from tests.credentials.badges import unhurried


@unhurried
@given(st.binary(max_size=80))
def test_what_is_written_as_base64url_is_read_back(content: bytes) -> None:
    assert from_base64url(base64url(content)) == content


@unhurried
@given(st.binary(max_size=80))
def test_what_is_written_as_base58btc_is_read_back(content: bytes) -> None:
    assert from_base58btc(base58btc(content), len(content)) == content


@unhurried
@given(st.binary(min_size=64, max_size=64), st.integers(0, 85), st.characters(codec="ascii"))
def test_no_two_base64url_texts_write_the_same_bytes(content: bytes, place: int, other: str) -> None:
    text = base64url(content)
    changed = text[:place] + other + text[place + 1 :]
    with contextlib.suppress(NotWritten):
        assert changed == text or from_base64url(changed) != content


@pytest.mark.parametrize("text", ["a", "ab=", "a b", "é", "AB+/", "AR"])
def test_what_is_not_base64url_is_not_read(text: str) -> None:
    with pytest.raises(NotWritten):
        from_base64url(text)


@pytest.mark.parametrize("text", [None, 5, "", "2", "z0", "zI", "z11", "z" + "z" * 60, "zzz", "z" + "2" * 2000])
def test_what_is_not_base58btc_of_that_length_is_not_read(text: object) -> None:
    with pytest.raises(NotWritten):
        from_base58btc(text, 1)


def test_a_public_key_as_multikey_says_that_it_is_ed25519() -> None:
    assert multikey(bytes(32)).startswith("z6Mk")
