"""The Ed25519 keys that sign credentials, in a folder.

``signing.json`` is the one private key; ``signing-<kid>.json`` is the public half of each key before it, kept for ever
so that what it signed can still be checked. A key's name is its thumbprint (RFC 7638).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from quizapp.credentials import keyfiles, moments, strict_json
from quizapp.credentials.keyfiles import UnreadableKey
from quizapp.credentials.multibase import NotWritten, base64url, from_base64url, multikey
from quizapp.credentials.strict_json import Unclear

CURRENT = "signing.json"
_BYTES = 32


@dataclass(frozen=True)
class Key:
    """The public half of a signing key. After ``retired_at`` nothing new can be signed with it."""

    kid: str
    jwk: Mapping[str, str]
    created_at: datetime
    retired_at: datetime | None = None

    @property
    def raw(self) -> bytes:
        """The public key as 32 bytes."""
        return from_base64url(self.jwk["x"])

    @property
    def multikey(self) -> str:
        """The public key as W3C Multikey."""
        return multikey(self.raw)

    @property
    def public(self) -> Ed25519PublicKey:
        """The public key, ready to check a signature."""
        return Ed25519PublicKey.from_public_bytes(self.raw)


@dataclass(frozen=True)
class Keyring:
    """The key that signs now, and the public half of every key there has been, the latest first."""

    private: Ed25519PrivateKey = field(repr=False, compare=False)
    keys: tuple[Key, ...]

    @property
    def current(self) -> Key:
        """The public half of the key that signs now."""
        return self.keys[0]


def public_key(raw: bytes, created_at: datetime, retired_at: datetime | None = None) -> Key:
    """Return the key of 32 public bytes, under its thumbprint (RFC 7638)."""
    jwk = {"crv": "Ed25519", "kty": "OKP", "x": base64url(raw)}
    digest = hashlib.sha256(json.dumps(jwk, sort_keys=True, separators=(",", ":")).encode())
    return Key(base64url(digest.digest()), jwk, created_at, retired_at)


def open_ring(folder: Path, now: datetime) -> Keyring:
    """Return the keys in a folder, and make the first when there is none. Raises UnreadableKey for a damaged file.

    Processes that start at once make one key between them.
    """
    with keyfiles.locked(folder):
        if not (folder / CURRENT).exists():
            _write_current(folder, Ed25519PrivateKey.generate(), now)
        return _read_ring(folder)


def known(folder: Path) -> tuple[Key, ...]:
    """Return the public half of every key in a folder, the latest first, and make none: none where there is none.

    Raises UnreadableKey for a damaged file.
    """
    return _read_ring(folder).keys if (folder / CURRENT).exists() else ()


def rotate(folder: Path, now: datetime, overlap: timedelta) -> Keyring:
    """Sign with a new key from now on, and return the keys.

    The private half of the old one is gone at once; its public half stays, retired at the end of the overlap, which
    is for whatever was signed elsewhere at this very moment.
    """
    open_ring(folder, now)
    with keyfiles.locked(folder):
        old = replace(_read_ring(folder).current, retired_at=moments.whole(now + overlap))
        keyfiles.write(folder / f"signing-{old.kid}.json", _written(dict(old.jwk), old.created_at, old.retired_at))
        _write_current(folder, Ed25519PrivateKey.generate(), now)
        return _read_ring(folder)


def public_set(ring: Keyring, further: Iterable[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """Return every public key as a JWK Set (RFC 7517), all that is needed to check credentials elsewhere.

    ``iat`` and ``exp`` say from when to when a key signed, in seconds, as OpenID Federation 1.0 has it (section 8.7).
    ``further`` keys, such as those of documents, stand after them.
    """
    listed = [{**published(key), **moments.span(key.created_at, key.retired_at)} for key in ring.keys]
    return {"keys": [*listed, *further]}


def published(key: Key) -> dict[str, str]:
    """Return a public key as a JWK that says its name and what it is for."""
    return {**key.jwk, "kid": key.kid, "alg": "EdDSA", "use": "sig"}


def read_public_set(content: bytes) -> tuple[Key, ...]:
    """Return the keys of credentials in a JWK Set such as ``public_set`` returns. Raises Unclear for anything else.

    Those that come with a certificate are of documents; ``document_keys.read_published`` reads them.
    """
    found = tuple(_of_set(jwk) for jwk in listed_in(content) if not (isinstance(jwk, dict) and "x5c" in jwk))
    if not found:
        raise Unclear("it lists no keys")
    return found


def listed_in(content: bytes) -> list[object]:
    """Return what a JWK Set lists, unread. Raises Unclear for what is no JWK Set."""
    listed = strict_json.read(content).get("keys")
    if not isinstance(listed, list):
        raise Unclear("it lists no keys")
    return listed


def _of_set(jwk: object) -> Key:
    if not isinstance(jwk, dict) or (jwk.get("kty"), jwk.get("crv")) != ("OKP", "Ed25519"):
        raise Unclear("it lists something that is no Ed25519 key")
    created_at, retired_at = moments.of(jwk.get("iat")), moments.of(jwk.get("exp"))
    try:
        raw = from_base64url(str(jwk.get("x")))
    except NotWritten:
        raw = b""
    if len(raw) != _BYTES or created_at is None or (retired_at is None and "exp" in jwk):
        raise Unclear("a key in it is damaged")
    return public_key(raw, created_at, retired_at)


def _write_current(folder: Path, private: Ed25519PrivateKey, now: datetime) -> None:
    key = public_key(private.public_key().public_bytes_raw(), moments.whole(now))
    jwk = {**key.jwk, "d": base64url(private.private_bytes_raw())}
    keyfiles.write(folder / CURRENT, _written(jwk, key.created_at, None))


def _written(jwk: dict[str, str], created_at: datetime, retired_at: datetime | None) -> bytes:
    retired = moments.stamp(retired_at) if retired_at else None
    content = {"jwk": jwk, "created_at": moments.stamp(created_at), "retired_at": retired}
    return (json.dumps(content, indent=2) + "\n").encode()


def _read_ring(folder: Path) -> Keyring:
    private, current = _read_current(folder / CURRENT)
    before = [_read_public(path) for path in folder.glob("signing-*.json")]
    # A rotation that was cut short leaves the current key among the retired: it is not retired until it is replaced.
    retired = sorted((key for key in before if key.kid != current.kid), key=_latest_first)
    return Keyring(private, (current, *retired))


def _latest_first(key: Key) -> tuple[float, str]:
    return -key.created_at.timestamp(), key.kid


def _read_current(path: Path) -> tuple[Ed25519PrivateKey, Key]:
    content = _read(path)
    try:
        private = Ed25519PrivateKey.from_private_bytes(from_base64url(content["jwk"]["d"]))
    except (KeyError, ValueError, TypeError):
        raise UnreadableKey(path) from None
    key = _key(path, content)
    if private.public_key().public_bytes_raw() != key.raw:
        raise UnreadableKey(path)
    return private, key


def _read_public(path: Path) -> Key:
    return _key(path, _read(path))


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        raise UnreadableKey(path) from None
    if not isinstance(content, dict) or not isinstance(content.get("jwk"), dict):
        raise UnreadableKey(path)
    return content


def _key(path: Path, content: dict[str, Any]) -> Key:
    created_at, retired_at = moments.read(content.get("created_at")), moments.read(content.get("retired_at"))
    try:
        raw = from_base64url(str(content["jwk"].get("x", "")))
    except NotWritten:
        raise UnreadableKey(path) from None
    if len(raw) != _BYTES or created_at is None:
        raise UnreadableKey(path)
    return public_key(raw, created_at, retired_at)
