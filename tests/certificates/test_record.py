"""A certificate's life on record: corrected, revoked by two people, taken from its name; each with its document."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from quizapp.attempts.models import Closing
from quizapp.certificates import actions, credential, queries, refreshers, resting, signing
from quizapp.certificates.models import Certificate, Event
from quizapp.core import currency
from quizapp.core.currency import Severity
from quizapp.core.errors import Conflict, Invalid
from quizapp.core.standing import Validity
from quizapp.database import db
from quizapp.people.models import AuditEntry, Mail
from tests import counting
from tests.certificates import builders, changing
from tests.certificates.changing import TODAY
from tests.factories import NOW

LATER = NOW + timedelta(days=3)
PARAMETER = re.compile(r"\?|%\(")
"""A parameter as either database has it in a statement."""


@pytest.fixture
def certificate(pam):
    return builders.certificate(pam)


@pytest.fixture
def ada(certificate):
    return changing.person("Ada")


@pytest.fixture
def ted(certificate):
    return changing.person("Ted")


def test_a_corrected_name_makes_a_new_document_under_the_same_number_and_supersedes_the_old(certificate, ada):
    was = (certificate.number, certificate.code, certificate.manifest_digest)
    actions.correct(certificate, "  Pam   Prāctitioner ", "Misspelt.", ada, LATER)
    assert certificate.name == "Pam Prāctitioner"
    assert (certificate.number, certificate.code, certificate.manifest_digest) == was
    assert [(e.number, e.reason, e.superseded_at) for e in queries.editions(certificate)] == [
        (1, Event.ISSUED, LATER),
        (2, Event.CORRECTED, None),
    ]
    assert (certificate.edition, queries.edition(certificate, 2).made_at) == (2, LATER)
    assert queries.edition(certificate, 3) is None


def test_a_correction_is_on_record_with_who_and_why_and_its_holder_is_told(certificate, ada):
    actions.correct(certificate, "Pam P. Practitioner", "Misspelt.", ada, LATER)
    entry = queries.record(certificate)[-1]
    assert (entry.event, entry.at, entry.by_id, entry.note) == (Event.CORRECTED, LATER, ada.id, "Misspelt.")
    logged = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "certificate corrected")).one()
    assert logged.detail == {"person": certificate.person_id}
    last = db.session.scalars(select(Mail).order_by(Mail.id.desc())).first()
    assert last.subject == "Your certificate was corrected: Exosome practitioner"


@pytest.mark.parametrize("name", ["", "  ", "x" * 201])
def test_a_correction_needs_a_name(certificate, ada, name):
    with pytest.raises(Invalid, match="Give the name"):
        actions.correct(certificate, name, "Misspelt.", ada, LATER)


def test_a_correction_needs_a_reason(certificate, ada):
    with pytest.raises(Invalid, match="Say why the name"):
        actions.correct(certificate, "Pam P.", " ", ada, LATER)


def test_what_reads_so_already_or_is_revoked_is_not_corrected(certificate, ada):
    with pytest.raises(Conflict, match="reads so already"):
        actions.correct(certificate, "Pam  Practitioner", "Misspelt.", ada, LATER)
    actions.revoke(certificate, ada, "Sat by somebody else.", LATER)
    with pytest.raises(Conflict, match="revoked"):
        actions.correct(certificate, "Pam P.", "Misspelt.", ada, LATER)
    assert certificate.edition == 1


def test_two_people_revoke_a_certificate_one_asks_and_another_confirms(certificate, ada, ted):
    actions.ask_to_revoke(certificate, ted, " Sat by somebody else. ", NOW)
    assert changing.worth(certificate, TODAY) is Validity.VALID
    assert certificate.revocation_asked_by is ted
    actions.confirm_revocation(certificate, ada, LATER)
    assert changing.worth(certificate, LATER.date()) is Validity.REVOKED
    assert (certificate.revoked_by_id, certificate.revoked_reason) == (ada.id, "Sat by somebody else.")
    entry = queries.record(certificate)[-1]
    assert (entry.event, entry.by_id, entry.note) == (Event.REVOKED, ada.id, "Sat by somebody else.")


def test_whoever_asked_does_not_confirm(certificate, ted):
    actions.ask_to_revoke(certificate, ted, "Sat by somebody else.", NOW)
    with pytest.raises(Conflict, match="somebody else confirms"):
        actions.confirm_revocation(certificate, ted, LATER)
    assert certificate.revoked_at is None


def test_it_is_asked_once(certificate, ada, ted):
    actions.ask_to_revoke(certificate, ted, "Sat by somebody else.", NOW)
    with pytest.raises(Conflict, match="asked before"):
        actions.ask_to_revoke(certificate, ada, "Another reason.", LATER)
    assert certificate.revoked_reason == "Sat by somebody else."


def test_what_was_asked_can_be_turned_down_and_asked_again(certificate, ada, ted):
    actions.ask_to_revoke(certificate, ted, "Sat by somebody else.", NOW)
    actions.keep(certificate, ada, LATER)
    assert (certificate.revocation_asked_at, certificate.revoked_reason) == (None, None)
    with pytest.raises(Conflict, match="Nobody asks"):
        actions.confirm_revocation(certificate, ada, LATER)
    with pytest.raises(Conflict, match="Nobody asks"):
        actions.keep(certificate, ada, LATER)
    actions.ask_to_revoke(certificate, ted, "It was so.", LATER)
    assert certificate.revocation_asked_at == LATER


def test_what_is_revoked_is_not_asked_for_confirmed_or_kept(certificate, ada, ted):
    actions.revoke(certificate, ada, "Sat by somebody else.", NOW)
    for again in (
        lambda: actions.ask_to_revoke(certificate, ted, "Again.", LATER),
        lambda: actions.confirm_revocation(certificate, ted, LATER),
        lambda: actions.keep(certificate, ted, LATER),
    ):
        with pytest.raises(Conflict, match="before"):
            again()


def test_an_anonymised_certificate_is_a_stub_that_still_verifies(certificate, pam):
    actions.show_score(certificate, shown=True)
    pam.name, pam.active = "Erased person 1", False
    actions.forget(pam, LATER)
    found = queries.by_code(certificate.code, LATER.date())
    assert queries.validity(found, LATER.date()) is Validity.VALID
    assert (found.name, found.shows_score) == ("Erased person 1", False)
    assert currency.digest(found.manifest) == found.manifest_digest
    assert queries.record(found)[-1].event is Event.ANONYMISED
    assert [e.superseded_at for e in queries.editions(found)] == [LATER, None]


def test_a_holder_lets_the_score_be_seen_or_not(certificate):
    assert not certificate.shows_score
    actions.show_score(certificate, shown=True)
    assert certificate.shows_score
    actions.show_score(certificate, shown=False)
    assert not certificate.shows_score


def test_the_editions_of_a_range_are_told_apart_by_what_became_of_them(certificate, ada):
    actions.correct(certificate, "Pam P.", "Misspelt.", ada, LATER)
    first, second = [edition.id for edition in queries.editions(certificate)]
    assert queries.superseded_in(first, 1) == queries.superseded_in(first, 100) == [first]
    assert (queries.superseded_in(second, 100), queries.revoked_in(first, 100)) == ([], [])
    assert queries.behind_in(first, 100, TODAY) == []
    changing.fact("fact-of-question-0", Severity.MATERIAL)
    assert queries.behind_in(first, 100, TODAY) == [first, second]
    assert queries.behind_in(first, 100, certificate.expires_on + timedelta(days=1)) == []
    actions.revoke(certificate, ada, "Sat by somebody else.", LATER)
    assert queries.revoked_in(first, 100) == [first, second]
    assert queries.revoked_in(second, 100) == [second]


def test_no_statement_is_given_more_keys_than_a_database_takes(app, certificate):
    """PostgreSQL takes 65,535 parameters."""
    changing.fact("fact-of-question-0", Severity.MATERIAL)
    with counting.statements(app) as sent:
        found = resting.currencies(range(certificate.id, certificate.id + 70_000), TODAY)
    assert list(found) == [certificate.id]
    assert max(len(PARAMETER.findall(statement)) for statement in sent) <= resting.CHUNK + 100


def test_a_status_list_is_asked_for_with_the_same_few_parameters_however_long_it_is(app, certificate):
    changing.fact("fact-of-question-0", Severity.MATERIAL)
    with counting.statements(app) as sent:
        assert queries.behind_in(0, 131_072, TODAY)
        assert (queries.superseded_in(0, 131_072), queries.revoked_in(0, 131_072)) == ([], [])
    assert max(len(PARAMETER.findall(statement)) for statement in sent) < 20
    assert not any("manifest" in statement for statement in sent)


def test_what_tells_a_name_does_not_survive_that_the_person_is_erased(certificate, ada, pam):
    actions.correct(certificate, "Pam P. Practitioner", "She is Pam P. now.", ada, LATER)
    pam.name = "Erased person 1"
    actions.forget(pam, LATER)
    db.session.expire_all()
    assert [entry.note for entry in queries.record(certificate)] == ["", "", ""]
    assert "Pam" not in str([entry.detail for entry in db.session.scalars(select(AuditEntry))])


def revoked_by_somebody_else(certificate):
    """Revoke a certificate as another transaction would: what this session has read stays as it was."""
    rows = update(Certificate).where(Certificate.id == certificate.id)
    db.session.execute(
        rows.values(revoked_at=NOW, revoked_reason="So."), execution_options={"synchronize_session": False}
    )


def test_a_write_starts_from_what_somebody_else_has_just_written(certificate):
    changing.fact("fact-of-question-0", Severity.MATERIAL)
    changing.confirm("question-0")
    revoked_by_somebody_else(certificate)
    with pytest.raises(Conflict, match="nothing to refresh"):
        refreshers.begin(certificate, LATER, 1)


def test_what_was_shown_is_not_carried_over_to_what_was_revoked_at_that_moment(certificate, pam):
    other = builders.certificate(pam, builders.quiz("another"))
    changing.fact("fact-of-question-0", Severity.MATERIAL)
    changing.confirm("question-0")
    attempt = refreshers.begin(certificate, NOW, 1)
    changing.answer(attempt)
    revoked_by_somebody_else(other)
    actions.finish(attempt, NOW, Closing.PERSON)
    assert [entry.event for entry in queries.record(other)] == [Event.ISSUED]


def test_a_refresher_passed_while_the_certificate_is_revoked_changes_nothing(certificate):
    changing.fact("fact-of-question-0", Severity.MATERIAL)
    changing.confirm("question-0")
    attempt = refreshers.begin(changing.as_of(certificate, TODAY), NOW, 1)
    changing.answer(attempt)
    revoked_by_somebody_else(certificate)
    actions.finish(attempt, NOW, Closing.PERSON)
    assert [entry.event for entry in queries.record(certificate)] == [Event.ISSUED]


def test_what_is_signed_stays_the_same_whether_the_score_is_seen_or_not(certificate):
    by = signing.identity()
    hidden = credential.signed_json(certificate, by)
    actions.show_score(certificate, shown=True)
    assert credential.signed_json(certificate, by) == hidden
