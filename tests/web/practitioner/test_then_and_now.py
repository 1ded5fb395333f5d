"""A result shows what was so when the exam was sat, and what is so now where that differs."""

from __future__ import annotations

from datetime import date

import pytest

from quizapp.attempts.models import Attempt
from quizapp.certificates.models import Certificate
from quizapp.core.currency import Severity
from quizapp.database import db
from quizapp.facts import queries as facts
from quizapp.people.models import Person
from tests.certificates import builders
from tests.web import changed as changed_rows


@pytest.fixture
def result(app, cast):
    """The address of the result of an exam that Pam has passed."""
    with app.app_context():
        builders.certificate(db.session.get_one(Person, cast["pam"]))
        db.session.commit()
        return f"/attempts/{db.session.query(Attempt).one().public_id}/result"


def test_as_long_as_nothing_changes_facts_are_links_and_there_is_no_then(as_, result):
    page = as_("pam").get(result).text
    assert '<a href="/facts/fact-of-question-0">It is so: fact-of-question-0.</a>' in page
    assert "Then:" not in page


def test_a_fact_that_has_changed_is_shown_then_and_now(app, as_, result):
    with app.app_context():
        changed_rows.fact("fact-of-question-0", "It is so in men alone.")
        db.session.commit()
    page = as_("pam").get(result).text
    for words in (
        "<strong>Then:</strong> It is so: fact-of-question-0.", "Now, since 22 Nov 2026:", "It is so in men alone.",
    ):  # fmt: skip
        assert words in page
    assert '<strong>The fact:</strong> <a href="/facts/fact-of-question-0">' not in page
    assert '<strong>The fact:</strong> <a href="/facts/fact-of-question-1">' in page


def test_a_fact_that_was_withdrawn_says_so_and_not_what_may_not_be_published(app, as_, result):
    with app.app_context():
        changed_rows.fact("fact-of-question-0", "Nobody may read this.")
        facts.latest([facts.fact("fact-of-question-0").id])[facts.fact("fact-of-question-0").id].publishable = False
        db.session.commit()
    page = as_("pam").get(result).text
    assert "Nobody may read this." not in page
    assert "It is withdrawn." in page


def test_the_same_in_other_words_is_no_news(app, as_, result):
    with app.app_context():
        changed_rows.fact("fact-of-question-0", "So it is.", Severity.EDITORIAL)
        db.session.commit()
    page = as_("pam").get(result).text
    assert "Then:" not in page
    assert "So it is." in page


def test_a_question_that_has_changed_says_what_it_asks_now_and_the_mark_stays(app, as_, result):
    with app.app_context():
        changed_rows.question("question-0", "Is it otherwise by now?", Severity.REVERSAL, note="It misled.")
        db.session.commit()
    page = as_("pam").get(result).text
    for words in (
        "This question was changed",
        "marked as it was then",
        "Is it otherwise by now?",
        "It misled.",
        "100 %",
    ):
        assert words in page


def test_a_change_to_come_is_not_shown_before_its_day(app, as_, result):
    with app.app_context():
        changed_rows.fact("fact-of-question-0", "It will be otherwise.", since=date(2027, 1, 1))
        db.session.commit()
    assert "It will be otherwise." not in as_("pam").get(result).text


def test_while_an_open_exam_asks_the_question_its_answer_now_is_not_shown(app, as_, cast, result):
    with app.app_context():
        changed_rows.question("question-0", "Is it otherwise by now?")
        builders.sit(db.session.get_one(Person, cast["pam"]), builders.quiz("second"))
        db.session.commit()
        assert db.session.query(Certificate).count() == 1
    assert "Is it otherwise by now?" not in as_("pam").get(result).text
