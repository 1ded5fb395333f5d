"""Teams, their members and managers."""

from __future__ import annotations

import pytest

from quizapp.database import db
from quizapp.people import queries
from quizapp.people.models import Person
from tests.web.account.builders import acts


def test_teams_are_listed_and_made(app, ada):
    assert "North clinic" in ada.get("/admin/teams").text
    response = ada.post("/admin/teams", data={"name": "Läufer & Söhne"}, follow_redirects=True)
    assert response.request.path == "/admin/teams/laufer-sohne"
    assert "Nobody is in this team" in response.text
    assert acts(app) == ["created a team"]


@pytest.mark.parametrize(("name", "status"), [("", 200), ("  ", 200), ("x" * 201, 200), ("North clinic", 409)])
def test_a_team_needs_a_name_of_its_own(app, ada, name, status):
    assert ada.post("/admin/teams", data={"name": name}).status_code == status
    assert acts(app) == []


def test_a_team_is_renamed_and_keeps_its_address(ada):
    ada.post("/admin/teams/north-clinic/name", data={"name": "Northern clinic"})
    assert "Northern clinic" in ada.get("/admin/teams/north-clinic").text
    assert ada.post("/admin/teams/north-clinic/name", data={"name": " "}).status_code == 422


def test_people_are_put_into_a_team_and_taken_out(app, ada, cast):
    response = ada.post("/admin/teams/north-clinic/members", data={"email": " SID@example.org "}, follow_redirects=True)
    assert "Sid Stranger is in North clinic now" in response.text
    ada.post(f"/admin/teams/north-clinic/members/{cast['sid']}/remove")
    assert "Sid Stranger" not in ada.get("/admin/teams/north-clinic").text.split("<table")[1]
    assert acts(app) == ["added to a team", "removed from a team"]


def test_who_has_no_account_is_to_be_invited_first(ada):
    response = ada.post("/admin/teams/north-clinic/members", data={"email": "nobody@example.org"})
    assert response.status_code == 422
    assert "Invite them first" in response.text


def test_managers_are_made_and_unmade(app, ada, cast):
    ada.post(f"/admin/people/{cast['ted']}/roles", data={"roles": ["trainer", "manager"]})
    ada.post("/admin/teams/north-clinic/members", data={"email": "ted@example.org", "manages": "y"})
    with app.app_context():
        ted = db.session.get_one(Person, cast["ted"])
        assert [team.name for team in queries.teams_managed_by(ted)] == ["North clinic"]
    ada.post(f"/admin/teams/north-clinic/members/{cast['ted']}/manages/no")
    with app.app_context():
        assert queries.teams_managed_by(db.session.get_one(Person, cast["ted"])) == []
    ada.post(f"/admin/teams/north-clinic/members/{cast['ted']}/manages/yes")
    assert acts(app)[-1] == "made manager of a team"


def test_who_is_no_manager_manages_no_team(app, ada, cast):
    response = ada.post("/admin/teams/north-clinic/members", data={"email": "sid@example.org", "manages": "y"})
    assert response.status_code == 409
    with app.app_context():
        assert not queries.is_member(cast["sid"], queries.team_with("north-clinic").id)


@pytest.mark.parametrize("act", ["members", "members/1/remove", "members/1/manages/yes"])
def test_who_belongs_to_a_team_is_changed_only_while_fresh(app, as_, act):
    response = as_("ada").post(f"/admin/teams/north-clinic/{act}", data={"email": "sid@example.org"})
    assert response.location.startswith("/account/verify")
    assert acts(app) == []


def test_an_unknown_team_or_member_is_not_there(ada, cast):
    assert ada.get("/admin/teams/nowhere").status_code == 404
    assert ada.post(f"/admin/teams/north-clinic/members/{cast['sid']}/remove").status_code == 404
    assert ada.post("/admin/teams/north-clinic/members/999/manages/yes").status_code == 404
