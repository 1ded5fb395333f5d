"""What verifiers of badges look up: keys, the issuer, pictures, manifests, and what became of a credential."""

import base64
import hashlib
import json
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from quizapp.certificates import actions, credential, documents, queries, signing
from quizapp.certificates.models import Certificate, Edition
from quizapp.core.currency import Severity
from quizapp.credentials import bake, document_keys, proofs, statuslist, verify
from quizapp.credentials.keys import read_public_set
from quizapp.credentials.report import Trusted, Verdict
from quizapp.database import db
from quizapp.people.models import Person
from tests import counting
from tests.certificates import builders, changing
from tests.factories import NOW


@pytest.fixture
def code(app, cast) -> str:
    """The code of Pam's certificate."""
    with app.app_context():
        certificate = builders.certificate(db.session.get_one(Person, cast["pam"]))
        db.session.commit()
        return certificate.code


def held(code: str) -> Certificate:
    return queries.by_code(code, NOW.date())


def test_the_did_document_lists_the_key_that_signs(app, client):
    document = client.get("/.well-known/did.json").json
    with app.app_context():
        by = signing.identity()
    assert document["id"] == by.did == "did:web:localhost"
    assert f"{by.did}#{by.ring.current.kid}" in document["assertionMethod"]
    assert client.get("/did.json").json == document


def test_the_public_keys_are_all_that_is_needed_to_check_a_credential(app, client, code):
    keys = read_public_set(client.get("/keys.json").data)
    with app.app_context():
        by = signing.identity()
        signed = credential.signed_json(held(code), by)
    assert proofs.verify_data_integrity(signed, keys, by.did).credential["id"].endswith(f"/verify/{code}/1")


def test_private_keys_are_nowhere_in_what_is_published(client):
    for address in ("/keys.json", "/.well-known/did.json", "/issuer.json"):
        assert '"d":' not in client.get(address).text


def test_the_issuer_says_who_it_is(client):
    found = client.get("/issuer.json").json
    assert (found["name"], found["type"]) == ("Vesicle", ["Profile"])


def test_the_same_credential_is_made_whenever_it_is_asked_for(app, code):
    with app.app_context():
        by = signing.identity()
        assert credential.signed_jwt(held(code), by) == credential.signed_jwt(held(code), by)
        assert credential.signed_json(held(code), by) == credential.signed_json(held(code), by)


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_picture_of_a_badge_is_the_one_that_the_credential_names(app, client, code, kind):
    picture = client.get(f"/verify/{code}/badge.{kind}")
    with app.app_context():
        by = signing.identity()
        badge = credential.baked(held(code), kind, by)
        listed = credential.signed_json(held(code), by)["relatedResource"]
    digest = "sha256-" + base64.b64encode(hashlib.sha256(picture.data).digest()).decode()
    assert digest in {each["digestSRI"] for each in listed}
    assert bake.extract(badge).picture == picture.data
    assert client.get(f"/verify/{code}/badge.gif").status_code == 404


def test_the_manifest_is_served_as_its_digest_was_taken(app, client, code):
    with app.app_context():
        digest = held(code).manifest_digest
    served = client.get(f"/verify/{code}/manifest/{digest}.json")
    assert hashlib.sha256(served.data).hexdigest() == digest
    assert client.get(f"/verify/{code}/manifest/{'0' * 64}.json").status_code == 404
    assert client.get(f"/verify/{'0' * 28}/manifest/{digest}.json").status_code == 404


def said(client, app, code, purpose: str) -> int:
    """Return what a status list says of the latest edition of a certificate; the list must be signed by us."""
    listed = client.get(f"/status/{purpose}/0").json
    with app.app_context():
        by = signing.identity()
        proofs.verify_data_integrity(listed, by.ring.keys, by.did)
        edition = db.session.scalars(select(Edition).order_by(Edition.id)).first()
    bits = statuslist.BITS[statuslist.Purpose(purpose)]
    return statuslist.value_at(statuslist.decode(listed["credentialSubject"]["encodedList"]), edition.id, bits)


def test_the_status_lists_tell_revoked_from_superseded(app, client, code):
    def both(seconds: int) -> tuple[int, int]:
        with time_machine.travel(NOW + timedelta(seconds=seconds), tick=False):
            return said(client, app, code, "revocation"), said(client, app, code, "message")

    assert both(0) == (0, 0)
    with app.app_context():
        changing.fact("fact-of-question-0", Severity.MATERIAL)
        db.session.commit()
    assert both(60) == (0, 3)
    with app.app_context():
        actions.correct(held(code), "Pamela Practitioner", "Misspelt.", None, NOW)
        db.session.commit()
    assert both(120) == (0, 2)
    with app.app_context():
        actions.revoke(held(code), None, "Sat by somebody else.", NOW)
        db.session.commit()
    assert both(180) == (1, 1)


def test_a_status_list_is_made_once_a_minute(app, client, code):
    with time_machine.travel(NOW, tick=False):
        first = client.get("/status/message/0").data
        with counting.statements(app) as sent:
            assert client.get("/status/message/0").data == first
    assert not any("certificate_editions" in statement for statement in sent)
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        assert client.get("/status/message/0").data != first
    with app.app_context():
        assert len(app.extensions["status lists"]) == 1
        signing.rotate(NOW)
        latest = signing.identity().ring.current
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        assert client.get("/status/message/0").json["proof"]["verificationMethod"].endswith(latest.multikey)


def test_the_certificates_that_documents_are_sealed_under_are_published_with_the_keys(app, client, code):
    listed = document_keys.read_published(client.get("/keys.json").data)
    with app.app_context():
        by = signing.identity()
        pdf = documents.pdf(held(code), by)
    assert listed == by.certificates
    elsewhere = Trusted(by.did, by.did, read_public_set(client.get("/keys.json").data), listed)
    assert verify.check(pdf, "certificate.pdf", elsewhere, NOW + timedelta(days=1)).verdict is Verdict.GENUINE


@pytest.mark.parametrize("address", ["/status/other/0", "/status/revocation/99999999", "/status/revocation/x"])
def test_a_status_list_that_there_is_not(client, address):
    assert client.get(address).status_code == 404


def test_an_achievement_says_what_it_is_given_for(client, code):
    page = client.get("/achievements/exam").text
    assert "Exosome practitioner" in page
    assert "80 per cent" in page
    assert client.get("/achievements/nothing").status_code == 404


def test_the_id_of_a_credential_leads_to_its_certificate(client, code):
    assert client.get(f"/verify/{code}/1").location.startswith(f"/verify/{code}")


def test_the_credential_of_an_erased_person_says_no_name(app, code):
    with app.app_context():
        certificate = held(code)
        certificate.person.erased_at = NOW
        text = json.dumps(credential.signed_json(certificate, signing.identity()))
    assert "Pam" not in text


def test_the_credential_never_says_the_score_whether_or_not_its_holder_lets_it_be_seen(app, code):
    with app.app_context():
        certificate = held(code)
        before = credential.signed_json(certificate, signing.identity())
        assert "value" not in str(before["credentialSubject"]["result"])
        actions.show_score(certificate, shown=True)
        assert credential.signed_json(certificate, signing.identity()) == before
