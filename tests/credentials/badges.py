"""What the tests of credentials are about: Pam's certificate, the issuer's keys, and somebody else's."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import settings

from quizapp.credentials import artwork, badge, did, keys
from quizapp.credentials.badge import Attached, Award, Issuer
from quizapp.credentials.keys import Keyring
from quizapp.credentials.report import Trusted
from quizapp.credentials.statuslist import Entry, Purpose

unhurried = settings(deadline=None)
"""For tests that draw: the first example waits for Hypothesis's table of characters, or for a key to be made."""

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
SITE = "https://vesicle.example.org"
CODE = "0123456789ABCDEFGHJKMNPQRSTV"
DID = did.did_web(SITE)


@cache
def ring() -> Keyring:
    """The issuer's keys."""
    return _ring()


@cache
def other_ring() -> Keyring:
    """Somebody else's keys."""
    return _ring()


def _ring() -> Keyring:
    private = Ed25519PrivateKey.generate()
    return Keyring(private, (keys.public_key(private.public_key().public_bytes_raw(), NOW - YEAR),))


def trusted(**changes: Any) -> Trusted:
    return Trusted(**{"did": DID, "issuer_name": "Vesicle", "keys": ring().keys} | changes)


@cache
def drawn() -> bytes:
    return artwork.draw("Exosome essentials", "Vesicle").encode()


def award(**changes: Any) -> Award:
    given: dict[str, Any] = {
        "credential_id": f"{SITE}/verify/{CODE}/credential",
        "verify_url": f"{SITE}/verify/{CODE}",
        "number": "2026-000123",
        "issuer": Issuer(DID, "Vesicle", SITE, f"{SITE}/static/img/mark.svg"),
        "achievement_id": f"{SITE}/quizzes/exosomes",
        "title": "Exosome essentials",
        "description": "Knows what exosomes are and are not.",
        "criteria": "Pass the exam on exosome essentials.",
        "holder_name": "Pam Pērē",
        "issued_at": NOW,
        "awarded_at": NOW,
        "valid_until": NOW + YEAR,
        "percent": 83,
        "pass_mark": 80,
        "cpd_hours": Decimal("2.50"),
        "jurisdictions": ("EU", "NZ"),
        "manifest_digest": hashlib.sha256(b"manifest").hexdigest(),
        "manifest_url": f"{SITE}/verify/{CODE}/manifest.json",
        "manifest_counts": {"questions": 20, "facts": 31, "sources": 12},
        "criteria_url": f"{SITE}/quizzes/exosomes/criteria",
        "pictures": (Attached(f"{SITE}/badges/1.svg", "image/svg+xml", hashlib.sha256(drawn()).digest()),),
        "revocation": Entry(f"{SITE}/status/revocation", Purpose.REVOCATION, 4711),
        "message": Entry(f"{SITE}/status/message", Purpose.MESSAGE, 4711),
    }
    return Award(**given | changes)


def credential(**changes: Any) -> dict[str, Any]:
    return badge.achievement_credential(award(**changes))
