"""A holder's certificates: the list, each with its record, what can be taken along."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from icalendar import Calendar

from quizapp.certificates import actions
from quizapp.certificates.models import Certificate
from quizapp.core.currency import Severity
from quizapp.database import db
from quizapp.people.models import Person
from tests.certificates import builders
from tests.factories import NOW
from tests.web import changed as changed_rows

PAGES = ["", ".pdf", "/refresher"]


@pytest.fixture
def code(app, cast):
    """The code of a certificate of Pam's, valid until 22 Nov 2027."""
    with app.app_context():
        made = builders.certificate(db.session.get_one(Person, cast["pam"])).code
        db.session.commit()
        return made


def change(app, *args, **kwargs):
    with app.app_context():
        changed_rows.fact(*args, **kwargs)
        db.session.commit()


def revoke(app, code):
    with app.app_context():
        certificate = db.session.query(Certificate).filter_by(code=code).one()
        actions.revoke(certificate, None, "It was issued by mistake.", NOW)
        db.session.commit()


def test_a_certificate_that_holds_is_called_valid(as_, code):
    page = as_("pam").get("/certificates/").text
    assert "Valid" in page
    assert "until 22 Nov 2027" in page
    assert "Take the refresher" not in page


@pytest.mark.parametrize("path", ["/", "/certificates/", "/certificates/{code}"])
def test_while_its_questions_are_being_looked_at_there_is_only_something_to_read(app, as_, code, path):
    change(app, "fact-of-question-0")
    page = as_("pam").get(path.format(code=code)).text
    assert "Read what changed" in page
    assert "Take the refresher" not in page


def test_after_a_change_the_refresher_comes_first_with_its_day(app, as_, cast, code):
    change(app, "fact-of-question-0")
    with app.app_context():
        changed_rows.confirmed("fact-of-question-0", db.session.get_one(Person, cast["ada"]))
        db.session.commit()
    page = as_("pam").get("/certificates/").text
    assert "Refresher due" in page
    assert "by 21 Jan 2027; it counts until then" in page
    assert "Take the refresher, about 1 minute" in page
    assert f'href="/certificates/{code}/refresher"' in page


def test_after_a_reversal_of_what_is_safety_critical_it_is_not_current(app, as_, code):
    change(app, "fact-of-question-0", severity=Severity.REVERSAL, safety_critical=True)
    page = as_("pam").get("/certificates/").text
    assert "Not current" in page
    assert "since 22 Nov 2026; a refresher makes it count again" in page


def test_an_expired_one_leads_to_the_exam_and_a_revoked_one_says_why(app, as_, code):
    with time_machine.travel(datetime(2028, 1, 1, tzinfo=UTC)):
        page = as_("pam").get("/certificates/").text
    assert "Expired" in page
    assert 'href="/quizzes/exam"' in page
    revoke(app, code)
    page = as_("pam").get("/certificates/").text
    assert "Revoked" in page
    assert "It was issued by mistake." in page


def test_without_any_there_is_nothing_to_download(as_):
    pam = as_("pam")
    assert "No certificate yet" in pam.get("/certificates/").text
    assert pam.get("/certificates/all.zip").status_code == 404


def test_its_page_tells_its_record_and_what_it_rests_on(as_, code):
    page = as_("pam").get(f"/certificates/{code}").text
    assert "It rested on 3 questions and 3 facts, and held in New Zealand. Valid until 22 Nov 2027." in page
    assert 'href="/facts/fact-of-question-0"' in page
    assert f'value="http://localhost/verify/{code}"' in page
    assert "Document 1" in page


def test_its_record_says_what_was_corrected_and_which_document_is_good(app, as_, code):
    with app.app_context():
        certificate = db.session.query(Certificate).filter_by(code=code).one()
        actions.correct(certificate, "Pamela Practitioner", "She wrote to us.", None, NOW)
        db.session.commit()
    page = as_("pam").get(f"/certificates/{code}").text
    for words in ("Name corrected", "She wrote to us.", "Document 2", "Replaced", "The one that is good now"):
        assert words in page


def test_it_is_added_to_linkedin_by_a_plain_link(as_, code):
    page = as_("pam").get(f"/certificates/{code}").text
    address = page.partition('href="https://www.linkedin.com')[2].partition('"')[0].replace("&amp;", "&")
    said = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert said.pop("certId").startswith("2026-")
    assert said == {
        "startTask": "CERTIFICATION_NAME", "name": "Exosome practitioner", "organizationName": "Vesicle",
        "issueYear": "2026", "issueMonth": "11", "expirationYear": "2027", "expirationMonth": "11",
        "certUrl": f"http://localhost/verify/{code}",
    }  # fmt: skip


def test_a_revoked_one_is_not_offered_to_linkedin(app, as_, code):
    revoke(app, code)
    assert "linkedin" not in as_("pam").get(f"/certificates/{code}").text


def test_the_holder_decides_whether_the_score_band_is_shown(app, as_, code):
    pam = as_("pam")
    assert "Show the score band" in pam.get(f"/certificates/{code}").text
    assert pam.post(f"/certificates/{code}/score", data={"shown": "yes"}).status_code == 303
    assert "Hide the score band" in pam.get(f"/certificates/{code}").text
    pam.post(f"/certificates/{code}/score", data={"shown": "nonsense"})
    with app.app_context():
        assert not db.session.query(Certificate).one().shows_score


@pytest.mark.parametrize("page", PAGES)
def test_another_persons_certificate_is_not_there(as_, code, page):
    assert as_("sid").get(f"/certificates/{code}{page}").status_code == 404
    assert as_("pam").get(f"/certificates/unknown{page}").status_code == 404


def test_another_person_cannot_act_on_it(app, as_, code):
    for act in ("score", "refresher"):
        assert as_("sid").post(f"/certificates/{code}/{act}", data={"shown": "yes"}).status_code == 404
    with app.app_context():
        assert not db.session.query(Certificate).one().shows_score


@pytest.mark.parametrize("page", ["", "all.zip", "expiry.ics"])
@pytest.mark.parametrize("who", ["ted", "mo", "ada"])
def test_the_pages_are_for_practitioners(as_, page, who):
    assert as_(who).get(f"/certificates/{page}").status_code == 403


def test_all_documents_come_in_one_file(app, as_, cast, code):
    with app.app_context():
        builders.certificate(db.session.get_one(Person, cast["pam"]), builders.quiz("second"))
        builders.certificate(db.session.get_one(Person, cast["sid"]), builders.quiz("third"))
        db.session.commit()
    response = as_("pam").get("/certificates/all.zip")
    assert response.headers["Content-Disposition"] == 'attachment; filename="certificates.zip"'
    archive = zipfile.ZipFile(io.BytesIO(response.data))
    assert len(archive.namelist()) == 2
    assert all(archive.read(name).startswith(b"%PDF") for name in archive.namelist())


def events(browser):
    response = browser.get("/certificates/expiry.ics")
    assert response.mimetype == "text/calendar"
    return {str(event["summary"]): event for event in Calendar.from_ical(response.data).walk("VEVENT")}


def test_the_calendar_has_the_last_day_with_a_reminder_thirty_days_before(as_, code):
    (event,) = events(as_("pam")).values()
    assert (event["summary"], event.start, event.end) == (
        "Certificate expires: Exosome practitioner", date(2027, 11, 22), date(2027, 11, 23),
    )  # fmt: skip
    (alarm,) = event.walk("VALARM")
    assert alarm["trigger"].dt == timedelta(days=-30)
    assert code in event["url"]


def test_the_calendar_has_the_day_of_a_refresher_too(app, as_, code):
    change(app, "fact-of-question-0")
    found = events(as_("pam"))
    assert found["Refresher due: Exosome practitioner"].start == date(2027, 1, 21)
    assert len({event["uid"] for event in found.values()}) == 2
    again = events(as_("pam"))
    assert {event["uid"] for event in again.values()} == {event["uid"] for event in found.values()}


def test_what_is_over_is_not_in_the_calendar(app, as_, code):
    with time_machine.travel(datetime(2028, 1, 1, tzinfo=UTC)):
        assert events(as_("pam")) == {}
    revoke(app, code)
    assert events(as_("pam")) == {}


def test_what_does_not_expire_is_not_in_the_calendar(app, as_, cast):
    with app.app_context():
        builders.certificate(db.session.get_one(Person, cast["pam"]), builders.quiz(valid_months=None))
        db.session.commit()
    assert events(as_("pam")) == {}


def test_what_asks_something_of_the_holder_stands_first(app, as_, cast, code):
    with app.app_context():
        pam = db.session.get_one(Person, cast["pam"])
        newer = builders.certificate(pam, builders.quiz("second", title="Later exam", count=1, filters={"levels": []}))
        only = {entry["id"] for entry in newer.manifest["facts"]}
        other = next(f"fact-of-question-{n}" for n in range(3) if f"fact-of-question-{n}" not in only)
        changed_rows.fact(other)
        db.session.commit()
    pam = as_("pam")
    for page in ("/certificates/", "/"):
        text = pam.get(page).text
        assert text.index("Exosome practitioner") < text.index("Later exam")
