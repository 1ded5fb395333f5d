"""Writing a certificate's record: each step of its life is one entry, and a document of its own where it says anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import update

from quizapp import clock
from quizapp.attempts.models import Attempt
from quizapp.certificates import resting
from quizapp.certificates.models import Certificate, Edition, Entry, Event
from quizapp.core import currency
from quizapp.database import db, lock
from quizapp.people.models import Person


def hold(certificate: Certificate, on: date) -> None:
    """Let nobody else write any certificate of this holder before the commit, and read this one as it stands by now.

    The holder is locked first, always: whoever writes several of somebody's certificates waits for nobody half-way.
    """
    lock(certificate.person)
    lock(certificate)
    resting.load_currency([certificate], on)


def append(
    certificate: Certificate, event: Event, now: datetime, *,
    attempt: Attempt | None = None, by: Person | None = None, note: str = "",
) -> Entry:  # fmt: skip
    """Add a line to the record that says what the certificate says now."""
    entry = Entry(
        certificate=certificate, at=now, event=event, attempt_id=attempt.id if attempt else None,
        by_id=by.id if by else None, expires_on=certificate.expires_on, jurisdictions=list(certificate.jurisdictions),
        manifest=certificate.manifest, manifest_digest=certificate.manifest_digest, note=note,
    )  # fmt: skip
    db.session.add(entry)
    return entry


def blank(certificate: Certificate, event: Event) -> None:
    """Take the words off the entries of a kind: when they may tell the name of somebody who was erased."""
    db.session.execute(
        update(Entry).where(Entry.certificate_id == certificate.id, Entry.event == event).values(note="")
    )


def rest_on(certificate: Certificate, stored: Mapping[str, Any], now: datetime) -> None:
    """Let a certificate rest on what a manifest lists, and find out how current that leaves it."""
    certificate.manifest = dict(stored)
    certificate.manifest_digest = currency.digest(stored)
    db.session.flush()
    resting.write(certificate)
    resting.load_currency([certificate], clock.day_of(now))


def new_edition(certificate: Certificate, reason: Event, now: datetime) -> Edition:
    """Make a further document of a certificate, under the same number; the one before is superseded."""
    db.session.execute(
        update(Edition)
        .where(Edition.certificate_id == certificate.id, Edition.superseded_at.is_(None))
        .values(superseded_at=now)
    )
    certificate.edition = 1 if reason is Event.ISSUED else certificate.edition + 1
    edition = Edition(certificate=certificate, number=certificate.edition, made_at=now, reason=reason)
    db.session.add(edition)
    db.session.flush()
    return edition
