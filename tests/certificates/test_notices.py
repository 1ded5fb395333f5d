"""Holders are told of what has changed: once for each change, and once more before it lapses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from quizapp import jobs
from quizapp.certificates import actions, notices, refreshers, resting
from quizapp.core.currency import Severity
from quizapp.database import db
from quizapp.people.models import Mail
from tests.certificates import builders, changing
from tests.factories import NOW
from tests.web import changed
from tests.web.account.builders import mails

AGAIN = datetime(2027, 1, 7, 10, tzinfo=UTC)
"""Fourteen days before a refresher is due that became so on 22 Nov 2026."""


@pytest.fixture
def certificate(pam):
    """A certificate of Pam's; the mail about it is gone."""
    made = builders.certificate(pam)
    db.session.query(Mail).delete()
    db.session.commit()
    return made


def run(at: datetime) -> list[str]:
    """Run the job at a moment; return the subjects of all mails so far."""
    with time_machine.travel(at, tick=False):
        jobs.tell_of_changes()
    return list(db.session.scalars(select(Mail.subject).order_by(Mail.id)))


@pytest.fixture
def last(app):
    """Return the body of the mail that left last."""
    return lambda: mails(app, "pam@")[-1][1]


def test_nobody_is_told_of_nothing(certificate):
    assert run(NOW) == []


def test_the_holder_is_told_once_with_the_day_and_the_address(certificate, last):
    changed.fact("fact-of-question-0")
    db.session.commit()
    assert run(NOW) == ["A refresher: Exosome practitioner"]
    assert run(NOW + timedelta(hours=1)) == ["A refresher: Exosome practitioner"]
    link = f"http://localhost/certificates/{certificate.code}/refresher"
    for words in ("has changed", "counts until 21 Jan 2027", link):
        assert words in last()
    assert certificate.told_of == NOW.date()


def test_an_editorial_change_is_not_told(certificate):
    changed.fact("fact-of-question-0", severity=Severity.EDITORIAL)
    db.session.commit()
    assert run(NOW) == []


def test_a_change_to_come_is_told_on_its_day(certificate):
    changed.fact("fact-of-question-0", since=date(2026, 12, 1))
    db.session.commit()
    assert run(NOW) == []
    assert len(run(datetime(2026, 12, 1, 1, tzinfo=UTC))) == 1


def test_a_further_change_is_told_again(certificate):
    changed.fact("fact-of-question-0")
    db.session.commit()
    run(NOW)
    later = NOW + timedelta(days=3)
    changed.fact("fact-of-question-1", at=later)
    db.session.commit()
    assert len(run(later)) == 2
    assert certificate.told_of == later.date()


def test_a_graver_change_on_the_same_day_is_told_too(certificate, last):
    changed.fact("fact-of-question-0")
    db.session.commit()
    run(NOW)
    changed.fact("fact-of-question-1", severity=Severity.REVERSAL, safety_critical=True)
    db.session.commit()
    assert len(run(NOW + timedelta(hours=1))) == 2
    assert "does not count until" in last()


def test_fourteen_days_before_it_lapses_the_holder_is_told_once_more(certificate, last):
    changed.fact("fact-of-question-0")
    db.session.commit()
    run(NOW)
    assert len(run(AGAIN - timedelta(days=1))) == 1
    assert run(AGAIN) == ["A refresher: Exosome practitioner", "Still due: Exosome practitioner"]
    assert "is still to be taken" in last()
    assert len(run(AGAIN + timedelta(days=1))) == 2
    assert len(run(AGAIN + timedelta(days=13))) == 2
    assert len(run(AGAIN + timedelta(days=20))) == 2


def test_whoever_is_told_late_is_not_told_twice_in_a_row(certificate):
    changed.fact("fact-of-question-0")
    db.session.commit()
    assert len(run(AGAIN + timedelta(days=2))) == 1
    assert len(run(AGAIN + timedelta(days=2, hours=1))) == 1


def test_whoever_has_taken_the_refresher_is_left_alone(certificate):
    changed.fact("fact-of-question-0")
    changing.retire("question-0")
    db.session.commit()
    run(NOW)
    resting.load_currency([certificate], NOW.date())
    assert refreshers.begin(certificate, NOW, 1) is None
    db.session.query(Mail).delete()
    db.session.commit()
    assert run(AGAIN) == []


def test_nobody_is_told_of_what_is_void_or_has_no_account_any_more(certificate, pam):
    changed.fact("fact-of-question-0")
    db.session.commit()
    assert run(datetime(2028, 1, 1, tzinfo=UTC)) == []
    pam.active = False
    db.session.commit()
    assert run(NOW) == []
    assert not notices.tell(certificate.id, NOW)
    pam.active = True
    actions.revoke(certificate, None, "It was a mistake.", NOW)
    db.session.query(Mail).delete()
    db.session.commit()
    assert run(NOW) == []
    assert not notices.tell(certificate.id, NOW)


def test_what_was_told_meanwhile_is_not_told_again(certificate):
    changed.fact("fact-of-question-0")
    db.session.commit()
    assert notices.tell(certificate.id, NOW)
    assert not notices.tell(certificate.id, NOW)
    assert not notices.tell(999, NOW)


def test_one_that_fails_keeps_no_other_from_being_told(certificate, pam, caplog, monkeypatch):
    builders.certificate(pam, builders.quiz("second"))
    changed.fact("fact-of-question-0")
    db.session.query(Mail).delete()
    db.session.commit()
    tell = notices.tell

    def fails_once(certificate_id, now):
        if certificate_id == certificate.id:
            raise RuntimeError
        return tell(certificate_id, now)

    monkeypatch.setattr(notices, "tell", fails_once)
    assert len(run(NOW)) == 1
    assert "tried again later" in caplog.text
