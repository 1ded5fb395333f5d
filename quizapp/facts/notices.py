"""Mails about proposed changes: to the trainers who may approve one, and to its author when it is decided."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from quizapp.database import db
from quizapp.facts.models import Proposal, ProposalState
from quizapp.people.models import Person, RoleName
from quizapp.people.post import post
from quizapp.people.queries import holding


def proposed(proposal: Proposal, now: datetime) -> None:
    """Tell every trainer but its author that a change waits to be approved."""
    trainers = select(Person).where(
        Person.active, Person.id.in_(holding(RoleName.TRAINER)), Person.id != proposal.author.id
    )
    for person in db.session.scalars(trainers.order_by(Person.id)):
        post(person.email, f"A change to approve: {name(proposal)}", "change_proposed", now, person=person,
             proposal=proposal, name=name(proposal))  # fmt: skip


def decided(proposal: Proposal, now: datetime) -> None:
    """Tell the author of a change that it was approved or declined, unless they cannot sign in any more."""
    author = proposal.author
    if not author.active:
        return
    word = "approved" if proposal.state is ProposalState.APPROVED else "declined"
    post(author.email, f"Your change was {word}: {name(proposal)}", f"change_{word}", now, person=author,
         proposal=proposal, name=name(proposal))  # fmt: skip


def name(proposal: Proposal) -> str:
    """Return what a proposal changes, as a person says it: the fact or the source with its id."""
    return proposal.subject.replace(":", " ", 1)
