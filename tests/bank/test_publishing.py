"""Publishing and retiring."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.bank import actions, content, queries
from quizapp.bank.models import State
from quizapp.core.errors import Conflict
from quizapp.database import db
from quizapp.people.models import AuditEntry, Person
from tests.bank import builders
from tests.factories import NOW


@pytest.fixture
def ted(cast, ctx):
    builders.bank()
    return db.session.get_one(Person, cast["ted"])


def publish(revision, ted, note=""):
    return actions.publish(revision.question, queries.version(revision.question), note, ted, NOW)


def test_a_published_question_can_be_drawn(ted):
    draft = builders.draft(ted)
    assert content.candidates(NOW.date()) == []
    publish(draft, ted)
    assert [c.revision_id for c in content.candidates(NOW.date())] == [draft.id]


def test_the_first_publishing_needs_no_note(ted):
    draft = publish(builders.draft(ted), ted)
    assert (draft.state, draft.published_at, draft.note) == (State.PUBLISHED, NOW, "")


def test_a_further_revision_supersedes_the_one_before_and_leaves_it_as_it_was(ted):
    first = builders.published(ted)
    said = dict(first.content)
    second = publish(builders.revise(first, ted, stem="Which is it?"), ted, " Clearer ")
    db.session.refresh(first)
    assert (first.state, second.state, second.note) == (State.SUPERSEDED, State.PUBLISHED, "Clearer")
    assert first.content == said


def test_a_further_revision_needs_a_note(ted):
    draft = builders.revise(builders.published(ted), ted, stem="Which is it?")
    with pytest.raises(actions.NoteMissing):
        publish(draft, ted, "  ")


def test_a_draft_with_something_to_mend_is_not_published(ted):
    draft = builders.draft(ted, stem="", facts=[])
    with pytest.raises(actions.Unpublishable) as refusal:
        publish(draft, ted)
    assert {problem.path for problem in refusal.value.problems} >= {("stem",), ("facts",)}
    assert draft.state is State.DRAFT


def test_a_topic_of_another_bank_is_something_to_mend(ted):
    with pytest.raises(actions.Unpublishable):
        publish(builders.draft(ted, topic="elsewhere"), ted)


def test_a_draft_that_says_the_same_is_not_published(ted):
    draft = builders.revise(builders.published(ted), ted)
    with pytest.raises(Conflict, match="discard"):
        publish(draft, ted, "Nothing")


def test_a_draft_changed_after_it_was_read_is_not_published(ted):
    draft = builders.draft(ted)
    read = queries.version(draft.question)
    builders.revise(draft, ted, stem="Which is it?")
    with pytest.raises(actions.ChangedMeanwhile):
        actions.publish(draft.question, read, "", ted, NOW)


def test_publishing_is_in_the_audit_log(ted):
    publish(builders.draft(ted), ted)
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.verb == "question published"))
    assert (entry.actor, entry.subject, entry.detail) == (ted, "question:bio-one", {"revision": 1, "note": ""})


def test_a_retired_question_is_not_drawn_until_it_is_brought_back(ted):
    question = builders.published(ted).question
    actions.retire(question, ted, NOW)
    db.session.flush()
    assert content.candidates(NOW.date()) == []
    actions.bring_back(question, ted, NOW + timedelta(days=1))
    db.session.flush()
    assert len(content.candidates(NOW.date())) == 1


def test_a_draft_cannot_be_retired(ted):
    with pytest.raises(Conflict):
        actions.retire(builders.draft(ted).question, ted, NOW)


def test_a_question_that_is_asked_cannot_be_brought_back(ted):
    with pytest.raises(Conflict):
        actions.bring_back(builders.published(ted).question, ted, NOW)
