"""What exams say about questions."""

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import event, select

from quizapp.attempts import actions, queries, statistics
from quizapp.attempts.models import Attempt, AttemptState, Closing, Mode, Response
from quizapp.bank.models import Question
from quizapp.database import db
from quizapp.people.models import RoleName
from tests import factories
from tests.attempts import builders
from tests.factories import NOW


def sit(quiz, name, right, now=NOW, submit=True):
    """Let somebody new sit the quiz, answering these questions rightly, the rest wrongly."""
    person = factories.person(name, RoleName.PRACTITIONER, email=f"{name}@example.org")
    attempt = actions.start(person, quiz, now, 1)
    paper = queries.paper_of(attempt)
    asked = queries.questions(paper)
    for place, item in enumerate(paper.items, 1):
        question = asked[item.revision_id]
        reply = question.key if question.id in right else "two"
        db.session.add(
            Response(attempt_id=attempt.id, position=place, question_id=item.question_id, reply=reply, saved_at=now)
        )
    db.session.flush()
    if submit:
        actions.submit(attempt, now + timedelta(minutes=1), Closing.PERSON)
    return attempt


@pytest.fixture
def quiz(ctx):
    builders.library(3)
    return builders.quiz(count=3)


def id_of(number):
    return db.session.scalar(select(Question.id).where(Question.slug == f"question-{number}"))


def test_facility_and_discrimination_are_over_everybody_who_was_asked(quiz):
    sit(quiz, "a", {"question-0", "question-1", "question-2"})
    sit(quiz, "b", {"question-0", "question-1"})
    sit(quiz, "c", {"question-1"})
    stats = statistics.figures([id_of(0), id_of(1)])
    assert (stats[id_of(0)].n, stats[id_of(0)].facility) == (3, pytest.approx(2 / 3))
    assert stats[id_of(0)].discrimination == pytest.approx(0.5)  # marks 1, 1, 0 beside rests 2, 1, 1
    assert (stats[id_of(1)].facility, stats[id_of(1)].discrimination) == (1.0, None)


def test_the_sums_are_one_statement(quiz):
    sit(quiz, "a", {"question-0"})
    ids, seen = [id_of(0), id_of(1), id_of(2)], []
    event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    statistics.figures(ids)
    assert len(seen) == 1


def test_a_question_nobody_was_asked_has_no_figures(quiz):
    assert statistics.figures([id_of(0)]) == {}


def test_an_exam_that_runs_does_not_count(quiz):
    sit(quiz, "a", {"question-0"}, submit=False)
    assert statistics.figures([id_of(0)]) == {}


def test_practice_does_not_count(quiz):
    person = factories.person("p", RoleName.PRACTITIONER, email="p@example.org")
    attempt = Attempt(
        public_id="practice", person_id=person.id, mode=Mode.PRACTICE, title="Practice", started_at=NOW,
        state=AttemptState.SUBMITTED, submitted_at=NOW, paper={"seed": 1, "items": []}, rules={},
    )  # fmt: skip
    db.session.add(attempt)
    db.session.flush()
    reply = {"reply": "two", "mark": Fraction(0), "worth": Fraction(1)}
    db.session.add(Response(attempt_id=attempt.id, position=1, question_id=id_of(0), **reply))
    db.session.flush()
    assert statistics.figures([id_of(0)]) == {}


def test_only_exams_begun_since_a_moment_count_when_asked(quiz):
    sit(quiz, "a", set(), now=NOW - timedelta(days=10))
    sit(quiz, "b", {"question-0"})
    assert statistics.figures([id_of(0)], since=NOW)[id_of(0)].facility == 1.0
    assert statistics.replies(id_of(0), since=NOW) == [("one", 1)]


def test_replies_are_counted_most_often_first(quiz):
    sit(quiz, "a", {"question-0"})
    sit(quiz, "b", set())
    sit(quiz, "c", set())
    assert statistics.replies(id_of(0)) == [("two", 2), ("one", 1)]


def test_a_listing_can_be_sorted_by_facility(quiz):
    sit(quiz, "a", {"question-2"})
    asked = statistics.asked()
    rows = db.session.execute(
        select(Question.slug, asked.c.n, asked.c.facility)
        .join(asked, asked.c.question_id == Question.id)
        .order_by(asked.c.facility.desc())
    ).all()
    assert rows[0].slug == "question-2"
    assert [(row.n, float(row.facility)) for row in rows] == [(1, 1.0), (1, 0.0), (1, 0.0)]


def test_open_attempts_are_counted(quiz):
    sit(quiz, "a", set(), submit=False)
    sit(quiz, "b", set())
    assert statistics.running(quiz.id) == 1
