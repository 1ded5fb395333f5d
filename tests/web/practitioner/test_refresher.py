"""The refresher: what has changed, a few questions, and the certificate is current again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from quizapp.attempts.models import Attempt
from quizapp.certificates import actions
from quizapp.certificates.models import Certificate
from quizapp.completion import queries as completion
from quizapp.core.currency import Severity
from quizapp.database import db
from quizapp.people.models import Person
from tests.attempts import builders as bank
from tests.certificates import builders, changing
from tests.factories import NOW
from tests.web import changed as changed_rows


@pytest.fixture
def url(app, cast):
    """The address of the refresher of a certificate of Pam's."""
    with app.app_context():
        code = builders.certificate(db.session.get_one(Person, cast["pam"])).code
        db.session.commit()
        return f"/certificates/{code}/refresher"


@pytest.fixture
def changed(app, cast, url):
    """The same, after one fact has changed and its question was found to be right still."""
    with app.app_context():
        changed_rows.fact("fact-of-question-0", "It is so in men alone.")
        changed_rows.confirmed("fact-of-question-0", db.session.get_one(Person, cast["ted"]))
        db.session.commit()
    return url


def start(browser, url):
    """Press the button; return the address of the attempt."""
    response = browser.post(url)
    assert response.status_code == 303
    return response.location.removesuffix("/questions/1")


def answer(browser, attempt, reply):
    """Answer the one question and submit; return the text of the result."""
    browser.post(f"{attempt}/questions/1", data={"reply": reply})
    return browser.post(f"{attempt}/submit", follow_redirects=True).text


def statuses(app, cast):
    with app.app_context():
        pam = db.session.get_one(Person, cast["pam"])
        return [row.standing.status.value for row in completion.standings_of(pam, NOW.date())]


def test_where_nothing_has_changed_the_page_is_calm(as_, url):
    pam = as_("pam")
    page = pam.get(url).text
    assert "Nothing has changed" in page
    assert "<form method" not in page.partition("<main")[2]
    assert pam.post(url).status_code == 409


def test_it_says_from_what_to_what_since_when_why_and_by_which_source(as_, changed):
    page = as_("pam").get(changed).text
    for words in (
        "It is so: fact-of-question-0.", "It is so in men alone.", "since 22 Nov 2026",
        "A later study found otherwise.",
        'href="https://example.org/paper"', 'href="/facts/fact-of-question-0"', "by 21 Jan 2027; it counts until then",
        "<ins>", "Start the refresher (1 question)",
    ):  # fmt: skip
        assert words in page, words
    assert "fact-of-question-1" not in page


def test_the_worst_change_comes_first(app, as_, changed):
    with app.app_context():
        changed_rows.fact("fact-of-question-1", "It is worse.", Severity.REVERSAL, safety_critical=True)
        db.session.commit()
    page = as_("pam").get(changed).text
    assert page.index("It is worse.") < page.index("It is so in men alone.")
    assert "Reversed, and safety-critical" in page


def test_a_pass_makes_the_certificate_current_again(app, as_, cast, changed):
    pam = as_("pam")
    assert statuses(app, cast) == ["refresher due"]
    page = answer(pam, start(pam, changed), "one")
    assert "Passed" in page
    assert "is current again, and keeps its number" in page
    assert statuses(app, cast) == ["current"]
    assert "Nothing has changed" in pam.get(changed).text
    record = pam.get(changed.removesuffix("/refresher")).text
    assert "Refreshed" in record
    assert "1 fact brought up to date" in record


def test_a_fail_says_why_and_can_be_tried_again_at_once(app, as_, cast, changed):
    pam = as_("pam")
    page = answer(pam, start(pam, changed), "two")
    assert "Not passed this time" in page
    assert f'href="{changed}"' in page
    assert "Right answer, not chosen" in page
    assert statuses(app, cast) == ["refresher due"]
    assert "Passed" in answer(pam, start(pam, changed), "one")


def test_its_pages_have_no_clock_and_speak_of_a_refresher(as_, changed):
    pam = as_("pam")
    attempt = start(pam, changed)
    page = pam.get(f"{attempt}/questions/1").text
    assert "Time left" not in page
    assert "Refresher: Exosome practitioner" in page
    assert "Submit the refresher" in answerless(pam, attempt)


def answerless(browser, attempt):
    browser.post(f"{attempt}/questions/1", data={"reply": "one"})
    return browser.get(f"{attempt}/review").text


def test_one_that_is_open_is_gone_on_with_from_home_and_from_its_own_page(app, as_, changed):
    pam = as_("pam")
    attempt = start(pam, changed)
    assert start(pam, changed) == attempt
    assert "Go on with the refresher" in pam.get(changed).text
    home = pam.get("/").text
    assert "Resume the refresher" in home
    assert f'href="{attempt}"' in home
    with app.app_context():
        assert db.session.query(Attempt).filter_by(mode="refresher").count() == 1


def test_home_says_that_it_is_due(as_, changed):
    home = as_("pam").get("/").text
    assert "Take the refresher, about 1 minute" in home
    assert f'href="{changed}"' in home
    assert "See the exam" not in home


def test_while_the_questions_are_looked_at_the_page_says_so_without_a_button(app, as_, cast, url):
    with app.app_context():
        changed_rows.fact("fact-of-question-0")
        db.session.commit()
    pam = as_("pam")
    page = pam.get(url).text.partition("<main")[2]
    assert "The questions on this are being looked at" in page
    assert "<form method" not in page
    assert pam.post(url).status_code == 409
    assert statuses(app, cast) == ["refresher due"]


def test_where_no_question_is_on_it_reading_is_enough(app, as_, cast, url):
    with app.app_context():
        changed_rows.fact("fact-of-question-0")
        changing.retire("question-0")
        db.session.commit()
    pam = as_("pam")
    assert "I have read this" in pam.get(url).text
    page = pam.post(url, follow_redirects=True).text
    assert "up to date with what you have read" in page
    assert "as no question is on it: fact-of-question-0" in page
    assert statuses(app, cast) == ["current"]


def test_a_changed_question_is_shown_with_its_note(app, as_, url):
    with app.app_context():
        changed_rows.question("question-0", "Is it otherwise by now?", note="The earlier wording misled.")
        db.session.commit()
    page = as_("pam").get(url).text
    for words in ("A question was changed", "Is it otherwise by now?", "The earlier wording misled."):
        assert words in page


def test_an_expired_certificate_leads_to_the_exam_instead(as_, changed):
    with time_machine.travel(datetime(2028, 1, 1, tzinfo=UTC)):
        pam = as_("pam")
        assert "Take the exam again" in pam.get(changed).text
        assert pam.post(changed).status_code == 409


def test_a_further_place_says_how_many_facts_are_new(app, as_, cast, url):
    with app.app_context():
        law = bank.fact("law", jurisdictions=["AU"])
        some = db.session.query(bank.Bank).one()
        bank.question(some, "on-law", "single_choice", law)
        changed_rows.fact("fact-of-question-0", "It is so: by law.", jurisdictions=["NZ"])
        changed_rows.confirmed("fact-of-question-0", db.session.get_one(Person, cast["ted"]))
        db.session.get_one(Person, cast["pam"]).practises_in = ["AU"]
        db.session.commit()
    pam = as_("pam")
    page = pam.get(url).text
    assert "Australia" in page
    assert "1 fact about its law is new to you" in page
    assert "It does not hold in Australia yet." in pam.get("/certificates/").text
    attempt = start(pam, url)
    for place in (1, 2):
        pam.post(f"{attempt}/questions/{place}", data={"reply": "one"})
    pam.post(f"{attempt}/submit")
    with app.app_context():
        assert db.session.query(Certificate).one().jurisdictions == ["NZ", "AU"]
    assert "It holds in Australia since." in pam.get(url.removesuffix("/refresher")).text


def test_another_person_can_neither_see_nor_sit_it(as_, changed):
    attempt = start(as_("pam"), changed)
    sid = as_("sid")
    for path in ("", "/questions/1", "/review", "/result"):
        assert sid.get(f"{attempt}{path}").status_code == 404
    assert sid.post(f"{attempt}/submit").status_code == 404


def test_a_certificate_revoked_meanwhile_stays_revoked(app, as_, changed):
    pam = as_("pam")
    attempt = start(pam, changed)
    with app.app_context():
        actions.revoke(db.session.query(Certificate).one(), None, "It was a mistake.", NOW)
        db.session.commit()
    assert "Revoked" in answer(pam, attempt, "one")
    with app.app_context():
        assert db.session.query(Certificate).one().edition == 1
