"""What waits for a trainer, and deciding on it."""

import re
from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from quizapp.bank import queries
from quizapp.bank.models import State
from quizapp.core.currency import Severity
from quizapp.database import db
from quizapp.facts import proposals, revisions
from quizapp.facts import queries as facts
from quizapp.facts.models import ProposalState
from quizapp.formats import library
from quizapp.people.models import AuditEntry, Person
from tests.attempts import builders as rows
from tests.bank import builders
from tests.certificates import builders as certificates
from tests.factories import NOW
from tests.web.account.builders import mails
from tests.web.trainer.revisions import FACT, SOURCE, propose, proposed

CHANGES = "/trainer/changes/"


@pytest.fixture(autouse=True)
def _library(library):
    """Every test has the bank with its fact."""


def state(app):
    with app.app_context():
        return (*proposals.waiting(), *proposals.decided())[0].state


def fact_now(app, day=date(2026, 11, 22)):
    with app.app_context():
        return facts.holding(facts.revisions_of(facts.fact("sample-fact")), day).statement


def test_nothing_waits_at_first(ted):
    page = ted.get(CHANGES).text
    for words in ("No change waits", "No draft of a published question", "No question waits", "No fact is due",
                  "Nothing has been decided"):  # fmt: skip
        assert words in page
    assert ">Changes<" in ted.get("/trainer/").text.replace("\n", "")


def test_everything_that_waits_is_listed(app, cast, ted, ada):
    ada.post(f"{proposed(ted)}/approve")
    proposed(ted, statement="It is a third thing.", severity="reversal")
    with app.app_context():
        rows.fact("late-fact", review_by=date(2026, 1, 1))
        published = queries.in_state(queries.by_slug("bio-two"), State.PUBLISHED)
        builders.revise(published, db.session.get_one(Person, cast["ted"]), stem="Which one?")
        db.session.commit()
    page = ada.get(CHANGES).text
    for words in ("To approve (1)", "Reversal", "Refresher due: 0 certificates, 0 people", "Ted Trainer",
                  "published questions (1)", "Which one?", "look at again (2)", "due for review (1)", "late-fact",
                  "approved by Ada Administrator"):  # fmt: skip
        assert words in page
    assert "Changes (5)" in ada.get("/trainer/").text


def test_a_change_shows_what_differs_and_whom_it_touches(app, cast, ted, ada):
    with app.app_context():
        certificates.certificate(db.session.get_one(Person, cast["pam"]), certificates.quiz(count=2))
        db.session.commit()
    page = ada.get(proposed(ted)).text
    for words in ("<ins>otherwise</ins>", "It was found out.", "North clinic", "The day of approval", "Material",
                  "A refresher becomes due", "Approve the change"):  # fmt: skip
        assert words in page


def test_another_trainer_approves_and_the_author_is_told(app, ted, ada):
    where = proposed(ted)
    assert ada.post(f"{where}/approve").location == where
    assert fact_now(app) == "It is otherwise."
    assert "Approved by Ada Administrator" in ted.get(where).text
    assert [subject for subject, _ in mails(app, "ted@")] == ["Your change was approved: fact sample-fact"]
    assert "approved by Ada Administrator" in ted.get(FACT).text
    with app.app_context():
        verbs = list(db.session.scalars(select(AuditEntry.verb)))
    assert {"change proposed", "change approved"} <= set(verbs)


def test_a_change_for_a_later_day_flips_by_itself(app, as_, ted, ada):
    ada.post(f"{proposed(ted, since='2027-08-07')}/approve")
    assert fact_now(app, date(2027, 8, 6)) == "It is so: sample-fact."
    assert fact_now(app, date(2027, 8, 7)) == "It is otherwise."
    with time_machine.travel("2027-08-07T12:00:00Z"):
        assert "It is otherwise." in as_("ted").get(FACT).text


def test_its_own_author_cannot_approve_it_and_sees_why(app, ted, ada):
    where = proposed(ted)
    page = ted.get(where).text
    assert "you cannot approve it yourself" in page
    assert "Approve the change" not in page
    response = ted.post(f"{where}/approve")
    assert response.status_code == 409
    assert "another trainer decides" in response.text
    assert ted.post(f"{where}/decline", data={"answer": "No"}).status_code == 409
    assert state(app) is ProposalState.OPEN
    assert fact_now(app) == "It is so: sample-fact."


def test_declining_answers_the_author_who_can_start_from_it_again(app, ted, ada):
    where = proposed(ted)
    assert ada.post(f"{where}/decline", data={"answer": "The source says less."}).location == CHANGES
    ((_, body),) = mails(app, "ted@")
    assert "The source says less." in body
    page = ted.get(where).text
    assert "The source says less." in page
    again = re.search(r'href="([^"]*from=[^"]*)"', page)
    form = ted.get(again[1]).text
    assert "It is otherwise." in form
    assert "It was found out." in form
    assert fact_now(app) == "It is so: sample-fact."


@pytest.mark.parametrize("number", ["999", "0", "99999999999999999999", "x"])
def test_starting_from_a_change_that_is_not_there_starts_from_the_fact(ted, number):
    assert "It is so: sample-fact." in ted.get(f"{FACT}/revise?from={number}").text


@pytest.mark.parametrize(("answer", "said"), [(" ", "Say why"), ("n" * 2001, "At most 2000")])
def test_declining_needs_an_answer(app, ted, ada, answer, said):
    response = ada.post(f"{proposed(ted)}/decline", data={"answer": answer})
    assert response.status_code == 422
    assert said in response.text
    assert state(app) is ProposalState.OPEN


def test_only_its_author_withdraws_a_change(app, ted, ada):
    where = proposed(ted)
    assert ada.post(f"{where}/withdraw").status_code == 409
    assert ted.post(f"{where}/withdraw").location == CHANGES
    assert state(app) is ProposalState.WITHDRAWN
    assert "Start from it again" in ted.get(where).text


@pytest.mark.parametrize("act", ["approve", "decline", "withdraw"])
def test_what_was_decided_meanwhile_is_said_and_shown(app, ted, ada, act):
    where = proposed(ted)
    ada.post(f"{where}/decline", data={"answer": "No."})
    browser = ted if act == "withdraw" else ada
    response = browser.post(f"{where}/{act}", data={"answer": "Another answer"})
    assert response.status_code == 409
    assert "This change was declined before" in response.text
    assert state(app) is ProposalState.DECLINED


def test_a_change_of_what_has_changed_since_cannot_be_approved(app, ted, ada):
    where = proposed(ted)
    with app.app_context():
        replace(facts.revisions_of(facts.fact("sample-fact"))[-1])
        db.session.commit()
    page = ada.get(where).text
    assert "has changed since it was proposed" in page
    assert "Approve the change" not in page
    assert ada.post(f"{where}/approve").status_code == 409
    assert state(app) is ProposalState.OPEN


def replace(before):
    """Put another revision in force, as loading a file does."""
    content = library.fact_of({**before.content, "statement": "Files say this."})
    change = revisions.Change(severity=Severity.MATERIAL, since=NOW.date())
    revisions.next_fact(before, content, change, NOW, facts.sources_by_slug())


def test_a_change_whose_last_day_has_passed_cannot_be_approved(app, as_, ted, ada):
    where = proposed(ted, until="2026-12-01")
    with time_machine.travel("2026-12-02T12:00:00Z"):
        response = as_("ada").post(f"{where}/approve")
    assert response.status_code == 409
    assert "has passed" in response.text
    assert state(app) is ProposalState.OPEN


@pytest.mark.parametrize("name", ["pam", "mo"])
def test_other_roles_are_refused(as_, ted, name):
    where, browser = proposed(ted), as_(name)
    assert {browser.get(page).status_code for page in (CHANGES, where)} == {403}
    acts = ("approve", "decline", "withdraw")
    assert {browser.post(f"{where}/{act}", data={"answer": "No."}).status_code for act in acts} == {403}


def test_a_change_that_is_not_there_is_not_found(ted):
    assert {ted.get(f"{CHANGES}{n}").status_code for n in (7, 2**70)} == {404}
    assert {ted.post(f"{CHANGES}7/{act}", data={"answer": "x"}).status_code for act in ("approve", "decline")} == {404}


def test_a_change_of_a_source_shows_the_facts_that_cite_it(ted, ada):
    where = propose(ted, at=SOURCE, retired_because="Withdrawn.").location
    page = ada.get(where).text
    assert "would be due for review" in page
    assert "source source-of-sample-fact" in page
    assert "Review first: 1 fact<" in ada.get(CHANGES).text
