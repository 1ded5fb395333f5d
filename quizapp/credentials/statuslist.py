"""What became of a credential since it was issued: W3C Bitstring Status List v1.0.

Two lists, in which a credential has a position it keeps. The one for *revocation* has one bit a position, which every
verifier understands. The one for *message* has two, and tells what a bit cannot: revoked, replaced by a corrected
document, or a refresher due.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from quizapp.credentials import moments
from quizapp.credentials.multibase import NotWritten, base64url, from_base64url

CONTEXT = "https://www.w3.org/ns/credentials/v2"
FEWEST = 131_072
"""The fewest positions a list may have, so that fetching it does not tell whose credential is being looked at."""
LARGEST = 8_388_608
"""The most bytes a list may unpack to: four million positions of two bits, sixteen times that of one."""


class Purpose(StrEnum):
    """What a list is about, in the standard's words."""

    REVOCATION = "revocation"
    MESSAGE = "message"


class Standing(IntEnum):
    """What a position of the message list says of its credential."""

    IN_FORCE = 0
    REVOKED = 1
    SUPERSEDED = 2
    REFRESHER_DUE = 3


MESSAGES = {
    Standing.IN_FORCE: "in force",
    Standing.REVOKED: "revoked",
    Standing.SUPERSEDED: "superseded by a later document",
    Standing.REFRESHER_DUE: "refresher due",
}
BITS = {Purpose.REVOCATION: 1, Purpose.MESSAGE: 2}


class BadList(ValueError):
    """A status list that cannot be read."""


@dataclass(frozen=True)
class Entry:
    """Where a credential stands in a list."""

    list_url: str
    purpose: Purpose
    position: int


def entry_json(entry: Entry) -> dict[str, Any]:
    """Return an entry of a credential's ``credentialStatus``."""
    written: dict[str, Any] = {
        "id": f"{entry.list_url}#{entry.position}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": str(entry.purpose),
        "statusListIndex": str(entry.position),
        "statusListCredential": entry.list_url,
    }
    if entry.purpose is Purpose.MESSAGE:
        written["statusSize"] = BITS[Purpose.MESSAGE]
        written["statusMessage"] = [{"status": hex(value), "message": said} for value, said in MESSAGES.items()]
    return written


def encode(values: Mapping[int, int], bits: int = 1, positions: int = FEWEST) -> str:
    """Return positions -> values as an ``encodedList``: a bitstring, first position first, gzipped, in multibase.

    Positions not named are 0. The same values give the same text. Raises ValueError for a position outside the list or
    a value that does not fit in its bits.
    """
    if positions < FEWEST or positions % 8:
        raise ValueError(f"A list has {FEWEST} positions or more, in eights, not {positions}.")
    packed = bytearray(positions * bits // 8)
    for position, value in values.items():
        if not 0 <= position < positions or not 0 <= value < 1 << bits:
            raise ValueError(f"Position {position} of {positions} cannot hold {value}.")
        first = position * bits
        packed[first // 8] |= value << (8 - bits - first % 8)
    return "u" + base64url(gzip.compress(bytes(packed), mtime=0))


def decode(encoded: str) -> bytes:
    """Return the bitstring of an ``encodedList``. Raises BadList for one that is damaged, too short or too large."""
    if not encoded.startswith("u"):
        raise BadList("It is not base64url in multibase.")
    unpacker = zlib.decompressobj(wbits=31)
    try:
        packed = unpacker.decompress(from_base64url(encoded[1:]), LARGEST)
    except (NotWritten, zlib.error):
        raise BadList("It is not a gzipped bitstring.") from None
    if not unpacker.eof or unpacker.unused_data:
        raise BadList("It is cut short, too large, or followed by something else.")
    if len(packed) * 8 < FEWEST:
        raise BadList("It is too short.")
    return packed


def value_at(bitstring: bytes, position: int, bits: int = 1) -> int:
    """Return what a decoded list says at a position, in a list of 1, 2, 4 or 8 bits each. Raises BadList outside it."""
    first = position * bits
    if not 0 <= first < len(bitstring) * 8:
        raise BadList(f"It has no position {position}.")
    return (bitstring[first // 8] >> (8 - bits - first % 8)) & ((1 << bits) - 1)


def status_list(
    url: str, issuer: str, purpose: Purpose, values: Mapping[int, int], at: datetime, valid_until: datetime
) -> dict[str, Any]:
    """Return the credential, unsigned, that publishes a list at its address, for as long as it may be relied on.

    An old copy reads as expired, so that nobody can pass it off to hide a revocation.
    """
    positions = max(FEWEST, -(-(max(values, default=0) + 1) // FEWEST) * FEWEST)
    subject: dict[str, Any] = {
        "id": f"{url}#list",
        "type": "BitstringStatusList",
        "statusPurpose": str(purpose),
        "encodedList": encode(values, BITS[purpose], positions),
    }
    return {
        "@context": [CONTEXT],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": moments.stamp(at),
        "validUntil": moments.stamp(valid_until),
        "credentialSubject": subject,
    }
