"""The key that seals PDFs, and its certificates."""

from __future__ import annotations

import base64
import json
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509 import KeyUsage

from quizapp.credentials import keys
from quizapp.credentials.document_keys import (
    DocumentCertificate,
    document_certificates,
    document_signer,
    keep_configured,
    published,
    read_published,
    rotate_document,
)
from quizapp.credentials.keyfiles import UnreadableKey
from quizapp.credentials.signers import PrivateKey
from quizapp.credentials.strict_json import Unclear
from tests.credentials import sealing
from tests.credentials.badges import NOW

HOUR = timedelta(hours=1)
KEY = ec.generate_private_key(ec.SECP256R1())


def test_the_first_run_makes_a_key_and_the_next_finds_it(tmp_path: Path) -> None:
    private, certificate = document_signer(tmp_path, "Vesicle", NOW)
    again, same = document_signer(tmp_path, "Another name", NOW + HOUR)
    assert same == certificate
    assert again.private_numbers() == private.private_numbers()
    assert isinstance(private.curve, ec.SECP256R1)


def test_the_certificate_may_sign_documents_and_nothing_else(tmp_path: Path) -> None:
    _, certificate = document_signer(tmp_path, "Vesicle", NOW)
    usage = certificate.extensions.get_extension_for_class(KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    assert certificate.subject.rfc4514_string() == "CN=Vesicle"
    assert certificate.not_valid_before_utc == NOW
    certificate.verify_directly_issued_by(certificate)


@pytest.mark.parametrize(("name", "kept"), [("x" * 200, "x" * 64), ("", "Certificates"), ("Kōwhai", "Kōwhai")])
def test_any_site_name_makes_a_certificate(tmp_path: Path, name: str, kept: str) -> None:
    _, certificate = document_signer(tmp_path, name, NOW)
    assert certificate.subject.rfc4514_string() == f"CN={kept}"


def test_rotating_keeps_the_certificate_and_forgets_the_private_key(tmp_path: Path) -> None:
    _, old = document_signer(tmp_path, "Vesicle", NOW)
    private, new = rotate_document(tmp_path, "Vesicle", NOW + HOUR, HOUR)
    kept = document_certificates(tmp_path)
    assert [each.certificate for each in kept] == [new, old]
    assert [each.retired_at for each in kept] == [None, NOW + 2 * HOUR]
    assert [each.created_at for each in kept] == [NOW + HOUR, NOW]
    assert private.public_key() == new.public_key()
    (left,) = tmp_path.glob("*.pem")
    assert left.name == f"document-{kept[0].fingerprint}.pem"
    assert document_signer(tmp_path, "Vesicle", NOW)[1] == new


def test_nobody_but_the_owner_may_read_the_keys(tmp_path: Path) -> None:
    document_signer(tmp_path / "keys", "Vesicle", NOW)
    rotate_document(tmp_path / "keys", "Vesicle", NOW, HOUR)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()}
    assert modes == {0o600}


def _foreign(private: ec.EllipticCurvePrivateKey | Ed25519PrivateKey) -> bytes:
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("*.pem", b""),
        ("*.pem", _foreign(Ed25519PrivateKey.generate())),
        ("*.pem", _foreign(ec.generate_private_key(ec.SECP256R1()))),
        ("*.crt", b"nothing"),
    ],
)
def test_a_damaged_key_or_certificate_is_named(tmp_path: Path, kind: str, content: bytes) -> None:
    document_signer(tmp_path, "Vesicle", NOW)
    (path,) = tmp_path.glob(kind)
    path.write_bytes(content)
    with pytest.raises(UnreadableKey, match="cannot be read"):
        document_signer(tmp_path, "Vesicle", NOW)


@pytest.mark.parametrize("note", [b"", b"{}", b'{"retired_at": "soon"}', b"[]"])
def test_a_damaged_note_of_retirement_is_not_read_as_in_use(tmp_path: Path, note: bytes) -> None:
    document_signer(tmp_path, "Vesicle", NOW)
    rotate_document(tmp_path, "Vesicle", NOW, HOUR)
    (path,) = tmp_path.glob("document-*.json")
    path.write_bytes(note)
    with pytest.raises(UnreadableKey):
        document_certificates(tmp_path)


def _kept(folder: Path) -> dict[str, object]:
    """Return by fingerprint when each certificate of a folder was retired."""
    return {each.fingerprint: each.retired_at for each in document_certificates(folder)}


def test_a_certificate_that_the_operator_renews_stays_among_those_of_documents(tmp_path: Path) -> None:
    _, own = document_signer(tmp_path, "Vesicle", NOW)
    first, second = (DocumentCertificate(sealing.certificate(KEY), NOW) for _ in range(2))
    keep_configured(tmp_path, first.certificate, NOW, HOUR)
    assert _kept(tmp_path) == {first.fingerprint: None, DocumentCertificate(own, NOW).fingerprint: None}
    keep_configured(tmp_path, second.certificate, NOW + HOUR, HOUR)
    kept = _kept(tmp_path)
    assert (kept[first.fingerprint], kept[second.fingerprint]) == (NOW + 2 * HOUR, None)
    keep_configured(tmp_path, first.certificate, NOW + 5 * HOUR, HOUR)
    kept = _kept(tmp_path)
    assert (kept[first.fingerprint], kept[second.fingerprint]) == (None, NOW + 6 * HOUR)
    assert document_signer(tmp_path, "Vesicle", NOW)[1] == own


def test_keeping_the_same_certificate_again_writes_nothing(tmp_path: Path) -> None:
    certificate = sealing.certificate(KEY)
    keep_configured(tmp_path, certificate, NOW, HOUR)
    before = tmp_path.stat().st_mtime_ns
    keep_configured(tmp_path, certificate, NOW + HOUR, HOUR)
    assert tmp_path.stat().st_mtime_ns == before


def test_the_own_certificate_is_not_brought_back_by_configuring_it(tmp_path: Path) -> None:
    _, own = document_signer(tmp_path, "Vesicle", NOW)
    keep_configured(tmp_path, own, NOW, HOUR)
    assert list(_kept(tmp_path).values()) == [None]
    assert document_signer(tmp_path, "Vesicle", NOW)[1] == own


def _listed(*jwks: Any) -> bytes:
    return json.dumps({"keys": jwks}).encode()


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP384R1()),
        ec.generate_private_key(ec.SECP521R1()), rsa.generate_private_key(65537, 2048),
    ],
    ids=["P-256", "P-384", "P-521", "RSA"],
)  # fmt: skip
@pytest.mark.parametrize("retired_at", [None, NOW + HOUR])
def test_the_certificates_of_documents_can_be_taken_elsewhere_among_the_keys(
    tmp_path: Path, key: PrivateKey, retired_at: Any
) -> None:
    certificate = sealing.certificate(key)
    each = DocumentCertificate(certificate, certificate.not_valid_before_utc, retired_at)
    ring = keys.open_ring(tmp_path, NOW)
    content = json.dumps(keys.public_set(ring, [published(each)])).encode()
    assert read_published(content) == (each,)
    assert keys.read_public_set(content) == ring.keys
    assert published(each)["kty"] in ("EC", "RSA")


def test_a_list_without_certificates_has_none() -> None:
    assert read_published(_listed({"kty": "OKP"}, 5)) == ()
    with pytest.raises(Unclear, match="no keys"):
        read_published(b"{}")


def _damaged() -> list[dict[str, Any]]:
    certificate = sealing.certificate(KEY)
    whole = published(DocumentCertificate(certificate, certificate.not_valid_before_utc))
    koblitz = sealing.certificate(ec.generate_private_key(ec.SECP256K1()))
    foreign = base64.b64encode(koblitz.public_bytes(serialization.Encoding.DER)).decode()
    changes: list[dict[str, Any]] = [
        {"x5c": []}, {"x5c": None}, {"x5c": [5]}, {"x5c": ["AAAA"]}, {"x5c": ["!"]}, {"x5c": {}}, {"x5c": [foreign]},
        {"x": "AAAA"}, {"kty": "RSA"}, {"exp": "never"},
    ]  # fmt: skip
    return [whole | change for change in changes]


@pytest.mark.parametrize("jwk", _damaged(), ids=lambda _: "damaged")
def test_a_certificate_that_is_damaged_or_of_another_key_is_not_taken(jwk: dict[str, Any]) -> None:
    with pytest.raises(Unclear, match="a certificate in it is damaged"):
        read_published(_listed(jwk))
