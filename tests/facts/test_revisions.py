"""Revisions of facts and sources: what is in force on a day, whatever was approved in which order."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from quizapp.core.currency import Severity, moved
from quizapp.core.errors import Conflict, NotHere
from quizapp.database import db
from quizapp.facts import queries, revisions
from quizapp.facts.models import Fact, FactRevision, SourceRevision
from quizapp.facts.revisions import Change
from quizapp.formats.library import fact_of, source_of
from tests.attempts import builders
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("ctx")
TODAY = NOW.date()
DAY = timedelta(days=1)
changes = st.lists(st.tuples(st.sampled_from(Severity), st.integers(0, 30), st.none() | st.integers(0, 20)), max_size=6)


@pytest.fixture
def fact(ctx) -> Fact:
    return builders.fact("size")


def change(
    fact: Fact, severity: Severity = Severity.MATERIAL, since: date = TODAY, until: date | None = None
) -> FactRevision:
    before = queries.latest([fact.id])[fact.id]
    said = {**before.content, "statement": f"It is {before.number + 1}."}
    wanted = Change(severity=severity, since=since, until=until, note="We know better.")
    return revisions.next_fact(before, fact_of(said), wanted, NOW, queries.sources_by_slug())


def held(fact: Fact, on: date) -> int | None:
    found = queries.holding(queries.revisions_of(fact), on)
    return found.number if found else None


def test_a_change_holds_from_its_day_and_the_revision_before_to_the_day_before(fact):
    change(fact, since=TODAY + 10 * DAY)
    assert [held(fact, TODAY + n * DAY) for n in (0, 9, 10, 300)] == [1, 1, 2, 2]
    assert [(r.number, r.is_latest) for r in queries.revisions_of(fact)] == [(1, False), (2, True)]


def test_a_revision_that_ends_leaves_nothing_in_force(fact):
    change(fact, until=TODAY + 5 * DAY)
    assert [held(fact, TODAY + n * DAY) for n in (-1, 0, 5, 6)] == [1, 2, 2, None]


def test_what_follows_a_revision_that_has_ended_does_not_say_that_it_held_any_longer(fact):
    change(fact, until=TODAY + 5 * DAY)
    change(fact, since=TODAY + 20 * DAY)
    assert [held(fact, TODAY + n * DAY) for n in (5, 6, 19, 20)] == [2, None, None, 3]


def test_what_follows_sooner_ends_a_revision_that_was_to_hold_longer(fact):
    change(fact, until=TODAY + 50 * DAY)
    change(fact, since=TODAY + 20 * DAY)
    assert [held(fact, TODAY + n * DAY) for n in (19, 20, 51)] == [2, 3, 3]


def test_a_second_change_for_the_same_day_takes_the_place_of_the_first(fact):
    change(fact, since=TODAY)
    change(fact, since=TODAY)
    assert [held(fact, TODAY + n * DAY) for n in (-1, 0)] == [1, 3]


def test_a_change_that_begins_before_the_latest_is_refused_and_leaves_everything_as_it_was(fact):
    change(fact, since=TODAY + 10 * DAY)
    with pytest.raises(Conflict, match="two in force on one day"):
        change(fact, since=TODAY + 9 * DAY)
    assert [(r.number, r.is_latest) for r in queries.revisions_of(fact)] == [(1, False), (2, True)]
    assert held(fact, TODAY + 9 * DAY) == 1


def test_substance_is_the_revision_since_which_only_words_have_changed(fact):
    steps = [Severity.EDITORIAL, Severity.MATERIAL, Severity.EDITORIAL, Severity.REVERSAL, Severity.EDITORIAL]
    for severity in steps:
        change(fact, severity)
    assert [r.substance for r in queries.revisions_of(fact)] == [1, 1, 3, 3, 5, 5]
    assert [r.severity for r in queries.revisions_of(fact)] == [None, *steps]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes)
def test_no_two_revisions_are_ever_in_force_on_one_day(ctx, told):
    outer = db.session.begin_nested()
    fact = builders.fact("size")
    for severity, after, lasts in told:
        since = TODAY + after * DAY
        try:
            change(fact, severity, since, None if lasts is None else since + lasts * DAY)
        except Conflict:
            continue
    rows = queries.revisions_of(fact)
    for day in (TODAY + n * DAY for n in range(-2, 55)):
        holding = [row.number for row in rows if queries.as_core(row).holds_on(day)]
        found = db.session.scalars(
            select(FactRevision.number).where(FactRevision.fact_id == fact.id, queries.in_force(day))
        ).all()
        assert len(holding) <= 1
        assert found == holding
        if all(lasts is None for _, _, lasts in told):
            assert len(holding) == 1
    outer.rollback()


def test_the_database_lets_one_revision_be_open_ended(fact):
    revision = change(fact)
    db.session.flush()
    queries.revisions_of(fact)[0].effective_until = None
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
    assert revision not in db.session


def test_only_facts_that_have_changed_in_substance_by_a_day_are_called_changed(fact):
    other = builders.fact("origin")
    change(fact, since=TODAY + 10 * DAY)
    change(other, Severity.EDITORIAL)
    assert queries.changed(TODAY + 9 * DAY) == []
    (history,) = queries.changed(TODAY + 10 * DAY)
    assert (history.slug, history.bank, [r.number for r in history.revisions]) == ("size", "biology", [1, 2])
    assert set(history.keys) == {1, 2}
    assert queries.changed(TODAY + 10 * DAY, [other.id]) == []
    assert [h.slug for h in queries.changed(TODAY + 10 * DAY, [fact.id])] == ["size"]


def retire(slug: str) -> SourceRevision:
    before = queries.source(slug)
    said = source_of({**before.content, "retired_because": "It was withdrawn."})
    return revisions.put_source(before.source, said, before, NOW, "Withdrawn.")


def test_a_source_has_one_current_revision(fact):
    second = retire("source-of-size")
    db.session.flush()
    assert queries.source("source-of-size") is second
    assert (second.number, second.retired, second.note) == (2, True, "Withdrawn.")


def test_facts_that_wait_for_review_are_those_past_their_day_and_those_on_a_retired_source(fact):
    builders.fact("late", review_by=TODAY - DAY)
    builders.fact("hidden", review_by=TODAY - DAY, publishable=False)
    assert [(f.slug, titles) for f, _, titles in queries.due_for_review(TODAY)] == [("late", [])]
    retire("source-of-size")
    db.session.flush()
    due = [(f.slug, titles) for f, _, titles in queries.due_for_review(TODAY)]
    assert due == [("late", []), ("size", ["On size"])]


def test_a_fact_is_not_due_for_review_on_its_last_day(fact):
    assert queries.due_for_review(date(2028, 1, 1)) == []
    assert len(queries.due_for_review(date(2028, 1, 2))) == 1


def test_what_is_not_there_is_not_here(ctx):
    with pytest.raises(NotHere):
        queries.fact("nowhere")
    with pytest.raises(NotHere):
        queries.source("nowhere")


def test_a_change_that_waits_for_its_day_can_be_called_off_and_never_counts(ctx):
    fact = builders.fact("law")
    first = queries.latest([fact.id])[fact.id]
    later = NOW.date() + timedelta(days=90)
    said = fact_of({**first.content, "statement": "It is not so any more."})
    revisions.next_fact(first, said, Change(severity=Severity.REVERSAL, since=later), NOW, queries.sources_by_slug())
    latest, at_once = queries.latest([fact.id])[fact.id], Change(severity=Severity.MATERIAL, since=NOW.date())
    with pytest.raises(Conflict, match="call that one off first"):
        revisions.next_fact(latest, fact_of(first.content), at_once, NOW, queries.sources_by_slug())
    assert revisions.call_off(fact, NOW).number == 2
    row = queries.latest([fact.id])[fact.id]
    assert (row.number, row.effective_until) == (1, None)
    assert queries.changed(later + timedelta(days=9)) == []
    third = revisions.next_fact(
        row, said, Change(severity=Severity.MATERIAL, since=NOW.date()), NOW, queries.sources_by_slug()
    )
    assert (third.number, third.substance) == (3, 3)
    history = [queries.as_core(each) for each in queries.revisions_of(fact)]
    assert moved("law", history, 1, later).severity is Severity.MATERIAL
    assert [each.number for each in history if each.holds_on(later)] == [3]


def test_nothing_that_holds_already_can_be_called_off(ctx):
    with pytest.raises(Conflict, match="waits for a later day"):
        revisions.call_off(builders.fact("law"), NOW)
