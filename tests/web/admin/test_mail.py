"""Mail that was not sent."""

from __future__ import annotations

import pytest

from quizapp import clock
from quizapp.database import db
from quizapp.people.models import Mail, MailState
from tests.web.account.builders import acts


@pytest.fixture
def failed(app) -> int:
    """The number of a mail that failed."""
    with app.app_context():
        mail = Mail(
            created_at=clock.now(), recipient="pam@example.org", subject="Set a new password", body="secret link",
            state=MailState.FAILED, tries=5, problem="550 unknown here",
        )  # fmt: skip
        db.session.add(mail)
        db.session.commit()
        return mail.id


def test_it_shows_with_its_problem_and_without_its_body(ada, failed):
    page = ada.get("/admin/mail").text
    for words in ("pam@example.org", "Set a new password", "550 unknown here", "Try again"):
        assert words in page
    assert "secret link" not in page
    assert "No such mails" in ada.get("/admin/mail?state=waiting").text


def test_trying_again_sends_it(app, ada, failed):
    response = ada.post(f"/admin/mail/{failed}/again", follow_redirects=True)
    assert "is tried again now" in response.text
    with app.app_context():
        assert db.session.get_one(Mail, failed).state == MailState.SENT
    assert acts(app) == ["let a failed mail be tried again"]
    assert ada.post(f"/admin/mail/{failed}/again").status_code == 404


def test_no_other_role_sees_it(as_, failed):
    assert as_("ted").get("/admin/mail").status_code == 403
    assert as_("ted").post(f"/admin/mail/{failed}/again").status_code == 403
