"""Where a person practises: chosen from what facts name, and any other country."""

from __future__ import annotations

import pytest

from quizapp.attempts.models import Closing
from quizapp.certificates import actions
from quizapp.database import db
from quizapp.people.models import Person
from tests.attempts import builders as bank
from tests.certificates import builders
from tests.factories import NOW
from tests.web.account.builders import acts, freshen, person


@pytest.fixture
def law(app, cast):
    """Facts on the law of New Zealand and of England, and a question on each."""
    with app.app_context():
        bank.library(3)
        some = db.session.query(bank.Bank).one()
        for place in ("NZ", "GB-ENG"):
            fact = bank.fact(f"of-{place}", jurisdictions=[place])
            bank.question(some, f"law-{place.lower()}", "single_choice", fact)
        db.session.commit()


def test_the_page_offers_what_facts_name_by_name_and_every_other_country(as_, law):
    page = as_("pam").get("/account/places").text
    boxes, _, countries = page.partition("<select")
    assert "England" in boxes
    assert "New Zealand" in boxes
    assert "France" in countries
    assert "New Zealand" not in countries


def test_what_is_chosen_is_saved_and_shown(app, as_, law):
    pam = as_("pam")
    response = pam.post("/account/places", data={"places": ["NZ"], "another": "FR"}, follow_redirects=True)
    assert "Where you practise is saved." in response.text
    assert person(app, "pam").practises_in == ["FR", "NZ"]
    assert acts(app) == ["changed where they practise"]
    assert "France, New Zealand" in pam.get("/account/").text
    assert response.text.count("checked") == 2


def test_nothing_may_be_said_again(app, as_, law):
    pam = as_("pam")
    pam.post("/account/places", data={"places": ["NZ"]})
    pam.post("/account/places", data={"another": ""})
    assert person(app, "pam").practises_in == []


def test_saving_the_same_again_is_no_act(app, as_, law):
    pam = as_("pam")
    for _ in range(2):
        pam.post("/account/places", data={"places": ["NZ"]})
    assert acts(app) == ["changed where they practise"]


@pytest.mark.parametrize("sent", [{"places": ["XX"]}, {"another": "Atlantis"}, {"places": ["NZ", "'; --"]}])
def test_a_jurisdiction_that_there_is_not_is_refused(app, as_, law, sent):
    response = as_("pam").post("/account/places", data=sent)
    assert response.status_code == 422
    assert "error-summary" in response.text
    assert person(app, "pam").practises_in == []


def test_it_says_which_certificate_does_not_hold_there_yet_and_leads_to_its_refresher(app, as_, cast, law):
    with app.app_context():
        pam = db.session.get_one(Person, cast["pam"])
        attempt = builders.sit(pam, builders.quiz(count=4, filters={"kinds": ["single_choice"]}), right=4)
        code = actions.finish(attempt, NOW, Closing.PERSON).code
        db.session.commit()
    page = as_("pam").post("/account/places", data={"places": ["NZ", "GB-ENG"]}, follow_redirects=True).text
    assert "Exosome practitioner does not hold in England." in page
    assert f'href="/certificates/{code}/refresher"' in page
    assert "does not hold" not in as_("sid").get("/account/places").text


def test_a_certificate_on_no_law_holds_everywhere(app, as_, cast):
    with app.app_context():
        builders.certificate(db.session.get_one(Person, cast["pam"]), builders.quiz(jurisdictions=[]))
        db.session.commit()
    page = as_("pam").post("/account/places", data={"another": "FR"}, follow_redirects=True).text
    assert "does not hold" not in page


def test_a_stranger_is_sent_to_sign_in(client):
    assert client.get("/account/places").status_code == 303
    assert client.post("/account/places", data={"another": "FR"}).status_code == 303


def test_an_administrator_sees_it_on_the_persons_page(as_, cast, law):
    as_("pam").post("/account/places", data={"places": ["NZ"]})
    page = freshen(as_("ada")).get(f"/admin/people/{cast['pam']}").text
    assert "Practises in" in page
    assert "New Zealand" in page
