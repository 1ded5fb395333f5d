"""What became of a credential: lists that other software reads the same way."""

from __future__ import annotations

import contextlib
import gzip
import json
from datetime import timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier
from openbadgeslib.ob3.status_list import encode_bitstring

from quizapp.credentials import did, proofs, statuslist
from quizapp.credentials.multibase import base64url
from quizapp.credentials.statuslist import BITS, FEWEST, BadList, Entry, Purpose, Standing
from tests.credentials.badges import DID, NOW, SITE, award, credential, ring, unhurried

POSITIONS = st.integers(0, FEWEST - 1)


@unhurried
@given(st.dictionaries(POSITIONS, st.sampled_from(Standing), max_size=40), POSITIONS)
def test_every_position_says_what_was_put_there_and_the_others_that_all_is_well(
    values: dict[int, Standing], other: int
) -> None:
    bitstring = statuslist.decode(statuslist.encode(values, 2))
    for position in [*values, other]:
        expected = values.get(position, Standing.IN_FORCE)
        assert statuslist.value_at(bitstring, position, 2) == expected


@unhurried
@given(st.sets(POSITIONS, max_size=40))
def test_other_software_writes_the_same_list(revoked: set[int]) -> None:
    ours = statuslist.decode(statuslist.encode(dict.fromkeys(revoked, 1)))
    assert ours == statuslist.decode(encode_bitstring(revoked))


def test_the_same_values_give_the_same_text() -> None:
    assert statuslist.encode({5: 1, 7: 1}) == statuslist.encode({7: 1, 5: 1})


def test_the_first_position_is_the_leftmost_bit() -> None:
    assert statuslist.decode(statuslist.encode({0: 1}))[0] == 0b1000_0000
    assert statuslist.decode(statuslist.encode({0: 2, 1: 3}, 2))[0] == 0b1011_0000


@pytest.mark.parametrize(
    ("values", "bits", "positions"),
    [
        ({FEWEST: 1}, 1, FEWEST),
        ({-1: 1}, 1, FEWEST),
        ({0: 2}, 1, FEWEST),
        ({0: -1}, 2, FEWEST),
        ({}, 1, 8),
        ({}, 1, FEWEST + 1),
    ],
)
def test_what_a_list_cannot_hold_is_refused(values: dict[int, int], bits: int, positions: int) -> None:
    with pytest.raises(ValueError, match=r"list|Position"):
        statuslist.encode(values, bits, positions)


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "zabc",
        "u!",
        "u" + base64url(b"not gzip"),
        "u" + base64url(gzip.compress(bytes(100), mtime=0)),
        "u" + base64url(gzip.compress(bytes(FEWEST), mtime=0)[:-9]),
        "u" + base64url(gzip.compress(bytes(FEWEST), mtime=0) + b"more"),
        "u" + base64url(gzip.compress(bytes(2 * statuslist.LARGEST), mtime=0)),
    ],
)
def test_a_damaged_short_or_enormous_list_is_not_read(encoded: str) -> None:
    with pytest.raises(BadList):
        statuslist.decode(encoded)


@pytest.mark.parametrize("position", [-1, FEWEST])
def test_a_position_outside_the_list_says_nothing(position: int) -> None:
    with pytest.raises(BadList, match="no position"):
        statuslist.value_at(statuslist.decode(statuslist.encode({})), position)


def test_a_list_grows_by_whole_lists() -> None:
    longer = statuslist.status_list(f"{SITE}/status", DID, Purpose.REVOCATION, {FEWEST: 1}, NOW, NOW)
    bitstring = statuslist.decode(longer["credentialSubject"]["encodedList"])
    assert len(bitstring) == 2 * FEWEST // 8
    assert statuslist.value_at(bitstring, FEWEST) == 1


def test_the_list_is_a_credential_that_expires_so_that_an_old_copy_hides_nothing() -> None:
    url, until = f"{SITE}/status/message", NOW + timedelta(days=1)
    made = statuslist.status_list(url, DID, Purpose.MESSAGE, {4711: Standing.SUPERSEDED}, NOW, until)
    assert made["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert (made["validFrom"], made["validUntil"]) == ("2026-11-22T10:00:00Z", "2026-11-23T10:00:00Z")
    assert made["credentialSubject"]["statusPurpose"] == "message"
    signed = proofs.sign_data_integrity(made, ring(), DID, NOW)
    assert proofs.verify_data_integrity(signed, ring().keys, DID).credential == made


@pytest.mark.parametrize("revoked", [False, True])
def test_other_software_learns_from_the_list_that_a_badge_was_revoked(revoked: bool) -> None:
    entry = award().revocation
    assert entry is not None
    values = {entry.position: 1} if revoked else {}
    listed = statuslist.status_list(entry.list_url, DID, Purpose.REVOCATION, values, NOW, NOW + timedelta(days=1))
    served = {
        f"{SITE}/.well-known/did.json": json.dumps(did.document(DID, ring())),
        entry.list_url: proofs.sign_jwt(listed, ring(), DID, NOW),
    }
    badge = proofs.sign_jwt(credential(), ring(), DID, NOW)
    verifier = OB3Verifier.for_issuer_did(DID, download=lambda url: served[url].encode())
    expected = pytest.raises(OB3VerificationError, match="'revocation' is set") if revoked else contextlib.nullcontext()
    with time_machine.travel(NOW, tick=False), expected:
        verifier.verify(badge, check_status=True, download=lambda url: served[url].encode())


def test_an_entry_of_the_message_list_says_what_its_values_mean() -> None:
    entry = statuslist.entry_json(Entry(f"{SITE}/status/message", Purpose.MESSAGE, 4711))
    assert entry["statusSize"] == BITS[Purpose.MESSAGE]
    assert entry["statusMessage"] == [
        {"status": "0x0", "message": "in force"},
        {"status": "0x1", "message": "revoked"},
        {"status": "0x2", "message": "superseded by a later document"},
        {"status": "0x3", "message": "refresher due"},
    ]


def test_an_entry_of_the_revocation_list_is_one_bit_and_needs_no_words() -> None:
    entry = statuslist.entry_json(Entry(f"{SITE}/status/revocation", Purpose.REVOCATION, 4711))
    assert entry == {
        "id": f"{SITE}/status/revocation#4711",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "4711",
        "statusListCredential": f"{SITE}/status/revocation",
    }
