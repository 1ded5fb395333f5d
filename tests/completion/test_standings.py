"""Who stands where: people and quizzes, the most pressing first, in a number of statements that does not grow."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from quizapp.certificates import actions as certificates
from quizapp.completion import actions, queries
from quizapp.core.errors import NotHere
from quizapp.core.standing import Status
from quizapp.database import db
from quizapp.people.models import Membership, RoleName
from quizapp.quizzes.models import QuizState
from tests import factories
from tests.certificates import builders
from tests.factories import NOW

TODAY = NOW.date()
IN_A_WEEK = TODAY + timedelta(days=7)
STATEMENTS = 7


@contextmanager
def counted():
    """Count the statements that are sent to the database."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("SAVEPOINT", "RELEASE", "BEGIN")):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


def statuses(rows):
    return [(row.person.name, row.quiz.slug, row.standing.status) for row in rows]


def test_somebody_asked_who_never_sat_is_due(who):
    actions.assign(builders.quiz(), who.north, IN_A_WEEK, "", who.mo, NOW)
    (row,) = queries.standings([who.north.id], TODAY)
    assert (row.person, row.standing.status, row.standing.on) == (who.pam, Status.DUE_SOON, IN_A_WEEK)
    assert (row.tried, row.certificate, [t.slug for t in row.teams]) == (None, None, ["north-clinic"])


def test_only_practitioners_are_asked_so_a_manager_who_does_not_practise_is_not(who):
    actions.assign(builders.quiz(), who.north, None, "", who.mo, NOW)
    assert [row.person for row in queries.standings([who.north.id], TODAY)] == [who.pam]


def test_a_pass_makes_current_and_shows_score_and_certificate(who):
    quiz = builders.quiz()
    actions.assign(quiz, who.north, IN_A_WEEK, "", who.mo, NOW)
    builders.failed(who.pam, quiz, right=2, at=NOW - timedelta(days=1))
    certificate = builders.certificate(who.pam, quiz)
    (row,) = queries.standings([who.north.id], TODAY)
    assert (row.standing.status, row.standing.on) == (Status.CURRENT, date(2027, 11, 22))
    assert row.certificate is certificate
    assert row.tried == queries.Tried(best=100, last=NOW)


def test_a_fail_shows_its_score_rounded_down(who):
    quiz = builders.quiz()
    builders.failed(who.pam, quiz, right=2)
    (row,) = queries.standings([who.north.id], TODAY)
    assert (row.standing.status, row.tried.best) == (Status.NOT_ASKED, 66)


def test_a_score_below_nothing_shows_as_nothing(who):
    quiz = builders.quiz()
    builders.failed(who.pam, quiz, right=0).score = -2
    (row,) = queries.standings([who.north.id], TODAY)
    assert row.tried.best == 0


def test_an_attempt_that_is_still_open_is_no_score(who):
    builders.sit(who.pam, builders.quiz())
    assert queries.standings([who.north.id], TODAY) == []


def test_an_expired_certificate_shows_even_when_nobody_asks(who):
    builders.certificate(who.pam)
    (row,) = queries.standings([who.north.id], date(2027, 11, 23))
    assert (row.standing.status, row.assignment) == (Status.EXPIRED, None)


def test_a_revoked_certificate_no_longer_counts(who):
    quiz = builders.quiz()
    actions.assign(quiz, who.north, IN_A_WEEK, "", who.mo, NOW)
    certificates.revoke(builders.certificate(who.pam, quiz), who.ada, "A mistake.", NOW)
    (row,) = queries.standings([who.north.id], TODAY)
    assert row.standing.status is Status.DUE_SOON


def test_a_person_in_two_teams_that_are_asked_counts_once_with_the_first_date(who):
    db.session.add(Membership(team_id=who.south.id, person_id=who.pam.id))
    quiz = builders.quiz()
    actions.assign(quiz, who.south, IN_A_WEEK, "", who.mo, NOW)
    actions.assign(quiz, who.north, None, "", who.mo, NOW)
    rows = queries.standings([who.north.id, who.south.id], TODAY)
    assert [(row.person, row.standing.on) for row in rows] == [(who.pam, IN_A_WEEK), (who.sid, IN_A_WEEK)]
    assert [team.slug for team in rows[0].teams] == ["north-clinic", "south-clinic"]


def test_what_another_team_asks_counts_for_a_member_of_both(who):
    db.session.add(Membership(team_id=who.south.id, person_id=who.pam.id))
    actions.assign(builders.quiz(), who.south, IN_A_WEEK, "", who.mo, NOW)
    (row,) = queries.standings([who.north.id], TODAY)
    assert (row.assignment.team, row.standing.status) == (who.south, Status.DUE_SOON)


def test_what_a_person_is_asked_alone_counts_for_them_alone(who):
    factories.team("East clinic", who.pam, who.sid)
    actions.assign(builders.quiz(), who.pam, IN_A_WEEK, "", who.mo, NOW)
    assert [row.person for row in queries.standings([who.north.id, who.south.id], TODAY)] == [who.pam]


def test_another_team_is_not_shown(who):
    actions.assign(builders.quiz(), who.south, IN_A_WEEK, "", who.mo, NOW)
    assert queries.standings([who.north.id], TODAY) == []
    assert queries.standings([], TODAY) == []


def test_somebody_who_was_switched_off_is_not_shown(who):
    actions.assign(builders.quiz(), who.north, IN_A_WEEK, "", who.mo, NOW)
    who.pam.active = False
    assert queries.standings([who.north.id], TODAY) == []


def test_an_assignment_that_ended_asks_nothing(who):
    asked = actions.assign(builders.quiz(), who.north, IN_A_WEEK, "", who.mo, NOW)
    actions.end_assignment(asked, who.mo, NOW)
    assert queries.standings([who.north.id], TODAY) == []


def test_the_most_pressing_comes_first(who):
    zoe = factories.person("Zoe", RoleName.PRACTITIONER)
    db.session.add(Membership(team_id=who.north.id, person_id=zoe.id))
    first, second = builders.quiz("first"), builders.quiz("second")
    actions.assign(first, who.north, IN_A_WEEK, "", who.mo, NOW)
    actions.assign(second, who.north, TODAY + timedelta(days=90), "", who.mo, NOW)
    builders.certificate(who.pam, first)
    later = TODAY + timedelta(days=8)
    assert statuses(queries.standings([who.north.id], later)) == [
        ("Zoe", "first", Status.OVERDUE),
        ("Pam Practitioner", "second", Status.DUE),
        ("Zoe", "second", Status.DUE),
        ("Pam Practitioner", "first", Status.CURRENT),
    ]


def test_the_number_of_statements_is_named_and_does_not_grow_with_people_or_quizzes(who):
    quizzes = [builders.quiz(f"quiz-{n}") for n in range(3)]
    for quiz in quizzes:
        actions.assign(quiz, who.north, IN_A_WEEK, "", who.mo, NOW)
    builders.certificate(who.pam, quizzes[0])
    for number in range(30):
        added = factories.person(f"P{number}", RoleName.PRACTITIONER, email=f"p{number}@example.org")
        db.session.add(Membership(team_id=who.north.id, person_id=added.id))
    db.session.commit()
    db.session.expunge_all()
    with counted() as sent:
        rows = queries.standings([1, 2], TODAY)
        assert len({(r.person.name, r.quiz.slug, r.certificate and r.certificate.percent) for r in rows}) == 93
    assert len(sent) == STATEMENTS


def test_what_is_due_for_a_person_is_what_can_be_taken_with_what_is_settled_at_the_end(who):
    waits, done, retired = builders.quiz("waits"), builders.quiz("done"), builders.quiz("retired")
    for quiz in (waits, done, retired):
        actions.assign(quiz, who.north, IN_A_WEEK, "", who.mo, NOW)
    builders.certificate(who.pam, done)
    retired.state = QuizState.RETIRED
    due = queries.due_for(who.pam, TODAY)
    assert [(row.quiz.slug, row.standing.status in queries.PRESSING) for row in due] == [
        ("waits", True),
        ("done", False),
    ]


def test_a_certificate_that_runs_out_soon_is_due_though_nobody_asks(who):
    builders.certificate(who.pam)
    assert queries.due_for(who.pam, TODAY) == []
    (row,) = queries.due_for(who.pam, date(2027, 11, 1))
    assert row.standing.status is Status.EXPIRING


def test_a_persons_exams_are_listed_the_latest_first(who):
    quiz = builders.quiz(attempts_allowed=None)
    first = builders.failed(who.pam, quiz)
    second = builders.sit(who.pam, quiz, at=NOW + timedelta(days=1))
    assert list(queries.exams_of(who.pam)) == [second, first]


def test_live_assignments_of_a_team_are_found_and_ended_ones_are_not(who):
    quiz = builders.quiz()
    asked = actions.assign(quiz, who.north, None, "", who.mo, NOW)
    sooner = actions.assign(builders.quiz("sooner"), who.north, IN_A_WEEK, "", who.mo, NOW)
    assert list(queries.live_assignments(who.north)) == [sooner, asked]
    assert queries.live_assignment(asked.id) is asked
    actions.end_assignment(asked, who.mo, NOW)
    for gone in (asked.id, 999_999):
        with pytest.raises(NotHere):
            queries.live_assignment(gone)


def test_only_published_quizzes_with_a_certificate_can_be_asked_for(who):
    builders.quiz("draft", state=QuizState.DRAFT)
    builders.quiz("plain", certifies=False)
    fit = builders.quiz("fit")
    assert list(queries.assignable()) == [fit]
