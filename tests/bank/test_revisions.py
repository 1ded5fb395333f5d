"""Revisions of questions."""

import pytest
from sqlalchemy import select

from quizapp.bank import revisions
from quizapp.bank.models import Bank, Origin, Question, QuestionRevision, State
from quizapp.core.currency import Severity
from quizapp.core.kinds import KINDS
from quizapp.database import db
from quizapp.facts import actions as facts
from quizapp.formats import question_json
from tests.core.builders import sample
from tests.factories import NOW
from tests.formats.builders import library

pytestmark = pytest.mark.usefixtures("ctx")


@pytest.fixture
def bank(ctx):
    """A bank with the facts that samples rest on."""
    read_in = library()
    facts.load_sources(read_in.sources, NOW)
    facts.load_facts(read_in.facts, NOW)
    added = Bank(slug="measures", title="Measures")
    db.session.add(added)
    return added


def write(bank, kind="single_choice", **changes):
    content = sample(kind, **{"facts": ["metre-in-centimetres"], **changes})
    question = db.session.scalar(select(Question)) or Question(slug="q", bank=bank)
    return revisions.write_revision(question, content, NOW, origin=Origin.WEB)


def test_a_revision_starts_as_a_draft_that_says_the_content(bank):
    revision = write(bank)
    assert revision.state is State.DRAFT
    assert revisions.core_question(revision) == sample("single_choice", facts=["metre-in-centimetres"])


def test_the_same_content_is_parsed_once(bank):
    revision = write(bank)
    assert revisions.core_question(revision) is revisions.core_question(revision)


def test_a_draft_that_says_something_else_is_read_anew(bank):
    revision = write(bank)
    revisions.core_question(revision)
    revisions.set_content(revision, sample("true_false", facts=["metre-in-centimetres"], stem="Is it?"))
    assert revisions.core_question(revision).stem == "Is it?"
    assert (revision.kind, [fact.slug for fact in revision.facts]) == ("true_false", ["metre-in-centimetres"])


def test_numbers_go_up_by_one(bank):
    first = write(bank)
    revisions.publish(first, NOW, None, NOW.date())
    assert [first.number, write(bank).number] == [1, 2]


def test_publishing_supersedes_what_was_in_force(bank):
    first = write(bank)
    revisions.publish(first, NOW, None, NOW.date())
    second = write(bank, stem="Another?")
    revisions.publish(second, NOW, Severity.MATERIAL, NOW.date())
    states = db.session.execute(
        select(QuestionRevision.number, QuestionRevision.state).order_by(QuestionRevision.number)
    )
    assert [tuple(row) for row in states] == [(1, State.SUPERSEDED), (2, State.PUBLISHED)]
    assert second.published_at == NOW


def test_a_fact_that_is_not_there_is_refused(bank):
    with pytest.raises(KeyError, match="nowhere"):
        write(bank, facts=["nowhere"])


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_of_a_question_can_be_searched(kind):
    text = revisions.search_text(question_json.dumps(sample(kind, stem="Ünder  the\nSTEM")))
    assert "ünder the stem" in text
    assert sample(kind).rationale.casefold() in text


def test_contents_are_the_same_when_their_digests_are():
    one, same = revisions._Content("d", {}), revisions._Content("d", {"x": 1})
    assert one == same
    assert one != "d"
