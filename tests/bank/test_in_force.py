"""Which revision of a question is asked on a day, and which questions wait because a fact of theirs has changed."""

from datetime import timedelta

import pytest
import time_machine

from quizapp import clock
from quizapp.bank import actions, content, history, queries
from quizapp.bank.actions import OwnChange, TooMild
from quizapp.bank.models import State
from quizapp.core.currency import Severity
from quizapp.core.errors import Conflict
from quizapp.database import db
from quizapp.facts import queries as facts
from quizapp.people.models import Person
from tests.bank import builders
from tests.certificates import changing
from tests.factories import NOW

TODAY = NOW.date()
DAY = timedelta(days=1)
FLIP = TODAY + 10 * DAY
FACT = "sample-fact"


@pytest.fixture
def ted(ctx, cast):
    builders.bank()
    return db.session.get_one(Person, cast["ted"])


@pytest.fixture
def published(ted):
    return builders.published(ted)


def confirm(question, by):
    opened = history.beneath([question.id], TODAY)[question.id].version
    actions.confirm(question, opened, by, NOW)


def drawn(on=TODAY, places=()) -> list[int]:
    db.session.flush()
    return [c.revision_id for c in content.candidates(on, places)]


def revise(published, ted, grave=None, since=None, *, by="Ada", **changes):
    draft = builders.revise(published, ted, **{"stem": "Which of these is it?", **changes})
    opened = queries.version(draft.question)
    return actions.publish(draft.question, opened, "Clearer.", changing.person(by), NOW, grave=grave, since=since)


def test_a_revision_for_a_later_day_is_asked_from_that_day_and_the_one_before_until_then(published, ted):
    revised = revise(published, ted, Severity.MATERIAL, FLIP)
    assert (published.state, revised.state) == (State.SUPERSEDED, State.PUBLISHED)
    assert [drawn(TODAY), drawn(FLIP - DAY), drawn(FLIP)] == [[published.id], [published.id], [revised.id]]


def test_it_flips_by_itself(published, ted):
    revised = revise(published, ted, Severity.MATERIAL, FLIP)
    for days, asked in ((9, published), (10, revised)):
        with time_machine.travel(NOW + days * DAY):
            assert drawn(clock.today()) == [asked.id]


def test_a_revision_cannot_begin_before_the_one_published_last(published, ted):
    revised = revise(published, ted, Severity.MATERIAL, FLIP)
    with pytest.raises(Conflict, match="two in force on one day"):
        revise(revised, ted, Severity.MATERIAL, FLIP - DAY, stem="Yet another?")
    assert drawn(FLIP) == [revised.id]


def test_a_day_that_has_passed_stands_for_today(published, ted):
    assert revise(published, ted, Severity.MATERIAL, TODAY - DAY).effective_from == TODAY


def test_a_change_of_wording_is_published_by_its_author(published, ted):
    revised = revise(published, ted, by="Ted")
    assert (revised.severity, revised.substance) == (Severity.EDITORIAL, 1)
    assert history.changed(TODAY + 99 * DAY) == []


def test_a_change_of_more_than_wording_is_published_by_somebody_else(published, ted):
    with pytest.raises(OwnChange):
        revise(published, ted, Severity.MATERIAL, by="Ted")
    revised = actions.publish(
        published.question, queries.version(published.question), "Clearer.", changing.person("Ada"), NOW,
        grave=Severity.MATERIAL,
    )  # fmt: skip
    assert (revised.severity, revised.substance) == (Severity.MATERIAL, 2)
    (changed,) = history.changed(TODAY)
    assert (changed.slug, changed.bank, [r.number for r in changed.revisions]) == ("bio-one", "biology", [1, 2])
    assert history.changed(TODAY, [revised.question_id]) == [changed]
    assert history.changed(TODAY, []) == []


def test_a_change_of_the_key_is_never_editorial(published, ted):
    said = builders.content()
    turned = [{**vars(o), "correct": o.id == "two"} for o in said.options]
    with pytest.raises(TooMild, match="at least material"):
        revise(published, ted, Severity.EDITORIAL, options=turned)
    assert actions.proposal(published, queries.in_state(published.question, State.DRAFT)).proposed is Severity.REVERSAL


def test_a_draft_of_a_published_question_waits_among_the_changes(published, ted):
    assert history.drafts_of_published() == []
    draft = builders.revise(published, ted, stem="Which of these is it?")
    builders.draft(ted, "bio-new")
    assert history.drafts_of_published() == [draft]


def test_a_question_whose_fact_changed_is_asked_no_more_until_somebody_confirms_it(published, ted):
    changing.fact(FACT, Severity.MATERIAL)
    assert drawn() == []
    assert history.to_look_at(TODAY) == [published]
    confirm(published.question, ted)
    assert drawn() == [published.id]
    assert history.to_look_at(TODAY) == []


def test_or_until_somebody_writes_it_anew(published, ted):
    changing.fact(FACT, Severity.MATERIAL)
    revised = revise(published, ted, Severity.MATERIAL)
    assert drawn() == [revised.id]
    assert history.to_look_at(TODAY) == []


def test_a_fact_in_other_words_keeps_its_questions_asked(published, ted):
    changing.fact(FACT, Severity.EDITORIAL)
    assert drawn() == [published.id]
    assert history.to_look_at(TODAY) == []


def test_a_question_is_asked_up_to_the_day_on_which_its_fact_changes_and_can_be_looked_at_before(published, ted):
    changing.fact(FACT, Severity.MATERIAL, FLIP)
    assert history.to_look_at(TODAY) == [published]
    assert [drawn(FLIP - DAY), drawn(FLIP)] == [[published.id], []]
    confirm(published.question, ted)
    assert [drawn(FLIP - DAY), drawn(FLIP)] == [[published.id], [published.id]]


def test_a_revision_written_for_the_day_of_the_change_takes_over_on_it(published, ted):
    changing.fact(FACT, Severity.REVERSAL, FLIP)
    revised = revise(published, ted, Severity.REVERSAL, FLIP)
    assert [drawn(FLIP - DAY), drawn(FLIP)] == [[published.id], [revised.id]]


def test_what_waits_is_told_fact_by_fact_and_retired_questions_do_not_wait(published, ted):
    changing.fact(FACT, Severity.MATERIAL)
    other = builders.builders.fact("another")
    assert history.to_look_at(TODAY, facts.fact(FACT)) == [published]
    assert history.to_look_at(TODAY, other) == []
    actions.retire(published.question, ted, NOW)
    db.session.flush()
    assert history.to_look_at(TODAY) == []


def test_what_has_changed_since_the_page_was_opened_is_not_confirmed_with_it(published, ted):
    changing.fact(FACT, Severity.MATERIAL)
    opened = history.beneath([published.question_id], TODAY)[published.question_id]
    assert opened.waits
    changing.fact(FACT, Severity.EDITORIAL)
    with pytest.raises(Conflict, match="changed since you opened the page"):
        actions.confirm(published.question, opened.version, ted, NOW)
    assert drawn() == []
    confirm(published.question, ted)
    assert drawn() == [published.id]


def test_a_revision_published_since_the_page_was_opened_is_not_confirmed_with_it(published, ted):
    changing.fact(FACT, Severity.MATERIAL, FLIP)
    opened = history.beneath([published.question_id], TODAY)[published.question_id].version
    revise(published, ted, Severity.EDITORIAL, FLIP)
    with pytest.raises(Conflict, match="changed since you opened the page"):
        actions.confirm(published.question, opened, ted, NOW)


def test_a_revision_that_was_called_off_does_not_wait_to_be_looked_at(published, ted):
    revise(published, ted, Severity.MATERIAL, FLIP)
    actions.call_off(published.question, ted, NOW)
    changing.fact(FACT, Severity.MATERIAL)
    confirm(published.question, ted)
    assert history.to_look_at(TODAY) == []
    assert [drawn(), drawn(FLIP)] == [[published.id], [published.id]]


def test_a_draft_cannot_be_confirmed(ted):
    draft = builders.draft(ted)
    with pytest.raises(Conflict, match="Only a question that is asked"):
        confirm(draft.question, ted)


def test_a_question_whose_fact_holds_no_more_is_not_asked(published, ted):
    changing.fact(FACT, Severity.MATERIAL, until=TODAY + 5 * DAY)
    confirm(published.question, ted)
    assert [drawn(TODAY + 5 * DAY), drawn(TODAY + 6 * DAY)] == [[published.id], []]


def test_a_question_on_the_law_of_another_place_does_not_concern_the_person(ted):
    builders.builders.fact("law", jurisdictions=["AU"])
    builders.published(ted, facts=["law"])
    db.session.flush()
    concerns = [[c.concerns for c in content.candidates(TODAY, places)] for places in ((), ["NZ"], ["AU"])]
    assert concerns == [[True], [False], [True]]
