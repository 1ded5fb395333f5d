"""Who signs: the issuer's identity, with its keys, as this installation has them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from flask import Flask, current_app

from quizapp import clock
from quizapp.credentials import did, document_keys, keys, signers
from quizapp.credentials.badge import Issuer
from quizapp.credentials.document_keys import DocumentCertificate
from quizapp.credentials.keys import Keyring
from quizapp.credentials.report import Trusted
from quizapp.credentials.signers import Signer
from quizapp.people.links import link

OVERLAP = timedelta(days=1)
"""How long after a rotation something signed with the old key elsewhere at that moment still counts."""


@dataclass(frozen=True)
class Identity:
    """The issuer: its did:web, the keys of credentials, and who seals documents."""

    did: str
    ring: Keyring
    signer: Signer
    certificates: tuple[DocumentCertificate, ...]

    @property
    def issuer(self) -> Issuer:
        """The issuer as a credential names it."""
        return Issuer(did=self.did, name=current_app.config["SITE_NAME"], url=link("public.verify_form"))

    @property
    def public_set(self) -> dict[str, Any]:
        """Every public key, of credentials and of documents, as a JWK Set: what keys.json holds."""
        return keys.public_set(self.ring, map(document_keys.published, self.certificates))

    @property
    def trusted(self) -> Trusted:
        """Everything that a check of a file starts from: public halves only."""
        return Trusted(self.did, current_app.config["SITE_NAME"], self.ring.keys, self.certificates)


def folder(app: Flask) -> Path:
    """Return where the keys are."""
    return Path(app.config["KEYS_DIR"] or Path(app.instance_path) / "keys")


def identity() -> Identity:
    """Return the issuer's identity; the first call on a new installation makes the keys.

    It is read again when the folder has changed, so that a rotation reaches servers that run. Raises UnreadableKey for
    a damaged key, BadSigner for a signing certificate that cannot be used.
    """
    app = current_app
    place = folder(app)
    # Taken before reading: what is written meanwhile is read next time.
    stamp = place.stat().st_mtime_ns if place.exists() else 0
    kept = app.extensions.get("identity")
    if kept is None or kept[0] != stamp:
        kept = app.extensions["identity"] = (stamp, _read(place, clock.now()))
    known: Identity = kept[1]
    return known


def _read(place: Path, now: datetime) -> Identity:
    ring = keys.open_ring(place, now)
    own = document_keys.document_signer(place, current_app.config["SITE_NAME"], now)
    configured = _configured(now)
    if configured is not None:
        document_keys.keep_configured(place, configured.certificate, now, OVERLAP)
    known = document_keys.document_certificates(place)
    signer = configured or Signer(*own)
    return Identity(own_did(), ring, signer, _first(signer.certificate, known))


def trusted(now: datetime) -> Trusted:
    """Return what a check of a file starts from, and make nothing: neither keys nor a folder for them.

    Raises UnreadableKey for a damaged key, BadSigner for a signing certificate that cannot be used.
    """
    place, configured = folder(current_app), _configured(now)
    known = document_keys.document_certificates(place)
    certificates = _first(configured.certificate, known) if configured else tuple(known)
    return Trusted(own_did(), current_app.config["SITE_NAME"], keys.known(place), certificates)


def own_did() -> str:
    """Return this installation's did:web, which follows from its address alone."""
    return did.did_web(current_app.config["BASE_URL"])


def _configured(now: datetime) -> Signer | None:
    """Return the signer that the operator has configured, if any."""
    config = current_app.config
    key, passphrase = config["SIGNING_KEY"], config["SIGNING_PASSPHRASE"] or None
    if not key:
        return None
    if key.endswith((".p12", ".pfx")):
        return signers.from_pkcs12(Path(key), passphrase, now)
    return signers.from_pem(Path(key), Path(config["SIGNING_CERTIFICATE"]), now, passphrase=passphrase)


def _first(certificate: x509.Certificate, known: Iterable[DocumentCertificate]) -> tuple[DocumentCertificate, ...]:
    """Return the certificates with the one in use before all others."""
    used = DocumentCertificate(certificate, certificate.not_valid_before_utc)
    return (used, *(each for each in known if each.fingerprint != used.fingerprint))


def rotate(now: datetime, overlap: timedelta = OVERLAP) -> Identity:
    """Sign credentials and seal documents with new keys from now on. What was signed before still verifies."""
    place = folder(current_app)
    keys.rotate(place, now, overlap)
    document_keys.rotate_document(place, current_app.config["SITE_NAME"], now, overlap)
    current_app.extensions.pop("identity", None)
    return identity()
