"""Writing a question: choose its kind, write it with the checks beside each field, save the draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp import clock
from quizapp.bank import actions, queries
from quizapp.bank.models import Question, QuestionRevision, State
from quizapp.core.errors import Conflict, Invalid, Refused
from quizapp.core.kinds import KINDS
from quizapp.database import db
from quizapp.formats import question_json, wording
from quizapp.formats.wording import Passage
from quizapp.web import filters
from quizapp.web.trainer import sheet as sheets
from quizapp.web.trainer.blueprint import bp
from quizapp.web.trainer.sheet import Sheet
from quizapp.web.transaction import only_reading

SAVES = frozenset({"save", "publish"})
"""What the buttons that save say; every other one shows the page again."""


@bp.get("/trainer/questions/new")
def choose_kind() -> str:
    """Offer the kinds of question."""
    return render_template("trainer/choose_kind.html", kinds=KINDS, banks=queries.banks())


@bp.get("/trainer/questions/new/<kind>")
def new_question(kind: str) -> str:
    """Show an empty question of this kind."""
    _known(kind)
    banks = queries.banks()
    bank = next((bank for bank in banks if bank.slug == request.args.get("bank")), banks[0] if banks else None)
    if bank is None:
        return render_template("trainer/no_bank.html")
    return _page(sheets.blank(kind, bank, request.args.get("topic", "")))


@bp.post("/trainer/questions/new/<kind>")
def start_question(kind: str) -> ResponseReturnValue:
    """Do what the button says: save a new draft, or show the page again with a row more, a preview, the checks."""
    _known(kind)
    return _do(kind, None)


@bp.get("/trainer/questions/<slug>/edit")
def edit_question(slug: str) -> str:
    """Show the question's draft; what is published when there is none, which saving then makes a draft of."""
    question = queries.by_slug(slug)
    return _page(sheets.of(question, opened_revision(question).content))


@bp.post("/trainer/questions/<slug>/edit")
def save_question(slug: str) -> ResponseReturnValue:
    """Do what the button says: save the draft, or show the page again."""
    question = queries.by_slug(slug)
    return _do(opened_revision(question).kind, question)


def _known(kind: str) -> None:
    if kind not in KINDS:
        abort(404)


def opened_revision(question: Question) -> QuestionRevision:
    """Return the revision that an editor starts from: the draft, what is published, or else the latest."""
    draft = queries.in_state(question, State.DRAFT) or queries.in_state(question, State.PUBLISHED)
    return draft or queries.revisions(question)[0]


def _do(kind: str, question: Question | None) -> ResponseReturnValue:
    act = request.form.get("act", "save")
    if act not in SAVES:
        only_reading()
    sheet = sheets.typed(request.form, kind, question)
    if act not in SAVES:
        return _page(sheet)
    try:
        draft = _save(sheet)
    except (Conflict, Invalid) as refusal:
        return _again(sheet, refusal)
    flash(f"Draft saved {filters.time(clock.now())}.", "good")
    return redirect(url_for(".review_draft" if act == "publish" else ".edit_question", slug=draft.question.slug), 303)


def _save(sheet: Sheet) -> QuestionRevision:
    content = sheet.readable()
    if sheet.question is None:
        return actions.start(content, sheet.bank, current_user, clock.now())
    return actions.save(sheet.question, content, sheet.bank, sheet.opened, current_user, clock.now())


def _again(sheet: Sheet, refusal: Refused) -> ResponseReturnValue:
    """Show the page again with everything that was typed, and why it was not saved."""
    db.session.rollback()
    question = queries.by_slug(sheet.question.slug) if sheet.question else None
    sheet = sheets.typed(request.form, sheet.content["kind"], question)
    if isinstance(refusal, actions.SlugTaken):
        sheet = sheets.with_problem(sheet, ("id",), refusal.message)
    if question is None or not isinstance(refusal, actions.ChangedMeanwhile):
        return _page(sheet, refusal), 409 if isinstance(refusal, Conflict) else 422
    mine = question_json.dumps(sheet.core) if sheet.core else sheet.content
    theirs = wording.compare(opened_revision(question).content, mine)
    return _page(replace(sheet, opened=queries.version(question)), refusal, theirs), 409


def _page(sheet: Sheet, refusal: Refused | None = None, theirs: Sequence[Passage] = ()) -> str:
    return render_template("trainer/edit.html", sheet=sheet, refusal=refusal, theirs=theirs)
