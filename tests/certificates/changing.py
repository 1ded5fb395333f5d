"""Changes beneath certificates, through the real actions: Ted writes each, Ada approves it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from quizapp import clock
from quizapp.attempts import queries, saving
from quizapp.attempts.models import Attempt, Closing
from quizapp.attempts.saving import UNSEEN
from quizapp.bank import actions as bank
from quizapp.bank import history, revisions
from quizapp.bank import queries as bank_queries
from quizapp.bank.models import Question, QuestionRevision
from quizapp.certificates import actions, refreshers
from quizapp.certificates import queries as certificates
from quizapp.certificates.models import Certificate
from quizapp.core.currency import Severity
from quizapp.core.standing import Validity
from quizapp.database import db
from quizapp.facts import proposals
from quizapp.facts import queries as facts
from quizapp.facts.models import Fact, FactRevision
from quizapp.facts.proposals import Wish
from quizapp.formats.library import fact_of
from quizapp.people.models import Person
from tests.factories import NOW

TODAY = NOW.date()
DAY = timedelta(days=1)


def person(name: str) -> Person:
    """Return a member of the cast by their first name."""
    return db.session.scalars(select(Person).where(Person.name.startswith(name))).one()


def fact(
    of: Fact | str, severity: Severity, since: date | None = None, at: datetime = NOW, *, until: date | None = None,
    critical: bool | None = None,
) -> FactRevision:  # fmt: skip
    """Propose that a fact says something else from a day on, and approve it; the revision that this makes."""
    changed = facts.fact(of) if isinstance(of, str) else of
    before = facts.latest([changed.id])[changed.id]
    said = {**before.content, "statement": f"It is so, {before.number + 1}: {changed.slug}."}
    if critical is not None:
        said["safety_critical"] = critical
    wish = Wish(severity=severity, note="We know better.", since=since, until=until)
    proposal = proposals.propose_fact(changed, fact_of(said), wish, person("Ted"), at)
    proposals.approve(proposal, person("Ada"), at)
    return facts.latest([changed.id])[changed.id]


def question(
    of: Question | str, severity: Severity, since: date | None = None, at: datetime = NOW, *, key: str | None = None
) -> QuestionRevision:
    """Write a question anew and publish it from a day on; with ``key``, another option is right from then on."""
    row = bank_queries.by_slug(of) if isinstance(of, str) else of
    before = revisions.published_last(row.id)
    assert before is not None
    content = replace(revisions.core_question(before), stem=f"Which of these is it, {before.number + 1}?")
    if key is not None:
        content = replace(content, options=tuple(replace(o, correct=o.id == key) for o in content.options))
    bank.save(row, content, row.bank, bank_queries.version(row), person("Ted"), at)
    opened = bank_queries.version(row)
    return bank.publish(row, opened, "It reads better.", person("Ada"), at, grave=severity, since=since)


def confirm(slug: str, at: datetime = NOW) -> None:
    """Say that a question holds as its facts are now."""
    asked = bank_queries.by_slug(slug)
    opened = history.beneath([asked.id], clock.day_of(at))[asked.id].version
    bank.confirm(asked, opened, person("Ada"), at)
    db.session.flush()


def retire(slug: str, at: datetime = NOW) -> None:
    """Ask a question no more."""
    bank.retire(bank_queries.by_slug(slug), person("Ted"), at)
    db.session.flush()


def answer(attempt: Attempt, at: datetime = NOW, reply: str = "one") -> None:
    """Give every question of an attempt the same answer."""
    for place in range(1, len(queries.paper_of(attempt).items) + 1):
        saving.save(saving.to_save(attempt.person, attempt.public_id), place, {"reply": [reply]}, UNSEEN, at)


def refresh(certificate: Certificate, at: datetime = NOW, seed: int = 1) -> Attempt | None:
    """Begin the refresher of a certificate and pass it; None where reading was enough."""
    as_of(certificate, at.date())
    attempt = refreshers.begin(certificate, at, seed)
    if attempt is not None:
        answer(attempt, at)
        actions.finish(attempt, at, Closing.PERSON)
    return attempt


def as_of(certificate: Certificate, on: date) -> Certificate:
    """Return the certificate as it stands on a day."""
    found = certificates.by_code(certificate.code, on)
    assert found is not None
    return found


def worth(certificate: Certificate, on: date) -> Validity:
    """Return what a certificate is worth on a day."""
    return certificates.validity(as_of(certificate, on), on)


def shown(certificate: Certificate, part: str = "facts") -> dict[str, int]:
    """Return the revisions of facts, or of questions, that a certificate rests on."""
    return {entry["id"]: entry["revision"] for entry in certificate.manifest[part]}
