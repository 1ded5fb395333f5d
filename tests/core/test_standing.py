"""Where a person stands, what a certificate is worth, and how long it lasts."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.standing import NOTICE, Held, Standing, Status, Validity, last_valid_day, standing

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@st.composite
def held(draw):
    issued = draw(days)
    expires = draw(st.none() | days.filter(lambda day: day >= issued))
    return Held(issued, expires, draw(st.none() | days.filter(lambda day: day >= issued)), draw(st.none() | days))


def stands(due_on=None, certificates=(), *, asked=True):
    return standing(due_on, certificates, TODAY, asked=asked)


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def test_without_an_assignment_or_a_certificate_nothing_is_asked():
    assert stands(asked=False) == Standing(Status.NOT_ASKED)


def test_an_assignment_without_a_date_is_due():
    assert stands() == Standing(Status.DUE)


@pytest.mark.parametrize(
    ("due", "status"), [(-1, Status.OVERDUE), (0, Status.DUE_SOON), (30, Status.DUE_SOON), (31, Status.DUE)]
)
def test_an_assignment_becomes_pressing_as_its_date_comes_near(due, status):
    assert stands(day(due)) == Standing(status, day(due))


def test_a_certificate_that_never_expires_is_current():
    assert stands(day(-1), [Held(day(-400), None)]) == Standing(Status.CURRENT)


@pytest.mark.parametrize(("left", "status"), [(0, Status.EXPIRING), (30, Status.EXPIRING), (31, Status.CURRENT)])
def test_a_certificate_is_current_until_its_end_comes_near(left, status):
    assert stands(None, [Held(day(-100), day(left))]) == Standing(status, day(left))


def test_of_several_certificates_the_one_that_lasts_longest_counts():
    assert stands(None, [Held(day(-9), day(5)), Held(day(-9), day(300))]) == Standing(Status.CURRENT, day(300))


def test_a_certificate_past_its_last_day_is_expired_even_when_nobody_asks():
    assert stands(asked=False, certificates=[Held(day(-400), day(-1))]) == Standing(Status.EXPIRED, day(-1))


def test_a_due_date_met_in_time_leads_to_expired_and_not_to_overdue():
    assert stands(day(-100), [Held(day(-200), day(-1))]) == Standing(Status.EXPIRED, day(-1))


def test_a_due_date_that_a_lapsed_certificate_did_not_cover_is_overdue():
    assert stands(day(-10), [Held(day(-400), day(-40))]) == Standing(Status.OVERDUE, day(-10))


def test_a_revoked_certificate_without_an_end_leaves_the_assignment_overdue():
    revoked = Held(day(-50), None, day(-5))
    assert stands(day(-10), [revoked]) == Standing(Status.OVERDUE, day(-10))
    assert stands(asked=False, certificates=[revoked]) == Standing(Status.NOT_ASKED)


def test_a_certificate_from_tomorrow_does_not_count_today():
    assert stands(None, [Held(day(1), None)]) == Standing(Status.DUE)


def test_the_most_pressing_sorts_first_and_then_the_earliest():
    rows = [Standing(Status.CURRENT), Standing(Status.OVERDUE, day(-1)), Standing(Status.OVERDUE, day(-9))]
    assert sorted(rows, key=lambda row: row.rank) == [rows[2], rows[1], rows[0]]


@given(st.none() | days, st.lists(held(), max_size=4), days, st.booleans())
def test_a_valid_certificate_always_settles_it(due_on, certificates, today, asked):
    status = standing(due_on, certificates, today, asked=asked).status
    assert (status in {Status.CURRENT, Status.EXPIRING, Status.REFRESHER_DUE}) == any(
        h.valid_on(today) for h in certificates
    )


@given(st.none() | days, st.lists(held(), max_size=4), days, st.booleans())
def test_only_what_is_asked_is_ever_due(due_on, certificates, today, asked):
    status = standing(due_on, certificates, today, asked=asked).status
    if status in {Status.DUE, Status.DUE_SOON, Status.OVERDUE}:
        assert asked
    if status is Status.NOT_ASKED:
        assert not asked


@given(st.none() | days, st.lists(held(), max_size=4), days, st.booleans())
def test_the_order_of_certificates_does_not_matter(due_on, certificates, today, asked):
    forwards = standing(due_on, certificates, today, asked=asked)
    assert standing(due_on, certificates[::-1], today, asked=asked) == forwards


@given(st.lists(held(), max_size=3), held(), days)
def test_one_more_certificate_never_makes_somebody_less_current(certificates, more, today):
    good = {Status.CURRENT, Status.EXPIRING, Status.REFRESHER_DUE}
    before = standing(None, certificates, today, asked=True).status in good
    assert not before or standing(None, [*certificates, more], today, asked=True).status in good


@given(held(), days)
def test_a_certificate_counts_exactly_while_it_is_neither_revoked_nor_expired_nor_lapsed(certificate, today):
    revoked = certificate.revoked_on is not None and certificate.revoked_on <= today
    expired = certificate.expires_on is not None and certificate.expires_on < today
    lapsed = certificate.lapses_on is not None and certificate.lapses_on <= today
    if today >= certificate.issued_on:
        assert certificate.valid_on(today) != (revoked or expired or lapsed)


@given(held(), days)
def test_what_moves_on_beneath_a_certificate_never_hides_that_it_is_revoked_or_expired(certificate, today):
    alone = replace(certificate, lapses_on=None).validity(today)
    if alone is not Validity.VALID:
        assert certificate.validity(today) is alone


@given(held(), days, days)
def test_a_certificate_that_lapses_earlier_never_counts_for_longer(certificate, lapses_on, today):
    earlier = replace(certificate, lapses_on=min(lapses_on, certificate.lapses_on or lapses_on))
    assert certificate.valid_on(today) or not earlier.valid_on(today)


@given(held(), days)
def test_once_it_counts_no_more_it_counts_no_more_until_somebody_refreshes_it(certificate, today):
    if today > certificate.issued_on and not certificate.valid_on(today):
        assert not certificate.valid_on(today + timedelta(days=1))


@given(st.none() | days, held(), days, st.booleans())
def test_a_status_that_is_not_current_has_a_refresher_as_its_only_lack(due_on, certificate, today, asked):
    status = standing(due_on, [certificate], today, asked=asked).status
    if status is Status.NOT_CURRENT:
        assert replace(certificate, lapses_on=None).validity(today) is Validity.VALID


@pytest.mark.parametrize(
    ("lapses", "worth", "status"),
    [
        (1, Validity.REFRESHER_DUE, Status.REFRESHER_DUE),
        (0, Validity.NOT_CURRENT, Status.NOT_CURRENT),
        (-9, Validity.NOT_CURRENT, Status.NOT_CURRENT),
    ],
)
def test_a_certificate_counts_while_its_refresher_is_due_and_no_day_longer(lapses, worth, status):
    behind = Held(day(-100), day(300), lapses_on=day(lapses))
    assert behind.validity(TODAY) is worth
    assert stands(None, [behind]) == Standing(status, day(lapses) - (status is Status.REFRESHER_DUE) * DAY)


def test_a_refresher_due_after_the_last_day_anyway_is_not_what_presses():
    behind = Held(day(-100), day(20), lapses_on=day(50))
    assert stands(None, [behind]) == Standing(Status.EXPIRING, day(20))


def test_a_certificate_without_an_end_has_the_day_of_its_refresher():
    assert stands(None, [Held(day(-100), None, lapses_on=day(50))]) == Standing(Status.REFRESHER_DUE, day(49))


def test_of_two_certificates_one_that_nothing_moved_beneath_settles_it():
    behind, current = Held(day(-9), day(300), lapses_on=day(-1)), Held(day(-9), day(200))
    assert stands(None, [behind, current]) == Standing(Status.CURRENT, day(200))


def test_not_current_presses_more_than_an_assignment_that_is_due():
    assert stands(day(-5), [Held(day(-100), None, lapses_on=day(-1))]) == Standing(Status.NOT_CURRENT, day(-1))


def test_a_certificate_that_lapsed_and_then_expired_is_expired():
    assert Held(day(-100), day(-1), lapses_on=day(-50)).validity(TODAY) is Validity.EXPIRED
    assert Held(day(-100), None, day(-1), day(-50)).validity(TODAY) is Validity.REVOKED


def test_a_revoked_certificate_says_revoked_even_after_it_expired():
    certificate = Held(day(-100), day(-2), day(-50))
    assert certificate.validity(TODAY) is Validity.REVOKED
    assert certificate.validity(day(-51)) is Validity.VALID


def test_the_last_day_is_the_same_day_some_months_on():
    assert last_valid_day(date(2026, 11, 22), 12) == date(2027, 11, 22)
    assert last_valid_day(date(2026, 12, 1), 1) == date(2027, 1, 1)


def test_a_month_that_is_too_short_gives_its_own_last_day():
    assert last_valid_day(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert last_valid_day(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert last_valid_day(date(2028, 2, 29), 12) == date(2029, 2, 28)


def test_without_a_number_of_months_it_never_expires():
    assert last_valid_day(TODAY, None) is None


def test_a_date_beyond_the_calendar_is_its_last_day():
    assert last_valid_day(TODAY, 12 * 9000) == date.max


@given(days, st.integers(1, 600))
def test_a_certificate_lasts_so_many_calendar_months_and_no_day_more(issued_on, months):
    last = last_valid_day(issued_on, months)
    assert (last.year - issued_on.year) * 12 + last.month - issued_on.month == months
    assert last.day == min(issued_on.day, monthrange(last.year, last.month)[1])


@given(days, st.integers(1, 600), st.integers(1, 600))
def test_more_months_last_longer_and_a_later_start_never_ends_earlier(issued_on, months, more):
    assert last_valid_day(issued_on, months + more) > last_valid_day(issued_on, months)
    assert last_valid_day(issued_on + timedelta(days=more), months) >= last_valid_day(issued_on, months)


def test_notice_is_a_month():
    assert timedelta(days=30) == NOTICE
