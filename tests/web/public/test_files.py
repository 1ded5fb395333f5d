"""Checking a file that somebody sent: byte by byte, then against the record."""

import json
import re
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine

from quizapp.certificates import actions, credential, documents, queries, signing
from quizapp.certificates.models import Certificate
from quizapp.core.currency import Severity
from quizapp.database import db
from quizapp.people.models import Person
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


@pytest.fixture
def pdf(app, code) -> bytes:
    """The document of Pam's certificate, as she downloaded it."""
    with app.app_context():
        return documents.pdf(held(code), signing.identity())


def badge(app, code, kind: str) -> bytes:
    with app.app_context():
        return credential.badge_file(held(code), kind, signing.identity())


def send(client, content: bytes, name: str = "certificate.pdf"):
    return client.post("/verify/", data={"file": (BytesIO(content), name)}, content_type="multipart/form-data")


def test_a_document_as_it_was_handed_out_is_genuine(client, pdf, code):
    page = send(client, pdf).text
    assert '<p class="verdict-word">Genuine</p>' in page
    assert "Pam Practitioner" in page
    assert '<p class="verdict-word">Valid</p>' in page


@pytest.mark.parametrize("kind", ["png", "svg", "json", "jwt"])
def test_a_badge_as_it_was_handed_out_is_genuine(app, client, code, kind):
    assert '<p class="verdict-word">Genuine</p>' in send(client, badge(app, code, kind), f"badge.{kind}").text


def test_an_edited_document_is_called_edited(client, pdf):
    page = send(client, pdf.replace(b"%PDF-1.", b"%PDF-2.", 1)).text
    assert '<p class="verdict-word">Edited</p>' in page
    assert "Pam Practitioner" not in page


def test_an_edited_badge_is_called_edited(app, client, code):
    text = badge(app, code, "json").replace(b"Pam Practitioner", b"Sid Practitioner")
    assert '<p class="verdict-word">Edited</p>' in send(client, text, "badge.json").text


def test_a_document_that_was_superseded_says_so(app, client, pdf, code):
    with app.app_context():
        actions.correct(held(code), "Pamela Practitioner", "Misspelt.", None, NOW + timedelta(days=1))
        db.session.commit()
    page = send(client, pdf).text
    assert '<p class="verdict-word">Genuine, and superseded</p>' in page
    assert "Pamela Practitioner" in page


def headed(page: str) -> tuple[str, str]:
    """Return the tone and the word of the first verdict on a page."""
    found = re.search(r'class="verdict (\w+)".*?<p class="verdict-word">([^<]*)</p>', page, re.DOTALL)
    assert found
    return found[1], found[2]


def test_a_genuine_document_of_a_revoked_certificate_is_headed_so(app, client, pdf, code):
    with app.app_context():
        actions.revoke(held(code), None, "Sat by somebody else.", NOW)
        db.session.commit()
    page = send(client, pdf).text
    assert headed(page) == ("bad", "Genuine, and revoked")
    assert '<p class="verdict-word">Revoked</p>' in page


@pytest.mark.parametrize(
    ("severity", "critical", "tone", "word"),
    [
        (Severity.MATERIAL, False, "warn", "Genuine, refresher due"),
        (Severity.REVERSAL, True, "bad", "Genuine, not current"),
    ],
)
def test_a_genuine_document_of_a_certificate_that_is_behind_is_headed_so(
    app, client, pdf, severity, critical, tone, word
):
    with app.app_context():
        changing.fact("fact-of-question-0", severity, critical=critical)
        db.session.commit()
    with time_machine.travel(NOW):
        assert headed(send(client, pdf).text) == (tone, word)


def test_a_genuine_document_of_a_certificate_that_has_expired_is_headed_so(app, client, pdf, code):
    with app.app_context():
        held(code).expires_on = NOW.date() - timedelta(days=1)
        db.session.commit()
    assert headed(send(client, pdf).text) == ("warn", "Genuine, and expired")


def test_an_expired_document_of_a_revoked_certificate_is_no_softer_for_it(app, client, pdf, code):
    with app.app_context():
        actions.revoke(held(code), None, "Sat by somebody else.", NOW)
        db.session.commit()
    with time_machine.travel(NOW + timedelta(days=500)):
        assert headed(send(client, pdf).text) == ("bad", "Expired, and revoked")


def test_a_document_that_was_superseded_is_headed_with_care(app, client, pdf, code):
    assert headed(send(client, pdf).text) == ("good", "Genuine")
    with app.app_context():
        actions.correct(held(code), "Pamela Practitioner", "Misspelt.", None, NOW + timedelta(days=1))
        db.session.commit()
    assert headed(send(client, pdf).text) == ("warn", "Genuine, and superseded")


def test_what_was_signed_before_a_rotation_is_genuine_after_it(app, client, pdf, code):
    json_before = badge(app, code, "json")
    with app.app_context(), time_machine.travel(NOW + timedelta(days=3)):
        signing.rotate(NOW + timedelta(days=3))
    assert '<p class="verdict-word">Genuine</p>' in send(client, pdf).text
    assert '<p class="verdict-word">Genuine</p>' in send(client, json_before, "badge.json").text
    assert '<p class="verdict-word">Genuine</p>' in send(client, badge(app, code, "json"), "badge.json").text


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"\x00\xff" * 99, b"%PDF-1.7", b"{}", b"<svg/>", b"\x89PNG\r\n\x1a\n"]
)
def test_whatever_else_is_sent_gets_a_clear_sentence(client, content):
    response = send(client, content, "odd.bin")
    assert response.status_code in (200, 422)
    assert "Genuine" not in response.text


def test_a_file_that_is_too_large_is_refused_before_it_is_read(client):
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-' + b"0" * 50_000_000
    response = client.post("/verify/", data=body + b"\r\n--x--\r\n", content_type="multipart/form-data; boundary=x")
    assert response.status_code == 413
    assert "too large" in response.text
    assert "5 megabytes at most" in response.text
    assert "4 megabytes" not in response.text


def test_without_a_file_one_is_asked_for(client):
    response = client.post("/verify/", data={})
    assert response.status_code == 422
    assert "Choose the file to check" in response.text


def test_a_program_gets_json(client, pdf):
    answer = client.post(
        "/verify/", data={"file": (BytesIO(pdf), "a.pdf")}, headers={"Accept": "application/json"},
        content_type="multipart/form-data",
    )  # fmt: skip
    assert (answer.json["verdict"], answer.json["certificate"]["status"]) == ("genuine", "valid")
    assert json.dumps(answer.json)
    assert client.post("/verify/", headers={"Accept": "application/json"}).status_code == 422


def test_a_credential_of_a_certificate_that_is_not_on_record_is_told_so(app, client, code):
    text = badge(app, code, "json")
    with app.app_context():
        held(code).code = "0" * 28
        db.session.commit()
    page = send(client, text, "badge.json").text
    assert "We have no record of this certificate" in page


def test_files_are_throttled(client):
    answers = [send(client, b"hello").status_code for _ in range(21)]
    assert answers[-1] == 429
