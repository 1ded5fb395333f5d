"""Changing facts and sources on the web: one trainer proposes, another approves."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from quizapp.core.currency import Severity
from quizapp.core.errors import Conflict, Invalid, NotHere
from quizapp.database import db
from quizapp.facts import proposals, queries
from quizapp.facts.models import FactRevision, Proposal, ProposalState
from quizapp.facts.proposals import OwnProposal, Unfit, Wish
from quizapp.formats.library import Fact, Source, fact_of, source_of
from quizapp.people.models import AuditEntry, Person
from tests.attempts import builders
from tests.factories import NOW

TODAY = NOW.date()
DAY = timedelta(days=1)
LATER = NOW + timedelta(days=3)
WISH = Wish(severity=Severity.MATERIAL, note="A trial has shown it.")


@pytest.fixture
def ted(ctx, cast) -> Person:
    return db.session.get_one(Person, cast["ted"])


@pytest.fixture
def ada(ctx, cast) -> Person:
    return db.session.get_one(Person, cast["ada"])


@pytest.fixture
def fact(ctx, cast):
    return builders.fact("size")


def said(fact, **changes) -> Fact:
    before = queries.latest([fact.id])[fact.id]
    return fact_of({**before.content, "statement": "It is not so any more.", **changes})


def propose(fact, ted, wish=WISH, at=NOW, **changes) -> Proposal:
    return proposals.propose_fact(fact, said(fact, **changes), wish, ted, at)


def problems(fact, wish=WISH, **changes) -> set[str]:
    before = queries.latest([fact.id])[fact.id]
    return {str(p.path[0]) for p in proposals.fact_problems(said(fact, **changes), wish, before, TODAY)}


def test_a_proposed_change_waits_and_nothing_is_in_force_yet(fact, ted):
    proposal = propose(fact, ted)
    assert (proposal.state, proposal.base, proposal.author, proposal.subject) == (
        ProposalState.OPEN,
        1,
        ted,
        "fact:size",
    )
    assert proposals.waiting() == [proposal]
    assert proposals.open_for(fact) is proposal
    assert [r.number for r in queries.revisions_of(fact)] == [1]


def test_another_trainer_approves_and_it_holds_from_that_day(fact, ted, ada):
    proposal = propose(fact, ted)
    proposals.approve(proposal, ada, LATER)
    revision = queries.latest([fact.id])[fact.id]
    assert (revision.number, revision.severity, revision.effective_from) == (2, Severity.MATERIAL, LATER.date())
    assert (revision.author, revision.approved_by, revision.note) == (ted, ada, WISH.note)
    assert revision.statement == "It is not so any more."
    assert (proposal.state, proposal.decided_by, proposal.decided_at) == (ProposalState.APPROVED, ada, LATER)
    assert (proposals.waiting(), proposals.decided(), proposals.open_for(fact)) == ([], [proposal], None)


def test_a_change_for_a_later_day_holds_from_that_day(fact, ted, ada):
    since, until = date(2027, 8, 7), date(2029, 8, 7)
    proposals.approve(propose(fact, ted, replace(WISH, since=since, until=until)), ada, NOW)
    rows = queries.revisions_of(fact)
    holding = [queries.holding(rows, day) for day in (since - DAY, since, until, until + DAY)]
    assert [row.number if row else None for row in holding] == [1, 2, 2, None]


def test_a_change_approved_after_its_day_holds_from_the_day_of_approval(fact, ted, ada):
    proposal = propose(fact, ted, replace(WISH, since=TODAY))
    proposals.approve(proposal, ada, LATER)
    assert queries.latest([fact.id])[fact.id].effective_from == LATER.date()


def test_a_change_whose_last_day_has_passed_is_not_approved(fact, ted, ada):
    proposal = propose(fact, ted, replace(WISH, until=TODAY + DAY))
    with pytest.raises(Conflict, match="has passed"):
        proposals.approve(proposal, ada, LATER)
    assert [r.number for r in queries.revisions_of(fact)] == [1]


def test_nobody_decides_on_their_own_change(fact, ted):
    proposal = propose(fact, ted)
    with pytest.raises(OwnProposal):
        proposals.approve(proposal, ted, LATER)
    with pytest.raises(OwnProposal):
        proposals.decline(proposal, "No.", ted, LATER)
    assert proposal.state is ProposalState.OPEN


def test_a_change_is_decided_on_once(fact, ted, ada):
    proposal = propose(fact, ted)
    proposals.approve(proposal, ada, LATER)
    for again in (
        lambda: proposals.approve(proposal, ada, LATER),
        lambda: proposals.decline(proposal, "No.", ada, LATER),
        lambda: proposals.withdraw(proposal, ted, LATER),
    ):
        with pytest.raises(Conflict, match="approved before"):
            again()
    assert [r.number for r in queries.revisions_of(fact)] == [1, 2]


def test_a_declined_change_says_why_to_its_author(fact, ted, ada):
    proposal = propose(fact, ted)
    with pytest.raises(Invalid, match="Say why"):
        proposals.decline(proposal, "  ", ada, LATER)
    proposals.decline(proposal, " The trial was small. ", ada, LATER)
    assert (proposal.state, proposal.answer) == (ProposalState.DECLINED, "The trial was small.")
    assert [r.number for r in queries.revisions_of(fact)] == [1]


def test_its_author_withdraws_a_change_and_nobody_else(fact, ted, ada):
    proposal = propose(fact, ted)
    with pytest.raises(Conflict, match="Only its author"):
        proposals.withdraw(proposal, ada, LATER)
    proposals.withdraw(proposal, ted, LATER)
    assert proposal.state is ProposalState.WITHDRAWN
    assert propose(fact, ted).state is ProposalState.OPEN


def test_one_change_of_a_fact_waits_at_a_time(fact, ted, ada):
    propose(fact, ted)
    with pytest.raises(Conflict, match="Another change"):
        propose(fact, ada)
    assert len(proposals.waiting()) == 1


def test_a_change_of_what_has_changed_meanwhile_is_not_approved(fact, ted, ada):
    proposal = propose(fact, ted)
    proposal.base = 0  # as if a load from files had come in between
    db.session.flush()
    with pytest.raises(Conflict, match="has changed since"):
        proposals.approve(proposal, ada, LATER)
    assert [r.number for r in queries.revisions_of(fact)] == [1]


def test_every_step_is_in_the_audit_log(fact, ted, ada):
    proposals.approve(propose(fact, ted), ada, LATER)
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(e.verb, e.subject, e.actor) for e in entries] == [
        ("change proposed", "fact:size", ted),
        ("change approved", "fact:size", ada),
    ]


def test_a_change_in_order_has_no_problems(fact):
    assert problems(fact) == set()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sources": ["nowhere"]}, "sources"),
        ({"jurisdictions": ["XX"]}, "jurisdictions"),
        ({"effective_from": "2027-08-07", "effective_until": "2027-08-06"}, "effective_until"),
        ({"topic": "elsewhere"}, "id"),
        ({"id": "another"}, "id"),
    ],
)
def test_content_that_cannot_stand_is_named(fact, changes, field):
    assert problems(fact, **changes) == {field}


def test_a_change_of_nothing_is_none(fact, ted, ada):
    proposals.approve(propose(fact, ted), ada, NOW)
    assert problems(fact) == {"statement"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"note": " "}, "note"),
        ({"note": "x" * 2001}, "note"),
        ({"since": TODAY - DAY}, "since"),
        ({"until": TODAY - DAY}, "until"),
        ({"since": TODAY + 2 * DAY, "until": TODAY + DAY}, "until"),
    ],
)
def test_a_wish_that_cannot_be_met_is_named(fact, changes, field):
    assert problems(fact, replace(WISH, **changes)) == {field}


def test_a_change_of_where_a_fact_is_law_is_never_editorial(fact):
    wish = replace(WISH, severity=Severity.EDITORIAL)
    assert problems(fact, wish, jurisdictions=["NZ"]) == {"severity"}
    assert problems(fact, wish) == set()


def test_a_change_cannot_begin_before_one_that_was_approved_for_a_later_day(fact, ted, ada):
    proposals.approve(propose(fact, ted, replace(WISH, since=TODAY + 9 * DAY)), ada, NOW)
    assert problems(fact, replace(WISH, since=TODAY + 8 * DAY), statement="Another.") == {"since"}
    assert problems(fact, replace(WISH, since=TODAY + 9 * DAY), statement="Another.") == {"since"}
    assert problems(fact, replace(WISH, since=TODAY + 10 * DAY), statement="Another.") == set()
    assert problems(fact, WISH, statement="Another.") == {"since"}  # the day of approval would be too early as well


def test_a_change_with_problems_is_not_proposed_and_all_of_them_are_told(fact, ted):
    with pytest.raises(Unfit) as refusal:
        propose(fact, ted, replace(WISH, note=""), sources=["nowhere"])
    assert {p.path[0] for p in refusal.value.problems} == {"sources", "note"}
    assert proposals.waiting() == []


def source(**changes) -> Source:
    return source_of({**queries.source("source-of-size").content, **changes})


def test_a_source_is_retired_when_another_trainer_approves_and_its_facts_wait_for_review(fact, ted, ada):
    before = queries.source("source-of-size")
    proposal = proposals.propose_source(before, source(retired_because="It was withdrawn."), WISH, ted, NOW)
    assert (proposal.subject, queries.source("source-of-size").retired) == ("source:source-of-size", False)
    proposals.approve(proposal, ada, LATER)
    assert (queries.source("source-of-size").number, queries.source("source-of-size").retired) == (2, True)
    assert [f.slug for f, _, _ in queries.due_for_review(LATER.date())] == ["size"]
    assert len(db.session.scalars(select(FactRevision)).all()) == 1


def test_a_source_keeps_its_id(fact, ted):
    before = queries.source("source-of-size")
    with pytest.raises(Unfit) as refusal:
        proposals.propose_source(before, source(id="another"), WISH, ted, NOW)
    assert {p.path[0] for p in refusal.value.problems} == {"id"}


def test_a_change_of_nothing_in_a_source_is_none(fact, ted, ada):
    before = queries.source("source-of-size")
    proposals.approve(proposals.propose_source(before, source(title="On sizes"), WISH, ted, NOW), ada, NOW)
    with pytest.raises(Unfit) as refusal:
        proposals.propose_source(queries.source("source-of-size"), source(), WISH, ted, NOW)
    assert {p.path[0] for p in refusal.value.problems} == {"title"}


def test_a_source_that_changed_meanwhile_is_not_written_over(fact, ted, ada):
    proposal = proposals.propose_source(queries.source("source-of-size"), source(title="On sizes"), WISH, ted, NOW)
    proposal.base = 7
    db.session.flush()
    with pytest.raises(Conflict, match="has changed since"):
        proposals.approve(proposal, ada, LATER)


def test_a_proposal_is_found_by_its_number(fact, ted):
    proposal = propose(fact, ted)
    assert proposals.by_id(proposal.id) is proposal
    with pytest.raises(NotHere):
        proposals.by_id(proposal.id + 1)


def test_what_waits_longest_stands_first_and_what_was_decided_last(fact, ted, ada):
    other = builders.fact("origin")
    second, first = propose(other, ted, at=LATER), propose(fact, ted)
    assert proposals.waiting() == [first, second]
    proposals.approve(second, ada, LATER)
    proposals.decline(first, "No.", ada, LATER + DAY)
    assert proposals.decided() == [first, second]
    assert proposals.decided(limit=1) == [first]
