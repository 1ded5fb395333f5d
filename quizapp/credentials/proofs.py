"""Signing a credential with Ed25519, in the two ways Open Badges 3.0 names, and checking that.

As a JWT (Open Badges 3.0, section 8.2; RFC 7515, RFC 8037), the credential is the payload. As Data Integrity
(``eddsa-jcs-2022``, W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.3), it carries its own proof.

The algorithm is written ``EdDSA``. RFC 9864 prefers ``Ed25519``, but verifiers of badges do not know that name yet;
both are accepted here. ``typ`` is ``JWT``, the only value Open Badges allows. No JOSE library is needed for that: it is
a few lines, and the check never asks the token which algorithm to use.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature

from quizapp.credentials import did as dids
from quizapp.credentials import moments, strict_json
from quizapp.credentials.keys import Key, Keyring
from quizapp.credentials.multibase import NotWritten, base58btc, base64url, from_base58btc, from_base64url
from quizapp.credentials.strict_json import Unclear

ALGORITHMS = ("EdDSA", "Ed25519")
SUITE = "eddsa-jcs-2022"
CLAIMS = ("iss", "jti", "sub", "nbf", "exp", "iat")
"""What a JWT's payload holds beside the credential."""
_SIGNATURE = 64


class BadProof(Exception):
    """A proof that does not hold. The message says why in a few words."""


class UnknownKey(BadProof):
    """A proof that names a key the issuer does not list."""


@dataclass(frozen=True)
class Token:
    """A JWT taken apart: what it says, the signature, and the bytes that is over."""

    header: Mapping[str, Any]
    payload: Mapping[str, Any]
    signature: bytes
    signed: bytes


@dataclass(frozen=True)
class Signed:
    """A credential whose proof holds: which key signed it, and when, by its own word."""

    credential: Mapping[str, Any]
    key: Key
    signed_at: datetime | None


def sign_jwt(credential: Mapping[str, Any], ring: Keyring, did: str, at: datetime) -> str:
    """Return the credential as a compact JWT signed now; the same arguments give the same text.

    The key stands in the header by its DID URL, and itself for those who cannot look it up.
    """
    key = ring.current
    header = {"alg": "EdDSA", "jwk": dict(key.jwk), "kid": dids.by_thumbprint(did, key), "typ": "JWT"}
    payload = {**credential, **_claims(credential), "iat": int(at.timestamp())}
    signed = f"{_segment(header)}.{_segment(payload)}"
    return f"{signed}.{base64url(ring.private.sign(signed.encode('ascii')))}"


def read_jwt(text: str) -> Token:
    """Return a compact JWT taken apart, nothing of it checked. Raises Unclear for what is none."""
    parts = text.split(".")
    if len(parts) != 3:
        raise Unclear("it is not a JWT")
    try:
        header, payload, signature = (from_base64url(part) for part in parts)
    except NotWritten:
        raise Unclear("it is not well-formed base64url, or cut short") from None
    return Token(strict_json.read(header), strict_json.read(payload), signature, text.rpartition(".")[0].encode())


def verify_jwt(token: Token, keys: tuple[Key, ...], did: str) -> Signed:
    """Return the credential of a JWT that one of the issuer's keys signed. Raises BadProof.

    The header only says which of the keys it was; a key within it is not looked at.
    """
    if token.header.get("alg") not in ALGORITHMS or "crit" in token.header:
        raise BadProof("its algorithm is not Ed25519")
    key = _named(token.header.get("kid"), keys, did)
    _check(key, token.signature, token.signed)
    credential = {name: value for name, value in token.payload.items() if name not in CLAIMS}
    claims = {name: value for name, value in token.payload.items() if name in CLAIMS and name != "iat"}
    if claims != _claims(credential):
        raise BadProof("its claims do not match the credential")
    return Signed(credential, key, moments.of(token.payload.get("iat")))


def sign_data_integrity(credential: Mapping[str, Any], ring: Keyring, did: str, at: datetime) -> dict[str, Any]:
    """Return the credential with a proof made now; the same arguments give the same proof."""
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": moments.stamp(at),
        "verificationMethod": dids.by_multikey(did, ring.current),
        "proofPurpose": "assertionMethod",
        "@context": credential["@context"],
    }
    value = base58btc(ring.private.sign(_to_sign(options, dict(credential))))
    return {**credential, "proof": {**options, "proofValue": value}}


def verify_data_integrity(document: Mapping[str, Any], keys: tuple[Key, ...], did: str) -> Signed:
    """Return the credential of a document whose proof one of the issuer's keys made. Raises BadProof."""
    proof = document.get("proof")
    if not isinstance(proof, dict):
        raise BadProof("it has no proof, or more than one")
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    expected = {"type": "DataIntegrityProof", "cryptosuite": SUITE, "proofPurpose": "assertionMethod"}
    if not expected.items() <= options.items() or options.get("@context") != document.get("@context"):
        raise BadProof(f"its proof is not of the kind {SUITE}")
    credential = {name: value for name, value in document.items() if name != "proof"}
    key = _named(options.get("verificationMethod"), keys, did)
    try:
        signature = from_base58btc(proof.get("proofValue"), _SIGNATURE)
    except NotWritten:
        raise BadProof("its signature is not well-formed") from None
    _check(key, signature, _to_sign(options, credential))
    return Signed(credential, key, moments.read(options.get("created")))


def _to_sign(options: dict[str, Any], credential: dict[str, Any]) -> bytes:
    """Return what eddsa-jcs-2022 signs: the digest of the proof's options, then that of the document."""
    return b"".join(hashlib.sha256(strict_json.canonical(part)).digest() for part in (options, credential))


def issuer_of(credential: Mapping[str, Any]) -> object:
    """Return the id of whoever a credential says issued it."""
    issuer = credential.get("issuer")
    return issuer.get("id") if isinstance(issuer, Mapping) else issuer


def _claims(credential: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a JWT repeats of its credential (Open Badges 3.0, section 8.2.4.1)."""
    subject = credential.get("credentialSubject")
    found = {
        "iss": issuer_of(credential),
        "jti": credential.get("id"),
        "sub": subject.get("id") if isinstance(subject, Mapping) else None,
        "nbf": _seconds(credential.get("validFrom")),
        "exp": _seconds(credential.get("validUntil")),
    }
    return {name: value for name, value in found.items() if value is not None}


def _seconds(written: object) -> int | None:
    moment = moments.read(written)
    return int(moment.timestamp()) if moment else None


def _segment(content: Mapping[str, Any]) -> str:
    return base64url(strict_json.canonical(dict(content)))


def _named(method: object, keys: tuple[Key, ...], did: str) -> Key:
    for key in keys:
        if method in (dids.by_thumbprint(did, key), dids.by_multikey(did, key)):
            return key
    raise UnknownKey("it names a key that is not the issuer's")


def _check(key: Key, signature: bytes, signed: bytes) -> None:
    try:
        key.public.verify(signature, signed)
    except InvalidSignature:
        raise BadProof("its signature does not match") from None
