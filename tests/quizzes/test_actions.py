"""Making, editing, publishing and retiring quizzes; accommodations."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.attempts import actions as attempts
from quizapp.core.errors import Conflict
from quizapp.core.paper import Section
from quizapp.database import db
from quizapp.formats.library import QuizSpec
from quizapp.people.models import AuditEntry, Person
from quizapp.quizzes import actions, queries, specs
from quizapp.quizzes.actions import Grant
from quizapp.quizzes.models import Accommodation, Quiz, QuizState
from tests.attempts import builders
from tests.factories import NOW


@pytest.fixture
def ted(cast, ctx):
    builders.library(3)
    return db.session.get_one(Person, cast["ted"])


@pytest.fixture
def pam(cast, ted):
    return db.session.get_one(Person, cast["pam"])


def spec(slug="exam", count=3, **changes):
    section = Section(title="All", count=count, banks=("biology",))
    return QuizSpec(**{"id": slug, "title": "Exam", "sections": (section,), **changes})


def edit(quiz, changed, ted):
    actions.edit(quiz, changed, specs.digest_of(quiz), ted, NOW)


def test_a_new_quiz_is_a_draft_of_the_web(ted):
    quiz = actions.create(spec(minutes=20), ted, NOW)
    assert (quiz.state, quiz.edited_on_web, quiz.bank_slug, quiz.minutes) == (QuizState.DRAFT, True, None, 20)
    assert queries.blueprint(quiz) == spec().sections


def test_two_quizzes_cannot_share_an_id(ted):
    actions.create(spec(), ted, NOW)
    with pytest.raises(actions.SlugTaken):
        actions.create(spec(), ted, NOW)


def test_a_spec_survives_its_row(ted):
    said = spec(attempts=3, delay_hours=24, valid_months=12, jurisdictions=("GB",), opens_at=NOW)
    quiz = actions.create(said, ted, NOW)
    db.session.expire(quiz)
    assert replace(specs.spec_of(quiz), state=said.state) == said


def test_a_quiz_that_can_be_filled_is_published(ted):
    quiz = actions.create(spec(), ted, NOW)
    actions.publish(quiz, ted, NOW)
    assert quiz.state is QuizState.PUBLISHED


def test_a_quiz_that_cannot_be_filled_says_where_and_is_not_published(ted):
    quiz = actions.create(spec(count=5), ted, NOW)
    with pytest.raises(actions.CannotFill, match="“All” gets 3 of 5") as refusal:
        actions.publish(quiz, ted, NOW)
    assert [(s.wanted, s.found) for s in refusal.value.shortages] == [(5, 3)]
    assert quiz.state is QuizState.DRAFT


def test_a_published_quiz_is_not_published_twice(ted):
    with pytest.raises(Conflict):
        actions.publish(builders.quiz(), ted, NOW)


def test_editing_a_quiz_from_files_marks_it_as_edited_here(ted):
    quiz = builders.quiz(bank_slug="biology", file_digest="f")
    edit(quiz, replace(specs.spec_of(quiz), pass_mark=90), ted)
    assert (quiz.pass_mark, quiz.edited_on_web, quiz.slug) == (90, True, "exam")
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.verb == "quiz edited"))
    assert entry.detail == {"changed": ["pass_mark"]}


def test_a_published_quiz_cannot_be_edited_into_one_that_cannot_be_filled(ted):
    quiz = builders.quiz()
    with pytest.raises(actions.CannotFill):
        edit(quiz, spec(count=4), ted)
    assert queries.asked(quiz) == 3


def test_a_draft_may_ask_for_more_than_there_is_for_now(ted):
    quiz = actions.create(spec(), ted, NOW)
    edit(quiz, spec(count=9), ted)
    assert queries.asked(quiz) == 9


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(ted):
    quiz = builders.quiz()
    opened = specs.digest_of(quiz)
    edit(quiz, replace(specs.spec_of(quiz), title="Theirs"), ted)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.edit(quiz, replace(specs.spec_of(quiz), title="Mine"), opened, ted, NOW)


def test_the_id_of_a_draft_may_change_and_that_of_a_published_quiz_stays(ted):
    draft, published = actions.create(spec(), ted, NOW), builders.quiz("other")
    edit(draft, spec("renamed"), ted)
    edit(published, replace(specs.spec_of(published), id="renamed-too"), ted)
    assert (draft.slug, published.slug) == ("renamed", "other")


def test_a_draft_cannot_take_the_id_of_another(ted):
    builders.quiz("other")
    draft = actions.create(spec(), ted, NOW)
    with pytest.raises(actions.SlugTaken):
        edit(draft, spec("other"), ted)


def test_an_attempt_that_runs_keeps_the_rules_it_started_under(ted, pam):
    quiz = builders.quiz()
    attempt = attempts.start(pam, quiz, NOW, 1)
    edit(quiz, replace(specs.spec_of(quiz), pass_mark=95, minutes=5), ted)
    db.session.refresh(attempt)
    assert (attempt.rules["pass_mark"], attempt.rules["minutes"]) == (80, 30)
    assert attempt.deadline_at == NOW + timedelta(minutes=30)


def test_a_retired_quiz_lets_no_new_attempt_start(ted, pam):
    quiz = builders.quiz()
    actions.retire(quiz, ted, NOW)
    with pytest.raises(attempts.NotAdmitted):
        attempts.start(pam, quiz, NOW, 1)


def test_only_a_published_quiz_is_retired(ted):
    with pytest.raises(Conflict):
        actions.retire(actions.create(spec(), ted, NOW), ted, NOW)


def test_a_retired_quiz_can_be_published_again(ted):
    quiz = builders.quiz()
    actions.retire(quiz, ted, NOW)
    actions.publish(quiz, ted, NOW)
    assert quiz.state is QuizState.PUBLISHED


def test_what_is_granted_counts_for_the_next_attempt(ted, pam):
    quiz = builders.quiz()
    actions.grant(quiz, pam, Grant(extra_minutes=15, reason="Reads slowly"), ted, NOW)
    assert attempts.start(pam, quiz, NOW, 1).deadline_at == NOW + timedelta(minutes=45)


def test_granting_again_replaces_what_was_granted(ted, pam):
    quiz = builders.quiz()
    actions.grant(quiz, pam, Grant(extra_minutes=15, reason="Reads slowly"), ted, NOW)
    actions.grant(quiz, pam, Grant(extra_attempts=2, reason="Was ill"), ted, NOW)
    row = db.session.scalars(select(Accommodation)).one()
    assert (row.extra_minutes, row.extra_attempts, row.reason) == (0, 2, "Was ill")


def test_a_grant_is_in_the_audit_log_without_its_reason(ted, pam):
    actions.grant(builders.quiz(), pam, Grant(extra_minutes=15, reason="Is ill"), ted, NOW)
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.verb == "accommodation granted"))
    assert (entry.subject, entry.detail) == (f"person:{pam.id}", {"quiz": "exam", "extra_minutes": 15})


def test_a_grant_can_be_withdrawn(ted, pam):
    quiz = builders.quiz()
    actions.withdraw(actions.grant(quiz, pam, Grant(reason="A mistake"), ted, NOW), ted, NOW)
    db.session.flush()
    assert queries.accommodation(quiz, pam) is None
    assert db.session.scalar(select(AuditEntry.verb).order_by(AuditEntry.id.desc())) == "accommodation withdrawn"


def test_the_states_of_files_and_of_rows_have_the_same_names(ted):
    quiz = db.session.get_one(Quiz, builders.quiz().id)
    assert specs.spec_of(quiz).state.value == quiz.state.value
