"""Who signs documents: a private key with its X.509 certificate, made by us or configured by the operator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey

SMALLEST_RSA = 2048
"""The fewest bits an RSA key may have (NIST SP 800-131A)."""


class BadSigner(Exception):
    """A key and certificate that cannot sign; the message says why, to the operator."""


@dataclass(frozen=True)
class Signer:
    """A private key, its certificate, and the certificates that vouch for that one, nearest first."""

    key: PrivateKey = field(repr=False)
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def certificates(self) -> tuple[x509.Certificate, ...]:
        """The certificate and its chain."""
        return (self.certificate, *self.chain)

    def sign(self, message: bytes) -> bytes:
        """Return the signature over SHA-256 of a message; the same message gives the same bytes (RFC 6979)."""
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(message, padding.PKCS1v15(), hashes.SHA256())
        return self.key.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))


def is_signature(signature: bytes, message: bytes, certificate: x509.Certificate) -> bool:
    """Whether the holder of a certificate signed this message."""
    public = certificate.public_key()
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, message, ec.ECDSA(hashes.SHA256()))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of a certificate, in hexadecimal."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def from_pem(
    key_path: Path, certificate_path: Path, at: datetime, chain: Sequence[Path] = (), passphrase: str | None = None
) -> Signer:
    """Read a signer from PEM files; certificates after the first in ``certificate_path`` are its chain.

    Raises BadSigner.
    """
    key = _pem_key(key_path, passphrase)
    own, *rest = _pem_certificates(certificate_path)
    above = [certificate for path in chain for certificate in _pem_certificates(path)]
    return checked(key, own, (*rest, *above), at)


def from_pkcs12(path: Path, passphrase: str | None, at: datetime) -> Signer:
    """Read a signer from a PKCS #12 file (.p12, .pfx). Raises BadSigner."""
    try:
        key, own, rest = pkcs12.load_key_and_certificates(_read(path), _secret(passphrase))
    except (ValueError, UnsupportedAlgorithm):
        raise BadSigner(f"{path.name} cannot be opened: the passphrase is wrong or it is no PKCS #12 file.") from None
    if key is None or own is None:
        raise BadSigner(f"{path.name} must hold a private key and its certificate.")
    return checked(key, own, tuple(rest), at)


def checked(key: object, certificate: x509.Certificate, chain: tuple[x509.Certificate, ...], at: datetime) -> Signer:
    """Return a signer whose key can sign documents on the day, or raise BadSigner."""
    if not isinstance(key, PrivateKey):
        raise BadSigner("The signing key must be an elliptic curve (P-256, P-384, P-521) or RSA key.")
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < SMALLEST_RSA:
        raise BadSigner(f"The signing key has {key.key_size} bits; RSA needs at least {SMALLEST_RSA}.")
    if key.public_key() != certificate.public_key():
        raise BadSigner("The signing key does not belong to the certificate.")
    if at > certificate.not_valid_after_utc:
        raise BadSigner(f"The signing certificate expired on {_day(certificate.not_valid_after_utc)}.")
    if at < certificate.not_valid_before_utc:
        raise BadSigner(f"The signing certificate is not valid before {_day(certificate.not_valid_before_utc)}.")
    if not _may_sign(certificate):
        raise BadSigner("The certificate may not be used to sign documents: its key usage does not allow it.")
    return Signer(key, certificate, chain)


def _may_sign(certificate: x509.Certificate) -> bool:
    """Whether key usage, where the certificate states it, allows signatures (RFC 5280, 4.2.1.3)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y}"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadSigner(f"{path.name} cannot be read: {error.strerror}.") from None


def _pem_key(path: Path, passphrase: str | None) -> object:
    try:
        return serialization.load_pem_private_key(_read(path), _secret(passphrase))
    except TypeError:
        # What cryptography raises where a passphrase is missing, or is given for a key that is not encrypted.
        need = "needs a passphrase" if passphrase is None else "is not encrypted, yet a passphrase is set"
        raise BadSigner(f"The key in {path.name} {need}.") from None
    except (ValueError, UnsupportedAlgorithm):
        raise BadSigner(f"{path.name} cannot be opened: the passphrase is wrong or it is no PEM key.") from None


def _pem_certificates(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(_read(path))
    except ValueError:
        raise BadSigner(f"{path.name} holds no certificate in PEM.") from None


def _secret(passphrase: str | None) -> bytes | None:
    return None if passphrase is None else passphrase.encode()
