"""The checks of the files, on what is in the database."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from quizapp.bank import checking
from quizapp.bank.models import QuestionRevision
from quizapp.core.kinds import KINDS
from quizapp.database import db
from quizapp.facts.models import Fact
from tests.attempts import builders as rows

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def fact(ctx):
    rows.bank()
    return rows.fact("sample-fact")


def check(kind="single_choice", **changes):
    return checking.check({**KINDS[kind].sample(), **changes}, ["sample"], TODAY)


def paths(problems):
    return {problem.path for problem in problems}


@pytest.mark.parametrize("kind", KINDS)
def test_the_sample_of_every_kind_has_nothing_to_mend(kind):
    assert check(kind).errors == ()


def test_a_question_that_cannot_be_read_says_where():
    checked = check("numeric", answer="many")
    assert checked.question is None
    assert paths(checked.errors) == {("answer",)}


def test_a_fact_that_does_not_exist_is_named():
    assert paths(check(facts=["nowhere"]).errors) == {("facts", 0)}


def test_a_fact_of_a_part_that_does_not_exist_is_found_in_its_part():
    sample = KINDS["case"].sample()
    part = {**sample["parts"][1], "facts": ["sample-fact", "nowhere"]}
    assert paths(check("case", parts=[sample["parts"][0], part]).errors) == {("parts", 1, "facts", 1)}


def test_a_topic_that_the_bank_does_not_have_is_something_to_mend():
    assert paths(check(topic="elsewhere").errors) == {("topic",)}


def test_a_flaw_of_writing_is_worth_a_look():
    checked = check(stem="Which of these is not the key?")
    assert checked.errors == ()
    assert ("stem",) in paths(checked.remarks)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"review_by": TODAY - timedelta(days=1)}, "due for review"),
    ],
)
def test_a_fact_that_keeps_the_question_out_of_papers_is_worth_a_look(changes, words):
    rows.fact("old-fact", **changes)
    (remark,) = check(facts=["old-fact"]).remarks
    assert remark.path == ("facts", 0)
    assert words in remark.message


def test_many_questions_are_checked_at_once():
    bank = rows.bank("second")
    shared = db.session.scalar(select(Fact))
    rows.question(bank, "fine", "single_choice", shared)
    rows.question(bank, "flawed", "single_choice", shared, stem="")
    revisions = db.session.scalars(select(QuestionRevision).order_by(QuestionRevision.id)).all()
    checked = checking.check_all(revisions, TODAY)
    assert [bool(checked[revision.id].errors) for revision in revisions] == [False, True]
