"""A certificate as an Open Badges 3.0 AchievementCredential, which is a W3C Verifiable Credential (Data Model 2.0).

1EdTech Open Badges Specification 3.0, appendix B, says which properties there are; every name used here is defined in
the three contexts, so that nothing is lost when a verifier reads it as JSON-LD.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from quizapp.credentials import moments, statuslist
from quizapp.credentials.statuslist import Entry

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
)
TYPES = ("VerifiableCredential", "AchievementCredential")
SCHEMA = {
    "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
    "type": "1EdTechJsonSchemaValidator2019",
}


@dataclass(frozen=True)
class Issuer:
    """Who awards, as the credential names them."""

    did: str
    name: str
    url: str
    image_url: str | None = None


@dataclass(frozen=True)
class Attached:
    """A file that belongs to the credential: where it is, and the SHA-256 of its bytes."""

    url: str
    media_type: str
    sha256: bytes


@dataclass(frozen=True)
class Award:
    """Everything a credential says about one certificate.

    ``verify_url`` ends in the certificate's code; ``credential_id`` is an address below it, this document's alone: in
    JSON-LD two things with one address are one thing. ``holder_name`` is None for somebody who was erased, ``percent``
    for a holder who keeps the score private. ``manifest_digest`` is SHA-256 in hexadecimal, ``pass_mark`` in per cent.
    ``pictures`` are the badge's pictures before anything is baked into them.

    Open Badges 3.0 has room for one status, which is ``revocation``; W3C's model would take several, but 1EdTech's
    schema does not. Where the other list tells what a bit cannot, ``message``, stands among the evidence.
    """

    credential_id: str
    verify_url: str
    number: str
    issuer: Issuer
    achievement_id: str
    title: str
    description: str
    criteria: str
    holder_name: str | None
    issued_at: datetime
    awarded_at: datetime
    valid_until: datetime | None
    percent: int | None
    pass_mark: int
    cpd_hours: Decimal
    jurisdictions: tuple[str, ...]
    manifest_digest: str
    manifest_url: str
    manifest_counts: Mapping[str, int]
    criteria_url: str | None = None
    pictures: tuple[Attached, ...] = ()
    revocation: Entry | None = None
    message: Entry | None = None


def achievement_credential(award: Award) -> dict[str, Any]:
    """Return the credential, unsigned, in JSON's own types; the same award gives the same credential."""
    credential: dict[str, Any] = {
        "@context": list(CONTEXTS),
        "id": award.credential_id,
        "type": list(TYPES),
        "name": award.title,
        "issuer": issuer_profile(award.issuer),
        "validFrom": moments.stamp(award.issued_at),
        "awardedDate": moments.stamp(award.awarded_at),
        "credentialSubject": _subject(award),
        "evidence": _evidence(award),
        "relatedResource": [_resource(each) for each in (_manifest(award), *award.pictures)],
        "credentialSchema": [dict(SCHEMA)],
    }
    if award.valid_until is not None:
        credential["validUntil"] = moments.stamp(award.valid_until)
    if award.revocation is not None:
        credential["credentialStatus"] = statuslist.entry_json(award.revocation)
    return credential


def issuer_profile(issuer: Issuer) -> dict[str, Any]:
    """Return the issuer as an Open Badges Profile."""
    profile: dict[str, Any] = {"id": issuer.did, "type": ["Profile"], "name": issuer.name, "url": issuer.url}
    if issuer.image_url is not None:
        profile["image"] = _image(issuer.image_url)
    return profile


def _subject(award: Award) -> dict[str, Any]:
    """Return who earned what. The id is this certificate's own, so that two of one person cannot be joined by it."""
    subject: dict[str, Any] = {
        "id": f"{award.verify_url}#holder",
        "type": ["AchievementSubject"],
        "licenseNumber": award.number,
        "achievement": _achievement(award),
        "result": _results(award),
    }
    if award.holder_name is not None:
        subject["identifier"] = [
            {"type": "IdentityObject", "hashed": False, "identityHash": award.holder_name, "identityType": "name"}
        ]
    if award.cpd_hours:
        subject["creditsEarned"] = _number(award.cpd_hours)
    return subject


def _achievement(award: Award) -> dict[str, Any]:
    criteria = {"narrative": award.criteria} | ({"id": award.criteria_url} if award.criteria_url else {})
    achievement: dict[str, Any] = {
        "id": award.achievement_id,
        "type": ["Achievement"],
        "achievementType": "Certification",
        "name": award.title,
        "description": award.description,
        "criteria": criteria,
        "creator": issuer_profile(award.issuer),
        "inLanguage": "en",
        "resultDescription": _result_descriptions(award),
    }
    if award.jurisdictions:
        achievement["tag"] = [f"jurisdiction: {each}" for each in award.jurisdictions]
    if award.pictures:
        achievement["image"] = _image(award.pictures[0].url)
    if award.cpd_hours:
        achievement["creditsAvailable"] = _number(award.cpd_hours)
    return achievement


def _result_descriptions(award: Award) -> list[dict[str, Any]]:
    outcome = {"id": _outcome(award), "type": ["ResultDescription"], "name": "Outcome", "resultType": "Status"}
    score = {
        "id": _score(award),
        "type": ["ResultDescription"],
        "name": "Score in per cent",
        "resultType": "Percent",
        "valueMin": "0",
        "valueMax": "100",
        "requiredValue": str(award.pass_mark),
    }
    return [outcome, score]


def _results(award: Award) -> list[dict[str, Any]]:
    outcome = {"type": ["Result"], "resultDescription": _outcome(award), "status": "Completed"}
    if award.percent is None:
        return [outcome]
    return [outcome, {"type": ["Result"], "resultDescription": _score(award), "value": str(award.percent)}]


def _outcome(award: Award) -> str:
    return f"{award.achievement_id}#outcome"


def _score(award: Award) -> str:
    return f"{award.achievement_id}#score"


def _evidence(award: Award) -> list[dict[str, Any]]:
    return [_page(award)] if award.message is None else [_page(award), _status_in_words(award.message)]


def _status_in_words(entry: Entry) -> dict[str, Any]:
    """Return where a status list says more than whether it is revoked."""
    said = ", ".join(f"{int(value)} {message}" for value, message in statuslist.MESSAGES.items())
    bits = statuslist.BITS[entry.purpose]
    return {
        "id": f"{entry.list_url}#{entry.position}",
        "type": ["Evidence"],
        "name": "Status in words",
        "genre": "BitstringStatusListEntry",
        "description": f"Position {entry.position}, of {bits} bits, in the Bitstring Status List there: {said}.",
    }


def _page(award: Award) -> dict[str, Any]:
    """Return where it can be checked today and what it rests on, in words and as the digest of the manifest."""
    counts = ", ".join(f"{count} {part}" for part, count in award.manifest_counts.items())
    holds = f" It holds in: {', '.join(award.jurisdictions)}." if award.jurisdictions else ""
    return {
        "id": award.verify_url,
        "type": ["Evidence"],
        "name": "Verification page",
        "description": f"Says what this certificate is worth today.{holds}",
        "narrative": f"It rests on {counts}, listed in its manifest, whose SHA-256 is {award.manifest_digest}.",
    }


def _manifest(award: Award) -> Attached:
    return Attached(award.manifest_url, "application/json", bytes.fromhex(award.manifest_digest))


def _resource(attached: Attached) -> dict[str, Any]:
    """Return a related resource with its digest (Verifiable Credentials Data Model 2.0, section 5.3)."""
    digest = base64.b64encode(attached.sha256).decode("ascii")
    return {"id": attached.url, "mediaType": attached.media_type, "digestSRI": f"sha256-{digest}"}


def _image(url: str) -> dict[str, str]:
    return {"id": url, "type": "Image"}


def _number(amount: Decimal) -> int | float:
    """Return an amount as the number JSON writes shortest."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)
