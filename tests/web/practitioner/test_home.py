"""The home page, by role, and the lists that lead on from it."""

from quizapp.database import db
from tests import factories


def test_a_stranger_learns_what_this_is_and_how_to_come_in(client):
    page = client.get("/")
    assert page.status_code == 200
    assert 'href="/sign-in"' in page.text


def test_a_practitioner_sees_what_is_due_and_what_can_be_resumed(as_, attempt):
    page = as_("pam").get("/").text
    assert "Resume the exam" in page
    assert f'href="/attempts/{attempt}"' in page


def test_others_are_led_to_their_corridor(as_):
    assert as_("ted").get("/").location == "/trainer/"
    assert as_("mo").get("/").location == "/manager/"
    assert as_("ada").get("/").location == "/admin/"


def test_somebody_without_a_role_is_told_whom_to_ask(app, as_, cast):
    with app.app_context():
        cast["nobody"] = factories.person("Nobody Yet").id
        db.session.commit()
    assert "An administrator has to say" in as_("nobody").get("/").text


def test_the_list_of_quizzes_says_what_each_asks(as_, exam):
    page = as_("pam").get("/quizzes/").text
    assert "30 minutes" in page
    assert "80 %" in page


def test_without_a_quiz_the_list_says_what_to_do_instead(as_):
    assert "Practise" in as_("pam").get("/quizzes/").text


def test_without_a_certificate_the_list_says_how_to_get_one(as_):
    assert "No certificate yet" in as_("pam").get("/certificates/").text


def test_a_draft_quiz_is_not_there(as_, app, exam):
    from quizapp.quizzes.models import Quiz, QuizState

    with app.app_context():
        db.session.query(Quiz).one().state = QuizState.DRAFT
        db.session.commit()
    assert as_("pam").get(f"/quizzes/{exam}").status_code == 404
