"""Where a certificate holds, and what its holder has yet to show for it to hold somewhere else too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from quizapp import clock
from quizapp.attempts import queries as attempts
from quizapp.attempts.models import Attempt
from quizapp.certificates import subjects
from quizapp.certificates.models import Certificate
from quizapp.core.jurisdictions import concerns, holds_in
from quizapp.database import db
from quizapp.facts.models import Fact, FactRevision
from quizapp.facts.queries import in_force
from quizapp.quizzes import queries as quizzes


def at_issue(attempt: Attempt) -> list[str]:
    """Return where a pass holds: what its quiz names; else those places of the draw whose law the paper is on."""
    named, paper = attempts.rules_of(attempt).jurisdictions, attempts.paper_of(attempt)
    return list(named) or held_in(paper.facts, paper.places, clock.day_of(attempt.started_at))


def extended(certificate: Certificate, attempt: Attempt) -> list[str]:
    """Return where a certificate holds that by now rests on a further pass instead.

    What the quiz names; beyond that only what law beneath it still concerns, for its facts were replaced.
    """
    named, paper = attempts.rules_of(attempt).jurisdictions, attempts.paper_of(attempt)
    claimed = [*certificate.jurisdictions, *(() if named else paper.places)]
    held = held_in(_beneath(certificate), claimed, clock.day_of(attempt.started_at))
    return list(dict.fromkeys([*named, *held]))


def held_in(facts: Iterable[str], places: Iterable[str], on: date) -> list[str]:
    """Return those of the places, each once, that a fact which names jurisdictions concerns, as it holds on that day.

    Where no law of a place was asked, no claim about it is made.
    """
    laws = _laws(facts, on).values()
    return [place for place in dict.fromkeys(places) if any(concerns(named, [place]) for named in laws)]


def _beneath(certificate: Certificate) -> list[str]:
    return [entry["id"] for entry in certificate.manifest["facts"]]


def _laws(slugs: Iterable[str], on: date) -> dict[str, list[str]]:
    """Return those of the facts that name jurisdictions, with the ones they name."""
    rows = db.session.execute(
        select(Fact.slug, FactRevision.jurisdictions)
        .join(FactRevision, FactRevision.fact_id == Fact.id)
        .where(Fact.slug.in_(set(slugs)), in_force(on))
    )
    return {slug: named for slug, named in rows if named}


def lawful(on: date) -> list[str]:
    """Return the jurisdictions whose law the facts in force on that day state, by code."""
    rows = db.session.scalars(select(FactRevision.jurisdictions).where(in_force(on), FactRevision.publishable))
    return sorted({code for named in rows for code in named})


def missing(certificate: Certificate, on: date) -> list[str]:
    """Return where the holder practises and the certificate does not hold, though what it rests on is law."""
    practises = certificate.person.practises_in
    uncovered = [p for p in practises if not any(holds_in(law, p) for law in certificate.jurisdictions)]
    return uncovered if uncovered and _laws(_beneath(certificate), on) else []


@dataclass(frozen=True)
class Lacking:
    """Where a certificate could hold too, with the facts still to be shown for each; and where nothing is asked."""

    facts: Mapping[str, list[str]]
    """By place. None where all that the exam asks about its law was shown without the holder practising there."""
    silent: tuple[str, ...]
    """The exam asks nothing about their law, so that the certificate makes no claim about them."""


def lacking(certificate: Certificate, on: date) -> Lacking:
    """Return what the certificate lacks to hold wherever its holder practises."""
    places = missing(certificate, on)
    laws = _unshown(certificate, on) if places else {}
    found = {place: [slug for slug, named in laws.items() if concerns(named, [place])] for place in places}
    shown = held_in(_beneath(certificate), places, on)
    return Lacking(
        {place: slugs for place, slugs in found.items() if slugs or place in shown},
        tuple(place for place, slugs in found.items() if not slugs and place not in shown),
    )


def to_show(certificate: Certificate, on: date) -> list[str]:
    """Return where a refresher can let the certificate hold too; a place about which its exam asks nothing is none."""
    return list(lacking(certificate, on).facts)


def gap(certificate: Certificate, places: Sequence[str], on: date) -> list[str]:
    """Return the facts on the law of these places that the exam is on and the certificate does not rest on.

    Also those whose questions wait to be looked at. Safety-critical ones come first.
    """
    return [slug for slug, named in _unshown(certificate, on).items() if concerns(named, places)]


def _unshown(certificate: Certificate, on: date) -> dict[str, Sequence[str]]:
    """Return the laws that the exam is on and the certificate does not rest on, safety-critical ones first."""
    laws = subjects.laws(quizzes.blueprint(certificate.quiz), on)
    new = laws.keys() - set(_beneath(certificate))
    return {slug: laws[slug].jurisdictions for slug in sorted(new, key=lambda slug: (not laws[slug].is_critical, slug))}
