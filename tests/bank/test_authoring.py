"""Drafts: starting, saving, discarding, restoring."""

import pytest
from sqlalchemy import select

from quizapp.bank import actions, queries
from quizapp.bank.models import Origin, Question, QuestionRevision, State
from quizapp.core.errors import Conflict, Invalid, NotHere
from quizapp.database import db
from quizapp.people.models import AuditEntry, Person
from tests.attempts import builders as rows
from tests.bank import builders
from tests.factories import NOW


@pytest.fixture
def ted(cast, ctx):
    builders.bank()
    return db.session.get_one(Person, cast["ted"])


def acts():
    return list(db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))


def test_a_new_question_is_a_draft_written_on_the_web(ted):
    draft = builders.draft(ted)
    assert (draft.state, draft.origin, draft.number, draft.author) == (State.DRAFT, Origin.WEB, 1, ted)
    assert draft.question.slug == "bio-one"
    assert [fact.slug for fact in draft.facts] == ["sample-fact"]
    assert acts() == ["question created"]


def test_a_draft_with_problems_can_be_kept(ted):
    assert builders.draft(ted, stem="", options=[]).content["stem"] == ""


def test_two_questions_cannot_share_an_id(ted):
    builders.draft(ted)
    with pytest.raises(actions.SlugTaken):
        builders.draft(ted)


def test_a_question_cannot_rest_on_a_fact_that_does_not_exist(ted):
    with pytest.raises(Invalid, match="no-such-fact"):
        builders.draft(ted, facts=["no-such-fact"])


def test_saving_changes_the_draft_there_is(ted):
    draft = builders.draft(ted)
    saved = builders.revise(draft, ted, stem="Which is it?")
    assert saved.id == draft.id
    assert saved.content["stem"] == "Which is it?"
    assert "which is it?" in saved.search_text


def test_saving_beside_what_is_published_makes_a_further_revision(ted):
    first = builders.published(ted)
    second = builders.revise(first, ted, stem="Which is it?")
    assert (second.number, second.state, first.state) == (2, State.DRAFT, State.PUBLISHED)
    assert first.content["stem"] != second.content["stem"]


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(ted):
    draft = builders.draft(ted)
    opened = queries.version(draft.question)
    builders.revise(draft, ted, stem="Theirs")
    with pytest.raises(actions.ChangedMeanwhile):
        actions.save(draft.question, builders.content(stem="Mine"), draft.question.bank, opened, ted, NOW)
    assert queries.in_state(draft.question, State.DRAFT).content["stem"] == "Theirs"


def test_a_draft_begun_by_somebody_else_meanwhile_is_noticed(ted):
    first = builders.published(ted)
    opened = queries.version(first.question)
    builders.revise(first, ted, stem="Theirs")
    with pytest.raises(actions.ChangedMeanwhile):
        actions.save(first.question, builders.content(stem="Mine"), first.question.bank, opened, ted, NOW)


def test_the_id_may_change_until_the_first_publishing(ted):
    draft = builders.draft(ted)
    other = rows.bank("ethics")
    actions.save(
        draft.question, builders.content("eth-one"), other, queries.version(draft.question), ted, NOW
    )  # fmt: skip
    assert (draft.question.slug, draft.question.bank.slug) == ("eth-one", "ethics")


def test_the_id_cannot_become_that_of_another(ted):
    builders.draft(ted, "bio-two")
    draft = builders.draft(ted)
    question = draft.question
    with pytest.raises(actions.SlugTaken):
        actions.save(question, builders.content("bio-two"), question.bank, queries.version(question), ted, NOW)


def test_the_id_of_a_published_question_stays(ted):
    question = builders.published(ted).question
    with pytest.raises(Invalid):
        actions.save(question, builders.content("bio-two"), question.bank, queries.version(question), ted, NOW)


def test_discarding_the_draft_of_a_published_question_leaves_it_published(ted):
    first = builders.published(ted)
    builders.revise(first, ted, stem="Which is it?")
    assert actions.discard(first.question, queries.version(first.question), ted, NOW) is False
    assert queries.in_state(first.question, State.DRAFT) is None
    assert queries.in_state(first.question, State.PUBLISHED) is first


def test_discarding_the_draft_of_a_question_never_published_takes_it_away(ted):
    draft = builders.draft(ted)
    assert actions.discard(draft.question, queries.version(draft.question), ted, NOW) is True
    assert db.session.scalar(select(Question)) is None
    assert db.session.scalar(select(QuestionRevision)) is None
    assert acts() == ["question created", "question draft discarded"]


def test_a_draft_that_was_published_meanwhile_cannot_be_discarded(ted):
    question = builders.published(ted).question
    with pytest.raises(Conflict, match="no draft"):
        actions.discard(question, queries.version(question), ted, NOW)


def test_an_earlier_revision_can_be_restored_as_a_draft(ted):
    first = builders.published(ted)
    builders.revise(first, ted, stem="Which is it?")
    actions.publish(first.question, queries.version(first.question), "Reworded", ted, NOW)
    restored = actions.restore(first.question, 1, ted, NOW)
    assert (restored.number, restored.state, restored.digest) == (3, State.DRAFT, first.digest)
    assert restored.note == "Restored from revision 1"


def test_restoring_does_not_overwrite_a_draft(ted):
    first = builders.published(ted)
    builders.revise(first, ted, stem="Which is it?")
    with pytest.raises(Conflict):
        actions.restore(first.question, 1, ted, NOW)


def test_a_revision_that_never_was_cannot_be_restored(ted):
    with pytest.raises(NotHere):
        actions.restore(builders.published(ted).question, 7, ted, NOW)
