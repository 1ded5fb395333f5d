"""Passkeys, as far as a server can tell without a device; tests/browser has the device."""

from __future__ import annotations

import pytest

from quizapp.database import db
from quizapp.people.models import Passkey, Person
from tests.people.test_accounts import passkey
from tests.web.account.builders import acts, freshen, mails

JSON = {"Accept": "application/json"}


@pytest.fixture
def pam(app, as_, cast):
    """Pam's browser, fresh; she has a passkey."""
    with app.app_context():
        passkey(db.session.get_one(Person, cast["pam"]), "first")
        db.session.commit()
    return freshen(as_("pam"))


def test_a_new_passkey_knows_its_owner_and_lives_on_any_device(pam):
    options = pam.post("/account/passkeys", data={"name": "Phone", "usage": "first"}, headers=JSON).json
    chosen = options["credential_options"]
    assert chosen["rp"] == {"name": "Vesicle", "id": "localhost"}
    assert chosen["authenticatorSelection"]["userVerification"] == "required"
    assert chosen["authenticatorSelection"]["residentKey"] == "required"
    assert "authenticatorAttachment" not in chosen["authenticatorSelection"]
    assert len(chosen["excludeCredentials"]) == 1
    assert options["wan_state"]


def test_a_key_for_the_second_factor_need_not_know_its_owner(pam):
    options = pam.post("/account/passkeys", data={"name": "Key", "usage": "secondary"}, headers=JSON).json
    assert options["credential_options"]["authenticatorSelection"]["userVerification"] == "discouraged"


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "Give the passkey a name"), ("first", "already"), ("<b>", "Use plain"), ("!", "Use letters")],
)
def test_a_passkey_needs_a_plain_name_of_its_own(pam, name, words):
    asked = {"name": name, "usage": "first"}
    assert words in pam.post("/account/passkeys", data=asked, headers=JSON).json["message"]
    assert words in pam.post("/account/passkeys", data=asked).text


def test_removing_a_passkey_is_in_the_log_and_the_person_is_told(app, pam):
    assert "first" in pam.get("/account/passkeys").text
    response = pam.post("/account/passkeys/remove", data={"name": "first"}, follow_redirects=True)
    assert "The passkey first is removed" in response.text
    with app.app_context():
        assert db.session.query(Passkey).count() == 0
    assert acts(app) == ["removed a passkey"]
    assert mails(app, "pam@")[0][0] == "A passkey was removed"


def test_nobody_removes_somebody_elses_passkey(app, pam, as_):
    response = freshen(as_("sid")).post("/account/passkeys/remove", data={"name": "first"}, follow_redirects=True)
    assert "You have no passkey called first" in response.text
    with app.app_context():
        assert db.session.query(Passkey).count() == 1


def test_asking_for_a_passkey_at_sign_in_tells_nothing_about_accounts(pam, client):
    asked = client.post("/sign-in/passkey", data={"identity": "pam@example.org"}, headers=JSON).json
    assert asked["credential_options"]["allowCredentials"] == []
    assert asked["credential_options"]["userVerification"] == "required"


def test_a_made_up_answer_is_refused(client, cast):
    state = client.post("/sign-in/passkey", headers=JSON).json["wan_state"]
    for answer in ("", "nonsense", "{}"):
        response = client.post(f"/sign-in/passkey/{state}", data={"credential": answer})
        assert response.location == "/sign-in/passkey"
    assert client.post("/sign-in/passkey/made-up", data={}).location == "/sign-in/passkey"
    assert client.post(f"/sign-in/passkey/{state}", data={}, headers=JSON).status_code == 400


def test_without_scripts_the_pages_say_what_is_missing(pam, client):
    assert "Passkeys need JavaScript" in pam.get("/account/passkeys").text
    assert "Passkeys need JavaScript" in client.get("/sign-in/passkey").text
    assert "Passkeys need JavaScript" in client.post("/sign-in/passkey").text
    assert "Passkeys need JavaScript" in pam.get("/account/verify/passkey").text
