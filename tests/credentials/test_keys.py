"""Keys are made once, kept private, and replaced without losing what they signed."""

from __future__ import annotations

import base64
import hashlib
import json
import multiprocessing
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from quizapp.credentials import did, keys
from quizapp.credentials.keyfiles import UnreadableKey
from quizapp.credentials.strict_json import Unclear
from tests.credentials.badges import DID, NOW

HOUR = timedelta(hours=1)


def _open(folder: str) -> str:
    return keys.open_ring(Path(folder), NOW).current.kid


def _secrets(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if '"d"' in path.read_text()]


def test_the_first_run_makes_a_key_and_the_next_finds_it(tmp_path: Path) -> None:
    made = keys.open_ring(tmp_path / "keys", NOW)
    found = keys.open_ring(tmp_path / "keys", NOW + HOUR)
    assert found == made
    assert found.private.private_bytes_raw() == made.private.private_bytes_raw()
    assert made.current.created_at == NOW


def test_two_that_start_at_once_make_one_key_between_them(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        kids = pool.map(_open, [str(tmp_path / "keys")] * 8)
    assert len(set(kids)) == 1


def test_nobody_but_the_owner_may_read_the_keys(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    keys.open_ring(folder, NOW)
    keys.rotate(folder, NOW, HOUR)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_a_key_never_shows_its_private_half(tmp_path: Path) -> None:
    ring = keys.open_ring(tmp_path, NOW)
    secret = base64.urlsafe_b64encode(ring.private.private_bytes_raw()).decode().rstrip("=")
    shown = repr(ring) + str(ring) + json.dumps(keys.public_set(ring)) + json.dumps(did.document(DID, ring))
    assert secret not in shown
    assert "Ed25519PrivateKey" not in shown
    assert '"d"' not in shown


def test_a_key_is_named_by_its_thumbprint(tmp_path: Path) -> None:
    key = keys.open_ring(tmp_path, NOW).current
    written = f'{{"crv":"Ed25519","kty":"OKP","x":"{key.jwk["x"]}"}}'.encode()
    assert key.kid == base64.urlsafe_b64encode(hashlib.sha256(written).digest()).decode().rstrip("=")


def test_rotating_signs_with_a_new_key_and_forgets_the_old_private_half(tmp_path: Path) -> None:
    old = keys.open_ring(tmp_path, NOW)
    new = keys.rotate(tmp_path, NOW + HOUR, 2 * HOUR)
    assert new.current.kid != old.current.kid
    assert new.current.retired_at is None
    assert new.current.created_at == NOW + HOUR
    (kept,) = new.keys[1:]
    assert (kept.kid, kept.jwk, kept.created_at) == (old.current.kid, old.current.jwk, NOW)
    assert kept.retired_at == NOW + 3 * HOUR
    assert _secrets(tmp_path) == ["signing.json"]
    new.keys[1].public.verify(old.private.sign(b"said"), b"said")


def test_every_key_there_has_been_is_published_the_latest_first(tmp_path: Path) -> None:
    rings = [keys.open_ring(tmp_path, NOW), *(keys.rotate(tmp_path, NOW + n * HOUR, HOUR) for n in (1, 2, 3))]
    kids = [ring.current.kid for ring in reversed(rings)]
    assert [key.kid for key in rings[-1].keys] == kids
    assert [key["kid"] for key in keys.public_set(rings[-1])["keys"]] == kids


def test_a_rotation_that_was_cut_short_changes_nothing(tmp_path: Path) -> None:
    ring = keys.open_ring(tmp_path, NOW)
    public = {"jwk": dict(ring.current.jwk), "created_at": "2026-11-22T10:00:00Z", "retired_at": "2026-11-22T11:00:00Z"}
    (tmp_path / f"signing-{ring.current.kid}.json").write_text(json.dumps(public))
    assert keys.open_ring(tmp_path, NOW) == ring


@pytest.mark.parametrize(
    "written",
    [
        "",
        "[]",
        "{}",
        '{"jwk": {"d": 5}}',
        '{"jwk": {"d": "AAAA"}}',
        '{"jwk": {"d": "%s"}}',
        '{"jwk": {"d": "%s", "x": "AAAA"}, "created_at": "2026-11-22T10:00:00Z"}',
        '{"jwk": {"d": "%s", "x": "!"}, "created_at": "2026-11-22T10:00:00Z"}',
        '{"jwk": {"d": "%s", "x": "' + "A" * 43 + '"}, "created_at": "2026-11-22T10:00:00Z"}',
    ],
)
def test_a_damaged_key_file_is_named_and_its_content_is_not(tmp_path: Path, written: str) -> None:
    secret = base64.urlsafe_b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode().rstrip("=")
    (tmp_path / "signing.json").write_text(written % secret if "%s" in written else written)
    with pytest.raises(UnreadableKey, match=r"signing\.json cannot be read") as refused:
        keys.open_ring(tmp_path, NOW)
    assert secret not in refused.value.message


def test_the_public_keys_can_be_taken_elsewhere_in_a_file(tmp_path: Path) -> None:
    keys.open_ring(tmp_path, NOW)
    ring = keys.rotate(tmp_path, NOW + HOUR, HOUR)
    assert keys.read_public_set(json.dumps(keys.public_set(ring)).encode()) == ring.keys


def test_a_folder_without_keys_has_none_and_stays_as_it_is(tmp_path: Path) -> None:
    assert keys.known(tmp_path / "keys") == ()
    assert not (tmp_path / "keys").exists()
    ring = keys.open_ring(tmp_path, NOW)
    assert keys.known(tmp_path) == ring.keys


WHOLE = {"kty": "OKP", "crv": "Ed25519", "x": "A" * 43, "iat": 0}


@pytest.mark.parametrize(
    "jwks",
    [
        {},
        {"keys": []},
        {"keys": {}},
        {"keys": [5]},
        {"keys": [{"kty": "EC", "x5c": ["AAAA"]}]},
        {"keys": [{**WHOLE, "kty": "RSA"}]},
        {"keys": [{**WHOLE, "x": "AAAA"}]},
        {"keys": [{**WHOLE, "x": "!"}]},
        {"keys": [{**WHOLE, "iat": "then"}]},
        {"keys": [{**WHOLE, "exp": "never"}]},
    ],
)
def test_a_file_that_lists_no_keys_is_not_taken_for_one(jwks: object) -> None:
    with pytest.raises(Unclear):
        keys.read_public_set(json.dumps(jwks).encode())


@pytest.mark.parametrize(
    ("base", "identifier"),
    [
        ("https://vesicle.example.org", "did:web:vesicle.example.org"),
        ("https://Vesicle.example.org/", "did:web:vesicle.example.org"),
        ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000"),
        ("https://example.org/training/exams/", "did:web:example.org:training:exams"),
    ],
)
def test_the_issuers_identifier_follows_from_its_address(base: str, identifier: str) -> None:
    assert did.did_web(base) == identifier


def test_the_did_document_lists_retired_keys_as_well_so_that_old_credentials_verify(tmp_path: Path) -> None:
    keys.open_ring(tmp_path, NOW)
    ring = keys.rotate(tmp_path, NOW + HOUR, HOUR)
    document = did.document(DID, ring)
    methods = {method["id"]: method for method in document["verificationMethod"]}
    assert document["id"] == DID
    assert document["assertionMethod"] == list(methods)
    for key in ring.keys:
        assert methods[did.by_thumbprint(DID, key)]["publicKeyJwk"]["x"] == key.jwk["x"]
        assert methods[did.by_multikey(DID, key)]["publicKeyMultibase"] == key.multikey
    assert {method["controller"] for method in methods.values()} == {DID}
