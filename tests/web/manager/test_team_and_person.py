"""A team's page, a person's page, and reminding."""

import pytest
from sqlalchemy import select

from quizapp import clock
from quizapp.certificates import actions as certificates
from quizapp.completion import actions
from quizapp.database import db
from quizapp.people.models import Mail, Membership, RoleName
from quizapp.quizzes import queries as quizzes
from tests import factories
from tests.certificates import builders


@pytest.fixture
def asked(world):
    """North clinic is asked for a quiz; Pam does not hold it yet."""
    with world() as who:
        actions.assign(builders.quiz(), who.north, None, "Before spring.", who.mo, clock.now())


def mails(app):
    with app.app_context():
        return [mail.subject for mail in db.session.scalars(select(Mail).order_by(Mail.id))]


def test_a_team_shows_what_it_is_asked_for_and_how_far_it_is(as_, asked):
    page = as_("mo").get("/manager/teams/north-clinic").text
    for part in (
        "Exosome practitioner",
        "No due date",
        "0 of 1",
        "Before spring.",
        "1 practitioner",
        "Pam Practitioner",
    ):
        assert part in page


def test_who_holds_it_counts_even_when_it_runs_out_soon(as_, asked, world):
    with world() as who:
        builders.certificate(who.pam, quizzes.by_slug("exam"), clock.now())
    assert "1 of 1" in as_("mo").get("/manager/teams/north-clinic").text


def test_a_team_that_is_asked_for_nothing_and_has_nobody_says_what_to_do(as_, world):
    with world() as who:
        factories.team("Empty clinic", managers=(who.mo,))
    page = as_("mo").get("/manager/teams/empty-clinic").text
    assert "Nothing yet" in page
    assert "No practitioner in this team yet" in page


def test_another_managers_team_and_people_are_not_there(as_, cast, asked):
    assert as_("mo").get("/manager/teams/south-clinic").status_code == 404
    assert as_("mo").get(f"/manager/people/{cast['sid']}").status_code == 404
    assert as_("mo").post(f"/manager/people/{cast['sid']}/reminders/exam").status_code == 404


def test_a_person_shows_exams_and_certificates_with_dates_and_scores_but_no_answers(as_, world, cast):
    with world() as who:
        quiz = builders.quiz(attempts_allowed=None)
        builders.failed(who.pam, quiz, right=2, at=clock.now())
        certificate = builders.certificate(who.pam, quiz, clock.now())
        builders.sit(who.pam, builders.quiz("other"), at=clock.now())
        certificates.revoke(builders.certificate(who.pam, quiz, clock.now()), None, "A mistake.", clock.now())
        code = certificate.code
    page = as_("mo").get(f"/manager/people/{cast['pam']}").text
    for part in (
        "66 %",
        "100 %",
        "Not passed",
        "Still open",
        "Revoked",
        "Valid",
        f"/verify/{code}",
        "holds everything",
    ):
        assert part in page
    assert "Sample" not in page


def test_nobody_who_is_asked_for_nothing_is_left_without_a_next_step(as_, cast):
    page = as_("mo").get(f"/manager/people/{cast['pam']}").text
    assert "is asked for nothing yet" in page
    assert f"/manager/assignments/new?to=person:{cast['pam']}" in page.replace("%3A", ":")


def test_a_reminder_is_one_press_and_then_waits_a_day(app, as_, asked, cast):
    mo = as_("mo")
    page = mo.get(f"/manager/people/{cast['pam']}").text
    assert "Remind of Exosome practitioner" in page
    response = mo.post(f"/manager/people/{cast['pam']}/reminders/exam", follow_redirects=True)
    assert "is on its way to Pam Practitioner" in response.text
    assert "The next reminder can go a day later" in response.text
    assert "Remind of Exosome practitioner" not in response.text
    assert mails(app)[-1] == "Reminder: Exosome practitioner"
    again = mo.post(f"/manager/people/{cast['pam']}/reminders/exam")
    assert again.status_code == 409
    assert "less than a day ago" in again.text


def test_a_reminder_of_a_quiz_that_is_not_there_is_not_found(as_, asked, cast):
    assert as_("mo").post(f"/manager/people/{cast['pam']}/reminders/nothing").status_code == 404


def test_what_somebody_is_asked_alone_can_be_ended_from_their_page(as_, world, cast):
    with world() as who:
        assignment = actions.assign(builders.quiz(), who.pam, None, "", who.mo, clock.now()).id
    page = as_("mo").get(f"/manager/people/{cast['pam']}").text
    assert f"/manager/assignments/{assignment}/end" in page


def test_an_account_that_is_switched_off_says_so(as_, world, cast):
    with world() as who:
        who.pam.active = False
    assert "the account is switched off" in as_("mo").get(f"/manager/people/{cast['pam']}").text


def test_a_person_in_two_of_ones_teams_shows_both(as_, world, cast):
    with world() as who:
        factories.team("East clinic", who.pam, managers=(who.mo,))
        db.session.add(Membership(team_id=who.north.id, person_id=factories.person("Zed", RoleName.PRACTITIONER).id))
    page = as_("mo").get(f"/manager/people/{cast['pam']}").text
    assert "East clinic</a>" in page
    assert "North clinic</a>" in page


def test_a_certificate_that_was_revoked_shows_as_such_and_no_longer_with_a_date(as_, world, cast):
    with world() as who:
        certificates.revoke(builders.certificate(who.pam, at=clock.now()), None, "A mistake.", clock.now())
    page = as_("mo").get(f"/manager/people/{cast['pam']}").text
    assert '<td role="cell" data-label="Valid until" class="num">revoked</td>' in page


def test_a_number_that_no_row_can_have_is_not_found(as_):
    for path in ("/manager/people/99999999999999999999", "/manager/assignments/99999999999999999999/end"):
        assert as_("mo").get(path).status_code == 404
    assert as_("mo").get("/manager/?page=99999999999999999999").status_code == 404
    answer = as_("mo").post("/manager/assignments", data={"to": "person:99999999999999999999", "quiz": "exam"})
    assert answer.status_code == 422


def test_a_team_that_is_not_the_managers_has_no_name_here(as_, world, cast):
    with world() as who:
        db.session.add(Membership(team_id=who.south.id, person_id=who.pam.id))
        actions.assign(builders.quiz(), who.south, None, "", who.ada, clock.now())
    page = as_("mo").get(f"/manager/people/{cast['pam']}").text
    assert "Another team" in page
    assert "South clinic" not in page
