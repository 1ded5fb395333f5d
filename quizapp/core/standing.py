"""Where a person stands with something they were asked to hold: from assignment, certificates and today's date."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum


class Status(StrEnum):
    """Where a person stands, most pressing first."""

    OVERDUE = "overdue"
    EXPIRED = "expired"
    NOT_CURRENT = "not current"
    DUE_SOON = "due soon"
    REFRESHER_DUE = "refresher due"
    EXPIRING = "expiring"
    DUE = "due"
    CURRENT = "current"
    NOT_ASKED = "not asked"


class Validity(StrEnum):
    """What a certificate is worth on a day. While a refresher is due it still counts; not current, it does not."""

    VALID = "valid"
    REFRESHER_DUE = "refresher due"
    NOT_CURRENT = "not current"
    EXPIRED = "expired"
    REVOKED = "revoked"


# How long before a due or expiry date it starts to show.
NOTICE = timedelta(days=30)


def last_valid_day(issued_on: date, months: int | None) -> date | None:
    """Return the last day of a certificate that lasts so many calendar months; None when it never expires.

    The same day of the month, or that month's last where it has none: 31 January and one month end on 28 February, or
    on 29 February in a leap year.
    """
    if months is None:
        return None
    years, month = divmod(issued_on.month - 1 + months, 12)
    year = issued_on.year + years
    if year > MAXYEAR:
        return date.max
    return date(year, month + 1, min(issued_on.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Held:
    """A certificate as far as standing is concerned. ``expires_on`` is its last valid day; None when it has none.

    ``lapses_on`` is the first day on which it counts no more because what it rests on has moved on (see core.currency).
    """

    issued_on: date
    expires_on: date | None
    revoked_on: date | None = None
    lapses_on: date | None = None

    def valid_on(self, day: date) -> bool:
        """Whether the certificate counted on that day."""
        return self.issued_on <= day and self.validity(day) in (Validity.VALID, Validity.REFRESHER_DUE)

    def validity(self, day: date) -> Validity:
        """Say what the certificate is worth on that day. A revoked one says so even when it has expired since."""
        if self.revoked_on is not None and self.revoked_on <= day:
            return Validity.REVOKED
        if self.expires_on is not None and self.expires_on < day:
            return Validity.EXPIRED
        if self.lapses_on is None:
            return Validity.VALID
        return Validity.NOT_CURRENT if self.lapses_on <= day else Validity.REFRESHER_DUE


@dataclass(frozen=True)
class Standing:
    """A status, with the day it turns on: due date or expiry date; None where there is none."""

    status: Status
    on: date | None = None

    @property
    def rank(self) -> tuple[int, date]:
        """What to sort by so that the most pressing comes first."""
        return (list(Status).index(self.status), self.on or date.max)


def standing(due_on: date | None, held: Iterable[Held], today: date, *, asked: bool) -> Standing:
    """Decide where a person stands today.

    A certificate that counts settles it, the one that counts longest. Without one, an assignment is due on ``due_on``
    (or has no date), a certificate that only a refresher keeps from counting makes it not current, and one that
    counted once makes it expired. ``asked`` is whether there is an assignment.
    """
    certificates = list(held)
    settled = [_settled(h, today) for h in certificates if h.valid_on(today)]
    if settled:
        return max(settled, key=lambda s: (s.on or date.max, s.status is Status.CURRENT))
    behind = [h.lapses_on for h in certificates if h.lapses_on and h.validity(today) is Validity.NOT_CURRENT]
    if behind:
        return Standing(Status.NOT_CURRENT, max(behind))
    if asked and due_on is not None and due_on < today and not _once_valid(certificates, due_on):
        return Standing(Status.OVERDUE, due_on)
    lapsed = [h.expires_on for h in certificates if h.expires_on is not None and h.expires_on < today]
    if lapsed:
        return Standing(Status.EXPIRED, max(lapsed))
    if not asked:
        return Standing(Status.NOT_ASKED)
    if due_on is not None and due_on < today:
        return Standing(Status.OVERDUE, due_on)
    if due_on is not None and due_on - today <= NOTICE:
        return Standing(Status.DUE_SOON, due_on)
    return Standing(Status.DUE, due_on)


def _settled(held: Held, today: date) -> Standing:
    """Return the standing that a certificate gives that counts today: until when, and what ends it."""
    if held.lapses_on is not None and (held.expires_on is None or held.lapses_on <= held.expires_on):
        return Standing(Status.REFRESHER_DUE, held.lapses_on - timedelta(days=1))
    if held.expires_on is None:
        return Standing(Status.CURRENT)
    return Standing(Status.EXPIRING if held.expires_on - today <= NOTICE else Status.CURRENT, held.expires_on)


def _once_valid(held: Iterable[Held], day: date) -> bool:
    return any(h.valid_on(day) for h in held)
