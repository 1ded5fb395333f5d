"""Asking a team or a person for a quiz, and ending it."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from quizapp.completion import actions, queries
from quizapp.completion.models import Assignment
from quizapp.core.errors import Conflict, Invalid
from quizapp.database import db
from quizapp.people.models import AuditEntry, Mail, Membership, Person, RoleName, Team
from quizapp.quizzes.models import Quiz, QuizState
from tests import factories
from tests.certificates import builders
from tests.factories import NOW

TODAY = NOW.date()
IN_A_WEEK = TODAY + timedelta(days=7)


def mails():
    return {mail.recipient: mail for mail in db.session.scalars(select(Mail).order_by(Mail.id))}


def test_each_practitioner_of_a_team_gets_one_mail_with_date_note_and_address(who):
    db.session.add(Membership(team_id=who.north.id, person_id=who.sid.id))
    actions.assign(builders.quiz(), who.north, IN_A_WEEK, " Before the audit. ", who.mo, NOW)
    written = mails()
    assert set(written) == {who.pam.email, who.sid.email}
    for part in ("North clinic is asked", "by 29 Nov 2026", "Before the audit.", "http://localhost/quizzes/exam"):
        assert part in written[who.pam.email].body


def test_whoever_holds_the_certificate_reads_that_nothing_is_to_do(who):
    quiz = builders.quiz()
    builders.certificate(who.pam, quiz)
    actions.assign(quiz, who.north, IN_A_WEEK, "", who.mo, NOW)
    body = mails()[who.pam.email].body
    assert "until 22 Nov 2027" in body
    assert "nothing to do now" in body


def test_one_person_can_be_asked_alone(who):
    assignment = actions.assign(builders.quiz(), who.pam, None, "", who.mo, NOW)
    assert (assignment.person_id, assignment.team_id) == (who.pam.id, None)
    assert "You are asked" in mails()[who.pam.email].body


def test_asking_is_in_the_audit_log(who):
    assignment = actions.assign(builders.quiz(), who.north, IN_A_WEEK, "", who.mo, NOW)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.actor_id, entry.verb, entry.subject) == (who.mo.id, "quiz assigned", f"team:{who.north.id}")
    assert entry.detail == {"quiz": "exam", "due_on": "2026-11-29", "assignment": assignment.id}


def test_a_date_that_has_passed_is_refused_and_today_is_not(who):
    quiz = builders.quiz()
    with pytest.raises(Invalid, match="has passed"):
        actions.assign(quiz, who.north, TODAY - timedelta(days=1), "", who.mo, NOW)
    actions.assign(quiz, who.north, TODAY, "", who.mo, NOW)


def test_the_same_again_is_refused_with_the_date_it_has(who):
    quiz = builders.quiz()
    actions.assign(quiz, who.north, IN_A_WEEK, "", who.mo, NOW)
    with pytest.raises(Conflict, match="North clinic is asked for Exosome practitioner already, due on 29 Nov 2026"):
        actions.assign(quiz, who.north, None, "", who.mo, NOW)


def test_the_same_again_without_a_date_is_refused_too(who):
    quiz = builders.quiz()
    actions.assign(quiz, who.pam, None, "", who.mo, NOW)
    with pytest.raises(Conflict, match=r"Pam Practitioner is asked for Exosome practitioner already\. End"):
        actions.assign(quiz, who.pam, IN_A_WEEK, "", who.mo, NOW)


def test_after_it_ended_the_same_can_be_asked_anew(who):
    quiz = builders.quiz()
    ended = actions.assign(quiz, who.north, IN_A_WEEK, "", who.mo, NOW)
    actions.end_assignment(ended, who.mo, NOW)
    anew = actions.assign(quiz, who.north, IN_A_WEEK, "", who.mo, NOW)
    db.session.flush()
    assert anew.id != ended.id


@pytest.mark.parametrize("changes", [{"state": QuizState.DRAFT}, {"state": QuizState.RETIRED}, {"certifies": False}])
def test_what_cannot_be_passed_for_a_certificate_cannot_be_asked(who, changes):
    with pytest.raises(Invalid, match="cannot be assigned"):
        actions.assign(builders.quiz(**changes), who.north, IN_A_WEEK, "", who.mo, NOW)


def test_a_note_has_an_end(who):
    with pytest.raises(Invalid, match="longer than 1000"):
        actions.assign(builders.quiz(), who.north, None, "x" * 1001, who.mo, NOW)


def test_ending_keeps_certificates_and_is_in_the_audit_log(who):
    quiz = builders.quiz()
    assignment = actions.assign(quiz, who.north, IN_A_WEEK, "", who.mo, NOW)
    builders.certificate(who.pam, quiz)
    actions.end_assignment(assignment, who.mo, NOW)
    assert len(queries.standings([who.north.id], TODAY)) == 1
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.verb, entry.detail["quiz"]) == ("assignment ended", "exam")


def test_ending_twice_is_refused(who):
    assignment = actions.assign(builders.quiz(), who.pam, None, "", who.mo, NOW)
    actions.end_assignment(assignment, who.mo, NOW)
    with pytest.raises(Conflict, match="ended already"):
        actions.end_assignment(assignment, who.mo, NOW)


def test_an_administrator_at_the_command_line_may_ask_too(who):
    assignment = actions.assign(builders.quiz(), who.north, None, "", None, NOW)
    assert assignment.assigned_by_id is None


def test_somebody_who_only_manages_gets_no_mail(who):
    factories.person("Max", RoleName.MANAGER)
    actions.assign(builders.quiz(), who.north, None, "", who.mo, NOW)
    assert who.mo.email not in mails()


def test_of_two_who_ask_the_same_at_once_one_is_refused(app, cast):
    with app.app_context():
        builders.quiz()
        db.session.commit()
    start, outcomes = threading.Barrier(4), []

    def ask() -> None:
        with app.app_context():
            quiz = db.session.scalars(select(Quiz)).one()
            team = db.session.scalars(select(Team).where(Team.slug == "north-clinic")).one()
            mo = db.session.get_one(Person, cast["mo"])
            db.session.commit()
            start.wait()
            try:
                actions.assign(quiz, team, IN_A_WEEK, "", mo, NOW)
                db.session.commit()
                outcomes.append("asked")
            except Conflict:
                outcomes.append("refused")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["asked", "refused", "refused", "refused"]
    with app.app_context():
        assert len(db.session.scalars(select(Assignment)).all()) == 1


@pytest.mark.parametrize("to", ["north", "pam"])
def test_the_database_keeps_one_live_assignment_of_a_quiz_to_a_team_or_person(who, to):
    quiz, target = builders.quiz(), getattr(who, to)
    actions.end_assignment(actions.assign(quiz, target, None, "", who.mo, NOW), who.mo, NOW)
    live = actions.assign(quiz, target, None, "", who.mo, NOW)
    again = Assignment(quiz_id=quiz.id, team_id=live.team_id, person_id=live.person_id, assigned_at=NOW)
    db.session.add(again)
    with pytest.raises(IntegrityError):
        db.session.flush()
