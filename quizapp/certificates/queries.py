"""Reading certificates: a person's own, one by its code, their record and editions; each with how current it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import defer, joinedload, lazyload

from quizapp.attempts.models import Attempt
from quizapp.certificates import codes, resting
from quizapp.certificates.models import Certificate, Edition, Entry, Event
from quizapp.core.errors import NotHere
from quizapp.core.standing import Validity
from quizapp.database import db
from quizapp.people.models import Person
from quizapp.quizzes.models import Quiz


def _one(rows: Select[Certificate], on: date) -> Certificate | None:
    certificate = db.session.scalar(rows)
    if certificate is not None:
        resting.load_currency([certificate], on)
    return certificate


def by_code(typed: str, on: date) -> Certificate | None:
    """Return the certificate with this code, however it was typed, as it stands on that day."""
    code = codes.canonical(typed)
    if not codes.is_code(code):
        return None
    return _one(select(Certificate).where(Certificate.code == code).options(joinedload(Certificate.person)), on)


def own(person: Person, code: str, on: date) -> Certificate:
    """Return this person's own certificate. Raises NotHere for another's, as for none."""
    certificate = by_code(code, on)
    if certificate is None or certificate.person_id != person.id:
        raise NotHere
    return certificate


def for_attempt(attempt: Attempt, on: date) -> Certificate | None:
    """Return the certificate that an attempt has earned, extended or refreshed."""
    entry = select(Entry.certificate_id).where(Entry.attempt_id == attempt.id)
    return _one(select(Certificate).where(Certificate.id.in_(entry)), on)


def to_extend(person_id: int, quiz_id: int, on: date) -> Certificate | None:
    """Return the certificate of this quiz that a further pass extends: neither revoked nor expired by that day."""
    return _one(
        select(Certificate)
        .where(
            Certificate.person_id == person_id,
            Certificate.quiz_id == quiz_id,
            Certificate.revoked_at.is_(None),
            or_(Certificate.expires_on.is_(None), Certificate.expires_on >= on),
        )
        .order_by(Certificate.id.desc())
        .limit(1),
        on,
    )


def live(person_id: int, on: date) -> Sequence[Certificate]:
    """Return a person's certificates that are neither revoked nor expired on that day."""
    rows = db.session.scalars(
        select(Certificate)
        .where(
            Certificate.person_id == person_id,
            Certificate.revoked_at.is_(None),
            or_(Certificate.expires_on.is_(None), Certificate.expires_on >= on),
        )
        .order_by(Certificate.id)
    ).all()
    resting.load_currency(rows, on)
    return rows


def held_by(person: Person, on: date) -> Sequence[Certificate]:
    """Return the person's certificates, the latest first, whatever they are worth on that day."""
    return held_by_all([person.id], on).get(person.id, [])


def held_by_all(person_ids: Collection[int], on: date) -> dict[int, list[Certificate]]:
    """Return the certificates of several people, the latest first, in a few statements and without their manifests."""
    rows = db.session.scalars(
        select(Certificate)
        .where(Certificate.person_id.in_(person_ids))
        .options(defer(Certificate.manifest), joinedload(Certificate.quiz).lazyload(Quiz.sections))
        .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    ).all()
    resting.load_currency(rows, on)
    held: dict[int, list[Certificate]] = {}
    for row in rows:
        held.setdefault(row.person_id, []).append(row)
    return held


def everything(on: date) -> Sequence[Certificate]:
    """Return all certificates, the latest first, without their manifests."""
    rows = db.session.scalars(_all().order_by(Certificate.issued_at.desc(), Certificate.id.desc())).all()
    resting.load_currency(rows, on)
    return rows


def _all() -> Select[Certificate]:
    return select(Certificate).options(
        defer(Certificate.manifest),
        joinedload(Certificate.quiz).lazyload(Quiz.sections),
        joinedload(Certificate.person).options(lazyload(Person.roles)),
    )


def search(words: str, on: date, offset: int, limit: int) -> tuple[int, Sequence[Certificate]]:
    """Return how many certificates match the words (a name, a title, a number or a code), and some, latest first."""
    sought = words.strip().casefold()
    code = codes.canonical(words)
    columns = (Certificate.name, Certificate.title, Certificate.number)
    matches = [func.lower(column).contains(sought, autoescape=True) for column in columns]
    wanted = or_(*matches, Certificate.code == code) if sought else Certificate.id.is_not(None)
    count = db.session.scalar(select(func.count()).select_from(Certificate).where(wanted)) or 0
    latest = _all().where(wanted).order_by(Certificate.id.desc()).offset(offset).limit(limit)
    rows = db.session.scalars(latest).all()
    resting.load_currency(rows, on)
    return count, rows


def validity(certificate: Certificate, today: date) -> Validity:
    """Say what a certificate is worth today."""
    return certificate.held.validity(today)


def record(certificate: Certificate) -> Sequence[Entry]:
    """Return what happened to a certificate, the first first."""
    return db.session.scalars(select(Entry).where(Entry.certificate_id == certificate.id).order_by(Entry.id)).all()


def editions(certificate: Certificate) -> Sequence[Edition]:
    """Return the documents of a certificate, the first first."""
    return db.session.scalars(
        select(Edition).where(Edition.certificate_id == certificate.id).order_by(Edition.number)
    ).all()


def edition(certificate: Certificate, number: int) -> Edition | None:
    """Return a document of a certificate by its number."""
    return db.session.scalar(select(Edition).where(Edition.certificate_id == certificate.id, Edition.number == number))


def manifest(certificate: Certificate, digest: str) -> dict[str, Any]:
    """Return the manifest with this digest that the certificate has, or had at some time. Raises NotHere."""
    found = db.session.scalar(
        select(Entry.manifest).where(Entry.certificate_id == certificate.id, Entry.manifest_digest == digest).limit(1)
    )
    if found is None:
        raise NotHere
    return dict(found)


def refreshed_on(certificate: Certificate) -> list[Entry]:
    """Return when the certificate was refreshed, extended or held further, the first first."""
    kinds = (Event.REFRESHED, Event.EXTENDED, Event.HELD_FURTHER)
    return [entry for entry in record(certificate) if entry.event in kinds]


def _in_range(first: int, count: int) -> Select[int, int]:
    """Select the keys, and those of their certificates, of the editions whose keys lie in a range, in their order."""
    rows = select(Edition.id, Edition.certificate_id).join(Edition.certificate)
    return rows.where(Edition.id >= first, Edition.id < first + count).order_by(Edition.id)


def revoked_in(first: int, count: int) -> list[int]:
    """Return the keys in a range of the editions whose certificate is revoked."""
    rows = db.session.execute(_in_range(first, count).where(Certificate.revoked_at.is_not(None)))
    return [row.id for row in rows]


def superseded_in(first: int, count: int) -> list[int]:
    """Return the keys in a range of the editions that another took the place of."""
    rows = db.session.execute(_in_range(first, count).where(Edition.superseded_at.is_not(None)))
    return [row.id for row in rows]


def behind_in(first: int, count: int, on: date) -> list[int]:
    """Return the keys in a range of the editions whose certificate, not expired by that day, asks for a refresher."""
    unexpired = or_(Certificate.expires_on.is_(None), Certificate.expires_on >= on)
    rows = _in_range(first, count).where(unexpired)
    behind = resting.currencies(rows.with_only_columns(Edition.certificate_id).order_by(None), on)
    return [row.id for row in db.session.execute(rows) if row.certificate_id in behind] if behind else []
