"""Bytes as text, the ways credentials write them: base64url, base58btc, and public keys as Multikey.

W3C Controlled Identifiers 1.0, sections 2.2.2 (Multikey) and 2.4 (Multibase); RFC 4648, section 5.
"""

from __future__ import annotations

import base64
import binascii

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ED25519 = b"\xed\x01"
"""The multicodec prefix of an Ed25519 public key."""


class NotWritten(ValueError):
    """The text does not write any bytes, or not in the one way there is to write them."""


def base64url(content: bytes) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """Return the bytes of unpadded base64url. Raises NotWritten for any other way of writing them.

    The last character may hold bits that count for nothing; with those set it would be another text for the same
    bytes, and a changed file would pass for the original.
    """
    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        raise NotWritten(text[:40]) from None
    if base64url(content) != text:
        raise NotWritten(text[:40])
    return content


def base58btc(content: bytes) -> str:
    """Return bytes as multibase base58btc: ``z`` and the digits."""
    number, digits = int.from_bytes(content, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        digits = _ALPHABET[digit] + digits
    zeros = len(content) - len(content.lstrip(b"\0"))
    return "z" + "1" * zeros + digits


def from_base58btc(text: object, length: int) -> bytes:
    """Return the ``length`` bytes that a multibase base58btc text writes. Raises NotWritten for anything else."""
    if not isinstance(text, str) or not text.startswith("z") or len(text) > 2 * length + 1:
        raise NotWritten(str(text)[:40])
    number = 0
    for character in text[1:]:
        digit = _ALPHABET.find(character)
        if digit < 0:
            raise NotWritten(text[:40])
        number = number * 58 + digit
    if number.bit_length() > 8 * length or base58btc(content := number.to_bytes(length, "big")) != text:
        raise NotWritten(text[:40])
    return content


def multikey(public: bytes) -> str:
    """Return an Ed25519 public key of 32 bytes as Multikey, such as ``z6Mk…``."""
    return base58btc(_ED25519 + public)
