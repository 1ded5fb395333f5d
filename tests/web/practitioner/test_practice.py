"""Practising, page by page."""

import pytest

from quizapp.database import db
from tests.attempts import builders


@pytest.fixture(autouse=True)
def library(app):
    with app.app_context():
        builders.library(3)
        db.session.commit()


def begin(browser, **chosen):
    return browser.post("/practice/", data={"count": "5", **chosen}).location


def test_each_answer_is_explained_at_once_with_its_fact_and_sources(as_):
    pam = as_("pam")
    url = begin(pam)
    assert "It is so" not in pam.get(url).text
    assert pam.post(url, data={"reply": "two"}).location == url
    page = pam.get(url).text
    assert "Right answer, not chosen" in page
    assert "It is so: fact-of-question-" in page
    assert 'href="https://example.org/paper"' in page


def test_sure_and_wrong_is_set_apart(as_):
    pam = as_("pam")
    url = begin(pam)
    pam.post(url, data={"reply": "two", "certainty": "high"})
    assert "Sure, and wrong" in pam.get(url).text


def test_an_empty_answer_is_a_422_and_nothing_is_marked(as_):
    pam = as_("pam")
    url = begin(pam)
    response = pam.post(url, data={})
    assert response.status_code == 422
    assert "Choose or write an answer first" in response.text


def test_a_choice_that_nothing_fits_says_so_and_keeps_the_choice(as_):
    response = as_("pam").post("/practice/", data={"count": "5", "missed": "y"})
    assert response.status_code == 422
    assert "not missed any question" in response.text
    assert "checked" in response.text


def test_a_choice_that_does_not_exist_is_refused(as_):
    assert as_("pam").post("/practice/", data={"count": "5", "topic": "law/none"}).status_code == 422


def test_the_summary_counts_and_leads_on(as_):
    pam = as_("pam")
    url = begin(pam)
    pam.post(url, data={"reply": "one"})
    base = url.rsplit("/questions/", 1)[0]
    assert "1 of 1 answered" in pam.get(base).text
    assert pam.post(f"{base}/end").location == base
    assert "Practise something else" in pam.get(base).text


def test_another_persons_practice_is_not_there(as_):
    url = begin(as_("pam"))
    sid = as_("sid")
    assert sid.get(url).status_code == 404
    assert sid.post(url, data={"reply": "one"}).status_code == 404


def test_an_open_practice_is_offered_again(as_):
    pam = as_("pam")
    begin(pam)
    assert "Go on with the practice" in pam.get("/practice/").text
    assert "Go on practising" in pam.get("/").text
