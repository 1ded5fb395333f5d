"""What pages with lists cost the database: a number of statements that does not grow with the list."""

from __future__ import annotations

import pytest

from quizapp import clock
from quizapp.attempts import actions
from quizapp.database import db
from quizapp.people.models import Person
from quizapp.quizzes import actions as quizzes
from tests.attempts import builders
from tests.counting import statements

COSTS = {("pam", "/quizzes/"): 5, ("pam", "/api/quizzes"): 5, ("ted", "/trainer/quizzes/"): 4}
"""At most so many, finding out who asks included."""

TRAINERS_FIRST_PAGE = 13


def add(app, cast, names: str) -> None:
    """Add quizzes; Pam has an attempt at each, and something granted."""
    with app.app_context():
        pam, ted = (db.session.get_one(Person, cast[name]) for name in ("pam", "ted"))
        for name in names:
            quiz = builders.quiz(f"exam-{name}", title=f"Exam {name}", attempts_allowed=2)
            quizzes.grant(quiz, pam, quizzes.Grant(reason="Asked."), ted, clock.now())
            actions.start(pam, quiz, clock.now(), 1)
        db.session.commit()


def cost(app, browser, path: str) -> int:
    assert browser.get(path).status_code == 200
    with statements(app) as sent:
        browser.get(path)
    return len(sent)


@pytest.mark.parametrize(("who", "path"), COSTS)
def test_a_list_of_quizzes_costs_the_same_however_many_there_are(app, as_, cast, who, path):
    with app.app_context():
        builders.library(3)
    add(app, cast, "a")
    browser = as_(who)
    few = cost(app, browser, path)
    add(app, cast, "bcdef")
    assert cost(app, browser, path) == few <= COSTS[who, path]


def test_the_trainers_first_page_does_not_read_the_bank(app, as_, cast):
    with app.app_context():
        builders.library(3)
    browser = as_("ted")
    with statements(app) as sent:
        browser.get("/trainer/")
    narrowed = ("LIMIT", "substance", "state = ")
    assert [each for each in sent if "question_revisions.content" in each and not any(map(each.count, narrowed))] == []
    assert len(sent) <= TRAINERS_FIRST_PAGE, sent
