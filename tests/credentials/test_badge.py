"""What a credential says, read by Open Badges 3.0 software that is not ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives import serialization
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib.ob3.ldp import OB3LdpVerifier, add_data_integrity_proof

from quizapp.credentials import badge, did
from quizapp.credentials.badge import Issuer
from tests.credentials.badges import DID, NOW, SITE, YEAR, award, credential, ring, unhurried

BARE = {
    "holder_name": None,
    "percent": None,
    "valid_until": None,
    "cpd_hours": Decimal(0),
    "jurisdictions": (),
    "pictures": (),
    "revocation": None,
    "message": None,
    "criteria_url": None,
    "issuer": Issuer(DID, "Vesicle", SITE),
}


def _walk(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _walk(inner)


def _as_others_read_it(written: dict[str, Any]) -> Any:
    """Return the credential as openbadgeslib reads it, which refuses any term that a context does not define."""
    private = ring().private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = ring().current.public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    signed = add_data_integrity_proof(written, private, did.by_multikey(DID, ring().current), created=NOW)
    with time_machine.travel(NOW, tick=False):
        return OB3LdpVerifier(public).verify(signed)


def test_other_software_reads_the_whole_credential() -> None:
    read = _as_others_read_it(credential())
    assert read.id == award().credential_id
    assert (read.issuer.id, read.issuer.name) == (DID, "Vesicle")
    assert (read.issuance_date, read.expiration_date) == (NOW, NOW + YEAR)
    assert read.achievement.achievement_type == "Certification"
    assert read.achievement.tags == ["jurisdiction: EU", "jurisdiction: NZ"]
    assert [(each.identity_hash, each.identity_type, each.hashed) for each in read.identifiers] == [
        ("Pam Pērē", "name", False)
    ]
    assert [(each.value, each.status) for each in read.results] == [(None, "Completed"), ("83", None)]
    assert read.credits_earned == 2.5
    assert award().manifest_digest in read.evidence[0].narrative
    assert [each["statusPurpose"] for each in read.credential_status] == ["revocation"]


def test_other_software_reads_a_credential_with_nothing_optional() -> None:
    read = _as_others_read_it(credential(**BARE))
    assert read.expiration_date is None
    assert read.identifiers == []
    assert read.credential_status == []


def test_nobody_is_named_after_they_were_erased() -> None:
    written = json.dumps(credential(holder_name=None), ensure_ascii=False)
    assert "Pam" not in written
    assert "identifier" not in json.loads(written)["credentialSubject"]


def test_a_score_is_left_out_where_the_holder_keeps_it_private() -> None:
    results = credential(percent=None)["credentialSubject"]["result"]
    assert [result.get("value") for result in results] == [None]


def test_two_certificates_of_one_person_share_nothing_that_tells_so() -> None:
    first = credential()["credentialSubject"]["id"]
    second = credential(verify_url=f"{SITE}/verify/OTHER")["credentialSubject"]["id"]
    assert first != second


def test_the_manifest_and_the_pictures_are_named_with_their_digests() -> None:
    related = credential()["relatedResource"]
    assert [each["id"] for each in related] == [award().manifest_url, award().pictures[0].url]
    assert all(each["digestSRI"].startswith("sha256-") for each in related)


def test_there_is_one_status_as_the_schema_has_it_and_the_evidence_says_where_it_stands_in_words() -> None:
    written = credential()
    assert written["credentialStatus"]["statusPurpose"] == "revocation"
    assert written["evidence"][1]["id"] == f"{SITE}/status/message#4711"
    assert "2 superseded by a later document" in written["evidence"][1]["description"]


@pytest.mark.parametrize(("hours", "written"), [("2.50", 2.5), ("3.00", 3), ("0.25", 0.25)])
def test_hours_are_written_as_the_shortest_number(hours: str, written: float) -> None:
    assert credential(cpd_hours=Decimal(hours))["credentialSubject"]["creditsEarned"] == written


def test_what_1edtechs_validator_looks_for_is_there() -> None:
    written = credential()
    subject = written["credentialSubject"]
    achievement = subject["achievement"]
    assert {"VerifiableCredential", "AchievementCredential"} <= set(written["type"])
    assert written["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert written["@context"][1].startswith("https://purl.imsglobal.org/spec/ob/v3p0/context-3.")
    assert {"@context", "id", "type", "name", "issuer", "validFrom", "credentialSubject"} <= set(written)
    assert "Profile" in written["issuer"]["type"]
    assert "AchievementSubject" in subject["type"]
    assert subject["id"]
    assert all(each["type"] == "IdentityObject" for each in subject["identifier"])
    assert {"id", "type", "name", "description", "criteria"} <= set(achievement)
    assert achievement["criteria"]["narrative"]
    assert all("Result" in each["type"] for each in subject["result"])
    assert all("ResultDescription" in each["type"] for each in achievement["resultDescription"])
    assert {each["resultDescription"] for each in subject["result"]} <= {
        each["id"] for each in achievement["resultDescription"]
    }
    assert all("Evidence" in each["type"] for each in written["evidence"])
    assert isinstance(written["credentialSchema"], list)


def test_only_one_node_of_the_credential_has_its_address() -> None:
    named = [node["id"] for node in _walk(credential()) if "id" in node]
    assert named.count(award().credential_id) == 1


@unhurried
@given(st.text(min_size=1, max_size=200), st.integers(0, 100), st.timedeltas(timedelta(0), timedelta(days=9)))
def test_the_same_award_gives_the_same_credential(name: str, percent: int, later: timedelta) -> None:
    changes = {"holder_name": name, "percent": percent, "issued_at": NOW + later}
    assert badge.achievement_credential(award(**changes)) == badge.achievement_credential(award(**changes))
