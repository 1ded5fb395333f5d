"""Who signs: what an installation takes for its own, through rotations and renewals."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from quizapp import clock
from quizapp.certificates import documents, signing
from quizapp.certificates.signing import Identity
from quizapp.credentials import keys, verify
from quizapp.credentials.document_keys import DocumentCertificate
from quizapp.credentials.report import Verdict
from tests.certificates import builders
from tests.credentials import sealing


def configure(app, folder: Path) -> str:
    """Let the operator configure a new key with its certificate; its fingerprint."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = clock.now()
    certificate = sealing.certificate(key, "Operator", start=now - timedelta(days=1), end=now + timedelta(days=365))
    (folder / "own.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (folder / "own.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    app.config |= {"SIGNING_KEY": str(folder / "own.key"), "SIGNING_CERTIFICATE": str(folder / "own.crt")}
    app.extensions.pop("identity", None)  # as a process that starts now
    return DocumentCertificate(certificate, now).fingerprint


def test_what_was_sealed_before_the_operator_renews_the_certificate_is_genuine_after_it(app, pam, tmp_path):
    first = configure(app, tmp_path)
    pdf = documents.pdf(builders.certificate(pam, at=clock.now()), signing.identity())
    second = configure(app, tmp_path)
    by = signing.identity()
    assert [each.fingerprint for each in by.certificates[:1]] == [second]
    retired = {each.fingerprint: each.retired_at is not None for each in by.certificates}
    assert (retired[first], retired[second], len(retired)) == (True, False, 3)
    for trusted in (by.trusted, signing.trusted(clock.now())):
        assert verify.check(pdf, "certificate.pdf", trusted, clock.now()).verdict is Verdict.GENUINE


def test_a_rotation_while_the_keys_are_read_is_not_missed_for_good(app, ctx, monkeypatch):
    signing.identity()
    read = signing._read

    def and_then_another_process_rotates(place: Path, now) -> Identity:
        found = read(place, now)
        keys.rotate(place, now, timedelta(days=1))
        return found

    app.extensions.pop("identity")
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(signing, "_read", and_then_another_process_rotates)
        before = signing.identity().ring.current
    assert signing.identity().ring.current != before
    assert signing.identity() is signing.identity()


def test_what_is_trusted_is_found_without_making_keys(app, ctx, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "KEYS_DIR", str(tmp_path / "keys"))
    found = signing.trusted(clock.now())
    assert (found.keys, found.certificates) == ((), ())
    assert not (tmp_path / "keys").exists()
    by = signing.identity()
    assert signing.trusted(clock.now()) == by.trusted


@pytest.fixture(autouse=True)
def _nothing_configured_by_others(app, monkeypatch):
    """Take back what a test configures."""
    monkeypatch.setitem(app.config, "SIGNING_KEY", "")
    monkeypatch.setitem(app.config, "SIGNING_CERTIFICATE", "")
