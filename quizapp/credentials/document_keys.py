"""The P-256 key that seals PDFs, with its own self-signed certificate, in the folder of the other keys.

``document-<fingerprint>.pem`` is the one private key, ``document-<fingerprint>.crt`` its certificate. A certificate
that was replaced stays, with ``document-<fingerprint>.json`` beside it to say since when. So does a certificate that
the operator configured; its key is elsewhere.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from quizapp.credentials import keyfiles, keys, moments
from quizapp.credentials.keyfiles import UnreadableKey
from quizapp.credentials.multibase import base64url
from quizapp.credentials.signers import fingerprint
from quizapp.credentials.strict_json import Unclear

VALID_FOR = timedelta(days=3650)
CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
"""The curves that a signer may have, by JWK's names (RFC 7518, section 6.2.1.1)."""
LONGEST_NAME = 64
"""X.520's limit for a common name, in characters."""


@dataclass(frozen=True)
class DocumentCertificate:
    """A certificate PDFs were sealed under, from ``created_at`` to ``retired_at``; None for the current one."""

    certificate: x509.Certificate
    created_at: datetime
    retired_at: datetime | None = None

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hexadecimal."""
        return fingerprint(self.certificate)


def document_signer(folder: Path, subject: str, now: datetime) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Return the key that seals PDFs and its certificate, made in the name of ``subject`` when there is none.

    Raises UnreadableKey for a damaged file.
    """
    with keyfiles.locked(folder):
        if not _private_files(folder):
            _make(folder, subject, now)
        return _read_signer(folder)


def rotate_document(
    folder: Path, subject: str, now: datetime, overlap: timedelta
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Seal PDFs with a new key from now on, and return it with its certificate.

    The old private key is gone at once; its certificate stays, retired at the end of the overlap.
    """
    _, old = document_signer(folder, subject, now)
    with keyfiles.locked(folder):
        keyfiles.write(folder / f"document-{fingerprint(old)}.json", _note(now + overlap))
        for path in folder.glob("document-*.pem"):
            path.unlink()
        _make(folder, subject, now)
        return _read_signer(folder)


def document_certificates(folder: Path) -> list[DocumentCertificate]:
    """Return every certificate PDFs were sealed under, the latest first. Raises UnreadableKey for a damaged file."""
    found = [_read_certificate(path) for path in folder.glob("document-*.crt")]
    return sorted(found, key=lambda each: (-each.created_at.timestamp(), each.fingerprint))


def keep_configured(folder: Path, certificate: x509.Certificate, now: datetime, overlap: timedelta) -> None:
    """Keep the certificate that the operator has configured, and note those configured before it as replaced.

    Only the certificates are kept, so that what was sealed under an earlier one still verifies; one that is configured
    again is no longer noted. Nothing is written where all is as it should be.
    """
    with keyfiles.locked(folder):
        path = folder / f"document-{fingerprint(certificate)}.crt"
        if not path.exists():
            keyfiles.write(path, certificate.public_bytes(serialization.Encoding.PEM))
        if not path.with_suffix(".pem").exists():
            path.with_suffix(".json").unlink(missing_ok=True)
        for other in _without_key(folder) - {path}:
            keyfiles.write(other.with_suffix(".json"), _note(now + overlap))


def _without_key(folder: Path) -> set[Path]:
    """Return the certificates in use whose private key is not in the folder: the operator's."""
    return {
        path
        for path in folder.glob("document-*.crt")
        if not (path.with_suffix(".pem").exists() or path.with_suffix(".json").exists())
    }


def _note(retired_at: datetime) -> bytes:
    return (json.dumps({"retired_at": moments.stamp(retired_at)}) + "\n").encode()


def published(each: DocumentCertificate) -> dict[str, Any]:
    """Return a certificate as a JWK with ``x5c`` (RFC 7517, section 4.7), named by its fingerprint.

    ``iat`` and ``exp`` say from when to when documents were sealed under it, as in ``keys.public_set``.
    """
    der = each.certificate.public_bytes(serialization.Encoding.DER)
    return {
        **_jwk(each.certificate),
        "kid": each.fingerprint,
        "use": "sig",
        "x5c": [base64.b64encode(der).decode("ascii")],
        **moments.span(each.created_at, each.retired_at),
    }


def read_published(content: bytes) -> tuple[DocumentCertificate, ...]:
    """Return the certificates of documents that a JWK Set lists, if any. Raises Unclear for one that is damaged."""
    return tuple(_of_set(jwk) for jwk in keys.listed_in(content) if isinstance(jwk, dict) and "x5c" in jwk)


def _of_set(jwk: dict[str, Any]) -> DocumentCertificate:
    retired_at = moments.of(jwk.get("exp"))
    try:
        certificate = x509.load_der_x509_certificate(base64.b64decode(jwk["x5c"][0], validate=True))
        own = _jwk(certificate)
    except (ValueError, TypeError, LookupError, UnsupportedAlgorithm):
        raise Unclear("a certificate in it is damaged") from None
    # RFC 7517 has the key of the first certificate be the one that the other members state.
    if any(jwk.get(name) != value for name, value in own.items()) or (retired_at is None and "exp" in jwk):
        raise Unclear("a certificate in it is damaged")
    return DocumentCertificate(certificate, certificate.not_valid_before_utc, retired_at)


def _jwk(certificate: x509.Certificate) -> dict[str, str]:
    """Return a certificate's public key as a JWK (RFC 7518, sections 6.2 and 6.3). Raises ValueError for other keys."""
    public = certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        of_rsa = public.public_numbers()
        return {"kty": "RSA", "n": _number(of_rsa.n, public.key_size), "e": _number(of_rsa.e, of_rsa.e.bit_length())}
    if isinstance(public, ec.EllipticCurvePublicKey) and public.curve.name in CURVES:
        at, bits = public.public_numbers(), public.key_size
        return {"kty": "EC", "crv": CURVES[public.curve.name], "x": _number(at.x, bits), "y": _number(at.y, bits)}
    raise ValueError("The key is neither RSA nor of a NIST curve.")


def _number(number: int, bits: int) -> str:
    """Return a whole number of so many bits as JWKs write it: base64url of its bytes, the most significant first."""
    return base64url(number.to_bytes((bits + 7) // 8, "big"))


def _private_files(folder: Path) -> list[Path]:
    """Return the private key in use, or nothing. One that is noted as replaced was left by a rotation cut short."""
    return [path for path in folder.glob("document-*.pem") if not path.with_suffix(".json").exists()]


def _make(folder: Path, subject: str, now: datetime) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    certificate = _self_signed(private, subject, moments.whole(now))
    path = folder / f"document-{fingerprint(certificate)}.pem"
    keyfiles.write(path.with_suffix(".crt"), certificate.public_bytes(serialization.Encoding.PEM))
    keyfiles.write(
        path,
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
    )


def _self_signed(private: ec.EllipticCurvePrivateKey, subject: str, now: datetime) -> x509.Certificate:
    """Return a certificate that may sign documents and nothing else (RFC 5280)."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject[:LONGEST_NAME] or "Certificates")])
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .sign(private, hashes.SHA256())
    )


def _read_signer(folder: Path) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    (path,) = _private_files(folder)
    try:
        private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        raise UnreadableKey(path) from None
    certificate = _read_certificate(path.with_suffix(".crt")).certificate
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.public_key() != certificate.public_key():
        raise UnreadableKey(path)
    return private, certificate


def _read_certificate(path: Path) -> DocumentCertificate:
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        raise UnreadableKey(path) from None
    return DocumentCertificate(certificate, certificate.not_valid_before_utc, _retired(path.with_suffix(".json")))


def _retired(path: Path) -> datetime | None:
    """Return when a certificate was replaced. Raises UnreadableKey for a damaged note, lest it count as in use."""
    if not path.exists():
        return None
    try:
        retired_at = moments.read(json.loads(path.read_bytes())["retired_at"])
    except (ValueError, KeyError, TypeError):
        raise UnreadableKey(path) from None
    if retired_at is None:
        raise UnreadableKey(path)
    return retired_at
