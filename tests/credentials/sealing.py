"""A small document of ours, somebody who signs it, and others who would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import typst
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from quizapp.credentials.signers import PrivateKey, Signer

NOW = datetime(2026, 11, 22, 10, 11, 12, tzinfo=UTC)
DOCUMENT = b"""
#set document(title: "A certificate", author: "Vesicle", date: auto)
#set text(lang: "en")
#let enclose = pdf.attach.with(relationship: "data", mime-type: "application/json", description: "An enclosure")
#enclose("manifest.json", bytes("{\\"a\\":1}"))
#enclose("credential.json", bytes("{\\"b\\":2}"))
A certificate of #link("https://example.org")[something].
"""


@cache
def document(source: bytes = DOCUMENT) -> bytes:
    """Return a document as it is before it is sealed."""
    made = typst.compile(input=source, format="pdf", pdf_standards=["a-3a", "ua-1"], timestamp=0)
    assert isinstance(made, bytes)
    return made


def certificate(
    key: PrivateKey, name: str = "Vesicle", by: tuple[PrivateKey, str] | None = None, usage: bool | None = True, **ends
) -> x509.Certificate:
    """Return a certificate for a key; ``by`` vouches for it, or it does so itself."""
    above, issuer = by or (key, name)
    building = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ends.get("start", NOW - timedelta(days=1)))
        .not_valid_after(ends.get("end", NOW + timedelta(days=365)))
    )
    if usage is not None:
        said = x509.KeyUsage(usage, False, False, False, False, not usage, False, False, False)
        building = building.add_extension(said, critical=True)
    return building.sign(above, hashes.SHA256())


def _name(name: str) -> x509.Name:
    kind = NameOID.COMMON_NAME if name != "nobody" else NameOID.ORGANIZATION_NAME
    return x509.Name([x509.NameAttribute(kind, name)])


def signer(name: str = "Vesicle", key: PrivateKey | None = None) -> Signer:
    """Return somebody new who signs."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    return Signer(key, certificate(key, name))


def chained() -> Signer:
    """Return somebody for whom another vouches, for whom a third does."""
    root, middle, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    chain = (certificate(middle, "Middle", (root, "Root")), certificate(root, "Root"))
    return Signer(own, certificate(own, "Vesicle", (middle, "Middle")), chain)
