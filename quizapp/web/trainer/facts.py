"""Facts, for those who keep them: find one, read it in full, see what changed, say that it still holds."""

from __future__ import annotations

from datetime import date, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from quizapp import clock
from quizapp.bank import history, uses
from quizapp.core.currency import Severity
from quizapp.core.errors import Conflict, NotHere
from quizapp.facts import lists, proposals, queries
from quizapp.facts.models import FactRevision
from quizapp.facts.proposals import Unfit, Wish
from quizapp.formats import library, wording
from quizapp.web.paging import paged
from quizapp.web.trainer.blueprint import bp
from quizapp.web.trainer.browse import topic_titles
from quizapp.web.trainer.fact_forms import FactFilter, ReviewedForm
from quizapp.web.trainer.revising import later, latest, propose, tell

PER_PAGE = 25
YEAR = timedelta(days=365)


@bp.get("/trainer/facts/")
def facts() -> str:
    """Browse and search facts; the state is in the URL."""
    form, today = FactFilter(request.args), clock.today()
    page = paged(lists.facts(form.sought(), today), PER_PAGE)
    return render_template(
        "trainer/facts/index.html", form=form, page=page, topics=topic_titles(), today=today,
        counts=uses.counts([row.fact_id for row in page.items]),
    )  # fmt: skip


@bp.get("/trainer/facts/<slug>")
def fact(slug: str) -> str:
    """Show a fact in full, with its sources, the questions that rest on it, and how it came to be."""
    found, today = queries.fact(slug), clock.today()
    revisions = queries.revisions_of(found)
    now = lists.shown(revisions, today)
    waiting = history.to_look_at(today, found)
    return render_template(
        "trainer/facts/fact.html", fact=found, now=now, revisions=revisions[::-1], today=today,
        beneath=history.beneath([row.question_id for row in waiting], today),
        sources=lists.cited([now.id]).get(now.id, []), waiting=waiting,
        others=[row for row in uses.asked_about(found) if row not in waiting],
        proposal=proposals.open_for(found), topics=topic_titles(), in_force=queries.as_core(now).holds_on(today),
    )  # fmt: skip


@bp.get("/trainer/facts/<slug>/revisions/<int:a>..<int:b>")
def compare_facts(slug: str, a: int, b: int) -> str:
    """Show what differs between two revisions, word by word."""
    found = queries.fact(slug)
    numbered = {row.number: row for row in queries.revisions_of(found)}
    if a not in numbered or b not in numbered:
        raise NotHere
    before, after = numbered[a], numbered[b]
    passages = wording.compare(before.content, after.content)
    return render_template("trainer/facts/compare.html", fact=found, before=before, after=after, passages=passages)


@bp.route("/trainer/facts/<slug>/reviewed", methods=["GET", "POST"])
def review_fact(slug: str) -> ResponseReturnValue:
    """Ask for what changes nothing but the days: it was read against its sources and still holds."""
    found = queries.fact(slug)
    before, today = latest(found), clock.today()
    form = ReviewedForm(data={"checked_on": today, "review_by": _next_review(before, today)})
    if form.validate_on_submit():
        days = {"checked_on": form.checked_on.data.isoformat(), "review_by": form.review_by.data.isoformat()}
        content = library.fact_of({**before.content, **days})
        try:
            return propose(
                found, content, Wish(severity=Severity.EDITORIAL, note=form.note.data or "", since=later(before))
            )
        except Unfit as refusal:
            tell(form, refusal.problems)
        except Conflict as refusal:
            form.form_errors.append(refusal.message)
    page = render_template(
        "trainer/facts/reviewed.html", fact=found, now=before, form=form, begins=later(before),
        proposal=proposals.open_for(found), sources=lists.cited([before.id]).get(before.id, []),
    )  # fmt: skip
    return (page, 422) if form.errors else page


def _next_review(before: FactRevision, today: date) -> date:
    """Return when a fact is looked at next: as long from today as it was from when it was written, a year at most."""
    return today + min(max(before.review_by - clock.day_of(before.created_at), timedelta(days=30)), YEAR)
