"""One question in full: what it asks and why, how it does, where it is used, how it came to be; and its fate."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from quizapp import clock
from quizapp.attempts import statistics
from quizapp.bank import actions, checking, history, queries, revisions
from quizapp.bank.models import Question, QuestionRevision, State
from quizapp.core import severity
from quizapp.core.currency import Severity
from quizapp.core.errors import Conflict, Refused
from quizapp.core.itemstats import counted
from quizapp.core.paper import Candidate
from quizapp.database import db
from quizapp.facts import citations
from quizapp.facts import search as facts
from quizapp.formats import wording
from quizapp.quizzes import reach
from quizapp.web.filters import day
from quizapp.web.paging import carried
from quizapp.web.trainer import choices
from quizapp.web.trainer.blueprint import bp
from quizapp.web.trainer.browse import PER_PAGE, rows_of, selected, topic_titles
from quizapp.web.trainer.editor import opened_revision
from quizapp.web.trainer.forms import BrowseForm, PlainForm, PublishForm


def shown_revision(question: Question) -> QuestionRevision:
    """Return the revision that stands for the question: what is published, else the draft, else the latest."""
    return queries.in_state(question, State.PUBLISHED) or opened_revision(question)


def _checked(revision: QuestionRevision) -> checking.Checked:
    topics = [topic.slug for topic in queries.topics() if topic.bank_id == revision.question.bank_id]
    return checking.check(revision.content, topics, clock.today())


def _candidate(revision: QuestionRevision) -> Candidate:
    found = facts.named(fact.slug for fact in revision.facts)
    return reach.candidate(revision, safety_critical=any(fact.safety_critical for fact in found.values()))


@bp.get("/trainer/questions/<slug>")
def question(slug: str) -> str:
    """Show the question beside the list it was found in."""
    found = queries.by_slug(slug)
    revision = shown_revision(found)
    since = revision.published_at if request.args.get("since") == "revision" else None
    checked = _checked(revision)
    return render_template(
        "trainer/question.html",
        question=found,
        revision=revision,
        checked=checked,
        draft=queries.in_state(found, State.DRAFT),
        facts=facts.named(fact.slug for fact in revision.facts),
        cited=citations.cited((fact.slug for fact in revision.facts), clock.today()),
        beneath=history.beneath([found.id], clock.today())[found.id],
        uses=reach.uses(_candidate(revision)),
        stats=statistics.figures([found.id], since).get(found.id),
        chosen=choices.rows(checked.question, counted(statistics.replies(found.id, since))),
        revisions=queries.revisions(found),
        topics=topic_titles(),
        today=clock.today(),
        **_beside(found),
    )


def _beside(found: Question) -> dict[str, Any]:
    """Return the list that the question was found in, or else its bank's, at the page where it stands."""
    args = carried(BrowseForm(request.args), "order", "page") or {"place": found.bank.slug}
    listed = selected(BrowseForm(MultiDict(args)), args.get("order", ""))
    slugs = list(db.session.scalars(listed.with_only_columns(Question.slug)))
    place = slugs.index(found.slug) if found.slug in slugs else None
    number = place // PER_PAGE + 1 if place is not None else None
    page = db.paginate(queries.in_full(listed), page=number, per_page=PER_PAGE, error_out=False)
    return {
        "page": page,
        "rows": rows_of(page.items),
        "kept": {**args, "page": str(page.page)},
        "before": slugs[place - 1] if place else None,
        "after": slugs[place + 1] if place is not None and place + 1 < len(slugs) else None,
    }


@bp.get("/trainer/questions/<slug>/revisions/<int:a>..<int:b>")
def compare(slug: str, a: int, b: int) -> str:
    """Show what differs between two revisions, word by word."""
    found = queries.by_slug(slug)
    before, after = queries.revision(found, a), queries.revision(found, b)
    passages = wording.compare(before.content, after.content)
    return render_template("trainer/compare.html", question=found, before=before, after=after, passages=passages)


@bp.post("/trainer/questions/<slug>/revisions/<int:number>/restore")
def restore(slug: str, number: int) -> ResponseReturnValue:
    """Make a draft of an earlier revision."""
    actions.restore(queries.by_slug(slug), number, current_user, clock.now())
    flash(f"Revision {number} is now a draft. Nothing changes for practitioners until you publish it.", "good")
    return redirect(url_for(".edit_question", slug=slug), 303)


@bp.get("/trainer/questions/<slug>/publish")
def review_draft(slug: str) -> str:
    """Show what publishing the draft would change, how grave that is, and what stands in its way."""
    found = queries.by_slug(slug)
    return _review(found, PublishForm(), queries.version(found))


@bp.post("/trainer/questions/<slug>/publish")
def publish(slug: str) -> ResponseReturnValue:
    """Publish the draft; papers drawn from its day on ask it."""
    found, form = queries.by_slug(slug), PublishForm()
    opened = request.form.get("opened", "")
    if not form.validate_on_submit():
        return _review(found, form, opened), 422
    grave = Severity(form.severity.data) if form.severity.data else None
    try:
        actions.publish(
            found, opened, form.note.data or "", current_user, clock.now(), grave=grave, since=form.since.data
        )
    except Refused as refusal:
        return _refused(slug, form, refusal)
    later = form.since.data is not None and form.since.data > clock.today()
    since = f"Papers drawn from {day(form.since.data)} on" if later else "Papers drawn from now on"
    flash(f"Published. {since} ask it; attempts that run keep theirs.", "good")
    return redirect(url_for(".question", slug=slug), 303)


PLACES: dict[type[Refused], str] = {actions.NoteMissing: "note", actions.TooMild: "severity"}
"""The field beside which a refusal stands; any other stands at the top of the page."""


def _refused(slug: str, form: PublishForm, refusal: Refused) -> ResponseReturnValue:
    """Show the page again: the draft is kept, and so is what was typed."""
    db.session.rollback()
    found = queries.by_slug(slug)
    if place := PLACES.get(type(refusal)):
        form[place].errors = [refusal.message]
    elif isinstance(refusal, actions.ChangedMeanwhile):
        flash(
            "Somebody else saved the draft after you opened this page. It is shown as it is now: read it again.", "warn"
        )
    elif not isinstance(refusal, actions.Unpublishable):
        flash(refusal.message, "bad")
    return _review(found, form, queries.version(found)), 409 if isinstance(refusal, Conflict) else 422


def _review(found: Question, form: PublishForm, opened: str) -> str:
    draft, before = queries.in_state(found, State.DRAFT), revisions.published_last(found.id)
    return render_template(
        "trainer/publish.html",
        question=found,
        draft=draft,
        published=before,
        checked=_checked(draft) if draft else None,
        passages=wording.compare(before.content, draft.content) if draft and before else [],
        proposal=_proposal(before, draft) if draft and before else None,
        own=draft is not None and draft.author_id == current_user.id,
        form=form,
        opened=opened,
    )


def _proposal(before: QuestionRevision, draft: QuestionRevision) -> severity.Proposal | None:
    """Return how grave the program finds the draft; None while it cannot be read."""
    try:
        return actions.proposal(before, draft)
    except ValueError:
        return None


@bp.route("/trainer/questions/<slug>/discard", methods=["GET", "POST"])
def discard(slug: str) -> ResponseReturnValue:
    """Ask once more, then throw the draft away."""
    found, form = queries.by_slug(slug), PlainForm()
    if not form.validate_on_submit():
        return render_template(
            "trainer/discard.html", question=found, form=form, opened=queries.version(found),
            draft=queries.in_state(found, State.DRAFT), was_published=queries.was_published(found),
        )  # fmt: skip
    gone = actions.discard(found, request.form.get("opened", ""), current_user, clock.now())
    flash("The draft is discarded." if not gone else "The question is gone: it was never published.", "good")
    return redirect(url_for(".questions") if gone else url_for(".question", slug=slug), 303)


@bp.route("/trainer/questions/<slug>/retire", methods=["GET", "POST"])
def retire(slug: str) -> ResponseReturnValue:
    """Say what retiring affects, then retire."""
    found, form = queries.by_slug(slug), PlainForm()
    if not form.validate_on_submit():
        gaps = reach.gaps_without([found.id], clock.today())
        uses = reach.uses(_candidate(shown_revision(found)))
        return render_template("trainer/retire.html", question=found, form=form, gaps=gaps, uses=uses)
    actions.retire(found, current_user, clock.now())
    flash("Retired. Papers drawn from now on do not ask it; attempts that run keep it.", "good")
    return redirect(url_for(".question", slug=slug), 303)


@bp.post("/trainer/questions/<slug>/bring-back")
def bring_back(slug: str) -> ResponseReturnValue:
    """Let a retired question be asked again."""
    actions.bring_back(queries.by_slug(slug), current_user, clock.now())
    flash("Brought back. Papers drawn from now on may ask it.", "good")
    return redirect(url_for(".question", slug=slug), 303)
