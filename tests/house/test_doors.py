"""Every door has a guard. The list of doors that are open to everybody is checked in beside this file."""

from pathlib import Path

import pytest
from werkzeug.routing import Rule

from quizapp.people.permissions import CORRIDORS
from quizapp.web.guard import is_public

OPEN = set((Path(__file__).parent / "public-routes.txt").read_text().split())
CAST = {"practitioner": "pam", "trainer": "ted", "manager": "mo", "administrator": "ada"}
PLAUSIBLE = {
    "position": "1",
    "person_id": "1",
    "a": "1",
    "b": "2",
    "number": "1",
    "manages": "yes",
    "answer": "yes",
    "yes_or_no": "yes",
}


def address(rule: Rule) -> str:
    """Return an address that the rule matches, with plausible values."""
    known = {
        name: PLAUSIBLE.get(name, "1" if name.endswith("_id") and name != "public_id" else "x")
        for name in rule.arguments
    }
    return rule.build({name: int(value) if value.isdigit() else value for name, value in known.items()})[1]


def doors(app):
    """Return every rule with the methods a person would use."""
    return [(rule, method) for rule in app.url_map.iter_rules() for method in sorted(rule.methods & {"GET", "POST"})]


def test_the_doors_open_to_everybody_are_those_on_the_list(app):
    with app.app_context():
        assert {rule.endpoint for rule in app.url_map.iter_rules() if is_public(rule.endpoint)} == OPEN


def test_every_other_door_sends_a_stranger_to_sign_in(app, client):
    for rule, method in doors(app):
        if rule.endpoint not in OPEN:
            response = client.open(address(rule), method=method)
            assert response.status_code == 303, rule
            assert response.location.startswith("/sign-in"), rule


@pytest.mark.parametrize("role", CAST)
def test_every_corridor_is_closed_to_the_other_roles(app, as_, role):
    browser = as_(CAST[role])
    for rule, method in doors(app):
        corridor = rule.endpoint.partition(".")[0]
        if rule.endpoint in OPEN or corridor not in CORRIDORS or role in CORRIDORS[corridor]:
            continue
        assert browser.open(address(rule), method=method).status_code == 403, rule
