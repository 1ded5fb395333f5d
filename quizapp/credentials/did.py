"""The issuer's identifier, did:web, and the document at its address that lists the keys."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from quizapp.credentials.keys import Key, Keyring, published

CONTEXTS = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1", "https://w3id.org/security/multikey/v1")


def did_web(base_url: str) -> str:
    """Return the did:web of a site, such as ``did:web:example.org%3A8000:training``.

    Its document is expected at ``/.well-known/did.json``, or at ``<path>/did.json`` when the address has a path.
    """
    address = urlsplit(base_url)
    host = address.netloc.rpartition("@")[2].lower().replace(":", "%3A")
    return ":".join(["did:web", host, *filter(None, address.path.split("/"))])


def document(did: str, ring: Keyring) -> dict[str, Any]:
    """Return the did:web document: every key there has been, each twice, by thumbprint and as Multikey.

    Retired keys carry no ``expires`` or ``revoked``: Controlled Identifiers 1.0 has a verifier refuse, from then on,
    even what such a key signed before, and old certificates stay verifiable here.
    """
    methods = [method for key in ring.keys for method in _methods(did, key)]
    return {
        "@context": list(CONTEXTS),
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def _methods(did: str, key: Key) -> list[dict[str, Any]]:
    return [
        {"id": by_thumbprint(did, key), "type": "JsonWebKey", "controller": did, "publicKeyJwk": published(key)},
        {"id": by_multikey(did, key), "type": "Multikey", "controller": did, "publicKeyMultibase": key.multikey},
    ]


def by_thumbprint(did: str, key: Key) -> str:
    """Return the DID URL that JWTs name a key by."""
    return f"{did}#{key.kid}"


def by_multikey(did: str, key: Key) -> str:
    """Return the DID URL that Data Integrity proofs name a key by: the key itself stands in it."""
    return f"{did}#{key.multikey}"
