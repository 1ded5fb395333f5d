"""What the check of a file starts from, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from quizapp.credentials.document_keys import DocumentCertificate
from quizapp.credentials.keys import Key


class Verdict(StrEnum):
    """What a file came to."""

    GENUINE = "genuine"
    EDITED = "edited"
    EXPIRED = "expired"
    NOT_YET_VALID = "not yet valid"
    NOT_A_CREDENTIAL = "not a credential"
    OTHER_ISSUER = "other issuer"
    RETIRED_KEY = "retired key"
    UNSIGNED = "unsigned"
    TOO_LARGE = "too large"


@dataclass(frozen=True)
class Trusted:
    """What is known of the issuer: who it is, and every public key and certificate there has been."""

    did: str
    issuer_name: str
    keys: tuple[Key, ...]
    certificates: tuple[DocumentCertificate, ...] = ()


@dataclass(frozen=True)
class Report:
    """The verdict, a sentence for whoever sent the file, and, only where the signature holds, what was signed.

    ``code`` is the certificate's, as the credential's address of verification ends in it.
    """

    verdict: Verdict
    sentence: str
    credential: Mapping[str, Any] | None = None
    code: str | None = None
