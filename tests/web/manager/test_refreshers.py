"""A manager sees whose certificate a change touches, and reminds them of the refresher."""

from __future__ import annotations

import pytest

from quizapp.core.currency import Severity
from quizapp.database import db
from quizapp.people.models import Person
from tests.certificates import builders
from tests.web import changed
from tests.web.account.builders import mails


@pytest.fixture
def code(app, cast):
    """The code of a certificate of Pam's."""
    with app.app_context():
        made = builders.certificate(db.session.get_one(Person, cast["pam"])).code
        db.session.commit()
        return made


def change(app, **how):
    with app.app_context():
        changed.fact("fact-of-question-0", **how)
        db.session.commit()


def test_a_refresher_that_is_due_shows_with_its_day(app, as_, cast, code):
    change(app)
    page = as_("mo").get(f"/manager/people/{cast['pam']}").text
    assert "by 21 Jan 2027; it counts until then" in page
    assert "Refresher due" in page.partition("<h2>Certificates</h2>")[2]


def test_a_certificate_that_is_not_current_says_since_when(app, as_, cast, code):
    change(app, severity=Severity.REVERSAL, safety_critical=True)
    page = as_("mo").get(f"/manager/people/{cast['pam']}").text
    assert "Not current" in page
    assert "since 22 Nov 2026" in page


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({}, "It counts until 21 Jan 2027; a refresher of a few minutes keeps it current."),
        ({"severity": Severity.REVERSAL, "safety_critical": True}, "has not counted since 22 Nov 2026"),
    ],
)
def test_a_reminder_leads_to_the_refresher(app, as_, cast, code, how, words):
    change(app, **how)
    as_("mo").post(f"/manager/people/{cast['pam']}/reminders/exam")
    body = mails(app, "pam@")[-1][1]
    assert words in body
    assert f"http://localhost/certificates/{code}/refresher" in body
