"""Making teams, and who belongs to them."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from quizapp.core.errors import Conflict, Invalid, NotHere
from quizapp.database import db
from quizapp.people import queries, teams
from quizapp.people.models import Team
from tests.factories import NOW
from tests.people import builders


def test_a_team_gets_an_address_from_its_name(ctx):
    _, _, _, ada, _ = builders.people()
    assert teams.create(ada, "  Läufer &  Söhne ", NOW).slug == "laufer-sohne"
    assert teams.create(ada, "美容", NOW).slug == "team"
    assert teams.create(ada, "Laufer Sohne", NOW).slug == "laufer-sohne-2"


@pytest.mark.parametrize("name", ["", " ", "x" * 201])
def test_a_team_needs_a_name(ctx, name):
    with pytest.raises(Invalid):
        teams.create(None, name, NOW)


def test_two_teams_do_not_share_a_name(ctx):
    _, _, _, ada, _ = builders.people()
    with pytest.raises(Conflict):
        teams.create(ada, "North clinic", NOW)
    with pytest.raises(Conflict):
        teams.rename(ada, builders.team("South clinic"), "North clinic", NOW)


def test_a_renamed_team_keeps_its_address(ctx):
    _, _, _, ada, _ = builders.people()
    north = builders.team("North clinic")
    teams.rename(ada, north, "North clinic", NOW)
    teams.rename(ada, north, "Northern clinic", NOW)
    assert (north.name, north.slug) == ("Northern clinic", "north-clinic")
    assert [act for act, _ in builders.acts()] == ["renamed a team"]


def test_people_come_and_go_and_each_step_is_in_the_log(ctx):
    _, _, mo, ada, sid = builders.people()
    north = builders.team("North clinic")
    teams.add_member(ada, north, sid, NOW)
    assert queries.is_member(sid.id, north.id)
    teams.set_manages(ada, north, mo.id, NOW, manages=False)
    teams.set_manages(ada, north, mo.id, NOW, manages=False)
    teams.set_manages(ada, north, mo.id, NOW, manages=True)
    teams.remove_member(ada, north, sid.id, NOW)
    assert not queries.is_member(sid.id, north.id)
    assert [act for act, _ in builders.acts()] == [
        "added to a team", "no longer manager of a team", "made manager of a team", "removed from a team",
    ]  # fmt: skip


def test_nobody_is_in_a_team_twice(ctx):
    pam, _, _, ada, _ = builders.people()
    with pytest.raises(Conflict, match="already"):
        teams.add_member(ada, builders.team("North clinic"), pam, NOW)


def test_an_erased_person_joins_no_team(ctx):
    _, _, _, ada, sid = builders.people()
    sid.erased_at = NOW
    with pytest.raises(Conflict, match="erased"):
        teams.add_member(ada, builders.team("North clinic"), sid, NOW)


def test_who_is_not_a_manager_does_not_manage_a_team(ctx):
    pam, _, _, ada, _ = builders.people()
    with pytest.raises(Conflict, match="no manager yet"):
        teams.set_manages(ada, builders.team("North clinic"), pam.id, NOW, manages=True)


def test_who_is_not_in_the_team_is_not_there(ctx):
    _, _, _, ada, sid = builders.people()
    with pytest.raises(NotHere):
        teams.remove_member(ada, builders.team("North clinic"), sid.id, NOW)
    with pytest.raises(NotHere):
        teams.set_manages(ada, builders.team("North clinic"), sid.id, NOW, manages=True)


def test_the_database_keeps_no_two_teams_of_one_name(ctx):
    builders.people()
    db.session.add(Team(slug="another", name="North clinic"))
    with pytest.raises(IntegrityError):
        db.session.flush()
