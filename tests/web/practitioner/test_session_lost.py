"""An answer that arrives when the session or its token is gone is not lost."""

import pytest

from quizapp.attempts.models import Response
from quizapp.database import db
from tests.factories import PASSWORD


@pytest.fixture
def strict(app):
    """The application with its tokens checked, as in real life."""
    app.config["WTF_CSRF_ENABLED"] = True
    return app


@pytest.fixture
def url(attempt):
    return f"/attempts/{attempt}/questions/1"


def test_signed_out_in_mid_exam_the_answer_waits_behind_the_sign_in_page(client, cast, url, app):
    sent = client.post(url, data={"reply": "two", "go": "next"})
    assert sent.status_code == 303
    assert sent.location == f"/sign-in?next={url}"
    signed_in = client.post(sent.location, data={"email": "pam@example.org", "password": PASSWORD})
    assert signed_in.status_code in (302, 303)
    page = client.get(url)
    assert "was not saved" in page.text
    assert 'value="two" checked' in page.text
    assert "was not saved" not in client.get(url).text


def test_a_program_that_is_signed_out_is_told_where_to_sign_in(client, url):
    answer = client.post(url, data={"reply": "two"}, headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json["sign_in"] == "/sign-in"


def test_an_expired_token_shows_the_question_again_with_the_answer(strict, as_, url):
    pam = as_("pam")
    sent = pam.post(url, data={"reply": "two", "csrf_token": "expired"})
    assert (sent.status_code, sent.location) == (303, url)
    assert 'value="two" checked' in pam.get(url).text


def test_a_program_with_an_expired_token_is_told_to_fetch_a_new_one(strict, as_, url):
    answer = as_("pam").post(url, data={"reply": "two"}, headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json["csrf"] is True


def test_any_other_form_with_an_expired_token_changes_nothing_and_says_so(strict, as_, attempt, app):
    response = as_("pam").post(f"/attempts/{attempt}/submit")
    assert response.status_code == 400
    assert "nothing was changed" in response.text


def test_what_a_stranger_kept_is_not_shown_to_the_next_person(client, cast, url, app):
    client.post(url, data={"reply": "two"})
    client.post("/sign-in", data={"email": "sid@example.org", "password": PASSWORD})
    assert client.get(url).status_code == 404
    with app.app_context():
        assert db.session.query(Response).count() == 0


@pytest.mark.parametrize(
    "came", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}]
)
def test_a_form_on_another_site_cannot_put_its_own_session_in_the_place_of_ones_own(strict, client, cast, url, came):
    for path in (url, "/sign-in", "/verify/", "/nowhere"):
        answer = client.post(path, data={"reply": "two"}, headers=came)
        assert "Set-Cookie" not in answer.headers, path


def test_a_form_of_our_own_site_says_where_it_comes_from_and_is_kept(client, cast, url):
    client.post(url, data={"reply": "two"}, headers={"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"})
    with client.session_transaction() as session:
        assert session["unsaved_answer"]["form"] == {"reply": ["two"]}


def test_a_link_on_another_site_that_leads_to_us_begins_a_session_as_any(client, cast):
    assert "Set-Cookie" in client.get("/sign-in", headers={"Sec-Fetch-Site": "cross-site"}).headers
