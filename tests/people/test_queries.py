"""Who is in which team, and who answers for whom."""

from __future__ import annotations

import pytest

from quizapp.core.errors import NotHere
from quizapp.database import db
from quizapp.people import queries
from quizapp.people.models import RoleName
from tests import factories
from tests.people import builders


def test_a_manager_sees_the_teams_they_answer_for_and_no_others(ctx):
    pam, _, mo, ada, _ = builders.people()
    assert [team.name for team in queries.teams_managed_by(mo)] == ["North clinic"]
    assert queries.teams_managed_by(pam) == queries.teams_managed_by(ada) == []


def test_a_person_of_ones_own_team_is_found_and_anybody_else_is_not_there(ctx):
    pam, _, mo, ada, sid = builders.people()
    assert queries.managed_person(mo, pam.id) is pam
    for manager, other in ((mo, sid), (ada, pam), (pam, mo), (pam, pam)):
        with pytest.raises(NotHere):
            queries.managed_person(manager, other.id)


def test_an_erased_person_is_not_there_for_a_manager(ctx):
    pam, _, mo, _, _ = builders.people()
    pam.erased_at = factories.NOW
    db.session.flush()
    with pytest.raises(NotHere):
        queries.managed_person(mo, pam.id)


def test_a_team_is_found_by_its_manager_alone(ctx):
    pam, _, mo, _, _ = builders.people()
    assert queries.managed_team(mo, "north-clinic").name == "North clinic"
    for manager, slug in ((mo, "south-clinic"), (pam, "north-clinic"), (mo, "nowhere")):
        with pytest.raises(NotHere):
            queries.managed_team(manager, slug)


def test_membership_is_known(ctx):
    pam, _, _, _, sid = builders.people()
    north = builders.team("North clinic")
    assert queries.is_member(pam.id, north.id)
    assert not queries.is_member(sid.id, north.id)


def test_an_email_is_found_whatever_its_capitals(ctx):
    pam, *_ = builders.people()
    assert queries.by_email("PAM@Example.org") is pam
    assert queries.by_email("nobody@example.org") is None


def test_administrators_are_those_who_can_sign_in(ctx):
    _, _, _, ada, _ = builders.people()
    off = factories.person("Off", RoleName.ADMINISTRATOR)
    off.active = False
    assert queries.administrators() == [ada]


def test_a_team_is_listed_with_its_managers_first(ctx):
    builders.people()
    held = queries.memberships(builders.team("North clinic"))
    assert [(one.person.name, one.manages) for one in held] == [("Mo Manager", True), ("Pam Practitioner", False)]
