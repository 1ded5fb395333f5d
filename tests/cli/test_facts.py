"""The command line's facts: impact and due."""

import json
from datetime import date

import pytest

from quizapp.database import db
from quizapp.facts import queries, revisions
from quizapp.formats import library
from quizapp.people.models import Person
from tests.attempts import builders
from tests.certificates import builders as certificates
from tests.factories import NOW


@pytest.fixture
def run(app):
    """Run a command."""
    return lambda *arguments: app.test_cli_runner().invoke(args=["facts", *arguments])


@pytest.fixture
def certificate(app, cast):
    """Pam's certificate, which rests on fact-of-question-0 and others; Sid sits the exam."""
    with app.app_context():
        pam, sid = (db.session.get_one(Person, cast[name]) for name in ("pam", "sid"))
        quiz = certificates.quiz()
        certificates.certificate(pam, quiz)
        certificates.sit(sid, quiz)
        db.session.commit()


def test_impact_tells_whom_a_change_would_touch(run, certificate):
    result = run("impact", "fact-of-question-0", "--severity", "material", "--json")
    assert result.exit_code == 0
    assert json.loads(result.output) == {
        "fact": "fact-of-question-0", "severity": "material", "certificates": 1, "people": 1,
        "teams": [{"team": "North clinic", "people": 1}], "open_attempts": 1, "consequence": "refresher due",
    }  # fmt: skip


def test_impact_is_told_to_people_in_lines(run, certificate):
    output = run("impact", "fact-of-question-0", "--severity", "editorial").output
    assert "certificates: 1\n" in output
    assert "teams: North clinic (1)\n" in output
    assert "consequence: nothing\n" in output


def test_a_fact_that_is_not_there_is_said_in_a_sentence(run, certificate):
    result = run("impact", "no-fact", "--severity", "material", "--json")
    assert result.exit_code == 1
    assert "there is no fact with the id “no-fact”" in result.output


@pytest.mark.parametrize("arguments", [["--severity", "grave"], []])
def test_a_severity_that_is_none_is_said_in_a_sentence(run, certificate, arguments):
    result = run("impact", "fact-of-question-0", *arguments)
    assert result.exit_code == 2
    assert "editorial" in result.output


def test_due_lists_facts_past_their_day_or_on_a_retired_source(app, run):
    with app.app_context():
        builders.fact("fine-fact")
        builders.fact("late-fact", review_by=date(2026, 1, 1))
        builders.fact("shaken-fact")
        now = queries.source("source-of-shaken-fact")
        said = library.source_of({**now.content, "retired_because": "Withdrawn."})
        revisions.put_source(now.source, said, now, NOW)
        db.session.commit()
    rows = json.loads(run("due", "--json").output)
    assert [(row["id"], row["overdue"], row["retired_sources"]) for row in rows] == [
        ("late-fact", True, []), ("shaken-fact", False, ["On shaken-fact"]),
    ]  # fmt: skip
    assert run("due").output.splitlines() == [
        "late-fact: review by 2026-01-01",
        "shaken-fact: cites “On shaken-fact”, which is no longer relied on",
    ]


def test_nothing_due_is_an_empty_list(run):
    assert run("due", "--json").output == "[]\n"
    assert run("due").output == ""
