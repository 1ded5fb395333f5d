"""What anybody can find out about a file with nothing but the issuer's public keys: no network, no database.

It never says more than it knows: whether a certificate was revoked since stands on the verification page alone.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from quizapp.credentials import bake, moments, proofs, seal, strict_json
from quizapp.credentials.bake import BadFile
from quizapp.credentials.proofs import BadProof, Signed, UnknownKey
from quizapp.credentials.report import Report, Trusted, Verdict
from quizapp.credentials.strict_json import Unclear

LARGEST = 5_000_000
"""The most bytes a file may have to be looked at."""
LARGEST_CREDENTIAL = 250_000
"""The most characters a credential may have; one of ours has five thousand."""
KINDS = frozenset({"AchievementCredential", "OpenBadgeCredential"})
ATTACHED = ("credential.json", "credential.jwt")
ENVELOPE = "data:application/vc+jwt,"
_JWT = re.compile(r"[\w-]+\.[\w-]*\.[\w-]*", re.ASCII)
_NEAR_START = 1024
_SINCE = "Whether it was revoked since stands on its verification page."


def check(content: bytes, filename: str, trusted: Trusted, now: datetime) -> Report:
    """Return what a file is worth: a PDF, a baked PNG or SVG, a credential as JSON or as a compact JWT."""
    if len(content) > LARGEST:
        return Report(Verdict.TOO_LARGE, f"The file is larger than {LARGEST // 1_000_000} MB, so it was not looked at.")
    if seal.HEADER in content[:_NEAR_START]:
        return _pdf(content, trusted, now)
    try:
        return _other(content, filename, trusted, now)
    except BadFile as problem:
        return Report(Verdict.NOT_A_CREDENTIAL, problem.message)


def code_of(credential: Mapping[str, Any]) -> str | None:
    """Return the code of the certificate a credential of ours is about."""
    identifier = credential.get("id")
    path = urlsplit(identifier).path if isinstance(identifier, str) else ""
    return path.partition("/verify/")[2].partition("/")[0] or None


def _other(content: bytes, filename: str, trusted: Trusted, now: datetime) -> Report:
    start = content.lstrip()[:1]
    if content.startswith(bake.PNG) or start == b"<":
        return _picture(content, trusted, now)
    text = _text(content)
    if text is not None and (start == b"{" or _JWT.fullmatch(text)):
        return _credential(text, trusted, now)
    return Report(
        Verdict.NOT_A_CREDENTIAL,
        f"{filename or 'The file'} is not a PDF, a badge (PNG or SVG) or a credential (JSON or JWT).",
    )


def _text(content: bytes) -> str | None:
    try:
        return content.decode().strip()
    except UnicodeDecodeError:
        return None


def _picture(content: bytes, trusted: Trusted, now: datetime) -> Report:
    baked = bake.extract(content)
    if baked is None:
        return Report(Verdict.UNSIGNED, "The picture holds no credential, so there is nothing to check.")
    found = _credential(baked.credential, trusted, now)
    if found.verdict is Verdict.GENUINE and not _is_listed(baked.picture, found.credential or {}):
        return Report(
            Verdict.EDITED,
            f"The credential in it is as {trusted.issuer_name} signed it, but the picture around it was changed.",
            found.credential,
            found.code,
        )
    return found


def _is_listed(picture: bytes | None, credential: Mapping[str, Any]) -> bool:
    """Whether the credential names the digest of a picture."""
    if picture is None:
        return False
    digest = f"sha256-{base64.b64encode(hashlib.sha256(picture).digest()).decode('ascii')}"
    listed = credential.get("relatedResource")
    return isinstance(listed, list) and any(
        isinstance(each, dict) and str(each.get("mediaType")).startswith("image/") and each.get("digestSRI") == digest
        for each in listed
    )


def _credential(text: str, trusted: Trusted, now: datetime) -> Report:
    """Return what a credential is worth, as JSON with a proof, as a JWT, or as a JWT in an envelope."""
    if len(text) > LARGEST_CREDENTIAL:
        said = f"The credential is larger than {LARGEST_CREDENTIAL // 1000} kB, so it was not looked at."
        return Report(Verdict.TOO_LARGE, said)
    try:
        if not text.startswith("{"):
            return _jwt(text, trusted, now)
        document = strict_json.read(text)
    except Unclear as problem:
        return _unclear(problem)
    if document.get("type") == "EnvelopedVerifiableCredential":
        return _enveloped(document, trusted, now)
    if "proof" not in document:
        return Report(Verdict.UNSIGNED, "The credential carries no signature: anybody could have written it.")
    return _document(document, trusted, now)


def _unclear(problem: Unclear) -> Report:
    return Report(Verdict.NOT_A_CREDENTIAL, f"The credential cannot be read: {problem}.")


def _enveloped(document: Mapping[str, Any], trusted: Trusted, now: datetime) -> Report:
    """Check the JWT in an envelope that holds nothing else (Verifiable Credentials Data Model 2.0, section 4.13)."""
    identifier = str(document.get("id"))
    plain = {"@context": "https://www.w3.org/ns/credentials/v2", "id": identifier}
    if document != plain | {"type": "EnvelopedVerifiableCredential"} or not identifier.startswith(ENVELOPE):
        return Report(Verdict.EDITED, "The envelope around the credential was changed.")
    try:
        return _jwt(identifier.removeprefix(ENVELOPE), trusted, now)
    except Unclear as problem:
        return _unclear(problem)


def _jwt(text: str, trusted: Trusted, now: datetime) -> Report:
    """Check a compact JWT. Raises Unclear for what is none."""
    token = proofs.read_jwt(text)
    if proofs.issuer_of(token.payload) != trusted.did:
        return _other_issuer(trusted)
    try:
        signed = proofs.verify_jwt(token, trusted.keys, trusted.did)
    except BadProof as problem:
        return _edited(problem, trusted)
    return _signed(signed, trusted, now)


def _document(document: Mapping[str, Any], trusted: Trusted, now: datetime) -> Report:
    """Check a credential that carries a proof of its own."""
    if proofs.issuer_of(document) != trusted.did:
        return _other_issuer(trusted)
    try:
        signed = proofs.verify_data_integrity(document, trusted.keys, trusted.did)
    except BadProof as problem:
        return _edited(problem, trusted)
    return _signed(signed, trusted, now)


def _other_issuer(trusted: Trusted) -> Report:
    sentence = f"The credential is not from {trusted.issuer_name}. Only its own issuer can say whether it is genuine."
    return Report(Verdict.OTHER_ISSUER, sentence)


def _edited(problem: BadProof, trusted: Trusted) -> Report:
    claim = f"The credential says that it is from {trusted.issuer_name}, but"
    if isinstance(problem, UnknownKey):
        return Report(Verdict.EDITED, f"{claim} it is signed with a key that {trusted.issuer_name} never had.")
    return Report(Verdict.EDITED, f"{claim} {problem}: it was changed after it was signed.")


def _signed(signed: Signed, trusted: Trusted, now: datetime) -> Report:
    """Return what a credential is worth whose signature holds."""
    credential = signed.credential
    types = credential.get("type")
    if not isinstance(types, list) or KINDS.isdisjoint(map(str, types)):
        return Report(Verdict.NOT_A_CREDENTIAL, f"{trusted.issuer_name} signed it, but it is not a certificate.")
    valid_from = moments.read(credential.get("validFrom"))
    verdict, sentence = _dated(signed, valid_from, trusted, now)
    return Report(verdict, sentence, credential, code_of(credential))


def _dated(signed: Signed, valid_from: datetime | None, trusted: Trusted, now: datetime) -> tuple[Verdict, str]:
    valid_until = moments.read(signed.credential.get("validUntil"))
    if _is_after(signed.key.retired_at, valid_from, signed.signed_at):
        return _retired(trusted)
    if valid_from is None or valid_from > now:
        return Verdict.NOT_YET_VALID, f"The credential is from {trusted.issuer_name}, but is not valid yet."
    if valid_until is not None and valid_until < now:
        return Verdict.EXPIRED, f"The credential is from {trusted.issuer_name} and expired on {_day(valid_until)}."
    return Verdict.GENUINE, f"The credential is as {trusted.issuer_name} signed it. {_SINCE}"


def _is_after(retired_at: datetime | None, *signed: datetime | None) -> bool:
    """Whether something was signed, by any of its dates, after the key was retired."""
    return retired_at is not None and any(moment is not None and moment > retired_at for moment in signed)


def _retired(trusted: Trusted) -> tuple[Verdict, str]:
    return (
        Verdict.RETIRED_KEY,
        f"It is signed with a key that {trusted.issuer_name} had retired before. Do not rely on it.",
    )


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y}"


def _pdf(content: bytes, trusted: Trusted, now: datetime) -> Report:
    """Check the seal of a PDF, and the credential attached to it where the seal holds."""
    found = seal.check(content, [each.certificate for each in trusted.certificates])
    if found.state is not seal.State.SOUND:
        verdict, sentence = _SEALS[found.state]
        return Report(verdict, sentence.format(name=trusted.issuer_name))
    by = next((each for each in trusted.certificates if each.fingerprint == found.signer_fingerprint), None)
    if by is not None and _is_after(by.retired_at, found.signed_at):
        return Report(*_retired(trusted))
    attached = next((found.attachments[name] for name in ATTACHED if name in found.attachments), None)
    text = _text(attached) if attached is not None else None
    if text is None:
        return Report(Verdict.GENUINE, f"The document is byte for byte as {trusted.issuer_name} sealed it.")
    return _credential(text, trusted, now)


_SEALS = {
    seal.State.EDITED: (
        Verdict.EDITED,
        "The document was changed after {name} sealed it, or cut short. Do not rely on it.",
    ),
    seal.State.UNSIGNED: (
        Verdict.UNSIGNED,
        "The document carries no seal of {name}, so nobody can tell whether it was changed.",
    ),
    seal.State.UNKNOWN_SIGNER: (Verdict.OTHER_ISSUER, "The document is signed by somebody else than {name}."),
    seal.State.NOT_A_PDF: (Verdict.NOT_A_CREDENTIAL, "The file is not a PDF that can be read."),
    seal.State.TOO_LARGE: (Verdict.TOO_LARGE, "The file is too large, so it was not looked at."),
}
