"""Assigning from the manager's pages: fill in, read whom it touches, confirm; and ending it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp import clock
from quizapp.completion import actions
from quizapp.completion.models import Assignment
from quizapp.database import db
from quizapp.people.models import Mail, RoleName
from quizapp.quizzes import queries as quizzes
from tests import factories
from tests.certificates import builders


@pytest.fixture
def north(world) -> str:
    """North clinic as the form names it; there is one quiz."""
    with world() as who:
        builders.quiz()
        return f"team:{who.north.id}"


def form(whom, **changes):
    due = clock.now().date() + timedelta(days=30)
    return {"to": whom, "quiz": "exam", "due_on": due.isoformat(), "note": "Soon, please.", **changes}


def assignments(app):
    with app.app_context():
        return db.session.scalars(select(Assignment)).all()


def test_the_form_offers_ones_own_teams_and_what_can_be_assigned(as_, north):
    page = as_("mo").get("/manager/assignments/new").text
    assert "North clinic</option>" in page
    assert "South clinic" not in page
    assert "Exosome practitioner</option>" in page


def test_the_form_comes_filled_in_from_a_team_or_a_person(as_, north, cast):
    page = as_("mo").get(f"/manager/assignments/new?to={north}&quiz=exam").text
    assert f'<option selected value="{north}">' in page
    page = as_("mo").get(f"/manager/assignments/new?to=person:{cast['pam']}").text
    assert f'<option selected value="person:{cast["pam"]}">Pam Practitioner' in page


def test_nothing_is_done_before_it_is_confirmed(app, as_, north, world):
    with world() as who:
        factories.team("East clinic", managers=(who.mo,))
    page = as_("mo").post("/manager/assignments/new", data=form(north)).text
    for part in ("1 practitioner will be asked", "one mail with your note", "Pam Practitioner", "shows as overdue"):
        assert part in page
    assert assignments(app) == []


def test_the_confirmation_says_who_holds_it_already(as_, north, world):
    with world() as who:
        builders.certificate(who.pam, quizzes.by_slug("exam"), clock.now())
    page = as_("mo").post("/manager/assignments/new", data=form(north, due_on="", note="")).text
    assert "1 of them holds it already" in page
    assert "without a date" in page


def test_confirming_asks_them_and_writes_to_them(app, as_, north):
    response = as_("mo").post("/manager/assignments", data=form(north), follow_redirects=True)
    assert response.request.path == "/manager/teams/north-clinic"
    assert "North clinic is asked for Exosome practitioner" in response.text
    assert len(assignments(app)) == 1
    with app.app_context():
        assert db.session.scalars(select(Mail.recipient)).all() == ["pam@example.org"]


def test_a_person_can_be_asked_alone(app, as_, north, cast):
    response = as_("mo").post("/manager/assignments", data=form(f"person:{cast['pam']}"), follow_redirects=True)
    assert response.request.path == f"/manager/people/{cast['pam']}"
    assert assignments(app)[0].person_id == cast["pam"]


@pytest.mark.parametrize("path", ["/manager/assignments/new", "/manager/assignments"])
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"quiz": ""}, "Choose a quiz."),
        ({"quiz": "nothing"}, "Not a valid choice"),
        ({"to": "team:999999"}, "Not a valid choice"),
        ({"to": "nonsense"}, "Not a valid choice"),
        ({"to": "person:x"}, "Not a valid choice"),
        ({"due_on": "tomorrow"}, "Not a valid date"),
        ({"note": "x" * 1001}, "At most 1000"),
    ],
)
def test_what_cannot_be_meant_comes_back_with_the_reason(app, as_, north, path, changes, reason):
    response = as_("mo").post(path, data=form(north, **changes))
    assert response.status_code == 422
    assert reason in response.text
    assert assignments(app) == []


def test_a_date_that_has_passed_comes_back_with_what_was_typed(as_, north):
    yesterday = (clock.now().date() - timedelta(days=1)).isoformat()
    response = as_("mo").post("/manager/assignments/new", data=form(north, due_on=yesterday))
    assert response.status_code == 422
    assert "The due date has passed" in response.text
    assert "Soon, please." in response.text


def test_the_same_again_is_refused_before_and_at_the_confirmation(app, as_, north):
    mo = as_("mo")
    mo.post("/manager/assignments", data=form(north))
    for path in ("/manager/assignments/new", "/manager/assignments"):
        response = mo.post(path, data=form(north))
        assert response.status_code == 409
        assert "North clinic is asked for Exosome practitioner already" in response.text
    assert len(assignments(app)) == 1


def test_another_managers_team_or_person_cannot_be_asked(app, as_, north, world, cast):
    with world() as who:
        south = f"team:{who.south.id}"
    assert as_("mo").post("/manager/assignments", data=form(south)).status_code == 422
    assert as_("mo").post("/manager/assignments", data=form(f"person:{cast['sid']}")).status_code == 404
    assert as_("mo").get(f"/manager/assignments/new?to=person:{cast['sid']}").status_code == 404
    assert assignments(app) == []


def test_ending_is_confirmed_in_words_and_then_done(app, as_, north):
    mo = as_("mo")
    mo.post("/manager/assignments", data=form(north))
    end = f"/manager/assignments/{assignments(app)[0].id}/end"
    page = mo.get(end).text
    assert "North clinic would no longer be asked for Exosome practitioner" in page
    assert "Certificates stay valid" in page
    assert "is no longer asked" in mo.post(end, follow_redirects=True).text
    assert assignments(app)[0].ended_at is not None
    assert mo.get(end).status_code == 404
    assert mo.post(end).status_code == 404


def test_another_managers_assignment_cannot_be_ended(app, as_, north, world):
    with world() as who:
        builders.quiz("second")
        theirs = actions.assign(quizzes.by_slug("second"), who.south, None, "", None, clock.now()).id
        alone = actions.assign(quizzes.by_slug("second"), who.sid, None, "", None, clock.now()).id
    for number in (theirs, alone, 999_999):
        assert as_("mo").get(f"/manager/assignments/{number}/end").status_code == 404
        assert as_("mo").post(f"/manager/assignments/{number}/end").status_code == 404


def test_ending_what_one_person_is_asked_leads_back_to_them(app, as_, north, cast):
    mo = as_("mo")
    mo.post("/manager/assignments", data=form(f"person:{cast['pam']}"))
    response = mo.post(f"/manager/assignments/{assignments(app)[0].id}/end")
    assert response.location == f"/manager/people/{cast['pam']}"


def test_without_a_team_or_a_quiz_the_form_says_whom_to_ask(app, as_, cast):
    assert "A trainer has to publish one" in as_("mo").get("/manager/assignments/new").text
    with app.app_context():
        cast["max"] = factories.person("Max", RoleName.MANAGER).id
        db.session.commit()
    assert "You manage no team yet" in as_("max").get("/manager/assignments/new").text
