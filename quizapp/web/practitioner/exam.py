"""Sitting an exam: its questions, saving, the review before submitting, submitting."""

from __future__ import annotations

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp import clock
from quizapp.attempts import queries, saving
from quizapp.attempts.models import Attempt, Closing, Mode
from quizapp.certificates import actions as certificates
from quizapp.database import db
from quizapp.web import filters, unsaved
from quizapp.web.negotiation import wants_json
from quizapp.web.practitioner import question_page
from quizapp.web.practitioner.blueprint import bp
from quizapp.web.transaction import begin_writing


def own_open(public_id: str) -> Attempt | None:
    """Return the person's own attempt while it takes answers; None when it is over, closing it if its time is up."""
    attempt = queries.own(current_user, public_id, *queries.SITTINGS)
    if attempt.is_open and attempt.is_past_deadline(clock.now()):
        begin_writing()
        attempt = queries.own(current_user, public_id, *queries.SITTINGS)
        certificates.finish(attempt, clock.now(), Closing.CLOCK)
    return attempt if attempt.is_open else None


@bp.get("/attempts/<public_id>")
def resume(public_id: str) -> ResponseReturnValue:
    """Lead to where the person left off, on whatever device."""
    attempt = own_open(public_id)
    if attempt is None:
        return redirect(url_for(".result", public_id=public_id), 303)
    return redirect(url_for(".question", public_id=public_id, position=queries.place_to_resume(attempt)), 303)


@bp.get("/attempts/<public_id>/questions/<int:position>")
def question(public_id: str, position: int) -> ResponseReturnValue:
    """Show one question, with the answer saved, or the one that could not be saved before signing in again."""
    attempt = own_open(public_id)
    if attempt is None:
        return redirect(url_for(".result", public_id=public_id), 303)
    typed = unsaved.take()
    problem = (
        "Your last answer was not saved, because you were signed out or the page was too old. "
        "It is filled in below: save it now."
    )
    return question_page.render(attempt, position, typed=typed, problem=problem if typed else "")


@bp.post("/attempts/<public_id>/questions/<int:position>")
def save_answer(public_id: str, position: int) -> ResponseReturnValue:
    """Save an answer. What is sent back is only sent once it is committed."""
    row = saving.to_save(current_user, public_id)
    page = question_page.page_sent(request.form)
    saved = saving.save(row, position, question_page.sent_form(), page, clock.now())
    go = request.form.get("go", "")
    onward = question_page.destination(public_id, position, len(row.paper["items"]), go)
    if wants_json():
        return jsonify(version=saved.version, saved_at=filters.time(saved.at), next=onward)
    return redirect(onward, 303)


@bp.errorhandler(saving.Misfit)
def misfit(error: saving.Misfit) -> ResponseReturnValue:
    """Show the question again with what was typed and why it does not fit; the earlier answer stands."""
    return _again(422, error.message, None)


@bp.errorhandler(saving.Stale)
def stale(error: saving.Stale) -> ResponseReturnValue:
    """Show the question again with what was typed; what another tab has saved stands until it is saved over."""
    return _again(409, error.message, error.kept.version if error.kept else 0)


def _again(status: int, message: str, version: int | None) -> ResponseReturnValue:
    db.session.rollback()
    if wants_json():
        return jsonify(error=status, message=message, **({} if version is None else {"version": version})), status
    args = request.view_args or {}
    form = question_page.sent_form()
    if request.endpoint != "practitioner.save_answer":
        return practice_again(args["public_id"], args["position"], form, message), status
    attempt = queries.own(current_user, args["public_id"], *queries.SITTINGS)
    return question_page.render(attempt, args["position"], typed=form, problem=message), status


def practice_again(public_id: str, position: int, form: dict[str, list[str]], message: str) -> str:
    """Show a practice question again with what was typed."""
    attempt = queries.own(current_user, public_id, Mode.PRACTICE)
    return question_page.render_practice(attempt, position, typed=form, problem=message)


@bp.errorhandler(saving.Closed)
def closed(_error: saving.Closed) -> ResponseReturnValue:
    """Say that the attempt is over: when it closed, and what was kept."""
    db.session.rollback()
    attempt = queries.own(current_user, (request.view_args or {})["public_id"], *queries.SITTINGS)
    if wants_json():
        message = "This attempt takes no more answers. What was saved before is kept."
        return jsonify(
            error=409, closed=True, message=message, next=url_for(".result", public_id=attempt.public_id)
        ), 409
    kept = sum(row.reply is not None for row in queries.responses(attempt).values())
    return render_template("practitioner/closed.html", attempt=attempt, kept=kept), 409


@bp.get("/attempts/<public_id>/review")
def review(public_id: str) -> ResponseReturnValue:
    """Show what is answered, flagged and missing before submitting."""
    attempt = own_open(public_id)
    if attempt is None:
        return redirect(url_for(".result", public_id=public_id), 303)
    paper, given = queries.paper_of(attempt), queries.responses(attempt)
    asked = queries.questions(paper)
    rows = [(place, asked[item.revision_id], given.get(place)) for place, item in enumerate(paper.items, 1)]
    return render_template(
        "practitioner/review.html",
        attempt=attempt,
        rows=rows,
        missing=[place for place, _, row in rows if row is None or row.reply is None],
        time_left=question_page.time_left(attempt, clock.now()),
        now=clock.now(),
    )


@bp.post("/attempts/<public_id>/submit")
def submit(public_id: str) -> ResponseReturnValue:
    """Submit the attempt; submitting twice is submitting once."""
    attempt = queries.own(current_user, public_id, *queries.SITTINGS)
    certificates.finish(attempt, clock.now(), Closing.PERSON)
    return redirect(url_for(".result", public_id=public_id), 303)
