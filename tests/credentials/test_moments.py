"""Points in time as credentials write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.credentials import moments
from tests.credentials.badges import unhurried

MOMENTS = st.integers(0, 253_402_300_799).map(lambda seconds: datetime.fromtimestamp(seconds + 0.5, UTC))


@unhurried
@given(MOMENTS)
def test_a_moment_is_read_back_to_the_second(moment: datetime) -> None:
    assert moments.read(moments.stamp(moment)) == moments.whole(moment)
    assert moments.of(int(moments.whole(moment).timestamp())) == moments.whole(moment)


def test_a_moment_is_written_in_utc() -> None:
    assert moments.stamp(datetime(2026, 11, 22, 23, 0, tzinfo=timezone(timedelta(hours=13)))) == "2026-11-22T10:00:00Z"


@pytest.mark.parametrize("written", [None, 5, "", "2026-11-22", "2026-11-22T10:00:00", "2026-13-22T10:00:00Z", "now"])
def test_what_is_no_moment_with_a_zone_is_not_read(written: object) -> None:
    assert moments.read(written) is None
