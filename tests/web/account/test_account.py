"""The page of one's own account, the name, and signing out everywhere."""

from __future__ import annotations

import pytest

from tests.web.account.builders import acts, person, sign_in, signed_in


def test_the_page_shows_what_is_set_up(as_):
    page = as_("pam").get("/account/").text
    for words in ("Pam Practitioner", "pam@example.org", "North clinic", "Second factor", "Passkeys"):
        assert words in page


def test_a_stranger_is_sent_to_sign_in(client):
    assert client.get("/account/").location == "/sign-in?next=/account/"


def test_the_page_says_when_things_last_changed(client, cast):
    sign_in(client, "pam")
    new = "a new and longer password"
    client.post(
        "/account/password",
        data={"password": "correct horse battery staple", "new_password": new, "new_password_confirm": new},
    )
    assert "UTC" in client.get("/account/").text


def test_a_person_corrects_their_name(app, as_):
    response = as_("pam").post("/account/name", data={"name": "  Pamela   Practitioner "}, follow_redirects=True)
    assert "Your name is corrected" in response.text
    assert person(app, "pam").name == "Pamela Practitioner"
    assert acts(app) == ["changed the name"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 201])
def test_a_name_that_will_not_do_is_refused(app, as_, name):
    assert "error-summary" in as_("pam").post("/account/name", data={"name": name}).text
    assert person(app, "pam").name == "Pam Practitioner"


def test_a_name_is_shown_as_text_whatever_is_in_it(as_):
    pam = as_("pam")
    pam.post("/account/name", data={"name": "<script>alert(1)</script>"})
    assert "<script>alert" not in pam.get("/account/").text


def test_signing_out_everywhere_ends_every_session_and_remembered_browser(app, as_, client, cast):
    given = {"email": "pam@example.org", "password": "correct horse battery staple", "remember": "y"}
    client.post("/sign-in", data=given)
    here, elsewhere = as_("pam"), as_("pam")
    response = here.post("/account/sign-out-everywhere", follow_redirects=True)
    assert "You are signed out on every device" in response.text
    assert not any(signed_in(browser) for browser in (here, elsewhere, client))
    assert acts(app) == ["signed out everywhere"]


def test_signing_out_everywhere_wants_a_post(as_):
    assert as_("pam").get("/account/sign-out-everywhere").status_code == 405
