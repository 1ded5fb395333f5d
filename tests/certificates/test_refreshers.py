"""Refreshers: what they are about, what they ask, and what passing one does."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from quizapp.attempts import queries as attempts_queries
from quizapp.attempts.models import Closing, Mode
from quizapp.bank.models import Bank, Question
from quizapp.certificates import actions, plans, queries, refreshers
from quizapp.certificates.models import Event
from quizapp.core.currency import Severity
from quizapp.core.errors import Conflict
from quizapp.core.standing import Validity
from quizapp.database import db
from quizapp.facts import queries as facts
from quizapp.facts.models import FactRevision
from quizapp.people.models import Mail
from tests.attempts import builders as bank
from tests.certificates import builders, changing
from tests.certificates.changing import DAY, TODAY
from tests.factories import NOW

FACT = "fact-of-question-0"
LATER = NOW + timedelta(days=3)


@pytest.fixture
def certificate(pam):
    return builders.certificate(pam)


@pytest.fixture
def changed(certificate):
    """Pam's certificate, after one of its facts has changed and the question on it was looked at."""
    changing.fact(FACT, Severity.MATERIAL)
    changing.confirm("question-0")
    return changing.as_of(certificate, TODAY)


def laid(facts_and_questions: dict[str, int], **critical: bool) -> None:
    """Add a bank of so many questions on each fact."""
    held = bank.bank()
    for slug, count in facts_and_questions.items():
        about = bank.fact(slug, safety_critical=critical.get(slug, False))
        for number in range(count):
            bank.question(held, f"{slug}-{number}", "single_choice", about)


def asked(attempt) -> list[str]:
    """Return the fact that each question of an attempt is about, by the question's id."""
    slugs = {row.id: row.slug.rpartition("-")[0] for row in db.session.scalars(select(Question))}
    return [slugs[item.question_id] for item in attempts_queries.paper_of(attempt).items]


def earned(person, count: int):
    """Return the certificate of a pass at so many questions, all right."""
    return actions.finish(builders.sit(person, builders.quiz(count=count), right=count), NOW, Closing.PERSON)


def mails() -> int:
    """Return how many were told that their certificate is refreshed."""
    return len(db.session.scalars(select(Mail).where(Mail.subject.startswith("Your certificate is refreshed"))).all())


def test_where_nothing_has_changed_there_is_nothing_to_refresh(certificate):
    assert not plans.plan(changing.as_of(certificate, TODAY), TODAY).is_needed
    with pytest.raises(Conflict, match="nothing to refresh"):
        refreshers.begin(certificate, NOW, 1)


def test_a_refresher_is_about_what_changed_and_nothing_else(changed):
    plan = plans.plan(changed, TODAY)
    assert (plan.facts, plan.questions, plan.places) == ({FACT: 2}, {}, ())
    attempt = refreshers.begin(changed, NOW, 1)
    assert asked(attempt) == ["question"]
    assert attempts_queries.paper_of(attempt).facts == {FACT: 2}


def test_a_refresher_is_an_attempt_without_a_deadline_under_the_pass_mark_of_the_exam(changed):
    attempt = refreshers.begin(changed, NOW, 1)
    rules = attempts_queries.rules_of(attempt)
    assert (attempt.mode, attempt.deadline_at, attempt.quiz_id, attempt.number) == (Mode.REFRESHER, None, None, None)
    assert (rules.pass_mark, rules.certifies) == (80, False)
    assert attempt.title == "Refresher: Exosome practitioner"


def test_beginning_twice_resumes_the_one_that_is_open(changed):
    assert refreshers.begin(changed, NOW, 1) is refreshers.begin(changed, NOW, 2)
    assert refreshers.running_for(changed) is refreshers.begin(changed, NOW, 3)


def test_passing_appends_to_the_record_of_the_certificate_which_keeps_its_number_and_its_last_day(changed):
    was = (changed.code, changed.number, changed.expires_on)
    attempt = changing.refresh(changed, LATER)
    assert changing.worth(changed, LATER.date()) is Validity.VALID
    assert (changed.code, changed.number, changed.expires_on) == was
    assert changing.shown(changed) == {FACT: 2, "fact-of-question-1": 1, "fact-of-question-2": 1}
    entry = queries.record(changed)[-1]
    assert (entry.event, entry.at, entry.attempt_id) == (Event.REFRESHED, LATER, attempt.id)
    assert queries.for_attempt(attempt, LATER.date()) is changed
    assert [e.superseded_at for e in queries.editions(changed)] == [LATER, None]
    assert queries.refreshed_on(changed) == [entry]


def test_whoever_passes_is_told_and_whoever_has_left_is_not(changed, pam):
    changing.refresh(changed)
    told = mails()
    pam.active = False
    changing.fact(FACT, Severity.MATERIAL, at=LATER)
    changing.confirm("question-0", LATER)
    changing.refresh(changed, LATER)
    assert (told, mails()) == (1, 1)


def test_a_refresher_that_was_not_passed_changes_nothing_and_can_be_taken_again(changed):
    attempt = refreshers.begin(changed, NOW, 1)
    changing.answer(attempt, reply="two")
    assert actions.finish(attempt, NOW, Closing.PERSON) is None
    assert changing.worth(changed, TODAY) is Validity.REFRESHER_DUE
    assert [entry.event for entry in queries.record(changed)] == [Event.ISSUED]
    changing.refresh(changed, LATER)
    assert changing.worth(changed, LATER.date()) is Validity.VALID


def test_a_change_whose_questions_wait_is_not_refreshed_by_reading(certificate):
    changing.fact(FACT, Severity.REVERSAL, critical=True)
    with pytest.raises(Conflict, match="are being looked at"):
        changing.refresh(certificate)
    assert changing.worth(certificate, TODAY) is Validity.NOT_CURRENT


def test_a_changed_question_that_waits_is_not_refreshed_by_reading(certificate):
    changing.question("question-0", Severity.MATERIAL)
    db.session.execute(update(FactRevision).values(review_by=TODAY - DAY))
    with pytest.raises(Conflict, match="are being looked at"):
        changing.refresh(certificate)


def test_a_changed_question_that_is_retired_is_refreshed_by_reading(certificate):
    changing.question("question-0", Severity.MATERIAL)
    changing.retire("question-0")
    assert changing.refresh(certificate) is None
    assert changing.worth(certificate, TODAY) is Validity.VALID


def test_of_several_changes_only_what_was_asked_or_cannot_be_counts_as_shown(certificate):
    for number in range(3):
        changing.fact(f"fact-of-question-{number}", Severity.MATERIAL)
    changing.confirm("question-0")
    changing.retire("question-1")
    changing.refresh(certificate)
    assert changing.shown(certificate) == {FACT: 2, "fact-of-question-1": 2, "fact-of-question-2": 1}
    assert queries.record(certificate)[-1].note == "Read, as no question is on it: fact-of-question-1."
    assert [moved.thing for moved in changing.as_of(certificate, TODAY).currency.moved] == ["fact-of-question-2"]


def test_where_no_question_is_on_what_changed_reading_is_enough(certificate):
    changing.fact(FACT, Severity.MATERIAL)
    changing.retire("question-0")
    assert changing.refresh(certificate) is None
    assert changing.worth(certificate, TODAY) is Validity.VALID
    entry = queries.record(certificate)[-1]
    assert (entry.event, entry.attempt_id) == (Event.REFRESHED, None)
    assert entry.note == f"Read, as no question is on it: {FACT}."
    assert changing.shown(certificate)[FACT] == 2


def test_a_fact_whose_last_day_has_passed_is_refreshed_by_reading_that_it_was_so(certificate):
    changing.fact(FACT, Severity.MATERIAL, until=TODAY + 5 * DAY)
    after = NOW + timedelta(days=10)
    assert facts.holding(facts.revisions_of(facts.fact(FACT)), after.date()) is None
    assert changing.worth(certificate, after.date()) is Validity.REFRESHER_DUE
    assert changing.refresh(certificate, after) is None
    assert changing.worth(certificate, after.date()) is Validity.VALID


def test_two_questions_a_fact_are_asked_at_most(pam):
    laid({"one": 5, "two": 5, "three": 1, "four": 5})
    certificate = earned(pam, 16)
    for slug in ("one", "two", "three"):
        changing.fact(slug, Severity.MATERIAL)
        for number in range(1 if slug == "three" else 5):
            changing.confirm(f"{slug}-{number}")
    about = asked(refreshers.begin(changing.as_of(certificate, TODAY), NOW, 1))
    assert {slug: about.count(slug) for slug in about} == {"one": 2, "two": 2, "three": 1}


def test_two_questions_are_asked_on_a_fact_though_all_questions_on_it_were_revised_too(pam):
    laid({"one": 5})
    certificate = earned(pam, 5)
    changing.fact("one", Severity.MATERIAL)
    revised = {changing.question(f"one-{number}", Severity.MATERIAL).id for number in range(4)}
    changing.confirm("one-4")
    attempt = refreshers.begin(changing.as_of(certificate, TODAY), NOW, 1)
    items = attempts_queries.paper_of(attempt).items
    assert len(items) == 2
    assert {item.revision_id for item in items} < revised
    changing.answer(attempt)
    actions.finish(attempt, NOW, Closing.PERSON)
    assert changing.worth(certificate, TODAY) is Validity.VALID
    assert changing.shown(certificate, "questions") == {f"one-{n}": 2 if n < 4 else 1 for n in range(5)}


def test_a_question_that_changed_alone_is_asked_and_no_other_on_its_fact(pam):
    laid({"one": 5})
    certificate = earned(pam, 5)
    revised = changing.question("one-0", Severity.MATERIAL)
    attempt = refreshers.begin(changing.as_of(certificate, TODAY), NOW, 1)
    assert [item.revision_id for item in attempts_queries.paper_of(attempt).items] == [revised.id]


def test_twelve_questions_are_asked_in_all_and_the_worst_changes_are_among_them(pam):
    names = [f"fact{letter}" for letter in "abcdefghijklmn"]
    laid(dict.fromkeys(names, 2), factm=True, factn=True)
    certificate = earned(pam, 28)
    for slug in names:
        changing.fact(slug, Severity.REVERSAL if slug >= "factl" else Severity.MATERIAL)
        changing.confirm(f"{slug}-0")
        changing.confirm(f"{slug}-1")
    plan = plans.plan(changing.as_of(certificate, TODAY), TODAY)
    assert [m.thing for m in plan.moved][:4] == ["factm", "factn", "factl", "facta"]
    attempt = refreshers.begin(certificate, NOW, 1)
    assert len(asked(attempt)) == plans.MOST == 12
    assert set(asked(attempt)) == {"factl", "factm", "factn", *names[:9]}
    changing.answer(attempt)
    actions.finish(attempt, NOW, Closing.PERSON)
    assert {moved.thing for moved in changing.as_of(certificate, TODAY).currency.moved} == {"factj", "factk"}
    assert set(asked(changing.refresh(certificate))) == {"factj", "factk"}
    assert changing.worth(certificate, TODAY) is Validity.VALID


def test_the_seed_of_the_next_refresher_stays_until_it_begins_so_that_what_is_announced_is_asked(changed):
    seed, plan = plans.next_seed(changed), plans.plan(changed, TODAY)
    assert plans.next_seed(changed) == seed
    announced = len(plans.outlook(changed, plan, TODAY).picks)
    assert announced == len(asked(refreshers.begin(changed, NOW, seed)))
    assert plans.next_seed(changed) != seed


def test_what_changes_while_a_refresher_is_open_is_still_to_be_shown(changed):
    attempt = refreshers.begin(changed, NOW, 1)
    changing.answer(attempt)
    changing.fact(FACT, Severity.REVERSAL, at=LATER)
    actions.finish(attempt, LATER, Closing.PERSON)
    assert changing.shown(changed)[FACT] == 2
    assert changing.worth(changed, LATER.date()) is Validity.REFRESHER_DUE
    assert plans.plan(changed, LATER.date()).facts == {FACT: 3}


def test_a_refresher_shows_every_change_since_the_fact_was_last_shown(certificate):
    changing.fact(FACT, Severity.MATERIAL)
    changing.fact(FACT, Severity.EDITORIAL, at=LATER)
    (moved,) = changing.as_of(certificate, LATER.date()).currency.moved
    assert (moved.shown, moved.now, moved.severity, moved.since) == (1, 3, Severity.MATERIAL, TODAY)


def test_a_refresher_also_lets_the_certificate_rest_on_the_questions_it_asked(changed):
    held = db.session.scalars(select(Bank)).one()
    bank.question(held, "another", "single_choice", facts.fact(FACT))
    changing.confirm("another")
    changing.refresh(changed)
    assert "another" in changing.shown(changed, "questions")


@pytest.mark.parametrize("end", ["revoked", "expired"])
def test_what_is_revoked_or_expired_cannot_be_refreshed(changed, end):
    at = NOW
    if end == "revoked":
        actions.revoke(changed, None, "Sat by somebody else.", NOW)
    else:
        at = NOW + timedelta(days=400)
    with pytest.raises(Conflict, match="nothing to refresh"):
        refreshers.begin(changing.as_of(changed, at.date()), at, 1)


def test_a_refresher_passed_after_the_certificate_was_revoked_changes_nothing(changed):
    attempt = refreshers.begin(changed, NOW, 1)
    changing.answer(attempt)
    actions.revoke(changed, None, "Sat by somebody else.", NOW)
    actions.finish(attempt, LATER, Closing.PERSON)
    assert [entry.event for entry in queries.record(changed)] == [Event.ISSUED, Event.REVOKED]


def test_a_refresher_says_which_certificate_it_is_for_and_what_it_is_about(changed):
    refresher = refreshers.of_attempt(refreshers.begin(changed, NOW, 1))
    assert (refresher.certificate, refresher.facts, refresher.questions, refresher.places) == (
        changed,
        {FACT: 2},
        {},
        [],
    )
