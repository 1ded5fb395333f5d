"""What waits for a trainer: changes to approve, drafts to publish, questions and facts to look at again."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp import clock
from quizapp.bank import actions as bank
from quizapp.bank import history
from quizapp.bank import queries as questions
from quizapp.core.errors import Conflict
from quizapp.database import db
from quizapp.facts import notices, proposals, queries
from quizapp.facts.models import Proposal, ProposalState
from quizapp.web.negotiation import page_to_go_on_from
from quizapp.web.trainer import dry_run
from quizapp.web.trainer.blueprint import bp
from quizapp.web.trainer.dry_run import FactRun, SourceRun
from quizapp.web.trainer.fact_forms import DeclineForm
from quizapp.web.trainer.revising import latest

LATELY = 15
"""Decisions that are shown."""


@dataclass(frozen=True)
class Waiting:
    """A change that waits, with what it would do today."""

    proposal: Proposal
    name: str
    run: FactRun | SourceRun


def count() -> int:
    """Return how many things wait for some trainer."""
    today = clock.today()
    lists = (
        proposals.waiting(), history.drafts_of_published(), history.to_look_at(today), queries.due_for_review(today)
    )  # fmt: skip
    return sum(len(each) for each in lists)


@bp.get("/trainer/changes/")
def changes() -> str:
    """Show what waits, each kind by itself, and what was decided lately."""
    today = clock.today()
    to_look_at = history.to_look_at(today)
    return render_template(
        "trainer/facts/changes.html", today=today, name=notices.name, decided=proposals.decided(LATELY),
        waiting=[Waiting(p, notices.name(p), dry_run.of_proposal(p, today)) for p in proposals.waiting()],
        drafts=history.drafts_of_published(), to_look_at=to_look_at, due=queries.due_for_review(today),
        beneath=history.beneath([row.question_id for row in to_look_at], today),
    )  # fmt: skip


@bp.get("/trainer/changes/<int:change_id>")
def change(change_id: int) -> str:
    """Show one change: what differs, how grave it is, whom it touches as things stand today."""
    return _page(proposals.by_id(change_id), DeclineForm())


@bp.post("/trainer/changes/<int:change_id>/approve")
def approve_change(change_id: int) -> ResponseReturnValue:
    """Put the change in force, from its day or from today."""
    proposal = proposals.by_id(change_id)
    try:
        proposals.approve(proposal, current_user, clock.now())
    except Conflict as refusal:
        return _refused(change_id, refusal)
    notices.decided(proposal, clock.now())
    flash("Approved. Questions that it leaves waiting stand among the changes, to be looked at.", "good")
    return redirect(url_for(".change", change_id=change_id), 303)


@bp.post("/trainer/changes/<int:change_id>/decline")
def decline_change(change_id: int) -> ResponseReturnValue:
    """Turn the change down, with an answer to its author."""
    proposal, form = proposals.by_id(change_id), DeclineForm()
    if not form.validate_on_submit():
        return _page(proposal, form), 422
    try:
        proposals.decline(proposal, form.answer.data or "", current_user, clock.now())
    except Conflict as refusal:
        return _refused(change_id, refusal)
    notices.decided(proposal, clock.now())
    flash("Declined. Its author is told why.", "good")
    return redirect(url_for(".changes"), 303)


@bp.post("/trainer/changes/<int:change_id>/withdraw")
def withdraw_change(change_id: int) -> ResponseReturnValue:
    """Take one's own change back."""
    try:
        proposals.withdraw(proposals.by_id(change_id), current_user, clock.now())
    except Conflict as refusal:
        return _refused(change_id, refusal)
    flash("Withdrawn. Nothing was changed.", "good")
    return redirect(url_for(".changes"), 303)


def _refused(change_id: int, refusal: Conflict) -> ResponseReturnValue:
    """Show the change as it stands by now, with why nothing was done; an answer that was typed is kept."""
    db.session.rollback()
    return _page(proposals.by_id(change_id), DeclineForm(), refusal), 409


def _page(proposal: Proposal, form: DeclineForm, refusal: Conflict | None = None) -> str:
    return render_template(
        "trainer/facts/change.html", proposal=proposal, name=notices.name(proposal), form=form, refusal=refusal,
        run=dry_run.of_proposal(proposal, clock.today()), open=proposal.state is ProposalState.OPEN,
        own=proposal.author_id == current_user.id, stale=_latest_number(proposal) != proposal.base,
    )  # fmt: skip


def _latest_number(proposal: Proposal) -> int:
    """Return the number of the revision that a change of the same thing would depart from now."""
    if proposal.fact is not None:
        return latest(proposal.fact).number
    return queries.source(proposal.source.slug if proposal.source else "").number


@bp.post("/trainer/facts/<slug>/call-off")
def call_off_change(slug: str) -> ResponseReturnValue:
    """Call off a change of a fact that was approved for a later day."""
    proposals.call_off(queries.fact(slug), current_user, clock.now())
    flash("Called off. What is held to be so now goes on.", "good")
    return redirect(url_for(".fact", slug=slug), 303)


@bp.post("/trainer/questions/<slug>/call-off")
def call_off_revision(slug: str) -> ResponseReturnValue:
    """Call off a revision of a question that was published for a later day."""
    bank.call_off(questions.by_slug(slug), current_user, clock.now())
    flash("Called off. What is asked now goes on being asked.", "good")
    return redirect(url_for(".question", slug=slug), 303)


@bp.post("/trainer/questions/<slug>/still-right")
def confirm_question(slug: str) -> ResponseReturnValue:
    """Say that a question holds as its facts were shown; it may be asked again."""
    bank.confirm(questions.by_slug(slug), request.form.get("opened", ""), current_user, clock.now())
    flash(f"You confirmed that {slug} is still right; it may be asked again.", "good")
    return redirect(page_to_go_on_from() or url_for(".changes"), 303)
