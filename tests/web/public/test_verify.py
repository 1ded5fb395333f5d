"""The verification page: yes or no at once, and nothing more about anybody than the certificate says."""

import pytest
import time_machine

from quizapp.certificates import actions, codes, queries
from quizapp.database import db
from quizapp.facts import queries as facts
from quizapp.people.models import Person
from tests.certificates import builders
from tests.factories import NOW


@pytest.fixture(autouse=True)
def _on_the_day_of_issue():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def code(app, cast) -> str:
    """The code of Pam's certificate."""
    with app.app_context():
        certificate = builders.certificate(db.session.get_one(Person, cast["pam"]))
        db.session.commit()
        return certificate.code


def change(app, code, doing):
    with app.app_context():
        doing(queries.by_code(code, NOW.date()))
        db.session.commit()


def test_a_good_certificate_says_valid_and_what_it_stands_for(client, code):
    response = client.get(f"/verify/{code}")
    assert response.status_code == 200
    for part in (
        '<p class="verdict-word">Valid</p>', "valid until 22 Nov 2027", "Pam Practitioner", "Exosome practitioner",
        "22 Nov 2026", "New Zealand", "3 hours", "3 questions and 3 facts", codes.grouped(code),
    ):  # fmt: skip
        assert part in response.text


def test_nothing_else_about_the_person_is_said(client, code):
    page = client.get(f"/verify/{code}").text + client.get(f"/verify/{code}.json").text
    for private in ("pam@example.org", "100", "North clinic"):
        assert private not in page


def test_no_search_engine_and_no_cache_keeps_it(client, code):
    for path in (f"/verify/{code}", f"/verify/{code}.json", "/verify/", "/verify/nothing"):
        headers = client.get(path).headers
        assert headers["X-Robots-Tag"] == "noindex"
        assert headers["Cache-Control"] == "no-store"


def test_the_code_is_read_without_caring_for_case_and_hyphens(client, code):
    assert client.get(f"/verify/{codes.grouped(code).lower()}").status_code == 200


def test_an_expired_certificate_says_so(client, code):
    with time_machine.travel("2027-11-23T12:00:00Z", tick=False):
        page = client.get(f"/verify/{code}").text
    assert '<p class="verdict-word">Expired</p>' in page
    assert "valid until 22 Nov 2027" in page


def test_the_last_day_is_still_valid(client, code):
    with time_machine.travel("2027-11-22T23:59:00Z", tick=False):
        assert "Valid</p>" in client.get(f"/verify/{code}").text


def test_a_certificate_without_an_end_says_so(app, client, code):
    change(app, code, lambda certificate: setattr(certificate, "expires_on", None))
    assert "has no end date" in client.get(f"/verify/{code}").text


def test_a_revoked_certificate_says_when_but_not_why(app, client, code):
    change(app, code, lambda certificate: actions.revoke(certificate, None, "A secret reason.", NOW))
    page = client.get(f"/verify/{code}").text
    assert '<p class="verdict-word">Revoked</p>' in page
    assert "revoked it on 22 Nov 2026" in page
    assert "secret" not in page


def test_an_unknown_code_is_a_404_of_the_same_shape(client, code):
    response = client.get("/verify/0000-1111")
    assert response.status_code == 404
    assert '<p class="verdict-word">Unknown</p>' in response.text
    assert "0000-1111" in response.text
    assert "Check another" in response.text


def test_a_program_gets_json_by_asking_either_way(client, code):
    by_header = client.get(f"/verify/{code}", headers={"Accept": "application/json"})
    by_name = client.get(f"/verify/{code}.json")
    assert by_header.json == by_name.json
    digest = by_name.json.pop("manifest_sha256")
    assert len(digest) == 64
    assert by_header.json["number"].startswith("2026-")
    assert {key: by_header.json[key] for key in by_header.json if key not in ("number", "manifest_sha256")} == {
        "status": "valid", "code": codes.grouped(code), "name": "Pam Practitioner", "title": "Exosome practitioner",
        "issuer": "Vesicle", "issued_on": "2026-11-22", "expires_on": "2027-11-22", "revoked_on": None, "edition": 1,
        "refresher_due_on": None, "score_band": None, "facts": [f"fact-of-question-{n}" for n in range(3)],
        "cpd_hours": "3.00", "jurisdictions": [{"code": "NZ", "name": "New Zealand"}],
        "rests_on": {"questions": 3, "facts": 3, "sources": 3},
    }  # fmt: skip


def test_a_certificate_with_one_document_says_nothing_of_documents(client, code):
    for edition in ("", "?edition=1", "?edition=2", "?edition=x", "?edition=²", f"?edition={'9' * 40}"):
        page = client.get(f"/verify/{code}{edition}")
        assert page.status_code == 200
        assert "superseded" not in page.text


def test_an_earlier_document_is_told_that_there_is_a_newer_one(app, client, code):
    change(app, code, lambda certificate: actions.correct(certificate, "Pamela P.", "Misspelt.", None, NOW))
    asked = client.get(client.get(f"/verify/{code}/1").location).text
    assert "There is a newer document of this certificate" in asked
    assert "This is document 1, made on 22 Nov 2026 and superseded on 22 Nov 2026." in asked
    for edition in ("", "?edition=2", "?edition=3"):
        page = client.get(f"/verify/{code}{edition}").text
        assert "Document 2 is the latest; earlier ones are superseded." in page
        assert "There is a newer document" not in page


def test_a_fact_that_was_withdrawn_is_counted_and_not_shown(app, client, code):
    assert "The 3 facts" in client.get(f"/verify/{code}").text
    change(app, code, lambda _: withdraw("fact-of-question-0"))
    page = client.get(f"/verify/{code}").text
    assert "The 2 facts" in page
    assert "It is so: fact-of-question-0." not in page
    assert "/facts/fact-of-question-0" not in page
    assert "1 fact of its manifest is not shown: withdrawn, or not in force." in page


def withdraw(slug: str) -> None:
    """Let a fact say nothing that may be published."""
    facts.latest([facts.fact(slug).id])[facts.fact(slug).id].publishable = False


def test_json_for_an_unknown_code_is_a_404(client):
    response = client.get("/verify/nothing.json")
    assert (response.status_code, response.json) == (404, {"status": "unknown"})


def test_a_person_who_was_erased_has_no_name_any_more(app, client, code):
    change(app, code, lambda certificate: setattr(certificate.person, "erased_at", NOW))
    page = client.get(f"/verify/{code}")
    assert "Pam Practitioner" not in page.text
    assert "Name removed at the holder" in page.text
    assert client.get(f"/verify/{code}.json").json["name"] is None


def test_a_typed_code_leads_to_its_page(client, code):
    response = client.get("/verify/", query_string={"code": f" {codes.grouped(code).lower()} "})
    assert (response.status_code, response.location) == (303, f"/verify/{code}")


@pytest.mark.parametrize(
    ("typed", "reason"), [("", "Type the code"), ("abc", "you typed 3"), ("U" * 28, "letters A to Z without U")]
)
def test_what_cannot_be_a_code_comes_back_with_the_reason(client, typed, reason):
    response = client.get("/verify/", query_string={"code": typed})
    assert response.status_code == 422
    assert reason in response.text


def test_after_ten_unknown_codes_in_a_minute_the_address_has_to_wait(client, code):
    for _ in range(10):
        assert client.get("/verify/nothing").status_code == 404
    refused = client.get(f"/verify/{code}")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) == 60
    with time_machine.travel("2026-11-22T10:01:00Z", tick=False):
        assert client.get(f"/verify/{code}").status_code == 200


def test_after_thirty_looks_in_a_minute_the_address_has_to_wait_whatever_it_finds(client, code):
    statuses = [client.get(f"/verify/{code}").status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]


def test_another_address_is_not_held_up(client, code):
    for _ in range(11):
        client.get("/verify/nothing")
    assert client.get(f"/verify/{code}", environ_base={"REMOTE_ADDR": "198.51.100.7"}).status_code == 200
