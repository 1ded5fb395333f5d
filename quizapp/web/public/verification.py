"""What the world may know of a certificate: whether it is good, and what it says. Nothing else about its holder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import current_app

from quizapp import clock
from quizapp.certificates import codes, jurisdictions, life, queries, wording
from quizapp.certificates.models import Certificate, Edition
from quizapp.core.standing import Validity
from quizapp.facts import citations
from quizapp.facts.citations import CitedFact
from quizapp.people import throttling
from quizapp.people.throttling import Limit
from quizapp.web.filters import day, plural
from quizapp.web.transaction import begin_writing

LOOK_UP = Limit("certificate", 30, timedelta(minutes=1))
"""Codes looked up from one address."""
UNKNOWN = Limit("certificate-unknown", 10, timedelta(minutes=1))
"""Codes looked up from one address that no certificate has."""


TONES = {
    Validity.VALID: "good", Validity.REFRESHER_DUE: "warn", Validity.NOT_CURRENT: "bad", Validity.EXPIRED: "warn",
    Validity.REVOKED: "bad",
}  # fmt: skip
MOST_DIGITS = 9
"""Digits from which on a number is no document's: no database has so many, and some cannot compare it."""
BAND = 5
"""How many per cent a band of scores spans."""


UNKNOWN_LINE = (
    "No certificate has this code. Compare it with the paper; if it is the same, the certificate is not ours."
)


@dataclass(frozen=True)
class Verdict:
    """The answer in one word and one line; ``kind`` is its tone on a page."""

    kind: str
    word: str
    line: str


def look_up(code: str, address: str | None) -> Certificate | None:
    """Return the certificate with this code, counting the try against the address. Raises TooMany."""
    begin_writing()
    now, network = clock.now(), throttling.network_of(address)
    throttling.tried(LOOK_UP, network, now=now)
    throttling.tried(UNKNOWN, network, now=now)
    certificate = queries.by_code(code, clock.today())
    if certificate is not None:
        throttling.forgive(UNKNOWN, network)
    return certificate


def verdict(certificate: Certificate | None, today: date) -> Verdict:
    """Say whether the certificate is good today."""
    if certificate is None:
        return Verdict("bad", "Unknown", UNKNOWN_LINE)
    validity = queries.validity(certificate, today)
    due = certificate.currency.due_on
    until = f"is valid until {day(certificate.expires_on)}" if certificate.expires_on else "has no end date"
    lines = {
        Validity.REVOKED: f"We issued this certificate and revoked it on {day(certificate.held.revoked_on)}. "
        "Do not rely on it.",
        Validity.EXPIRED: f"It is genuine, and was valid until {day(certificate.expires_on)}.",
        Validity.NOT_CURRENT: "It is genuine, but what it rests on has changed, and its holder has not yet shown the "
        "change. It does not count until they have.",
        Validity.REFRESHER_DUE: f"It is genuine and still counts. Something it rests on has changed: its holder has "
        f"until {day(due)} to show the change.",
        Validity.VALID: f"It is genuine and {until}.",
    }
    return Verdict(TONES[validity], validity.value.capitalize(), lines[validity])


def holder(certificate: Certificate) -> str:
    """Return the name on the certificate, unless its holder had it removed."""
    return "Name removed at the holder’s request" if certificate.person.erased_at else certificate.name


def pairs(certificate: Certificate) -> list[tuple[str, str | None]]:
    """Return what the certificate says, as terms and values; a value that is None is left out."""
    below = wording.rests_on(certificate)
    return [
        ("Number", certificate.number),
        ("Issued", day(certificate.held.issued_on)),
        ("Valid until", day(certificate.expires_on) or "No end date"),
        ("Score", band(certificate)),
        ("CPD", wording.cpd(certificate.cpd_hours) or None),
        ("Holds in", ", ".join(jurisdictions.named(certificate.jurisdictions)) or None),
        ("Current as of", _refreshed(certificate)),
        ("Rests on", f"{plural(below['questions'], 'question')} and {plural(below['facts'], 'fact')}"),
    ]


def band(certificate: Certificate) -> str | None:
    """Return the band that the score lies in, such as 90 to 94 per cent; None unless the holder lets it be seen."""
    if not certificate.shows_score:
        return None
    low = min(certificate.percent // BAND * BAND, 100 - BAND)
    return f"{low} to {100 if low == 100 - BAND else low + BAND - 1} per cent"


def _refreshed(certificate: Certificate) -> str | None:
    """Return the day of the last refresher, or pass, since the certificate was issued."""
    since = queries.refreshed_on(certificate)
    return day(clock.day_of(since[-1].at)) if since else None


@dataclass(frozen=True)
class Facts:
    """The facts that a certificate rests on, as they are put today, and how many have no page for everybody."""

    shown: tuple[CitedFact, ...]
    left_out: int


def facts_beneath(certificate: Certificate, today: date) -> Facts:
    """Return the facts that the certificate rests on; those that are withdrawn, or over, are only counted."""
    slugs = {entry["id"] for entry in certificate.manifest["facts"]}
    found = citations.cited(life.public(slugs, today), today)
    return Facts(tuple(found[slug] for slug in sorted(found)), len(slugs) - len(found))


def edition(certificate: Certificate, number: str) -> Edition | None:
    """Return the document of a certificate with this number, however it was written; None where there is none."""
    if not (number.isascii() and number.isdecimal() and len(number) < MOST_DIGITS):
        return None
    return queries.edition(certificate, int(number))


def as_json(certificate: Certificate | None, today: date) -> dict[str, Any]:
    """Return the same for a program. Dates are ISO 8601; CPD hours are text, so that they stay exact."""
    if certificate is None:
        return {"status": "unknown"}
    held = certificate.held
    return {
        "status": queries.validity(certificate, today).value,
        "code": codes.grouped(certificate.code),
        "number": certificate.number,
        "name": None if certificate.person.erased_at else certificate.name,
        "title": certificate.title,
        "issuer": current_app.config["SITE_NAME"],
        "issued_on": held.issued_on.isoformat(),
        "expires_on": held.expires_on.isoformat() if held.expires_on else None,
        "refresher_due_on": certificate.currency.due_on.isoformat() if certificate.currency.due_on else None,
        "score_band": band(certificate),
        "edition": certificate.edition,
        "revoked_on": held.revoked_on.isoformat() if held.revoked_on else None,
        "cpd_hours": str(certificate.cpd_hours),
        "jurisdictions": [{"code": c, "name": jurisdictions.name(c)} for c in certificate.jurisdictions],
        "rests_on": wording.rests_on(certificate),
        "manifest_sha256": certificate.manifest_digest,
        "facts": [entry["id"] for entry in certificate.manifest["facts"]],
    }
