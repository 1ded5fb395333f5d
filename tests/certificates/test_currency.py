"""How current a certificate is: what moves on beneath it, from which day, and whom that touches."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from quizapp import clock
from quizapp.attempts import actions as attempts
from quizapp.attempts import queries as attempts_queries
from quizapp.attempts.models import Closing
from quizapp.bank import content
from quizapp.bank.models import Bank
from quizapp.certificates import actions, queries, resting
from quizapp.certificates.models import Certificate, CertificateFact, CertificateQuestion, Event
from quizapp.core import currency
from quizapp.core.currency import Consequence, Severity
from quizapp.core.standing import Validity
from quizapp.database import db
from quizapp.facts import queries as facts
from quizapp.people.models import Mail, Person
from tests.attempts import builders as bank
from tests.certificates import builders, changing
from tests.certificates.changing import DAY, TODAY
from tests.factories import NOW

FLIP = TODAY + 10 * DAY
FACT = "fact-of-question-0"


@pytest.fixture
def certificate(pam):
    return builders.certificate(pam)


@pytest.fixture
def sid(cast, pam):
    return db.session.get_one(Person, cast["sid"])


def test_a_certificate_that_nothing_moved_beneath_is_valid(certificate):
    assert changing.worth(certificate, TODAY) is Validity.VALID
    assert certificate.currency is currency.CURRENT
    assert changing.shown(certificate) == {f"fact-of-question-{n}": 1 for n in range(3)}


def test_a_change_of_wording_asks_for_nothing(certificate):
    changing.fact(FACT, Severity.EDITORIAL)
    assert changing.worth(certificate, TODAY + 300 * DAY) is Validity.VALID


def test_after_a_material_change_it_counts_for_the_banks_period_and_no_day_longer(certificate):
    db.session.scalars(select(Bank)).one().refresher_days = 14
    changing.fact(FACT, Severity.MATERIAL, FLIP)
    assert changing.worth(certificate, FLIP - DAY) is Validity.VALID
    assert changing.worth(certificate, FLIP) is Validity.REFRESHER_DUE
    assert changing.worth(certificate, FLIP + 14 * DAY) is Validity.REFRESHER_DUE
    assert certificate.currency.due_on == FLIP + 14 * DAY
    assert changing.worth(certificate, FLIP + 15 * DAY) is Validity.NOT_CURRENT


def test_the_reversal_of_a_safety_critical_fact_leaves_it_not_current_that_very_day(pam):
    bank.question(bank.bank(), "question-0", "single_choice", bank.fact(FACT, safety_critical=True))
    certificate = builders.certificate(pam, builders.quiz(count=1))
    changing.fact(FACT, Severity.REVERSAL, FLIP)
    assert changing.worth(certificate, FLIP - DAY) is Validity.VALID
    assert changing.worth(certificate, FLIP) is Validity.NOT_CURRENT


def test_the_reversal_of_another_fact_leaves_time_for_a_refresher(certificate):
    changing.fact(FACT, Severity.REVERSAL)
    assert changing.worth(certificate, TODAY) is Validity.REFRESHER_DUE


def test_a_question_that_was_published_with_another_key_touches_who_was_asked_it(certificate):
    changing.question("question-0", Severity.MATERIAL, FLIP, key="two")
    assert changing.worth(certificate, FLIP - DAY) is Validity.VALID
    assert changing.worth(certificate, FLIP) is Validity.REFRESHER_DUE
    assert [(m.part, m.thing, m.shown, m.now) for m in certificate.currency.moved] == [
        ("questions", "question-0", 1, 2)
    ]


def test_a_fact_that_is_to_become_safety_critical_makes_nothing_graver_before_its_day(certificate):
    changing.question("question-0", Severity.REVERSAL, TODAY)
    changing.fact(FACT, Severity.EDITORIAL, FLIP, critical=True)
    assert changing.worth(certificate, FLIP - DAY) is Validity.REFRESHER_DUE
    assert changing.worth(certificate, FLIP) is Validity.NOT_CURRENT


def test_a_fact_and_a_question_with_the_same_id_are_told_apart(pam):
    held = bank.bank()
    bank.question(held, "twin", "single_choice", bank.fact("twin"))
    certificate = builders.certificate(pam, builders.quiz(count=1))
    changing.question("twin", Severity.MATERIAL)
    assert [m.part for m in changing.as_of(certificate, TODAY).currency.moved] == ["questions"]
    changing.refresh(certificate)
    assert changing.worth(certificate, TODAY) is Validity.VALID


def test_a_change_known_for_a_later_day_flips_the_draw_and_the_standing_by_itself(certificate, sid):
    changing.fact(FACT, Severity.MATERIAL, FLIP)
    changing.confirm("question-0")
    quiz, before = certificate.quiz, FLIP - DAY
    with time_machine.travel(NOW + 9 * DAY):
        assert clock.today() == before
        earlier = attempts.start(sid, quiz, clock.now(), seed=1)
        assert attempts_queries.paper_of(earlier).facts[FACT] == 1
        assert queries.validity(queries.by_code(certificate.code, clock.today()), clock.today()) is Validity.VALID
    with time_machine.travel(NOW + 10 * DAY):
        assert clock.today() == FLIP
        assert queries.validity(queries.by_code(certificate.code, clock.today()), clock.today()) is (
            Validity.REFRESHER_DUE
        )
        later = attempts.start(changing.person("Mo"), quiz, clock.now(), seed=1)
        assert attempts_queries.paper_of(later).facts[FACT] == 2


def test_a_question_known_to_read_otherwise_from_a_later_day_is_asked_so_from_that_day(pam):
    bank.library(1)
    revised = changing.question("question-0", Severity.MATERIAL, FLIP)
    drawn = {on: [c.revision_id for c in content.candidates(on)] for on in (FLIP - DAY, FLIP)}
    assert drawn[FLIP] == [revised.id]
    assert drawn[FLIP - DAY] not in ([], [revised.id])


def test_an_attempt_is_graded_by_what_it_was_given_though_the_key_has_changed_since(pam):
    quiz = builders.quiz(minutes=None)
    attempt = builders.sit(pam, quiz, right=3)
    changing.question("question-0", Severity.REVERSAL, FLIP, key="two")
    certificate = actions.finish(attempt, NOW + 20 * DAY, Closing.PERSON)
    assert certificate is not None
    assert certificate.percent == 100
    assert changing.shown(certificate, "questions")["question-0"] == 1
    assert queries.validity(certificate, FLIP + 10 * DAY) is Validity.REFRESHER_DUE


def test_an_attempt_drawn_after_the_change_is_graded_by_the_new_key(pam):
    quiz = builders.quiz(minutes=None)
    changing.question("question-0", Severity.REVERSAL, FLIP, key="two")
    late = attempts.start(pam, quiz, NOW + 10 * DAY, seed=1)
    changing.answer(late, NOW + 10 * DAY)
    assert actions.finish(late, NOW + 10 * DAY, Closing.PERSON) is None
    assert late.score == 2


def test_a_retake_extends_the_certificate_and_makes_no_second_one(certificate, pam):
    later = NOW + timedelta(days=100)
    was = (certificate.code, certificate.number, certificate.issued_at)
    changing.fact(FACT, Severity.MATERIAL)
    changing.confirm("question-0")
    assert builders.certificate(pam, certificate.quiz, later) is certificate
    assert (certificate.code, certificate.number, certificate.issued_at) == was
    assert certificate.expires_on == later.date().replace(year=2028)
    assert changing.shown(certificate)[FACT] == 2
    assert changing.worth(certificate, later.date()) is Validity.VALID
    assert len(db.session.scalars(select(Certificate)).all()) == 1
    assert [entry.event for entry in queries.record(certificate)] == [Event.ISSUED, Event.EXTENDED]
    assert [e.superseded_at for e in queries.editions(certificate)] == [later, None]
    assert [mail.subject for mail in db.session.scalars(select(Mail).order_by(Mail.id))][-1].startswith("Your certifi")


def test_a_retake_never_shortens_what_was_earned(certificate, pam):
    last, certificate.quiz.valid_months = certificate.expires_on, 1
    builders.certificate(pam, certificate.quiz, NOW + DAY)
    assert certificate.expires_on == last


def test_a_pass_after_the_last_day_earns_a_new_certificate(certificate, pam):
    later = NOW + timedelta(days=366)
    assert builders.certificate(pam, certificate.quiz, later) is not certificate


def test_a_retake_drawn_before_a_change_does_not_undo_a_refresher_passed_meanwhile(pam):
    quiz = builders.quiz(minutes=None)
    certificate = builders.certificate(pam, quiz)
    retake = builders.sit(pam, quiz)
    changing.fact(FACT, Severity.MATERIAL, FLIP)
    changing.confirm("question-0")
    changing.refresh(certificate, NOW + 10 * DAY)
    actions.finish(retake, NOW + 11 * DAY, Closing.PERSON)
    assert changing.shown(certificate)[FACT] == 2
    assert changing.worth(certificate, FLIP + DAY) is Validity.VALID


def test_what_was_shown_for_one_certificate_counts_for_the_others(certificate, pam):
    other = builders.certificate(pam, builders.quiz("other"))
    changing.fact(FACT, Severity.MATERIAL)
    changing.confirm("question-0")
    changing.refresh(certificate)
    assert changing.worth(other, TODAY) is Validity.VALID
    assert changing.shown(other)[FACT] == 2
    last = queries.record(other)[-1]
    assert (last.event, last.note) == (Event.REFRESHED, f"Shown for certificate {certificate.number}.")


def test_a_new_certificate_counts_for_the_others_too(certificate, pam):
    changing.fact(FACT, Severity.MATERIAL)
    changing.confirm("question-0")
    builders.certificate(pam, builders.quiz("other"))
    assert changing.worth(certificate, TODAY) is Validity.VALID


def test_what_was_drawn_before_the_change_counts_for_no_other_certificate(certificate, pam):
    attempt = builders.sit(pam, builders.quiz("other", minutes=None))
    changing.fact(FACT, Severity.MATERIAL, FLIP)
    actions.finish(attempt, NOW + 11 * DAY, Closing.PERSON)
    assert [entry.event for entry in queries.record(certificate)] == [Event.ISSUED]
    assert certificate.edition == 1
    assert changing.worth(certificate, FLIP + DAY) is Validity.REFRESHER_DUE


def test_what_one_person_shows_counts_for_nobody_else(certificate, sid):
    another = builders.certificate(sid, certificate.quiz)
    changing.fact(FACT, Severity.MATERIAL)
    changing.confirm("question-0")
    changing.refresh(certificate)
    assert changing.worth(another, TODAY) is Validity.REFRESHER_DUE


def test_the_digest_of_every_entry_verifies_and_the_rows_say_what_the_manifest_says(certificate, pam):
    for step in range(1, 4):
        changing.fact(FACT, Severity.MATERIAL, at=NOW + step * DAY)
        changing.confirm("question-0")
        changing.refresh(certificate, NOW + step * DAY)
    builders.certificate(pam, certificate.quiz, NOW + 5 * DAY)
    actions.correct(certificate, "Pam A. Practitioner", "Misspelt.", None, NOW + 6 * DAY)
    entries = queries.record(certificate)
    assert [e.event for e in entries] == [
        Event.ISSUED, Event.REFRESHED, Event.REFRESHED, Event.REFRESHED, Event.EXTENDED, Event.CORRECTED,
    ]  # fmt: skip
    assert all(currency.digest(entry.manifest) == entry.manifest_digest for entry in entries)
    assert (entries[-1].manifest, entries[-1].manifest_digest) == (certificate.manifest, certificate.manifest_digest)
    assert [entry.manifest["facts"][0]["revision"] for entry in entries] == [1, 2, 3, 4, 4, 4]
    for model, part in ((CertificateFact, "facts"), (CertificateQuestion, "questions")):
        rows = db.session.scalars(select(model).where(model.certificate_id == certificate.id)).all()
        assert len(rows) == len(certificate.manifest[part])


def test_a_certificate_that_nobody_loaded_for_a_day_does_not_guess_how_current_it_is():
    with pytest.raises(RuntimeError, match="queries"):
        _ = Certificate().currency


def impact(slug: str = FACT, grave: Severity = Severity.MATERIAL, **options) -> resting.Impact:
    return resting.impact(facts.fact(slug), grave, TODAY, **options)


def test_a_dry_run_counts_certificates_people_teams_and_open_attempts(certificate, pam, sid):
    builders.certificate(pam, builders.quiz("other"))
    builders.certificate(sid, certificate.quiz)
    attempts.start(changing.person("Mo"), certificate.quiz, NOW, seed=1)
    found = impact()
    assert (found.certificates, found.people, found.open_attempts) == (3, 2, 1)
    assert found.teams == (("North clinic", 1), ("South clinic", 1))
    assert found.consequence is Consequence.REFRESHER_DUE


def test_a_dry_run_leaves_out_what_is_revoked_or_expired(certificate, sid):
    revoked = builders.certificate(sid, certificate.quiz)
    actions.revoke(revoked, None, "Sat by somebody else.", NOW)
    assert (impact().certificates, impact().teams) == (1, (("North clinic", 1),))
    assert resting.impact(facts.fact(FACT), Severity.MATERIAL, certificate.expires_on + DAY).certificates == 0


def test_a_dry_run_of_a_fact_that_nobody_was_asked_about_touches_nobody(certificate):
    bank.fact("another")
    found = impact("another")
    assert (found.certificates, found.people, found.teams, found.open_attempts) == (0, 0, (), 0)


def test_a_dry_run_says_what_the_change_asks_for(certificate):
    asked = [impact(grave=grave).consequence for grave in Severity]
    assert asked == [Consequence.NOTHING, Consequence.REFRESHER_DUE, Consequence.REFRESHER_DUE]
    assert impact(grave=Severity.REVERSAL, safety_critical=True).consequence is Consequence.NOT_CURRENT


def test_what_was_safety_critical_before_the_fact_changed_is_not_held_against_it_for_ever(certificate):
    changing.fact(FACT, Severity.MATERIAL, critical=True)
    assert impact(grave=Severity.REVERSAL).consequence is Consequence.NOT_CURRENT
    changing.fact(FACT, Severity.MATERIAL, critical=False)
    assert impact(grave=Severity.REVERSAL).consequence is Consequence.REFRESHER_DUE
    assert impact(grave=Severity.REVERSAL, safety_critical=True).consequence is Consequence.NOT_CURRENT


def test_a_dry_run_counts_whoever_rests_on_any_revision_of_the_fact(certificate, sid):
    changing.fact(FACT, Severity.MATERIAL)
    changing.confirm("question-0")
    builders.certificate(sid, certificate.quiz)
    assert impact().certificates == 2
