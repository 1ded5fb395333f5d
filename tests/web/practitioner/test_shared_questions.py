"""A question that two quizzes share: while one of them asks it, no result of the other gives its key away."""

from __future__ import annotations

from quizapp import clock
from quizapp.attempts import actions
from quizapp.attempts.models import Closing
from quizapp.database import db
from quizapp.people.models import Person
from tests.attempts import builders


def told(page: str) -> tuple[int, int]:
    """Return how many rationales and how many notes that a key is withheld a result shows."""
    return page.count("Because the sample says so"), page.count("on an exam of yours whose answers are not shown yet")


def sat(app, cast, *, then: int) -> tuple[str, str]:
    """Let Pam submit an exam of three questions, then open another that asks so many of them; return both ids."""
    with app.app_context():
        pam = db.session.get_one(Person, cast["pam"])
        bank = builders.bank()
        for number in range(3):
            builders.question(bank, f"question-{number}", rationale="Because the sample says so.")
        first = actions.start(pam, builders.quiz("first", attempts_allowed=1), clock.now(), 1)
        actions.submit(first, clock.now(), Closing.PERSON)
        second = actions.start(pam, builders.quiz("second", count=then), clock.now(), 1)
        db.session.commit()
        return first.public_id, second.public_id


def test_the_keys_of_questions_on_an_open_exam_are_withheld_from_every_other_result(app, as_, cast):
    first, second = sat(app, cast, then=2)
    pam = as_("pam")
    page = pam.get(f"/attempts/{first}/result").text
    assert told(page) == (1, 2)
    assert page.count("It is so: fact-of-question") == 1
    assert page.count("Right answer, not chosen") == 1
    pam.post(f"/attempts/{second}/submit")
    assert told(pam.get(f"/attempts/{first}/result").text) == (3, 0)


def test_an_open_exam_of_somebody_else_withholds_nothing(app, as_, cast):
    first, _ = sat(app, cast, then=3)
    with app.app_context():
        pam, sid = (db.session.get_one(Person, cast[name]) for name in ("pam", "sid"))
        for attempt in actions.queries.open_attempts(pam):
            attempt.person_id = sid.id
        db.session.commit()
    assert told(as_("pam").get(f"/attempts/{first}/result").text) == (3, 0)
