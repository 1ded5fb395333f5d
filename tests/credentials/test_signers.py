"""An operator's own key and certificate: read from files, and refused with the reason."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from quizapp.credentials import seal, signers
from quizapp.credentials.seal import State
from tests.credentials import sealing
from tests.credentials.sealing import NOW

CHAINED = sealing.chained()
PLAINLY = serialization.NoEncryption()


def locked(secret: str) -> serialization.KeySerializationEncryption:
    return serialization.BestAvailableEncryption(secret.encode())


@pytest.fixture
def files(tmp_path):
    """Write a key, its certificate and the chain, as PEM."""

    def write(key=CHAINED.key, own=CHAINED.certificate, chain=(), encryption=PLAINLY):
        paths = tmp_path / "own.key", tmp_path / "own.crt"
        paths[0].write_bytes(key.private_bytes(Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption))
        paths[1].write_bytes(b"".join(c.public_bytes(Encoding.PEM) for c in (own, *chain)))
        return paths

    return write


@pytest.fixture
def packed(tmp_path):
    """Write a PKCS #12 file."""

    def write(key=CHAINED.key, own=CHAINED.certificate, chain=CHAINED.chain, encryption=PLAINLY):
        path = tmp_path / "own.p12"
        path.write_bytes(pkcs12.serialize_key_and_certificates(b"own", key, own, chain, encryption))
        return path

    return write


def seals(signer) -> State:
    return seal.check(seal.seal(sealing.document(), signer, NOW), [CHAINED.certificate]).state


def test_pem_files_of_a_key_and_a_certificate_seal(files):
    signer = signers.from_pem(*files(), NOW)
    assert signer == CHAINED.__class__(signer.key, CHAINED.certificate)
    assert seals(signer) == State.SOUND


def test_the_chain_may_stand_in_the_certificates_file_or_in_files_of_its_own(files, tmp_path):
    key, own = files(chain=CHAINED.chain[:1])
    above = tmp_path / "root.crt"
    above.write_bytes(CHAINED.chain[1].public_bytes(Encoding.PEM))
    signer = signers.from_pem(key, own, NOW, chain=[above])
    assert signer.certificates == CHAINED.certificates
    assert seals(signer) == State.SOUND


def test_an_encrypted_key_opens_with_its_passphrase_alone(files):
    paths = files(encryption=locked("right"))
    assert signers.from_pem(*paths, NOW, passphrase="right").certificate == CHAINED.certificate
    for wrong, reason in (("wrong", "passphrase is wrong"), (None, "needs a passphrase")):
        with pytest.raises(signers.BadSigner, match=reason):
            signers.from_pem(*paths, NOW, passphrase=wrong)


def test_a_passphrase_for_a_key_that_has_none_is_a_mistake_that_is_named(files):
    with pytest.raises(signers.BadSigner, match="is not encrypted"):
        signers.from_pem(*files(), NOW, passphrase="needless")


def test_a_pkcs12_file_with_its_chain_seals(packed):
    signer = signers.from_pkcs12(packed(encryption=locked("right")), "right", NOW)
    assert set(signer.chain) == set(CHAINED.chain)
    assert seals(signer) == State.SOUND


def test_a_pkcs12_file_opens_with_its_passphrase_alone(packed):
    path = packed(encryption=locked("right"))
    for wrong in ("wrong", None):
        with pytest.raises(signers.BadSigner, match=r"own\.p12 cannot be opened: the passphrase is wrong"):
            signers.from_pkcs12(path, wrong, NOW)


def test_a_pkcs12_file_without_a_key_is_refused(tmp_path):
    path = tmp_path / "only.p12"
    only = [pkcs12.PKCS12Certificate(CHAINED.certificate, None)]
    path.write_bytes(pkcs12.serialize_java_truststore(only, locked("right")))
    with pytest.raises(signers.BadSigner, match="must hold a private key and its certificate"):
        signers.from_pkcs12(path, "right", NOW)


def test_files_that_are_missing_or_something_else_are_named(files, tmp_path):
    key, own = files()
    with pytest.raises(signers.BadSigner, match="gone cannot be read: No such file or directory"):
        signers.from_pem(tmp_path / "gone", own, NOW)
    with pytest.raises(signers.BadSigner, match=r"own\.crt cannot be opened: .* no PEM key"):
        signers.from_pem(own, own, NOW)
    with pytest.raises(signers.BadSigner, match=r"own\.key holds no certificate in PEM"):
        signers.from_pem(key, key, NOW)


def test_a_key_of_another_certificate_is_refused(files):
    with pytest.raises(signers.BadSigner, match="does not belong to the certificate"):
        signers.from_pem(*files(own=sealing.signer().certificate), NOW)


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (NOW + timedelta(days=366), "expired on 22 Nov 2027"),
        (NOW - timedelta(days=2), "not valid before 21 Nov 2026"),
    ],
)
def test_a_certificate_seals_only_while_it_is_valid(files, at, reason):
    with pytest.raises(signers.BadSigner, match=reason):
        signers.from_pem(*files(), at)


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        (ed25519.Ed25519PrivateKey.generate(), "must be an elliptic curve"),
        (rsa.generate_private_key(65537, 1024), "has 1024 bits; RSA needs at least 2048"),
    ],
)
def test_a_key_that_readers_of_pdf_do_not_take_is_refused(files, key, reason):
    own = sealing.certificate(key, by=(CHAINED.key, "Middle"))
    with pytest.raises(signers.BadSigner, match=reason):
        signers.from_pem(*files(key=key, own=own), NOW)


@pytest.mark.parametrize(("usage", "fine"), [(True, True), (None, True), (False, False)])
def test_key_usage_must_allow_signatures_where_it_is_stated(files, usage, fine):
    own: x509.Certificate = sealing.certificate(CHAINED.key, usage=usage)
    if fine:
        assert signers.from_pem(*files(own=own), NOW).certificate == own
    else:
        with pytest.raises(signers.BadSigner, match="key usage does not allow it"):
            signers.from_pem(*files(own=own), NOW)


def test_a_larger_curve_seals_as_well():
    signer = sealing.signer(key=ec.generate_private_key(ec.SECP384R1()))
    assert seal.check(seal.seal(sealing.document(), signer, NOW), [signer.certificate]).state == State.SOUND


def test_the_private_key_does_not_show():
    assert "key" not in repr(CHAINED)
