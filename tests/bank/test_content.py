"""The content of published questions is read once, and never served for another."""

import pytest

from quizapp.bank import content
from quizapp.database import db, reads_only
from quizapp.people.models import Person
from tests import counting
from tests.bank import builders


@pytest.fixture
def ted(ctx, cast):
    return db.session.get_one(Person, cast["ted"])


def test_what_was_read_before_is_not_read_again(app, ted):
    builders.bank()
    key = builders.published(ted).id
    content.questions([key])
    db.session.commit()
    with counting.statements(app) as sent:
        assert content.questions([key])[key].id == "bio-one"
    assert sent == []


def test_what_a_page_that_only_reads_has_read_is_not_read_again(app, ted):
    builders.bank()
    key = builders.published(ted).id
    db.session.commit()
    reads_only.set(True)
    content.questions([key])
    db.session.rollback()
    with counting.statements(app) as sent:
        assert content.questions([key])[key].id == "bio-one"
    assert sent == []


def test_a_publication_that_was_undone_is_not_served_for_the_question_that_got_its_number(ted):
    builders.bank()
    db.session.commit()
    undone = builders.published(ted, "bio-one").id
    assert content.questions([undone])[undone].id == "bio-one"
    db.session.rollback()
    published = builders.published(db.session.merge(ted), "bio-two")
    db.session.commit()
    assert content.questions([published.id])[published.id].id == "bio-two"


def test_what_was_read_within_a_part_that_was_undone_is_forgotten_with_it(ted):
    builders.bank()
    part = db.session.begin_nested()
    undone = builders.published(ted, "bio-one").id
    content.questions([undone])
    part.rollback()
    published = builders.published(ted, "bio-two").id
    assert content.questions([published])[published].id == "bio-two"
    db.session.commit()
    assert content.questions([published])[published].id == "bio-two"


def test_a_draft_is_read_every_time(app, ted):
    builders.bank()
    key = builders.draft(ted).id
    content.questions([key])
    db.session.commit()
    with counting.statements(app) as sent:
        content.questions([key])
    assert len(sent) == 1
