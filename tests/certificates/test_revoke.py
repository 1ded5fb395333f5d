"""Revoking, and what stays when a person is erased."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.certificates import actions, queries
from quizapp.core.errors import Conflict, Invalid
from quizapp.core.standing import Validity
from quizapp.database import db
from quizapp.people.models import AuditEntry, Mail, Person
from tests.certificates import builders
from tests.factories import NOW

LATER = NOW + timedelta(days=3)


@pytest.fixture
def certificate(pam):
    return builders.certificate(pam)


def test_a_revoked_certificate_is_worth_nothing_from_that_day(certificate, cast):
    ada = db.session.get_one(Person, cast["ada"])
    actions.revoke(certificate, ada, " Sat by somebody else. ", LATER)
    assert queries.validity(certificate, LATER.date()) is Validity.REVOKED
    assert queries.validity(certificate, NOW.date()) is Validity.VALID
    assert (certificate.revoked_by_id, certificate.revoked_reason) == (ada.id, "Sat by somebody else.")


def test_revoking_is_in_the_audit_log_and_its_holder_is_told_why(certificate, cast, pam):
    actions.revoke(certificate, db.session.get_one(Person, cast["ada"]), "Sat by somebody else.", LATER)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.subject) == ("certificate revoked", f"certificate:{certificate.number}")
    assert entry.detail == {"person": pam.id, "reason": "Sat by somebody else."}
    mail = db.session.scalars(select(Mail).order_by(Mail.id.desc())).first()
    assert mail.recipient == pam.email
    assert "Sat by somebody else." in mail.body


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 2001])
def test_a_reason_is_needed_and_must_not_be_a_book(certificate, reason):
    with pytest.raises(Invalid, match="Say why"):
        actions.revoke(certificate, None, reason, LATER)
    assert certificate.revoked_at is None


def test_revoking_twice_is_refused_and_the_first_reason_stays(certificate):
    actions.revoke(certificate, None, "First.", LATER)
    with pytest.raises(Conflict, match="before"):
        actions.revoke(certificate, None, "Second.", LATER)
    assert certificate.revoked_reason == "First."


def test_an_erased_person_loses_their_name_on_what_they_hold(certificate, pam):
    pam.name = "Erased person 1"
    actions.forget(pam, LATER)
    assert certificate.name == "Erased person 1"
