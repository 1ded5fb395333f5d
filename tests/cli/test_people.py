"""``flask people``."""

from __future__ import annotations

import pytest

from quizapp.database import db
from quizapp.people import queries
from quizapp.people.models import Invitation
from tests.factories import PASSWORD
from tests.web.account.builders import acts, signed_in


@pytest.fixture
def run(app):
    """Run a command of the group: ``run("list")``; the password goes to standard input."""

    def people(*arguments: str, stdin: str = PASSWORD + "\n"):
        return app.test_cli_runner().invoke(args=["people", *arguments], input=stdin)

    return people


def add(run, *more: str, email: str = "New@Example.org", roles: tuple[str, ...] = ("practitioner",), **stdin: str):
    named = [argument for role in roles for argument in ("--role", role)]
    return run("add", email, "--name", "New  Person", *named, *more, "--password-stdin", **stdin)


def test_an_added_person_signs_in_with_the_password_from_standard_input(app, run, client):
    result = add(run, roles=("practitioner", "trainer"))
    assert result.exit_code == 0
    assert result.output == "added: New Person <new@example.org>, practitioner, trainer\n"
    client.post("/sign-in", data={"email": "new@example.org", "password": PASSWORD})
    assert signed_in(client)
    assert acts(app) == ["added a person"]


def test_a_person_is_put_into_a_team_which_a_manager_manages(app, run, cast):
    assert add(run, "--team", "north-clinic", roles=("manager",)).exit_code == 0
    with app.app_context():
        person = queries.by_email("new@example.org")
        assert [team.slug for team in queries.teams_managed_by(person)] == ["north-clinic"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": "pam@example.org"}, "pam@example.org has an account already. Nobody was added."),
        ({"email": "nonsense"}, "not a whole email address"),
        ({"roles": ("king",)}, "There is no role “king”. The roles are practitioner, trainer, manager, administrator."),
        ({"stdin": "short\n"}, "at least 12 characters"),
        ({"stdin": ""}, "at least 12 characters"),
    ],
)
def test_what_will_not_do_ends_with_1_and_says_why(app, run, cast, change, words):
    result = add(run, **change)
    assert result.exit_code == 1
    assert words in result.output
    with app.app_context():
        assert queries.by_email("new@example.org") is None


def test_an_unknown_team_names_those_there_are(app, run, cast):
    result = add(run, "--team", "nowhere")
    assert result.exit_code == 1
    assert "The teams are: north-clinic, south-clinic." in result.output
    with app.app_context():
        assert queries.by_email("new@example.org") is None


def test_a_password_is_not_taken_from_the_command_line(run):
    result = run("add", "new@example.org", "--name", "New", "--role", "trainer")
    assert result.exit_code == 1
    assert "--password-stdin" in result.output


def test_people_are_listed_by_role(run, cast, app):
    assert "pam@example.org" in run("list").output
    assert "pam@example.org" not in run("list", "--role", "trainer").output
    with app.app_context():
        queries.by_email("pam@example.org").active = False
        db.session.commit()
    assert "pam@example.org" not in run("list").output
    assert "switched off" in run("list", "--all").output
    assert run("list", "--role", "king").exit_code == 1


def test_the_first_administrators_link_is_printed_until_there_is_one(app, run, client):
    first = run("first-admin").output
    second = run("first-admin").output
    assert "http://localhost/invitation/" in first
    path = second.split("http://localhost")[1].strip()
    assert client.get(first.split("http://localhost")[1].strip()).status_code == 409
    given = {"name": "Ada", "email": "ada@example.org", "password": PASSWORD, "password_confirm": PASSWORD}
    assert client.post(path, data=given).status_code == 303
    assert client.get("/admin/").status_code == 200
    assert run("first-admin").output == ""
    with app.app_context():
        assert db.session.query(Invitation).filter(Invitation.accepted_at.is_not(None)).count() == 1
