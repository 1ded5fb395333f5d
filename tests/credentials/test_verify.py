"""What anybody can find out about a file with the issuer's public keys: a verdict and a sentence, never a wrong one."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from quizapp.credentials import bake, document_keys, proofs, seal, statuslist, strict_json, verify
from quizapp.credentials.document_keys import DocumentCertificate
from quizapp.credentials.report import Report, Trusted, Verdict
from quizapp.credentials.signers import Signer
from quizapp.credentials.statuslist import Purpose
from tests.credentials.badges import CODE, DID, NOW, SITE, YEAR, credential, drawn, other_ring, ring, trusted, unhurried
from tests.credentials.pictures import png
from tests.credentials.sealing import document as plain_pdf

LATER = NOW + timedelta(hours=1)
SECOND = timedelta(seconds=1)


@cache
def jwt() -> bytes:
    return proofs.sign_jwt(credential(), ring(), DID, NOW).encode()


@cache
def document() -> bytes:
    return strict_json.canonical(proofs.sign_data_integrity(credential(), ring(), DID, NOW))


@cache
def envelope() -> bytes:
    identifier = verify.ENVELOPE + jwt().decode()
    return strict_json.canonical(
        {"@context": "https://www.w3.org/ns/credentials/v2", "id": identifier, "type": "EnvelopedVerifiableCredential"}
    )


@cache
def signer() -> Signer:
    private = ec.generate_private_key(ec.SECP256R1())
    return Signer(private, document_keys._self_signed(private, "Vesicle", NOW))


def sealed(attached: bytes | None, name: str = "credential.json") -> bytes:
    """Return a sealed PDF, with a credential attached under a name."""
    attach = (
        ""
        if attached is None
        else (
            f'#pdf.attach("{name}", bytes({json.dumps(attached.decode())}), relationship: "data",'
            ' mime-type: "application/json", description: "c")\n'
        )
    )
    source = f'#set document(title: "A certificate", date: auto)\n#set text(lang: "en")\n{attach}A certificate.'
    return seal.seal(plain_pdf(source.encode()), signer(), NOW)


@cache
def pdf() -> bytes:
    return sealed(document())


def baked_png() -> bytes:
    return bake.bake(png(), _listing_png())


@cache
def _listing_png() -> str:
    """Return a credential that names the PNG as its picture."""
    made = credential()
    digest = hashlib.sha256(png()).digest()
    made["relatedResource"][1] |= {"mediaType": "image/png", "digestSRI": f"sha256-{base64.b64encode(digest).decode()}"}
    return proofs.sign_jwt(made, ring(), DID, NOW)


def baked_svg() -> bytes:
    return bake.bake(drawn(), document().decode())


def baked_svg_with_jwt() -> bytes:
    return bake.bake(drawn(), jwt().decode())


def _trusted(**changes: Any) -> Trusted:
    return trusted(**{"certificates": (DocumentCertificate(signer().certificate, NOW),)} | changes)


def _check(content: bytes, now: datetime = LATER, **changes: Any) -> Report:
    found = verify.check(content, "upload.bin", _trusted(**changes), now)
    assert found.sentence.endswith(".")
    return found


FILES: dict[str, Callable[[], bytes]] = {
    "JWT": jwt,
    "JSON": document,
    "envelope": envelope,
    "PNG": baked_png,
    "SVG": baked_svg,
    "SVG with a JWT": baked_svg_with_jwt,
    "PDF": pdf,
}
every_kind = pytest.mark.parametrize("kind", FILES)


@every_kind
def test_what_the_issuer_signed_is_genuine(kind: str) -> None:
    found = _check(FILES[kind]())
    assert found.verdict is Verdict.GENUINE
    assert found.code == CODE
    assert found.credential is not None
    assert found.credential["name"] == "Exosome essentials"
    assert "Vesicle" in found.sentence


@every_kind
@unhurried
@given(st.data())
def test_a_file_with_any_byte_changed_is_never_genuine(kind: str, data: st.DataObject) -> None:
    content = bytearray(FILES[kind]())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    assert _check(bytes(content)).verdict is not Verdict.GENUINE


@every_kind
@unhurried
@given(st.data())
def test_a_file_cut_short_is_never_genuine(kind: str, data: st.DataObject) -> None:
    content = FILES[kind]()
    kept = content[: data.draw(st.integers(0, len(content) - 1))]
    # What whitespace ends is cut short of nothing.
    assert kept.strip() == content.strip() or _check(kept).verdict is not Verdict.GENUINE


@every_kind
def test_it_expires_at_the_end_of_its_time(kind: str) -> None:
    assert _check(FILES[kind](), NOW + YEAR).verdict is Verdict.GENUINE
    after = _check(FILES[kind](), NOW + YEAR + SECOND)
    assert after.verdict is Verdict.EXPIRED
    assert "expired on 22 Nov 2027" in after.sentence
    assert after.code == CODE


def test_one_that_never_expires_stays_genuine() -> None:
    made = proofs.sign_jwt(credential(valid_until=None), ring(), DID, NOW).encode()
    assert _check(made, NOW + 100 * YEAR).verdict is Verdict.GENUINE


@every_kind
def test_it_is_not_valid_before_its_time(kind: str) -> None:
    assert _check(FILES[kind](), NOW - SECOND).verdict is Verdict.NOT_YET_VALID


@pytest.mark.parametrize("kind", ["JWT", "JSON", "envelope", "PNG", "SVG"])
def test_another_issuers_credential_is_called_that(kind: str) -> None:
    found = _check(FILES[kind](), did="did:web:example.com", issuer_name="Northern College")
    assert found.verdict is Verdict.OTHER_ISSUER
    assert "not from Northern College" in found.sentence
    assert found.credential is None


def test_a_pdf_of_another_signer_is_called_that() -> None:
    found = _check(pdf(), certificates=())
    assert found.verdict is Verdict.OTHER_ISSUER


@pytest.mark.parametrize("signing", [proofs.sign_jwt, proofs.sign_data_integrity])
def test_a_key_that_was_never_the_issuers_is_told(signing: Callable[..., Any]) -> None:
    made = signing(credential(), other_ring(), DID, NOW)
    found = _check(made.encode() if isinstance(made, str) else json.dumps(made).encode())
    assert found.verdict is Verdict.EDITED
    assert "a key that Vesicle never had" in found.sentence


@pytest.mark.parametrize("kind", ["JWT", "JSON", "envelope", "PNG", "SVG"])
def test_a_key_that_was_retired_before_does_not_count(kind: str) -> None:
    for retired_at, verdict in ((NOW, Verdict.GENUINE), (NOW - SECOND, Verdict.RETIRED_KEY)):
        key = replace(ring().current, retired_at=retired_at)
        assert _check(FILES[kind](), keys=(key,)).verdict is verdict


@pytest.mark.parametrize("signing", [proofs.sign_jwt, proofs.sign_data_integrity])
def test_what_a_retired_key_signs_under_an_old_date_does_not_count(signing: Callable[..., Any]) -> None:
    made = signing(credential(issued_at=NOW - YEAR), ring(), DID, NOW)
    content = made.encode() if isinstance(made, str) else json.dumps(made).encode()
    key = replace(ring().current, retired_at=NOW - SECOND)
    assert _check(content, keys=(key,)).verdict is Verdict.RETIRED_KEY


def test_a_pdf_sealed_after_its_certificate_was_retired_does_not_count() -> None:
    for retired_at, verdict in ((NOW, Verdict.GENUINE), (NOW - SECOND, Verdict.RETIRED_KEY)):
        kept = DocumentCertificate(signer().certificate, NOW - YEAR, retired_at)
        assert _check(pdf(), certificates=(kept,)).verdict is verdict


def test_an_altered_field_is_called_edited() -> None:
    changed = document().replace(b"Pam P", b"Sid P")
    found = _check(changed)
    assert found.verdict is Verdict.EDITED
    assert "was changed after it was signed" in found.sentence
    assert found.credential is None
    assert found.code is None


def test_a_credential_that_was_only_laid_out_anew_is_still_genuine() -> None:
    assert _check(json.dumps(json.loads(document()), indent=2).encode()).verdict is Verdict.GENUINE


def test_a_credential_in_a_picture_that_was_changed_is_told() -> None:
    painted = baked_svg().replace(b"#0b5a5e", b"#a32429", 1)
    found = _check(painted)
    assert found.verdict is Verdict.EDITED
    assert "the picture around it was changed" in found.sentence
    elsewhere = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="%s"><g/><o:credential verify="%s"/></svg>'
    assert _check(elsewhere % (bake.NAMESPACE.encode(), jwt())).verdict is Verdict.EDITED


@pytest.mark.parametrize("related", [None, "x", [], [5], [{"mediaType": "image/png"}]])
def test_a_picture_the_credential_does_not_name_is_not_vouched_for(related: object) -> None:
    made = proofs.sign_jwt({**credential(), "relatedResource": related}, ring(), DID, NOW)
    assert _check(bake.bake(drawn(), made)).verdict is Verdict.EDITED


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_picture_without_a_credential_is_unsigned(kind: str) -> None:
    assert _check(png() if kind == "png" else drawn()).verdict is Verdict.UNSIGNED


def test_a_credential_without_a_proof_is_unsigned() -> None:
    found = _check(json.dumps(credential()).encode())
    assert found.verdict is Verdict.UNSIGNED
    assert "anybody could have written it" in found.sentence


def test_a_pdf_without_a_seal_is_unsigned() -> None:
    found = _check(plain_pdf())
    assert found.verdict is Verdict.UNSIGNED
    assert "no seal of Vesicle" in found.sentence


def test_a_sealed_pdf_without_a_credential_is_genuine_and_says_only_that() -> None:
    found = _check(sealed(None))
    assert (found.verdict, found.credential, found.code) == (Verdict.GENUINE, None, None)
    assert _check(sealed(b"x", "notes.txt")).verdict is Verdict.GENUINE


def test_a_pdf_may_carry_the_credential_as_a_jwt() -> None:
    assert _check(sealed(jwt(), "credential.jwt")).code == CODE


@pytest.mark.parametrize("changed", [pdf() + b"\n% more", pdf()[:-40], pdf().replace(b"/ByteRange", b"/ByteRang3", 1)])
def test_a_pdf_that_was_changed_is_never_genuine(changed: bytes) -> None:
    assert _check(changed).verdict in {Verdict.EDITED, Verdict.UNSIGNED}


def test_a_file_that_is_too_large_is_not_looked_at() -> None:
    found = _check(b"%PDF-" + bytes(50_000_000))
    assert found.verdict is Verdict.TOO_LARGE
    assert "larger than 5 MB" in found.sentence


@pytest.mark.parametrize("content", [b'{"a": "' + b"a" * 250_000 + b'"}', b"a" * 250_000 + b".a.a"])
def test_a_credential_that_is_too_large_is_not_looked_at(content: bytes) -> None:
    found = _check(content)
    assert found.verdict is Verdict.TOO_LARGE
    assert "larger than 250 kB" in found.sentence


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04", b"GIF89a", b"\xff\xfe", b"a.b", bytes(2000)])
def test_what_is_neither_pdf_nor_badge_is_told_in_a_sentence(content: bytes) -> None:
    found = verify.check(content, "cv.docx", trusted(), NOW)
    assert found.verdict is Verdict.NOT_A_CREDENTIAL
    assert found.sentence == "cv.docx is not a PDF, a badge (PNG or SVG) or a credential (JSON or JWT)."
    assert verify.check(content, "", trusted(), NOW).sentence.startswith("The file is not")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "cut short"),
        (b'{"proof": 1, "proof": 2}', "stands twice"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "nested too deeply"),
        (b"{}.{}.", "not well-formed"),
        (b"AA.AA.", "not well-formed"),
        (b"A.A.A", "base64url"),
        (b"<svg", "neither a PNG nor"),
        (bake.PNG, "damaged"),
        (json.dumps({"type": "EnvelopedVerifiableCredential", "id": 5}).encode(), "envelope"),
    ],
)
def test_what_cannot_be_read_is_told_with_the_reason(content: bytes, why: str) -> None:
    found = _check(content)
    assert found.verdict in {Verdict.NOT_A_CREDENTIAL, Verdict.EDITED}
    assert why in found.sentence


def test_an_envelope_around_nothing_is_told() -> None:
    empty = json.loads(envelope()) | {"id": verify.ENVELOPE + "x"}
    assert _check(json.dumps(empty).encode()).verdict is Verdict.NOT_A_CREDENTIAL


@pytest.mark.parametrize("alg", ["none", "HS256"])
def test_a_token_that_chooses_its_own_algorithm_is_called_edited(alg: str) -> None:
    _, payload, signature = jwt().split(b".")
    header = json.dumps({"alg": alg, "kid": f"{DID}#{ring().current.kid}"}).encode()
    forged = b".".join([base64.urlsafe_b64encode(header).rstrip(b"="), payload, b"" if alg == "none" else signature])
    assert _check(forged).verdict is Verdict.EDITED


def test_something_else_the_issuer_signed_is_not_a_certificate() -> None:
    listed = statuslist.status_list(f"{SITE}/status", DID, Purpose.REVOCATION, {}, NOW, LATER)
    signed = proofs.sign_data_integrity(listed, ring(), DID, NOW)
    assert _check(json.dumps(signed).encode()).verdict is Verdict.NOT_A_CREDENTIAL
    bare = proofs.sign_jwt({"issuer": DID, "type": "AchievementCredential"}, ring(), DID, NOW)
    assert _check(bare.encode()).verdict is Verdict.NOT_A_CREDENTIAL


def test_one_without_a_date_is_not_valid_yet() -> None:
    undated = {name: value for name, value in credential().items() if name != "validFrom"}
    made = proofs.sign_jwt(undated, ring(), DID, NOW)
    assert _check(made.encode()).verdict is Verdict.NOT_YET_VALID


@pytest.mark.parametrize(
    ("identifier", "code"),
    [
        (f"{SITE}/verify/{CODE}", CODE),
        (f"{SITE}/verify/{CODE}/credential/2?x=1", CODE),
        (f"{SITE}/training/verify/{CODE}", CODE),
        (f"{SITE}/verify/", None),
        (f"{SITE}/about", None),
        (None, None),
    ],
)
def test_the_code_is_read_from_the_address(identifier: str | None, code: str | None) -> None:
    assert verify.code_of({"id": identifier}) == code


@unhurried
@given(st.binary(max_size=300))
def test_no_bytes_whatever_are_genuine_or_break_the_check(content: bytes) -> None:
    for file in (content, b"{" + content, b"<svg" + content, bake.PNG + content, b"%PDF-" + content):
        assert _check(file).verdict is not Verdict.GENUINE


def test_the_keys_of_a_folder_are_all_it_takes(tmp_path: Path) -> None:
    private, certificate = document_keys.document_signer(tmp_path, "Vesicle", NOW)
    made = seal.seal(plain_pdf(), Signer(private, certificate), NOW)
    kept = tuple(document_keys.document_certificates(tmp_path))
    assert _check(made, certificates=kept).verdict is not Verdict.OTHER_ISSUER
