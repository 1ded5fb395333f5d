"""Issuing: once for each passed attempt, saying what was so on the day."""

import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from quizapp.attempts.models import Attempt, Closing
from quizapp.certificates import actions, codes
from quizapp.certificates.models import Certificate
from quizapp.core.currency import Severity, digest
from quizapp.core.errors import Conflict
from quizapp.database import db
from quizapp.facts import queries as fact_rows
from quizapp.facts import revisions
from quizapp.facts.models import Fact, FactRevision
from quizapp.formats.library import fact_of
from quizapp.people.models import Mail, Person
from tests.certificates import builders
from tests.factories import NOW


def test_a_pass_earns_a_certificate_that_says_what_was_passed(pam):
    certificate = builders.certificate(pam)
    assert (certificate.name, certificate.title, certificate.percent) == (
        "Pam Practitioner",
        "Exosome practitioner",
        100,
    )
    assert (certificate.issued_at, certificate.expires_on) == (NOW, date(2027, 11, 22))
    assert (certificate.cpd_hours, certificate.jurisdictions) == (Decimal(3), ["NZ"])


def test_a_fail_earns_none(pam):
    attempt = builders.sit(pam, builders.quiz(), right=1)
    assert actions.finish(attempt, NOW, Closing.PERSON) is None
    assert not attempt.is_open


def test_a_quiz_that_does_not_certify_gives_none(pam):
    attempt = builders.sit(pam, builders.quiz(certifies=False))
    assert actions.finish(attempt, NOW, Closing.PERSON) is None
    assert attempt.passed


def test_finishing_twice_gives_the_same_certificate_and_one_mail(pam):
    attempt = builders.sit(pam, builders.quiz())
    first = actions.finish(attempt, NOW, Closing.PERSON)
    assert actions.finish(attempt, NOW + timedelta(hours=1), Closing.PERSON) is first
    assert actions.issue(attempt, NOW) is first
    assert len(db.session.scalars(select(Mail)).all()) == 1


def test_an_attempt_that_was_not_passed_cannot_be_given_a_certificate(pam):
    attempt = builders.failed(pam, builders.quiz())
    with pytest.raises(Conflict, match="submitted and passed"):
        actions.issue(attempt, NOW)


def test_the_number_names_the_year_and_counts_on(pam):
    numbers = [builders.certificate(pam, builders.quiz(slug)).number for slug in ("first", "second")]
    year, first = numbers[0].split("-")
    assert year == "2026"
    assert numbers[1] == f"2026-{int(first) + 1:06d}"


def test_the_code_is_long_and_no_two_are_alike(pam):
    made = {builders.certificate(pam, builders.quiz(slug)).code for slug in ("first", "second", "third")}
    assert len(made) == 3
    assert all(codes.is_code(code) for code in made)


def test_the_name_is_the_one_the_person_has_on_the_day_composed_and_tidy(pam):
    pam.name = "  Ta\u0304ne   Ma\u0304hu\u0304ta "
    certificate = builders.certificate(pam)
    pam.name = "Somebody Else"
    assert certificate.name == "Tāne Māhūta"


def test_a_quiz_without_an_end_gives_a_certificate_without_one(pam):
    assert builders.certificate(pam, builders.quiz(valid_months=None)).expires_on is None


def test_it_keeps_the_revisions_it_rests_on(pam):
    builders.quiz()
    fact = db.session.scalars(select(Fact).order_by(Fact.slug)).first()
    old = db.session.scalars(select(FactRevision).where(FactRevision.fact_id == fact.id)).one()
    said = fact_of({**old.content, "statement": "It is so, said better."})
    change = revisions.Change(severity=Severity.EDITORIAL, since=NOW.date())
    revisions.next_fact(old, said, change, NOW, fact_rows.sources_by_slug())
    certificate = builders.certificate(pam, builders.quiz("second"))
    assert [q["id"] for q in certificate.manifest["questions"]] == ["question-0", "question-1", "question-2"]
    assert {"id": fact.slug, "revision": 2} in certificate.manifest["facts"]
    assert len(certificate.manifest["facts"]) == 3
    assert {"id": f"source-of-{fact.slug}", "revision": 1} in certificate.manifest["sources"]
    assert certificate.manifest_digest == digest(certificate.manifest)


def test_the_holder_gets_a_mail_with_both_addresses(pam):
    certificate = builders.certificate(pam)
    mail = db.session.scalars(select(Mail)).one()
    assert (mail.recipient, mail.subject) == (pam.email, "Your certificate: Exosome practitioner")
    assert f"http://localhost/certificates/{certificate.code}.pdf" in mail.body
    assert f"http://localhost/verify/{certificate.code}" in mail.body
    assert "valid until 22 Nov 2027" in mail.body


def test_nobody_writes_to_a_closed_account(pam):
    attempt = builders.sit(pam, builders.quiz())
    pam.active = False
    assert actions.finish(attempt, NOW, Closing.PERSON) is not None
    assert db.session.scalars(select(Mail)).all() == []


def test_what_the_clock_closes_is_issued_as_of_the_deadline(pam):
    attempt = builders.sit(pam, builders.quiz(minutes=30))
    later = NOW + timedelta(days=3)
    assert actions.close_one(attempt.public_id, later)
    certificate = db.session.scalars(select(Certificate)).one()
    assert certificate.issued_at == attempt.deadline_at == NOW + timedelta(minutes=30)
    assert not actions.close_one(attempt.public_id, later)


def test_the_clock_leaves_what_still_runs_or_is_closed_or_is_not_there(pam):
    attempt = builders.sit(pam, builders.quiz(minutes=30))
    assert not actions.close_one(attempt.public_id, NOW)
    actions.finish(attempt, NOW, Closing.PERSON)
    assert not actions.close_one(attempt.public_id, NOW + timedelta(days=1))
    assert not actions.close_one("nothing", NOW)


@pytest.mark.parametrize(("zone", "day"), [("UTC", 22), ("Pacific/Auckland", 23), ("America/Los_Angeles", 22)])
def test_the_day_of_issue_is_the_day_it_was_where_the_site_is(app, pam, zone, day):
    app.config["ZONE"] = ZoneInfo(zone)
    certificate = builders.certificate(pam, at=datetime(2026, 11, 22, 23, 59, tzinfo=UTC))
    assert certificate.held.issued_on == date(2026, 11, day)
    assert certificate.expires_on == date(2027, 11, day)


def test_finishing_at_once_from_many_sides_gives_one_certificate(app, cast):
    with app.app_context():
        attempt = builders.sit(db.session.get_one(Person, cast["pam"]), builders.quiz())
        db.session.commit()
        public_id = attempt.public_id
    start, given, errors = threading.Barrier(6), [], []

    def finish() -> None:
        with app.app_context():
            start.wait()
            try:
                mine = db.session.scalars(select(Attempt).where(Attempt.public_id == public_id)).one()
                certificate = actions.finish(mine, NOW, Closing.PERSON)
                db.session.commit()
                given.append(certificate.code if certificate else None)
            except Exception as error:  # noqa: BLE001 - whatever it is, the test must see it
                errors.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=finish) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(set(given)) == 1
    with app.app_context():
        assert len(db.session.scalars(select(Certificate)).all()) == 1


def test_two_who_issue_for_one_attempt_at_once_get_one_certificate(app, cast):
    with app.app_context():
        quiz = builders.quiz(certifies=False)
        attempt = builders.sit(db.session.get_one(Person, cast["pam"]), quiz)
        actions.finish(attempt, NOW, Closing.PERSON)
        db.session.commit()
        attempt_id = attempt.id
    start, given = threading.Barrier(4), []

    def issue() -> None:
        with app.app_context():
            start.wait()
            given.append(actions.issue(db.session.get_one(Attempt, attempt_id), NOW).code)
            db.session.commit()
            db.session.remove()

    threads = [threading.Thread(target=issue) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == 4
    assert len(set(given)) == 1


def test_a_pass_earns_what_the_quiz_promised_when_the_attempt_began(pam):
    quiz = builders.quiz(valid_months=12)
    attempt = builders.sit(pam, quiz)
    quiz.certifies, quiz.valid_months = False, 1
    certificate = actions.finish(attempt, NOW, Closing.PERSON)
    assert certificate is not None
    assert certificate.expires_on == date(2027, 11, 22)
