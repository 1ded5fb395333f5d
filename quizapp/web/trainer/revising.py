"""Revising a fact: the form, what the change would do, and asking for it. Nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm

from quizapp import clock
from quizapp.core import severity
from quizapp.core.currency import Severity
from quizapp.core.errors import Conflict
from quizapp.core.question import Problem
from quizapp.database import db
from quizapp.facts import lists, notices, proposals, queries
from quizapp.facts.models import Fact, FactRevision, Proposal
from quizapp.facts.proposals import Wish
from quizapp.formats import library
from quizapp.formats.plain import plain
from quizapp.web.trainer import dry_run
from quizapp.web.trainer.blueprint import bp
from quizapp.web.trainer.dry_run import FactRun
from quizapp.web.trainer.fact_forms import FactForm
from quizapp.web.transaction import only_reading

FOUND = 12
"""Sources that a search within the form offers."""

NO_FIELD = {"id": "statement", "topic": "statement"}
"""Where a problem stands whose own place is no field."""


def latest(found: Fact) -> FactRevision:
    """Return the revision that a change departs from: the one approved last."""
    return queries.latest([found.id])[found.id]


@bp.get("/trainer/facts/<slug>/revise")
def revise_fact(slug: str) -> str:
    """Show the form of a change, filled with what is said now, or with what was proposed before (``from``)."""
    found = queries.fact(slug)
    before, earlier = latest(found), _earlier(found, request.args.get("from", type=int))
    said = library.fact_of(earlier.content if earlier else before.content)
    data = {name: getattr(said, name) for name in FactForm(formdata=None).content()}
    data |= {"jurisdictions": ", ".join(said.jurisdictions), "sources": list(said.sources), "base": str(before.number)}
    data |= {"note": earlier.note if earlier else "", "since": later(before)}
    return _form(found, FactForm(formdata=None, data=data))


def _earlier(found: Fact, proposal_id: int | None) -> Proposal | None:
    """Return the proposal to start from, when it is one of this fact."""
    proposal = db.session.get(Proposal, proposal_id) if proposal_id and 0 < proposal_id < 2**63 else None
    return proposal if proposal is not None and proposal.fact_id == found.id else None


@bp.post("/trainer/facts/<slug>/revise/sources")
def find_sources(slug: str) -> str:
    """Show the form again with the sources that were looked for, to be ticked."""
    only_reading()
    return _form(queries.fact(slug), FactForm())


@bp.post("/trainer/facts/<slug>/revise/dry-run")
def try_fact(slug: str) -> str:
    """Show the form again with whom the change would touch; nothing is saved."""
    only_reading()
    found, form = queries.fact(slug), FactForm()
    content = _checked(found, form)
    if not form.note.data:  # it is not asked for yet
        form.note.errors = ()
    return _form(found, form, _run(found, form, content))


@bp.post("/trainer/facts/<slug>/revise")
def propose_fact(slug: str) -> ResponseReturnValue:
    """Ask for the change to be approved; or show the form again with everything that is in the way."""
    found, form = queries.fact(slug), FactForm()
    content = _checked(found, form)
    _refuse_stale(found, form)
    if form.grave() is None and not form.severity.errors:
        form.severity.errors = ["What the program proposes is chosen now. Read what it means, then ask again."]
    if content is None or form.errors:
        return _form(found, form, _run(found, form, content)), 422
    try:
        return propose(found, content, form.wish(form.grave() or Severity.REVERSAL))
    except Conflict as refusal:
        form.form_errors.append(refusal.message)
        return _form(found, form, _run(found, form, content)), 409


def propose(found: Fact, content: library.Fact, wish: Wish) -> ResponseReturnValue:
    """Ask for a change, tell those who may approve it, and lead to it. Raises as proposals.propose_fact does."""
    proposal = proposals.propose_fact(found, content, wish, current_user, clock.now())
    notices.proposed(proposal, clock.now())
    flash("Asked for. It holds once another trainer has approved it; until then nothing changes.", "good")
    return redirect(url_for(".change", change_id=proposal.id), 303)


def _checked(found: Fact, form: FactForm) -> library.Fact | None:
    """Return the fact as it is to be, None when it cannot be one; whatever is wrong stands beside its field."""
    before = latest(found)
    form.validate()
    try:
        content = library.fact_of({**before.content, **form.content()})
    except ValueError:
        if not form.errors:
            form.form_errors.append("This cannot be kept as a fact. Look at each field again.")
        return None
    proposed = severity.of_fact(before.content, plain(content)).proposed
    wish = form.wish(form.grave() or proposed)
    tell(form, proposals.fact_problems(content, wish, before, clock.today()))
    return content


def later(before: FactRevision) -> date | None:
    """Return the day after a revision begins, when that is still to come; a change of it cannot begin before."""
    begins = before.effective_from
    return begins + timedelta(days=1) if begins is not None and begins > clock.today() else None


def _refuse_stale(found: Fact, form: FactForm) -> None:
    """Say so when somebody else's change was approved after the form was opened; what it departs from is now that."""
    number = str(latest(found).number)
    if form.base.data != number:
        form.base.data = number
        form.form_errors.append(
            "Somebody else’s change was approved after you opened this page. What you typed is compared below with "
            "what is said now: read it again, then ask."
        )


def tell(form: FlaskForm, problems: Iterable[Problem]) -> None:
    """Put each problem beside the field that causes it, unless something is wrong with what was typed there at all."""
    wrong = set(form.errors)
    for problem in problems:
        name = NO_FIELD.get(str(problem.path[0]), str(problem.path[0]))
        words = f"{problem.message[:1].upper()}{problem.message[1:]}."
        if name not in form:
            form.form_errors.append(words)
        elif name not in wrong:
            field: Any = form[name]
            field.errors = [*field.errors, words]


def _run(found: Fact, form: FactForm, content: library.Fact | None) -> FactRun | None:
    """Return what the change would do, and choose the severity that the program proposes where none was chosen."""
    if content is None:
        return None
    on = max(form.since.data or clock.today(), clock.today())
    run = dry_run.of_fact(found, latest(found).content, plain(content), form.grave(), on)
    form.severity.data = run.grave.value
    return run


def _form(found: Fact, form: FactForm, run: FactRun | None = None) -> str:
    words, ticked = (form.find.data or "").strip()[:200], form.sources.data or []
    matches = db.session.scalars(lists.sources(words).limit(FOUND)).all() if words else []
    chosen = lists.registered(ticked)
    more = [row for row in matches if row.source.slug not in chosen]
    form.offer([*(chosen[name] for name in ticked if name in chosen), *more])
    return render_template(
        "trainer/facts/revise.html", fact=found, before=latest(found), form=form, run=run, looked_for=words,
        more=len(more), proposal=proposals.open_for(found),
    )  # fmt: skip
