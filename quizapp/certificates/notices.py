"""Telling holders of what has changed: once for each change, and once more before what a change leaves open lapses."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from quizapp import clock
from quizapp.certificates import resting
from quizapp.certificates.models import Certificate
from quizapp.core.currency import Currency
from quizapp.database import db
from quizapp.people import audit
from quizapp.people.models import AuditEntry, Person
from quizapp.people.post import post

BEFORE = timedelta(days=14)
"""How long before a certificate lapses its holder is told again, once."""
TOLD = "told of a change"
"""The verb of a notice in the audit log, where each one is kept with the day on which the certificate lapses."""


def waiting(now: datetime) -> list[int]:
    """Return the ids of the live certificates whose holder is to be written to now."""
    today = clock.day_of(now)
    found = resting.currencies(None, today)
    if not found:
        return []
    lately = _told_lately(now)
    rows = db.session.execute(
        select(Certificate.id, Certificate.number, Certificate.told_of)
        .join(Person, Person.id == Certificate.person_id)
        .where(
            Person.active,
            Certificate.revoked_at.is_(None),
            or_(Certificate.expires_on.is_(None), Certificate.expires_on >= today),
        )
        .order_by(Certificate.id)
    )
    return [
        row.id
        for row in rows
        if row.id in found and _is_to_tell(found[row.id], row.told_of, lately.get(row.number), today)
    ]


def _told_lately(now: datetime, number: str = "") -> dict[str, tuple[date, date]]:
    """Return by certificate when its holder was last told, in BEFORE's time, and the day on which it was to lapse."""
    entries = select(AuditEntry).where(AuditEntry.verb == TOLD, AuditEntry.at > now - BEFORE - timedelta(days=1))
    if number:
        entries = entries.where(AuditEntry.subject == f"certificate:{number}")
    return {
        entry.subject.removeprefix("certificate:"): (
            clock.day_of(entry.at), date.fromisoformat(entry.detail["lapses_on"])
        )
        for entry in db.session.scalars(entries.order_by(AuditEntry.id))
    }  # fmt: skip


def _is_to_tell(current: Currency, told_of: date | None, last: tuple[date, date] | None, today: date) -> bool:
    """Whether there is something new to say: a later change, a graver one, or that time is running out."""
    if current.lapses_on is None:
        return False
    if told_of is None or told_of < _latest(current):
        return True
    if last is not None and current.lapses_on < last[1]:
        return True
    again = current.lapses_on - timedelta(days=1) - BEFORE
    return again <= today < current.lapses_on and (last is None or last[0] < again)


def _latest(current: Currency) -> date:
    return max(moved.since for moved in current.moved)


def tell(certificate_id: int, now: datetime) -> bool:
    """Write to the holder of a certificate about what has changed; False when there is nothing to say by now."""
    certificate = db.session.get(
        Certificate, certificate_id, with_for_update={"of": Certificate}, populate_existing=True
    )  # fmt: skip
    today = clock.day_of(now)
    if certificate is None or certificate.revoked_at is not None or not certificate.person.active:
        return False
    resting.load_currency([certificate], today)
    current, lapses = certificate.currency, certificate.currency.lapses_on
    last = _told_lately(now, certificate.number).get(certificate.number)
    if lapses is None or not _is_to_tell(current, certificate.told_of, last, today):
        return False
    again = certificate.told_of is not None and certificate.told_of >= _latest(current) and today < lapses
    certificate.told_of = _latest(current)
    audit.record(None, TOLD, f"certificate:{certificate.number}", now, lapses_on=lapses.isoformat())
    subject = f"{'Still due' if again else 'A refresher'}: {certificate.title}"
    post(
        certificate.person.email, subject, "refresher_due", now, certificate=certificate, person=certificate.person,
        today=today, again=again,
    )  # fmt: skip
    return True
