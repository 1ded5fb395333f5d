"""Who may start an attempt, and when."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.admission import Conditions, Refusal, admit
from quizapp.core.rules import Past

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


def past(hours_ago: int, *, passed: bool = False) -> Past:
    ended = NOW - hours_ago * HOUR
    return Past(ended - HOUR, ended, passed)


@pytest.mark.parametrize(
    ("conditions", "earlier", "refusal"),
    [
        (Conditions(), [], None),
        (Conditions(published=False), [], Refusal.NOT_PUBLISHED),
        (Conditions(opens_at=NOW + HOUR), [], Refusal.NOT_YET_OPEN),
        (Conditions(opens_at=NOW), [], None),
        (Conditions(closes_at=NOW), [], Refusal.CLOSED),
        (Conditions(closes_at=NOW + HOUR), [], None),
        (Conditions(attempts=1), [past(50)], Refusal.NO_ATTEMPTS_LEFT),
        (Conditions(attempts=2), [past(50)], None),
        (Conditions(delay=24 * HOUR), [past(23)], Refusal.TOO_SOON),
        (Conditions(delay=24 * HOUR), [past(24)], None),
    ],
)
def test_conditions_decide_who_may_start(conditions, earlier, refusal):
    assert admit(conditions, earlier, NOW).refusal is refusal


def test_waiting_is_told_with_its_end():
    assert admit(Conditions(delay=24 * HOUR), [past(20)], NOW).at == NOW + 4 * HOUR
    assert admit(Conditions(opens_at=NOW + HOUR), [], NOW).at == NOW + HOUR


def test_a_pass_starts_the_count_and_the_delay_anew():
    earlier = [past(100), past(50), past(1, passed=True)]
    admission = admit(Conditions(attempts=3, delay=24 * HOUR), earlier, NOW)
    assert (admission.allowed, admission.left) == (True, 3)


def test_without_a_limit_nothing_is_counted():
    assert admit(Conditions(), [past(n) for n in range(1, 40)], NOW).left is None


@given(st.lists(st.booleans(), max_size=8), st.integers(1, 5))
def test_nobody_ever_gets_more_attempts_than_allowed_since_their_last_pass(outcomes, allowed):
    earlier = [past(1000 - n, passed=passed) for n, passed in enumerate(outcomes)]
    failed = next((n for n, passed in enumerate(reversed(outcomes)) if passed), len(outcomes))
    assert admit(Conditions(attempts=allowed), earlier, NOW).allowed is (failed < allowed)
