"""Certificates as an administrator sees them: found, corrected, revoked by one or by two."""

from __future__ import annotations

import pytest

from quizapp import config
from quizapp.certificates.models import Certificate, Edition
from quizapp.database import db
from quizapp.people.models import Person, RoleName
from tests import factories
from tests.certificates import builders
from tests.web.account.builders import acts, freshen, mails

ACTS = ["revoke", "revocation", "name"]


@pytest.fixture
def code(app, cast):
    """The code of a certificate of Pam's."""
    with app.app_context():
        made = builders.certificate(db.session.get_one(Person, cast["pam"])).code
        db.session.commit()
        return made


@pytest.fixture
def url(code):
    """The address of its page."""
    return f"/admin/certificates/{code}"


@pytest.fixture
def ted(app, as_, cast):
    """The browser of Ted, who administers here as well, with the password entered just now."""
    with app.app_context():
        roles = db.session.get_one(Person, cast["ada"]).roles
        db.session.get_one(Person, cast["ted"]).roles = list(roles)
        db.session.commit()
    return freshen(as_("ted"))


def certificate(app):
    """Return the one certificate, detached."""
    with app.app_context():
        found = db.session.query(Certificate).one()
        db.session.expunge(found)
        return found


@pytest.mark.parametrize("words", ["pam", "EXOSOME", "2026-0", "code"])
def test_a_certificate_is_found_by_name_title_number_or_code(ada, code, words):
    page = ada.get("/admin/certificates/", query_string={"words": code.lower() if words == "code" else words}).text
    assert "1 certificate" in page
    assert f'href="/admin/certificates/{code}"' in page


def test_what_is_not_found_says_what_can_be_looked_for(ada, code):
    page = ada.get("/admin/certificates/?words=zzz&page=x").text
    assert "No certificate found" in page
    assert "Pam Practitioner" not in page


def test_a_long_list_has_pages_that_keep_the_words(app, ada, cast):
    with app.app_context():
        pam = db.session.get_one(Person, cast["pam"])
        quiz = builders.quiz()
        builders.certificate(pam, quiz)
        for number in range(55):
            who = factories.person(f"Pam {number}", RoleName.PRACTITIONER, email=f"p{number}@example.org")
            builders.certificate(who, quiz)
        db.session.commit()
    first = ada.get("/admin/certificates/?words=pam").text
    assert "56 certificates" in first
    assert "words=pam&amp;page=2" in first
    assert "Pam Practitioner" in ada.get("/admin/certificates/?words=pam&page=2").text
    assert "No certificate found" in ada.get("/admin/certificates/?words=pam&page=3").text


def test_its_page_tells_its_record_and_offers_what_can_be_done(ada, url):
    page = ada.get(url).text
    for words in ("Pam Practitioner", "Valid until 22 Nov 2027", "Document 1", "Correct the name", "Revoke"):
        assert words in page


@pytest.mark.parametrize("act", ACTS)
def test_every_act_wants_the_password_from_a_short_while_ago(app, as_, url, act):
    sent = {"reason": "A mistake.", "name": "Pamela", "answer": "keep"}
    response = as_("ada").post(f"{url}/{act}", data=sent, headers={"Referer": f"http://localhost{url}"})
    assert response.location.startswith("/account/verify?next=/admin/certificates/")
    assert certificate(app).revoked_at is None


@pytest.mark.parametrize("act", ["", *(f"/{act}" for act in ACTS)])
@pytest.mark.parametrize("who", ["pam", "ted", "mo"])
def test_no_other_role_may(as_, url, act, who):
    browser = freshen(as_(who))
    assert browser.get("/admin/certificates/").status_code == 403
    assert (browser.post if act else browser.get)(f"{url}{act}").status_code == 403


@pytest.mark.parametrize("act", ACTS)
def test_an_unknown_certificate_is_not_there(ada, act):
    assert ada.get("/admin/certificates/unknown").status_code == 404
    assert ada.post(f"/admin/certificates/unknown/{act}").status_code == 404


def test_it_is_revoked_with_a_reason_that_the_holder_reads(app, ada, url):
    assert "This cannot be undone" in ada.get(f"{url}/revoke").text
    page = ada.post(f"{url}/revoke", data={"reason": "It was issued to the wrong person."}, follow_redirects=True).text
    assert "is revoked, and its holder was told why" in page
    assert "It was issued to the wrong person." in page
    assert "by Ada Administrator" in page
    assert "Correct the name" not in page
    assert "It was issued to the wrong person." in mails(app, "pam@")[-1][1]
    assert acts(app) == ["certificate revoked"]
    assert ada.post(f"{url}/revoke", data={"reason": "Again."}).status_code == 409


@pytest.mark.parametrize("reason", ["", "   ", "x" * 2001])
def test_without_a_good_reason_it_is_not_revoked(app, ada, url, reason):
    response = ada.post(f"{url}/revoke", data={"reason": reason})
    assert response.status_code == 422
    assert "error-summary" in response.text
    assert certificate(app).revoked_at is None


def test_a_name_is_corrected_by_a_new_document_under_the_same_number(app, ada, url):
    number = certificate(app).number
    page = ada.post(f"{url}/name", data={"name": "Pamela Practitioner", "reason": "Misspelt."}, follow_redirects=True)
    assert "The name is corrected." in page.text
    assert (certificate(app).name, certificate(app).number) == ("Pamela Practitioner", number)
    with app.app_context():
        assert [row.superseded_at is None for row in db.session.query(Edition).order_by(Edition.id)] == [False, True]
    assert acts(app) == ["certificate corrected"]


@pytest.mark.parametrize(
    "sent",
    [{"name": "", "reason": "Misspelt."}, {"name": "Pamela", "reason": " "}, {"name": "x" * 201, "reason": "Long."}],
)
def test_a_name_or_a_reason_that_will_not_do_is_refused(app, ada, url, sent):
    response = ada.post(f"{url}/name", data=sent)
    assert response.status_code == 422
    assert "error-summary" in response.text
    assert certificate(app).name == "Pam Practitioner"


def test_the_same_name_is_no_correction(ada, url):
    assert ada.post(f"{url}/name", data={"name": "Pam Practitioner", "reason": "None."}).status_code == 409


@pytest.fixture
def asked(app, ada, url):
    """The address of a certificate that Ada asks to be revoked, where that takes two."""
    app.config["REVOCATION"] = "two"
    ada.post(f"{url}/revoke", data={"reason": "It was issued by mistake."})
    return url


def test_where_it_takes_two_asking_alone_changes_nothing(app, ada, asked):
    assert certificate(app).revoked_at is None
    page = ada.get(asked).text
    assert "Ada Administrator asked on 22 Nov 2026: It was issued by mistake." in page
    assert "another administrator confirms it" in page
    assert "Revoke it" not in page
    assert ada.post(f"{asked}/revocation", data={"answer": "revoke"}).status_code == 409
    assert ada.post(f"{asked}/revoke", data={"reason": "Again."}).status_code == 409
    assert certificate(app).revoked_at is None
    assert "Revocation asked for" in ada.get("/admin/certificates/").text


def test_another_administrator_confirms(app, ted, asked):
    assert "Revoke it" in ted.get(asked).text
    page = ted.post(f"{asked}/revocation", data={"answer": "revoke"}, follow_redirects=True).text
    assert "is revoked" in page
    assert certificate(app).revoked_at is not None
    assert acts(app) == ["revocation asked for", "certificate revoked"]


def test_another_administrator_keeps_it(app, ted, asked):
    ted.post(f"{asked}/revocation", data={"answer": "keep"})
    assert certificate(app).revocation_asked_at is None
    assert acts(app) == ["revocation asked for", "revocation turned down"]


def test_whoever_asked_may_take_it_back(app, ada, asked):
    assert "Take it back" in ada.get(asked).text
    ada.post(f"{asked}/revocation", data={"answer": "keep"})
    assert certificate(app).revocation_asked_at is None


def test_no_answer_is_no_decision(app, ada, asked):
    assert ada.post(f"{asked}/revocation", data={"answer": "perhaps"}).status_code == 422
    assert certificate(app).revocation_asked_at is not None


def test_where_nobody_asks_there_is_nothing_to_decide(ada, url):
    assert ada.post(f"{url}/revocation", data={"answer": "keep"}).status_code == 409


def test_the_setting_is_one_or_two():
    assert config.read({}).REVOCATION == "one"
    with pytest.raises(config.BadSetting, match="REVOCATION is 'three'"):
        config.read({"REVOCATION": "three"})


def test_the_audit_log_leads_to_the_certificate(ada, url):
    ada.post(f"{url}/revoke", data={"reason": "A mistake."})
    number = ada.get("/admin/audit").text.partition("certificate:")[2].partition("<")[0]
    assert f'href="/admin/certificates/?words={number}"' in ada.get("/admin/audit").text
