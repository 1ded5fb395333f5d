"""Sources: the register, what cites each, and asking for a change, such as that one is no longer relied on."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from quizapp import clock
from quizapp.core.currency import Severity
from quizapp.core.errors import Conflict
from quizapp.database import db
from quizapp.facts import lists, notices, proposals, queries
from quizapp.facts.models import Proposal, ProposalState, Source, SourceRevision
from quizapp.facts.proposals import Unfit, Wish
from quizapp.formats import library
from quizapp.formats.plain import plain
from quizapp.web.paging import paged
from quizapp.web.trainer import dry_run
from quizapp.web.trainer.blueprint import bp
from quizapp.web.trainer.dry_run import SourceRun
from quizapp.web.trainer.revising import tell
from quizapp.web.trainer.source_forms import SourceFilter, SourceForm
from quizapp.web.transaction import only_reading

PER_PAGE = 25


@bp.get("/trainer/sources/")
def sources() -> str:
    """Browse and search the register of sources; the state is in the URL."""
    form = SourceFilter(request.args)
    page = paged(lists.sources((form.words.data or "")[:200]), PER_PAGE)
    counts = lists.citations([row.source_id for row in page.items], clock.today())
    return render_template("trainer/facts/sources.html", form=form, page=page, counts=counts)


def _waiting(source: Source) -> Proposal | None:
    """Return the change of this source that waits, if any."""
    open_ones = select(Proposal).where(Proposal.source_id == source.id, Proposal.state == ProposalState.OPEN)
    return db.session.scalar(open_ones)


@bp.get("/trainer/sources/<slug>")
def source(slug: str) -> str:
    """Show a source with the facts that cite it."""
    now = queries.source(slug)
    return render_template(
        "trainer/facts/source.html", now=now, facts=lists.citing(now.source, clock.today()), today=clock.today(),
        revisions=lists.revisions_of_source(now.source)[::-1], proposal=_waiting(now.source),
    )  # fmt: skip


@bp.get("/trainer/sources/<slug>/revise")
def revise_source(slug: str) -> str:
    """Show the form of a change, filled with what the register says."""
    now = queries.source(slug)
    said = library.source_of(now.content)
    data = {name: getattr(said, name) for name in SourceForm(formdata=None).content()}
    return _form(now, SourceForm(formdata=None, data={**data, "base": str(now.number)}))


@bp.post("/trainer/sources/<slug>/revise/dry-run")
def try_source(slug: str) -> str:
    """Show the form again with the facts that the change would touch; nothing is saved."""
    only_reading()
    now, form = queries.source(slug), SourceForm()
    form.validate()
    if not form.note.data:  # it is not asked for yet
        form.note.errors = ()
    return _form(now, form, _run(now, form))


@bp.post("/trainer/sources/<slug>/revise")
def propose_source(slug: str) -> ResponseReturnValue:
    """Ask for the change to be approved; or show the form again with everything that is in the way."""
    now, form = queries.source(slug), SourceForm()
    form.validate()
    if form.base.data != str(now.number):
        form.base.data = str(now.number)
        form.form_errors.append("Somebody else’s change was approved after you opened this page. Read it again.")
    if (content := _read(now, form)) is None or form.errors:
        return _form(now, form, _run(now, form)), 422
    try:
        return _propose(now, content, form)
    except Unfit as refusal:
        tell(form, refusal.problems)
        return _form(now, form, _run(now, form)), 422
    except Conflict as refusal:
        form.form_errors.append(refusal.message)
        return _form(now, form, _run(now, form)), 409


def _propose(now: SourceRevision, content: library.Source, form: SourceForm) -> ResponseReturnValue:
    """Ask for the change. Nothing about a source is graver than that it is no longer to be relied on."""
    grave = Severity.MATERIAL if content.retired_because and not now.retired else Severity.EDITORIAL
    wish = Wish(severity=grave, note=form.note.data or "")
    proposal = proposals.propose_source(now, content, wish, current_user, clock.now())
    notices.proposed(proposal, clock.now())
    flash("Asked for. It holds once another trainer has approved it; until then nothing changes.", "good")
    return redirect(url_for(".change", change_id=proposal.id), 303)


def _read(now: SourceRevision, form: SourceForm) -> library.Source | None:
    """Return the source as it is to be; None when it cannot be one, with the form saying so."""
    try:
        return library.source_of({**now.content, **form.content()})
    except ValueError:
        if not form.errors:
            form.form_errors.append("This cannot be kept as a source. Look at each field again.")
        return None


def _run(now: SourceRevision, form: SourceForm) -> SourceRun | None:
    content = _read(now, form)
    return dry_run.of_source(now.source, now.content, plain(content), clock.today()) if content else None


def _form(now: SourceRevision, form: SourceForm, run: SourceRun | None = None) -> str:
    return render_template(
        "trainer/facts/revise_source.html", now=now, form=form, run=run, proposal=_waiting(now.source)
    )  # fmt: skip
