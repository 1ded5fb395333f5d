"""Two ways of signing, each checked by software that is not ours, and everything that must not pass."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import jwt as pyjwt
import pytest
import time_machine
from cryptography.hazmat.primitives import serialization
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib.ob3 import OB3Verifier
from openvc.proof.di_jcs import EddsaJcsProofSuite

from quizapp.credentials import did, keys, proofs, strict_json
from quizapp.credentials.keys import Keyring
from quizapp.credentials.proofs import BadProof, Signed, UnknownKey
from quizapp.credentials.strict_json import Unclear
from tests.credentials.badges import DID, NOW, YEAR, credential, other_ring, ring, unhurried

KEYS = ring().keys


def _jwt(signer: Keyring | None = None, **changes: Any) -> str:
    return proofs.sign_jwt(credential(**changes), signer or ring(), DID, NOW)


def _document(signer: Keyring | None = None, **changes: Any) -> dict[str, Any]:
    return proofs.sign_data_integrity(credential(**changes), signer or ring(), DID, NOW)


def _verified(token: str) -> Signed:
    return proofs.verify_jwt(proofs.read_jwt(token), KEYS, DID)


def _forged(header: dict[str, Any], payload: dict[str, Any], signature: bytes | None = None) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, payload)]
    made = ring().private.sign(".".join(parts).encode()) if signature is None else signature
    return ".".join([*parts, base64.urlsafe_b64encode(made).decode().rstrip("=")])


def test_a_jwt_is_verified_and_holds_the_credential() -> None:
    signed = _verified(_jwt())
    assert signed == Signed(credential(), ring().current, NOW)


def test_other_software_verifies_the_jwt_by_the_did_document() -> None:
    document = json.dumps(did.document(DID, ring())).encode()
    verifier = OB3Verifier.for_issuer_did(DID, download=lambda *_, **__: document)
    with time_machine.travel(NOW, tick=False):
        assert verifier.verify(_jwt()).issuer.id == DID


def test_the_jwt_has_the_header_and_the_claims_that_open_badges_asks_for() -> None:
    header = pyjwt.get_unverified_header(_jwt())
    assert set(header) == {"alg", "jwk", "kid", "typ"}
    assert (header["alg"], header["typ"]) == ("EdDSA", "JWT")
    assert header["kid"] == did.by_thumbprint(DID, ring().current)
    assert "d" not in header["jwk"]
    claims = proofs.read_jwt(_jwt()).payload
    assert (claims["iss"], claims["jti"]) == (DID, credential()["id"])
    assert claims["sub"] == credential()["credentialSubject"]["id"]
    assert (claims["nbf"], claims["exp"]) == (int(NOW.timestamp()), int((NOW + YEAR).timestamp()))


def test_other_software_verifies_the_data_integrity_proof() -> None:
    public = dict(ring().current.jwk)
    found = EddsaJcsProofSuite().verify(_document(), public_key_jwk=public, now=NOW)
    assert found.issuer == DID


def test_a_data_integrity_proof_is_verified_and_says_when_it_was_made() -> None:
    signed = proofs.verify_data_integrity(_document(), KEYS, DID)
    assert signed == Signed(credential(), ring().current, NOW)


def test_the_same_credential_is_signed_with_the_same_bytes() -> None:
    assert _jwt() == _jwt()
    assert _document() == _document()


def test_the_name_rfc_9864_gives_the_algorithm_is_accepted_as_well() -> None:
    token = proofs.read_jwt(_jwt())
    assert _verified(_forged({**token.header, "alg": "Ed25519"}, dict(token.payload))).credential == credential()


@pytest.mark.parametrize("alg", ["none", "None", "HS256", "RS256", "ES256", "", None, ["EdDSA"]])
def test_the_token_does_not_choose_how_it_is_checked(alg: object) -> None:
    token = proofs.read_jwt(_jwt())
    with pytest.raises(BadProof, match="algorithm"):
        _verified(_forged({**token.header, "alg": alg}, dict(token.payload)))


def test_the_public_key_used_as_a_shared_secret_does_not_pass() -> None:
    public = ring().current.public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    forged = pyjwt.encode(dict(proofs.read_jwt(_jwt()).payload), public, "HS256", {"kid": f"{DID}#{KEYS[0].kid}"})
    with pytest.raises(BadProof, match="algorithm"):
        _verified(forged)


def test_a_token_without_a_signature_does_not_pass() -> None:
    token = proofs.read_jwt(_jwt())
    with pytest.raises(BadProof):
        _verified(_forged(dict(token.header), dict(token.payload), b""))


def test_the_key_a_token_brings_along_is_not_trusted() -> None:
    other = other_ring()
    signed = proofs.sign_jwt(credential(), other, DID, NOW)
    with pytest.raises(UnknownKey):
        _verified(signed)
    token = proofs.read_jwt(signed)
    with pytest.raises(BadProof, match="signature"):
        _verified(_forged({**token.header, "kid": f"{DID}#{KEYS[0].kid}"}, dict(token.payload), token.signature))


def test_a_header_that_must_be_understood_and_is_not_is_refused() -> None:
    token = proofs.read_jwt(_jwt())
    with pytest.raises(BadProof):
        _verified(_forged({**token.header, "crit": ["exp"]}, dict(token.payload)))


@pytest.mark.parametrize("claim", ["iss", "jti", "sub", "nbf", "exp"])
def test_a_claim_that_does_not_match_the_credential_is_refused(claim: str) -> None:
    token = proofs.read_jwt(_jwt())
    for payload in ({**token.payload, claim: 5}, {k: v for k, v in token.payload.items() if k != claim}):
        with pytest.raises(BadProof, match="claims"):
            _verified(_forged(dict(token.header), payload))


@pytest.mark.parametrize("iat", [None, "now", -1, 10**15, 1.5])
def test_a_moment_of_signing_that_is_none_is_not_told(iat: object) -> None:
    token = proofs.read_jwt(_jwt())
    assert _verified(_forged(dict(token.header), {**token.payload, "iat": iat})).signed_at is None


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c.d", "e30.e30.=", "e30.W10.e30", "!.!.!"])
def test_what_is_no_jwt_is_not_read(text: str) -> None:
    with pytest.raises(Unclear):
        proofs.read_jwt(text)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("type", "Ed25519Signature2020"),
        ("cryptosuite", "eddsa-rdfc-2022"),
        ("proofPurpose", "authentication"),
        ("@context", []),
        ("proofValue", "z11"),
        ("proofValue", None),
        ("created", "2020-01-01T00:00:00Z"),
        ("expires", "2099-01-01T00:00:00Z"),
        ("verificationMethod", f"{DID}#other"),
        ("verificationMethod", ["x"]),
    ],
)
def test_a_proof_with_another_option_does_not_hold(name: str, value: object) -> None:
    document = _document()
    document["proof"] = {**document["proof"], name: value}
    with pytest.raises(BadProof):
        proofs.verify_data_integrity(document, KEYS, DID)


@pytest.mark.parametrize("proof", [None, [], [{}], "z", {}])
def test_a_proof_that_is_none_does_not_hold(proof: object) -> None:
    with pytest.raises(BadProof):
        proofs.verify_data_integrity({**_document(), "proof": proof}, KEYS, DID)


@unhurried
@given(st.sampled_from(sorted(credential())), st.text(max_size=20))
def test_a_document_with_another_field_does_not_hold(name: str, value: str) -> None:
    with pytest.raises(BadProof):
        proofs.verify_data_integrity({**_document(), name: value}, KEYS, DID)


@unhurried
@given(st.text(max_size=60), st.integers(0, 100))
def test_whatever_is_signed_is_verified(name: str, percent: int) -> None:
    changes = {"holder_name": name.encode("utf-8", "replace").decode(), "percent": percent}
    assert _verified(_jwt(**changes)).credential == credential(**changes)
    document = strict_json.read(strict_json.canonical(_document(**changes)))
    assert proofs.verify_data_integrity(document, KEYS, DID).credential == credential(**changes)


def test_what_an_earlier_key_signed_still_verifies() -> None:
    later = Keyring(other_ring().private, (*other_ring().keys, keys.public_key(KEYS[0].raw, NOW - YEAR, NOW + YEAR)))
    signed = proofs.verify_data_integrity(_document(), later.keys, DID)
    assert signed.key.retired_at == NOW + YEAR


def test_a_credential_without_a_date_of_expiry_has_no_such_claim() -> None:
    assert "exp" not in proofs.read_jwt(_jwt(valid_until=None)).payload


def test_a_bare_issuer_or_subject_is_repeated_as_far_as_it_goes() -> None:
    bare = {"issuer": DID, "credentialSubject": [], "id": "urn:x", "validFrom": "soon"}
    payload = proofs.read_jwt(proofs.sign_jwt(bare, ring(), DID, NOW + timedelta(seconds=0.5))).payload
    assert {name: payload[name] for name in proofs.CLAIMS if name in payload} == {
        "iss": DID,
        "jti": "urn:x",
        "iat": int(NOW.timestamp()),
    }
