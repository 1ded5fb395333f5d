"""Refreshers: a short quiz on exactly what has changed since its taker last showed it, or on a further jurisdiction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from quizapp import clock
from quizapp.attempts import actions as attempts
from quizapp.attempts import queries as attempts_queries
from quizapp.attempts.models import Attempt, AttemptState, Mode
from quizapp.bank import content
from quizapp.certificates import plans, queries, record, resting
from quizapp.certificates.models import Certificate, Event, Refresher
from quizapp.certificates.plans import Outlook
from quizapp.core import currency
from quizapp.core.errors import Conflict
from quizapp.core.paper import Pick, lay
from quizapp.core.rules import Moment, Rules
from quizapp.core.standing import Validity
from quizapp.database import db
from quizapp.people.post import post

REFRESHABLE = (Validity.VALID, Validity.REFRESHER_DUE, Validity.NOT_CURRENT)
"""What a certificate may be for a refresher to be worth taking: one that is expired or revoked is past it."""


def begin(certificate: Certificate, now: datetime, seed: int) -> Attempt | None:
    """Begin the refresher of a certificate, or return the one that is open.

    Where no question is on what has changed, having read it is enough: the certificate is refreshed at once, and None
    is returned. Raises Conflict when there is nothing to refresh, when the certificate is void, and while the questions
    on what has changed are being looked at.
    """
    today = clock.day_of(now)
    record.hold(certificate, today)
    if (running := running_for(certificate)) is not None:
        return running
    wanted = plans.plan(certificate, today)
    if not (certificate.held.validity(today) in REFRESHABLE and wanted.is_needed):
        raise Conflict("There is nothing to refresh on this certificate. Nothing was started.")
    ahead = plans.outlook(certificate, wanted, today, seed)
    if not ahead.picks and ahead.waits:
        raise Conflict(
            "The questions on this are being looked at, so that they ask what holds now. Try again in some days; "
            "nothing was started."
        )
    if not ahead.picks:
        _apply(certificate, _shown(ahead.facts, ahead.questions), ahead.places, now, note=_note(ahead.facts))
        return None
    return _started(certificate, ahead, now, seed)


def _started(certificate: Certificate, ahead: Outlook, now: datetime, seed: int) -> Attempt:
    attempt = _attempt(certificate, ahead.picks, now, seed)
    db.session.add(attempt)
    db.session.flush()
    db.session.add(
        Refresher(
            attempt_id=attempt.id, certificate_id=certificate.id, facts=dict(ahead.facts),
            questions=dict(ahead.questions), places=list(ahead.places),
        )
    )  # fmt: skip
    db.session.flush()
    return attempt


def minutes(questions: int) -> int:
    """Return about how many minutes so many questions take, at least one: twelve take five."""
    return max(1, -(-questions * 5 // plans.MOST))


def running_for(certificate: Certificate) -> Attempt | None:
    """Return the open refresher of a certificate."""
    return db.session.scalar(
        select(Attempt)
        .join(Refresher, Refresher.attempt_id == Attempt.id)
        .where(Refresher.certificate_id == certificate.id, Attempt.state == AttemptState.OPEN)
    )


def _attempt(certificate: Certificate, picks: Sequence[Pick], now: datetime, seed: int) -> Attempt:
    asked = content.questions(pick.candidate.revision_id for pick in picks)
    taken = attempts_queries.rules_of(certificate.attempt)
    rules = Rules(
        pass_mark=taken.pass_mark, safety_critical_all_right=taken.safety_critical_all_right,
        review_questions=Moment.AT_ONCE, review_key=Moment.AT_ONCE, certifies=False,
    )  # fmt: skip
    return Attempt(
        public_id=attempts.new_public_id(), person_id=certificate.person_id, mode=Mode.REFRESHER,
        title=f"Refresher: {certificate.title}"[:200], state=AttemptState.OPEN, started_at=now,
        paper=lay(picks, asked, seed).as_json(), rules=attempts_queries.rules_to_json(rules),
    )  # fmt: skip


def of_attempt(attempt: Attempt) -> Refresher:
    """Return what a refresher's attempt is about."""
    return db.session.get_one(Refresher, attempt.id)


def passed(attempt: Attempt, now: datetime) -> None:
    """Append a passed refresher to the record of its certificate, which keeps its number and its last day.

    One that was revoked meanwhile stays as it is.
    """
    refresher = of_attempt(attempt)
    certificate = refresher.certificate
    record.hold(certificate, clock.day_of(now))
    if certificate.revoked_at is not None:
        return
    paper = attempts_queries.paper_of(attempt)
    # A question may rest on further facts: what the certificate did not rest on before is not added unasked.
    known = {entry["id"] for entry in certificate.manifest["facts"]} | refresher.facts.keys()
    shown = {slug: number for slug, number in {**refresher.facts, **paper.facts}.items() if slug in known}
    asked = {entry["id"]: entry["revision"] for entry in currency.manifest(resting.rests(paper))["questions"]}
    read = [slug for slug in refresher.facts if slug not in paper.facts]
    questions = {**asked, **refresher.questions}
    _apply(certificate, _shown(shown, questions), refresher.places, now, attempt=attempt, note=_note(read))


def _note(read: Iterable[str]) -> str:
    """Return the note of an entry about the facts that were shown by reading them alone."""
    named = ", ".join(sorted(read))
    return f"Read, as no question is on it: {named}." if named else ""


def _shown(fact_numbers: Mapping[str, int], questions: Mapping[str, int]) -> dict[str, Any]:
    """Return, as a manifest, the facts in these revisions with the sources that they cite, and the questions."""
    sources = {pair for pairs in resting.cited(fact_numbers).values() for pair in pairs}
    return {
        "questions": [{"id": name, "revision": number} for name, number in sorted(questions.items())],
        "facts": [{"id": name, "revision": number} for name, number in sorted(fact_numbers.items())],
        "sources": [{"id": name, "revision": number} for name, number in sorted(sources)],
    }


def _apply(
    certificate: Certificate, shown: Mapping[str, Any], places: Sequence[str], now: datetime, *,
    attempt: Attempt | None = None, note: str,
) -> None:  # fmt: skip
    event = Event.REFRESHED if certificate.currency.moved else Event.HELD_FURTHER
    certificate.jurisdictions = list(dict.fromkeys([*certificate.jurisdictions, *places]))
    record.rest_on(certificate, currency.refreshed(certificate.manifest, shown), now)
    record.append(certificate, event, now, attempt=attempt, note=note)
    record.new_edition(certificate, event, now)
    carry_over(certificate, shown, now)
    _tell(certificate, now)


def _tell(certificate: Certificate, now: datetime) -> None:
    person = certificate.person
    if person.active:
        subject = f"Your certificate is refreshed: {certificate.title}"
        post(person.email, subject, "certificate_refreshed", now, certificate=certificate, person=person)


def carry_over(certificate: Certificate, shown: Mapping[str, Any], now: datetime) -> None:
    """Let what somebody has just shown count for their other certificates that rest on an earlier revision of it.

    Whoever calls this holds the certificate, and so the others too.
    """
    today = clock.day_of(now)
    for other in queries.live(certificate.person_id, today):
        if other.id == certificate.id:
            continue
        record.hold(other, today)
        if other.revoked_at is not None:
            continue
        behind = {(moved.part, moved.thing): moved.shown for moved in other.currency.moved}
        news = {
            part: [e for e in shown[part] if e["revision"] > behind.get((part, e["id"]), e["revision"])]
            for part in ("questions", "facts")
        }
        if not (news["questions"] or news["facts"]):
            continue
        cited = resting.cited({entry["id"]: entry["revision"] for entry in news["facts"]})
        sources = sorted({pair for pairs in cited.values() for pair in pairs})
        added = {**news, "sources": [{"id": name, "revision": number} for name, number in sources]}
        record.rest_on(other, currency.refreshed(other.manifest, added), now)
        record.append(other, Event.REFRESHED, now, note=f"Shown for certificate {certificate.number}.")
        record.new_edition(other, Event.REFRESHED, now)
