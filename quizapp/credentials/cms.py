"""The signature inside a sealed document: CMS SignedData as PAdES baseline B-B asks (ETSI EN 319 142-1, RFC 5652).

There is one way to write it here, so that a reader can write it again from its parts and compare every byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

SIGNED = bytes.fromhex("06092a864886f70d010702")
"""The object identifier of SignedData in DER: what every CMS signature begins with."""

UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
"""What asn1crypto raises on bytes that are not what they should be."""


def attributes(digest: bytes, certificates: Sequence[bytes]) -> bytes:
    """Return what is signed: the document's SHA-256 and that of each certificate, the signer's first, in DER.

    Naming the chain too (RFC 5035) leaves no certificate in the signature that could be exchanged unnoticed.
    """
    own, *chain = certificates
    # In SignedData they stand as a set, so the order they were handed in is lost: the chain is named in its own.
    named = [{"cert_hash": hashlib.sha256(der).digest()} for der in (own, *sorted(chain))]
    said = {
        "content_type": "data",
        "message_digest": digest,
        "signing_certificate_v2": tsp.SigningCertificateV2({"certs": named}),
    }
    made = cms.CMSAttributes([{"type": kind, "values": [value]} for kind, value in said.items()])
    return bytes(made.dump())


def container(signed: bytes, signature: bytes, certificates: Sequence[bytes]) -> bytes:
    """Return SignedData in DER: attributes, the signature over them, and the certificates, the signer's first."""
    own = certificates[0]
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    info = {
        "version": "v1",
        "sid": cms.SignerIdentifier({"issuer_and_serial_number": _identity(own)}),
        "digest_algorithm": sha256,
        "signed_attrs": cms.CMSAttributes.load(signed),
        "signature_algorithm": {"algorithm": _algorithm(own)},
        "signature": core.OctetString(signature),
    }
    content = {
        "version": "v1",
        "digest_algorithms": [sha256],
        "encap_content_info": {"content_type": "data"},
        "certificates": [asn1_x509.Certificate.load(certificate) for certificate in certificates],
        "signer_infos": [info],
    }
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(content)}).dump())


def parts(der: bytes) -> tuple[bytes, list[bytes]] | None:
    """Return the signature and the certificates, in DER, in what claims to be SignedData; None where it is not."""
    try:
        content = cms.ContentInfo.load(der)["content"]
        signature = content["signer_infos"][0]["signature"].native
        held = [certificate.chosen.dump() for certificate in content["certificates"]]
    except UNREADABLE:
        return None
    return (signature, held) if isinstance(signature, bytes) else None


def names(der: bytes, certificate: bytes) -> bool:
    """Whether bytes hold a certificate, or the issuer and serial number it goes by: where one is damaged, the other."""
    return certificate in der or _identity(certificate).dump() in der


def of(certificate: x509.Certificate) -> bytes:
    """Return a certificate in DER."""
    return certificate.public_bytes(Encoding.DER)


def _identity(certificate: bytes) -> cms.IssuerAndSerialNumber:
    own = asn1_x509.Certificate.load(certificate)
    return cms.IssuerAndSerialNumber({"issuer": own.issuer, "serial_number": own.serial_number})


def _algorithm(certificate: bytes) -> str:
    key = asn1_x509.Certificate.load(certificate).public_key
    return "sha256_rsa" if key.algorithm == "rsa" else "sha256_ecdsa"
