"""Writing certificates: closing an attempt and issuing what it earned, correcting, revoking."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from sqlalchemy import select

from quizapp import clock
from quizapp.attempts import actions as attempts
from quizapp.attempts import queries as attempts_queries
from quizapp.attempts.models import Attempt, Closing, Mode
from quizapp.certificates import batches, codes, places, queries, record, refreshers, resting
from quizapp.certificates.models import Certificate, Event
from quizapp.core import currency
from quizapp.core.errors import Conflict, Invalid
from quizapp.core.standing import last_valid_day
from quizapp.database import db, lock
from quizapp.people import audit
from quizapp.people.models import Person
from quizapp.people.post import post

REASON_LIMIT = 2000
NAME_LIMIT = 200


def finish(attempt: Attempt, now: datetime, by: Closing) -> Certificate | None:
    """Close and grade an attempt and do what it earned; return the certificate that it touched, or None without one.

    Finishing an attempt twice, or twice at once, changes nothing more and returns the same certificate.
    """
    _close(attempt, now, by)
    return queries.for_attempt(attempt, clock.day_of(now))


def close_one(public_id: str, now: datetime) -> bool:
    """Close an attempt whose time is up, as of its deadline; False when somebody else has closed it, or it goes on."""
    attempt = db.session.scalar(select(Attempt).where(Attempt.public_id == public_id))
    if attempt is None or not attempt.is_past_deadline(now):
        return False
    return _close(attempt, now, Closing.CLOCK)


def _close(attempt: Attempt, now: datetime, by: Closing) -> bool:
    """Close, grade, and issue or refresh; False when the attempt was closed before."""
    graded = attempts.submit(attempt, now, by)
    if graded is not None and graded.passed:
        if attempt.mode is Mode.REFRESHER:
            refreshers.passed(attempt, now)
        elif attempts_queries.rules_of(attempt).certifies:
            issue(attempt, now)
    return graded is not None


def issue(attempt: Attempt, now: datetime) -> Certificate:
    """Issue the certificate of a passed attempt, or extend the one that its holder has; and tell them.

    Returns the one there is when the attempt has earned it before. Raises Conflict for one that did not earn any.
    """
    lock(attempt.person)
    if (issued := queries.for_attempt(attempt, clock.day_of(now))) is not None:
        return issued
    if attempt.quiz is None or not attempt.passed or attempt.submitted_at is None:
        raise Conflict("Only an attempt that was submitted and passed earns a certificate. Nothing was issued.")
    held = queries.to_extend(attempt.person_id, attempt.quiz.id, clock.day_of(attempt.submitted_at))
    if held is not None:
        return _extend(held, attempt, now)
    certificate = _new(attempt)
    db.session.add(certificate)
    db.session.flush()
    certificate.number = f"{certificate.issued_at.year}-{certificate.id:06d}"
    _say(certificate, attempt, Event.ISSUED, now)
    _tell(certificate, f"Your certificate: {certificate.title}", "certificate_issued", now)
    return certificate


def _new(attempt: Attempt) -> Certificate:
    """Return the certificate of an attempt, saying what is so today. Its number is its code until the row has an id."""
    rules, code = attempts_queries.rules_of(attempt), codes.new()
    return Certificate(
        code=code,
        number=code,
        attempt_id=attempt.id,
        person_id=attempt.person_id,
        quiz_id=attempt.quiz_id,
        name=_spelt(attempt.person.name),
        title=attempt.title,
        score=attempt.score,
        possible=attempt.possible,
        issued_at=attempt.submitted_at,
        expires_on=last_valid_day(clock.day_of(attempt.submitted_at or attempt.started_at), rules.valid_months),
        cpd_hours=rules.cpd_hours,
        jurisdictions=places.at_issue(attempt),
        manifest={},
        manifest_digest="",
    )


def _spelt(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split()))


def _extend(certificate: Certificate, attempt: Attempt, now: datetime) -> Certificate:
    """Let a certificate rest on a further pass, and last longer; it keeps its number, its code and its first day."""
    record.hold(certificate, clock.day_of(now))
    rules = attempts_queries.rules_of(attempt)
    last = last_valid_day(clock.day_of(attempt.submitted_at or now), rules.valid_months)
    lasts = None in (last, certificate.expires_on)
    certificate.expires_on = None if lasts else max(day for day in (last, certificate.expires_on) if day)
    if attempt.score is not None and attempt.possible is not None:
        certificate.score, certificate.possible = attempt.score, attempt.possible
    certificate.cpd_hours = rules.cpd_hours
    _say(certificate, attempt, Event.EXTENDED, now)
    _tell(certificate, f"Your certificate was extended: {certificate.title}", "certificate_extended", now)
    return certificate


def _say(certificate: Certificate, attempt: Attempt, event: Event, now: datetime) -> None:
    """Let a certificate rest on an attempt's paper, on record and in a document; it counts for the others too."""
    shown = currency.manifest(resting.rests(attempts_queries.paper_of(attempt)))
    record.rest_on(certificate, currency.extended(certificate.manifest, shown), now)
    if event is Event.EXTENDED:
        certificate.jurisdictions = places.extended(certificate, attempt)
    record.append(certificate, event, now, attempt=attempt)
    record.new_edition(certificate, event, now)
    refreshers.carry_over(certificate, shown, now)


def correct(certificate: Certificate, name: str, reason: str, actor: Person | None, now: datetime) -> None:
    """Correct the name on a certificate: a new document under the same number, while the old one says so.

    Raises Invalid without a name or a reason, Conflict when it reads so already or is revoked.
    """
    spelt, said = _spelt(name), _reason(reason, "Say why the name is corrected")
    if not spelt or len(spelt) > NAME_LIMIT:
        raise Invalid(f"Give the name as it should read, in {NAME_LIMIT} characters at most. Nothing was changed.")
    record.hold(certificate, clock.day_of(now))
    if certificate.revoked_at is not None:
        raise Conflict("This certificate is revoked. Nothing was changed.")
    if spelt == certificate.name:
        raise Conflict("The certificate reads so already. Nothing was changed.")
    certificate.name = spelt
    record.append(certificate, Event.CORRECTED, now, by=actor, note=said)
    record.new_edition(certificate, Event.CORRECTED, now)
    # Neither names nor the reason, which may hold one: the log is kept when the person is erased.
    audit.record(actor, "certificate corrected", f"certificate:{certificate.number}", now, person=certificate.person_id)
    _tell(certificate, f"Your certificate was corrected: {certificate.title}", "certificate_corrected", now)


def ask_to_revoke(certificate: Certificate, actor: Person | None, reason: str, now: datetime) -> None:
    """Ask that a certificate be revoked, where that takes two people. Raises as revoke does, and when it was asked."""
    said = _reason(reason, "Say why it is revoked")
    record.hold(certificate, clock.day_of(now))
    _refuse_revoked(certificate)
    if certificate.revocation_asked_at is not None:
        raise Conflict("That this certificate be revoked was asked before. Somebody else confirms it.")
    certificate.revocation_asked_at, certificate.revoked_reason = now, said
    certificate.revocation_asked_by_id = actor.id if actor else None
    audit.record(
        actor, "revocation asked for", f"certificate:{certificate.number}", now, person=certificate.person_id,
        reason=said,
    )  # fmt: skip


def keep(certificate: Certificate, actor: Person, now: datetime) -> None:
    """Turn down that a certificate be revoked, or take the asking back. Raises Conflict when nobody has asked."""
    record.hold(certificate, clock.day_of(now))
    _refuse_revoked(certificate)
    if certificate.revocation_asked_at is None:
        raise Conflict("Nobody asks that this certificate be revoked. Nothing was changed.")
    certificate.revocation_asked_at = certificate.revocation_asked_by_id = certificate.revoked_reason = None
    audit.record(
        actor, "revocation turned down", f"certificate:{certificate.number}", now, person=certificate.person_id
    )


def confirm_revocation(certificate: Certificate, actor: Person | None, now: datetime) -> None:
    """Revoke what somebody else has asked to be revoked. Raises Conflict for whoever asked, and when nobody has."""
    record.hold(certificate, clock.day_of(now))
    _refuse_revoked(certificate)
    if certificate.revocation_asked_at is None or certificate.revoked_reason is None:
        raise Conflict("Nobody asks that this certificate be revoked. Nothing was changed.")
    if certificate.revocation_asked_by_id == (actor.id if actor else None):
        raise Conflict("You asked for this, so somebody else confirms it. Nothing was changed.")
    revoke(certificate, actor, certificate.revoked_reason, now)


def revoke(certificate: Certificate, actor: Person | None, reason: str, now: datetime) -> None:
    """Revoke a certificate and tell its holder why. Raises Invalid without a reason, Conflict the second time."""
    said = _reason(reason, "Say why it is revoked")
    record.hold(certificate, clock.day_of(now))
    _refuse_revoked(certificate)
    certificate.revoked_at, certificate.revoked_reason = now, said
    certificate.revoked_by_id = actor.id if actor else None
    record.append(certificate, Event.REVOKED, now, by=actor, note=said)
    audit.record(
        actor, "certificate revoked", f"certificate:{certificate.number}", now, person=certificate.person_id,
        reason=said,
    )  # fmt: skip
    db.session.flush()
    batches.remove(certificate.quiz_id)
    _tell(certificate, f"Certificate revoked: {certificate.title}", "certificate_revoked", now)


def _reason(reason: str, ask: str) -> str:
    said = reason.strip()
    if not said or len(said) > REASON_LIMIT:
        raise Invalid(f"{ask}, in {REASON_LIMIT} characters at most. Nothing was changed.")
    return said


def _refuse_revoked(certificate: Certificate) -> None:
    if certificate.revoked_at is not None:
        raise Conflict("This certificate was revoked before. Nothing was changed.")


def show_score(certificate: Certificate, *, shown: bool) -> None:
    """Let whoever verifies the certificate see its score, or no longer."""
    certificate.shows_score = shown


def forget(person: Person, now: datetime) -> None:
    """Take a person's name off their certificates: each becomes a stub that still verifies, without saying whose.

    Why a name was corrected may tell it, so this goes too, though entries are otherwise never changed; and so do the
    files of all batches, which hold it.
    """
    lock(person)
    for certificate in db.session.scalars(
        select(Certificate).where(Certificate.person_id == person.id).order_by(Certificate.id)
    ).all():
        record.hold(certificate, clock.day_of(now))
        certificate.name, certificate.shows_score = person.name, False
        record.blank(certificate, Event.CORRECTED)
        record.append(certificate, Event.ANONYMISED, now)
        record.new_edition(certificate, Event.ANONYMISED, now)
    batches.remove()


def _tell(certificate: Certificate, subject: str, template: str, now: datetime) -> None:
    """Write to the holder, unless the account is closed."""
    person = certificate.person
    if person.active:
        post(person.email, subject, template, now, certificate=certificate, person=person)
