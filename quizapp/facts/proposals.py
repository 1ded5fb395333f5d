"""Changing a fact or a source on the web: one trainer proposes, another approves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from quizapp import clock
from quizapp.core import severity
from quizapp.core.currency import Severity
from quizapp.core.errors import Conflict, Invalid, NotHere
from quizapp.core.question import Problem
from quizapp.database import db
from quizapp.facts import queries, revisions
from quizapp.facts.models import Fact, FactRevision, Proposal, ProposalState, Source, SourceRevision
from quizapp.facts.revisions import Change
from quizapp.formats import checks, library
from quizapp.formats.plain import digest, plain
from quizapp.people import audit
from quizapp.people.models import Person

NOTE_LIMIT = 2000


class Unfit(Invalid):
    """The content cannot stand as it is; ``problems`` says what to mend."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("This cannot be proposed yet. Mend what is listed; nothing was saved.")


class OwnProposal(Conflict):
    """A change is approved by somebody else than its author."""

    def __init__(self) -> None:
        super().__init__("You proposed this change, so another trainer decides on it. Nothing was changed.")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What an author wants of a change: how grave it is, from and to which day it holds, and why it is made.

    ``since`` None stands for the day of approval.
    """

    severity: Severity
    note: str
    since: date | None = None
    until: date | None = None


def fact_problems(fact: library.Fact, wish: Wish, before: FactRevision, today: date) -> list[Problem]:
    """Return what keeps a change of a fact from being proposed; the paths name fields of the fact or of the wish."""
    topics = None  # of a bank: a fact keeps the topic it has
    known = queries.sources_by_slug(fact.sources)
    problems = list(checks.of_fact(fact, topics, lambda _, name: name not in known))
    if (fact.id, fact.topic) != (before.fact.slug, before.topic):
        problems.append(Problem(("id",), "stays as it is, and so does the topic"))
    if digest(plain(fact)) == before.digest:
        problems.append(Problem(("statement",), "nothing differs from what is in force"))
    least = Severity.MATERIAL if wish.until else severity.of_fact(before.content, plain(fact)).least
    if wish.severity.rank < least.rank:
        problems.append(Problem(("severity",), f"this changes where, when or whether it holds: at least {least}"))
    if (problem := revisions.too_early(before, wish.since or today, today)) is not None:
        problems.append(Problem(("since",), problem))
    return problems + _wish_problems(wish, today)


def _wish_problems(wish: Wish, today: date) -> list[Problem]:
    problems = []
    if not wish.note.strip() or len(wish.note) > NOTE_LIMIT:
        problems.append(Problem(("note",), f"say what changed and why, in {NOTE_LIMIT} characters at most"))
    if wish.since is not None and wish.since < today:
        problems.append(Problem(("since",), "choose today or a later day: what was held before was held in good faith"))
    if wish.until is not None and wish.until < (wish.since or today):
        problems.append(Problem(("until",), "comes before the day from which it holds"))
    return problems


def propose_fact(fact: Fact, content: library.Fact, wish: Wish, author: Person, now: datetime) -> Proposal:
    """Ask for a change of a fact. Raises Unfit, and Conflict while another change of it waits."""
    before = queries.latest([fact.id])[fact.id]
    if problems := fact_problems(content, wish, before, clock.day_of(now)):
        raise Unfit(problems)
    return _propose(Proposal(fact=fact, base=before.number, content=plain(content)), wish, author, now)


def propose_source(
    before: SourceRevision, content: library.Source, wish: Wish, author: Person, now: datetime
) -> Proposal:
    """Ask for a change of a source, such as to retire it. It holds once approved. Raises as propose_fact does."""
    problems = _wish_problems(wish, clock.day_of(now))
    if content.id != before.source.slug:
        problems.append(Problem(("id",), "stays as it is"))
    if digest(plain(content)) == before.digest:
        problems.append(Problem(("title",), "nothing differs from what the register says"))
    if problems:
        raise Unfit(problems)
    return _propose(Proposal(source=before.source, base=before.number, content=plain(content)), wish, author, now)


def _propose(proposal: Proposal, wish: Wish, author: Person, now: datetime) -> Proposal:
    proposal.severity, proposal.note = wish.severity, wish.note.strip()
    proposal.effective_from, proposal.effective_until = wish.since, wish.until
    proposal.author, proposal.proposed_at, proposal.state = author, now, ProposalState.OPEN
    try:
        with db.session.begin_nested():
            db.session.add(proposal)
    except IntegrityError:
        raise Conflict("Another change of this waits to be decided on. Nothing was saved.") from None
    audit.record(author, "change proposed", proposal.subject, now, proposal=proposal.id, severity=proposal.severity)
    return proposal


def approve(proposal: Proposal, actor: Person, now: datetime) -> None:
    """Put a proposed change in force, from its day or from today.

    Raises OwnProposal for its author, Conflict when it was decided on before, when what it departs from has changed
    meanwhile, or when it would leave two revisions in force on one day.
    """
    _claim(proposal, ProposalState.APPROVED, actor, now)
    if proposal.fact is not None:
        _approve_fact(proposal, proposal.fact, actor, now)
    elif proposal.source is not None:
        _approve_source(proposal, proposal.source, now)
    audit.record(actor, "change approved", proposal.subject, now, proposal=proposal.id, severity=proposal.severity)


def _approve_fact(proposal: Proposal, fact: Fact, actor: Person, now: datetime) -> None:
    before = queries.latest([fact.id])[fact.id]
    _refuse_stale(proposal, before.number)
    today, content = clock.day_of(now), library.fact_of(proposal.content)
    since = max(proposal.effective_from or today, today)
    if proposal.effective_until is not None and proposal.effective_until < since:
        raise Conflict("The day to which this change was to hold has passed. Decline it; nothing was changed.")
    change = Change(
        severity=proposal.severity, since=since, until=proposal.effective_until, note=proposal.note,
        author=proposal.author, approved_by=actor,
    )  # fmt: skip
    revisions.next_fact(before, content, change, now, queries.sources_by_slug(content.sources))


def _approve_source(proposal: Proposal, source: Source, now: datetime) -> None:
    before = queries.source(source.slug)
    _refuse_stale(proposal, before.number)
    revisions.put_source(source, library.source_of(proposal.content), before, now, proposal.note)
    db.session.flush()


def _refuse_stale(proposal: Proposal, latest: int) -> None:
    if proposal.base != latest:
        raise Conflict(
            "What this departs from has changed since it was proposed. Decline it, and let its author start from what "
            "is said now; nothing was changed."
        )


def decline(proposal: Proposal, answer: str, actor: Person, now: datetime) -> None:
    """Turn a proposed change down, with an answer to its author. Raises Invalid without one, and as approve does."""
    if not answer.strip() or len(answer) > NOTE_LIMIT:
        raise Invalid(f"Say why, in {NOTE_LIMIT} characters at most: its author will read it. Nothing was changed.")
    _claim(proposal, ProposalState.DECLINED, actor, now)
    proposal.answer = answer.strip()
    audit.record(actor, "change declined", proposal.subject, now, proposal=proposal.id, answer=proposal.answer)


def withdraw(proposal: Proposal, actor: Person, now: datetime) -> None:
    """Take one's own proposal back. Raises Conflict for another's, and when it was decided on before."""
    if proposal.author_id != actor.id:
        raise Conflict("Only its author can withdraw a change. Nothing was changed.")
    _claim(proposal, ProposalState.WITHDRAWN, actor, now)
    audit.record(actor, "change withdrawn", proposal.subject, now, proposal=proposal.id)


def call_off(fact: Fact, actor: Person, now: datetime) -> None:
    """Call off what was approved for a later day. Raises Conflict when nothing waits for its day."""
    called_off = revisions.call_off(fact, now)
    audit.record(actor, "change called off", f"fact:{fact.slug}", now, revision=called_off.number)


def _claim(proposal: Proposal, state: ProposalState, actor: Person, now: datetime) -> None:
    """Decide on a proposal, once: of two decisions at the same moment the second finds it decided."""
    db.session.execute(select(Proposal.id).where(Proposal.id == proposal.id).with_for_update())
    db.session.refresh(proposal)
    if proposal.state is not ProposalState.OPEN:
        raise Conflict(f"This change was {proposal.state} before. Nothing was changed.")
    if proposal.author_id == actor.id and state is not ProposalState.WITHDRAWN:
        raise OwnProposal
    proposal.state, proposal.decided_by, proposal.decided_at = state, actor, now
    db.session.flush()


def by_id(proposal_id: int) -> Proposal:
    """Return a proposal. Raises NotHere."""
    found = db.session.get(Proposal, proposal_id)
    if found is None:
        raise NotHere
    return found


def waiting() -> Sequence[Proposal]:
    """Return the changes that wait to be decided on, the oldest first."""
    return _listed(ProposalState.OPEN)


def decided(limit: int = 50) -> Sequence[Proposal]:
    """Return the changes decided on last, the latest first."""
    return db.session.scalars(
        select(Proposal)
        .options(joinedload(Proposal.fact), joinedload(Proposal.source))
        .where(Proposal.state != ProposalState.OPEN)
        .order_by(Proposal.decided_at.desc())
        .limit(limit)
    ).all()


def _listed(state: ProposalState) -> Sequence[Proposal]:
    return db.session.scalars(
        select(Proposal)
        .options(joinedload(Proposal.fact), joinedload(Proposal.source))
        .where(Proposal.state == state)
        .order_by(Proposal.proposed_at)
    ).all()


def open_for(fact: Fact) -> Proposal | None:
    """Return the change of this fact that waits, if any."""
    return db.session.scalar(select(Proposal).where(Proposal.fact_id == fact.id, Proposal.state == ProposalState.OPEN))
