"""Finding questions, facts and counts."""

import pytest

from quizapp.bank import actions, queries
from quizapp.bank.queries import Wanted
from quizapp.core.errors import NotHere
from quizapp.database import db
from quizapp.facts import search
from quizapp.people.models import Person
from tests.attempts import builders as rows
from tests.bank import builders
from tests.factories import NOW


@pytest.fixture
def ted(cast, ctx):
    builders.bank()
    return db.session.get_one(Person, cast["ted"])


def found(**wanted):
    listed = queries.in_full(queries.matching(Wanted(**wanted)).order_by(*queries.IN_ORDER))
    return [revision.question.slug for revision in db.session.scalars(listed)]


def test_every_word_must_be_in_the_question_or_its_id(ted):
    builders.draft(ted, "bio-size", stem="How large is an EXOSOME?")
    builders.draft(ted, "bio-origin", stem="Where is it from?")
    assert found(words="exosome large") == ["bio-size"]
    assert found(words="origin") == ["bio-origin"]
    assert found(words="exosome origin") == []


def test_a_sign_that_means_something_to_the_database_is_only_a_sign(ted):
    builders.draft(ted, "bio-size", stem="What is 100 % of it?")
    builders.draft(ted, "bio-other")
    assert found(words="%") == ["bio-size"]


def test_questions_are_found_by_kind_level_bank_and_topic(ted):
    builders.draft(ted, "bio-choice")
    builders.draft(ted, "bio-number", "numeric", level="judgement")
    assert found(kind="numeric") == ["bio-number"]
    assert found(level="judgement") == ["bio-number"]
    assert found(bank="biology", topic="sample") == ["bio-choice", "bio-number"]
    assert found(bank="ethics") == []


def test_questions_are_found_by_the_fact_they_rest_on(ted):
    rows.fact("another-fact")
    builders.draft(ted, "bio-one", facts=["another-fact"])
    builders.draft(ted, "bio-two")
    assert found(fact="another-fact") == ["bio-one"]


def test_questions_are_found_by_author(ted, cast):
    builders.draft(db.session.get_one(Person, cast["ada"]), "bio-hers")
    builders.draft(ted, "bio-his")
    assert found(author=cast["ada"]) == ["bio-hers"]
    assert [person.name for person in queries.authors()] == ["Ada Administrator", "Ted Trainer"]


def test_questions_are_found_by_state(ted):
    builders.draft(ted, "bio-draft")
    both = builders.published(ted, "bio-both")
    builders.revise(both, ted, stem="Which is it?")
    actions.retire(builders.published(ted, "bio-retired").question, ted, NOW)
    assert found(state="draft") == ["bio-both", "bio-draft"]
    assert found(state="published") == ["bio-both"]
    assert found(state="retired") == ["bio-retired"]


def test_a_question_with_a_draft_is_listed_once_as_it_is_published(ted):
    both = builders.published(ted, "bio-both")
    builders.revise(both, ted, stem="Something else")
    assert found() == ["bio-both"]
    assert found(words="something else") == []
    assert queries.drafted([both.question_id]) == {both.question_id}


def test_drafts_are_listed_with_the_latest_first(ted):
    builders.draft(ted, "bio-first")
    builders.draft(ted, "bio-second")
    assert [draft.question.slug for draft in queries.drafts()] == ["bio-second", "bio-first"]


def test_banks_are_counted(ted):
    builders.draft(ted, "bio-draft")
    builders.published(ted, "bio-asked")
    actions.retire(builders.published(ted, "bio-retired").question, ted, NOW)
    rows.bank("empty")
    counts = {c.bank.slug: (c.published, c.drafts, c.retired, c.facts) for c in queries.counts()}
    assert counts == {"biology": (1, 1, 1, 1), "empty": (0, 0, 0, 0)}


def test_the_usual_prefix_is_what_most_ids_start_with(ted):
    for slug in ("bio-one", "bio-two", "case-one"):
        builders.draft(ted, slug)
    assert queries.usual_prefix(queries.banks()[0]) == "bio"


def test_an_empty_bank_has_its_own_last_word_as_prefix(ctx):
    assert queries.usual_prefix(rows.bank("sourcing-ethics")) == "ethics"


def test_facts_are_searched_by_their_words_the_topics_own_first(ted):
    rows.fact("far-fact", topic="elsewhere", statement="Vesicles travel far.")
    rows.fact("near-fact", statement="Vesicles travel near.")
    rows.fact("secret-fact", statement="Vesicles travel in secret.", publishable=False)
    bank = queries.banks()[0]
    assert [fact.fact.slug for fact in search.search("vesicles TRAVEL", bank.slug, "sample")] == [
        "near-fact", "far-fact",
    ]  # fmt: skip


def test_without_words_the_facts_of_the_topic_are_offered(ted):
    rows.fact("far-fact", topic="elsewhere")
    assert [fact.fact.slug for fact in search.search("", queries.banks()[0].slug, "sample")] == ["sample-fact"]


def test_what_does_not_exist_is_not_here(ted):
    for look in (lambda: queries.by_slug("nothing"), lambda: queries.revision(builders.draft(ted).question, 9)):
        with pytest.raises(NotHere):
            look()


def test_a_question_without_any_revision_in_force_or_draft_has_a_version_too(ted):
    draft = builders.draft(ted)
    db.session.delete(draft)
    db.session.flush()
    assert queries.version(draft.question) == "none"
