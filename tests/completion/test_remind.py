"""Reminding: of what waits, once a day."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from quizapp.completion import actions, queries
from quizapp.core.errors import Conflict
from quizapp.database import db
from quizapp.people.models import Mail
from tests.certificates import builders
from tests.factories import NOW

TODAY = NOW.date()


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo("UTC"))


def last_mail() -> Mail:
    return db.session.scalars(select(Mail).order_by(Mail.id.desc())).first()


@pytest.mark.parametrize(
    ("due", "on", "words"),
    [
        (TODAY + timedelta(days=2), TODAY + timedelta(days=4), "was due on 24 Nov 2026"),
        (TODAY + timedelta(days=9), TODAY, "is due on 1 Dec 2026"),
        (None, TODAY, "do not hold it yet"),
    ],
)
def test_the_mail_says_what_waits_since_or_until_when(who, due, on, words):
    quiz = builders.quiz()
    actions.assign(quiz, who.north, due, "", who.mo, NOW)
    actions.remind(who.pam, quiz, who.mo, noon(on))
    mail = last_mail()
    assert (mail.recipient, mail.subject) == (who.pam.email, "Reminder: Exosome practitioner")
    for part in (words, "http://localhost/quizzes/exam", "Mo Manager asked us"):
        assert part in mail.body


@pytest.mark.parametrize(
    ("day", "words"), [(date(2027, 11, 10), "valid until 22 Nov 2027"), (date(2027, 12, 1), "expired on 22 Nov 2027")]
)
def test_a_certificate_that_runs_out_can_be_reminded_of(who, day, words):
    quiz = builders.quiz()
    builders.certificate(who.pam, quiz)
    actions.remind(who.pam, quiz, who.mo, noon(day))
    assert words in last_mail().body


def test_twice_within_a_day_is_refused_and_the_next_day_is_not(who):
    quiz = builders.quiz()
    actions.assign(quiz, who.north, None, "", who.mo, NOW)
    actions.remind(who.pam, quiz, who.mo, NOW)
    with pytest.raises(Conflict, match="less than a day ago"):
        actions.remind(who.pam, quiz, who.mo, NOW + timedelta(hours=23))
    actions.remind(who.pam, quiz, who.mo, NOW + timedelta(hours=24))


def test_another_quiz_may_be_reminded_of_on_the_same_day(who):
    for slug in ("first", "second"):
        quiz = builders.quiz(slug)
        actions.assign(quiz, who.north, None, "", who.mo, NOW)
        actions.remind(who.pam, quiz, who.mo, NOW)
    assert queries.reminders(who.pam, NOW - timedelta(days=1)) == {"first": NOW, "second": NOW}


def test_nobody_is_reminded_of_what_they_hold_or_were_never_asked(who):
    quiz = builders.quiz()
    with pytest.raises(Conflict, match="nothing to do"):
        actions.remind(who.pam, quiz, who.mo, NOW)
    builders.certificate(who.pam, quiz)
    with pytest.raises(Conflict, match="nothing to do"):
        actions.remind(who.pam, quiz, who.mo, NOW)
