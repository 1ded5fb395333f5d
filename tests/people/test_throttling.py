"""How often something may be tried."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.core.errors import TooMany
from quizapp.database import db
from quizapp.people import throttling
from quizapp.people.models import Throttle
from tests.factories import NOW

WINDOW = timedelta(minutes=15)
LIMIT = throttling.Limit("test", 2, WINDOW)


def test_tries_up_to_the_limit_are_let_through_and_the_next_says_how_long_to_wait(ctx):
    for _ in range(3):
        throttling.hit("k", 3, WINDOW, NOW)
    with pytest.raises(TooMany) as refused:
        throttling.hit("k", 3, WINDOW, NOW + timedelta(minutes=5))
    assert refused.value.seconds == 600
    assert "Wait 10 minutes" in refused.value.message


def test_a_short_wait_is_said_in_seconds(ctx):
    throttling.hit("k", 1, WINDOW, NOW)
    with pytest.raises(TooMany, match="Wait 1 seconds"):
        throttling.hit("k", 1, WINDOW, NOW + timedelta(minutes=14, seconds=59))


def test_a_new_window_begins_when_the_old_one_is_over(ctx):
    throttling.hit("k", 1, WINDOW, NOW)
    throttling.hit("k", 1, WINDOW, NOW + WINDOW)
    with pytest.raises(TooMany):
        throttling.hit("k", 1, WINDOW, NOW + WINDOW)


def test_keys_are_counted_apart(ctx):
    throttling.hit("one", 1, WINDOW, NOW)
    throttling.hit("two", 1, WINDOW, NOW)
    with pytest.raises(TooMany):
        throttling.hit("one", 1, WINDOW, NOW)


def test_a_good_try_is_taken_back(ctx):
    for _ in range(5):
        throttling.tried(LIMIT, "pam", now=NOW)
        throttling.forgive(LIMIT, "pam")


def test_forgetting_takes_back_all(ctx):
    for _ in range(2):
        throttling.tried(LIMIT, "pam", now=NOW)
    throttling.forget(LIMIT, "pam")
    throttling.tried(LIMIT, "pam", now=NOW)


def test_no_email_address_is_kept(ctx):
    throttling.tried(LIMIT, "pam@example.org", now=NOW)
    assert "pam" not in db.session.scalars(select(Throttle.key)).one()


def test_old_counts_are_cleaned_away_and_young_ones_kept(ctx):
    throttling.hit("old", 9, WINDOW, NOW - throttling.LONGEST)
    throttling.hit("young", 9, WINDOW, NOW)
    throttling.clean(NOW)
    assert list(db.session.scalars(select(Throttle.key))) == ["young"]


def test_twenty_tries_at_once_let_exactly_the_limit_through(app):
    passed, barrier = [], threading.Barrier(20)

    def attempt() -> None:
        with app.app_context():
            barrier.wait()
            try:
                throttling.hit("k", 5, WINDOW, NOW)
            except TooMany:
                return db.session.rollback()
            passed.append(1)
            return db.session.commit()

    threads = [threading.Thread(target=attempt) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == 5
    with app.app_context():
        assert db.session.scalar(select(func.max(Throttle.count))) == 5


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (None, "unknown"),
        ("rubbish", "unknown"),
    ],
)
def test_what_counts_as_one_address(address, network):
    assert throttling.network_of(address) == network


def test_an_ipv4_address_is_one_address_however_the_socket_writes_it():
    assert throttling.network_of("::ffff:192.0.2.7") == throttling.network_of("192.0.2.7") == "192.0.2.7"
    assert throttling.network_of("::ffff:192.0.2.8") != throttling.network_of("192.0.2.7")
