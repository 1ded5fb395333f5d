"""Practising: choosing what, answering, and being told at once."""

from __future__ import annotations

import secrets

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp import clock
from quizapp.attempts import practice as practising
from quizapp.attempts import queries
from quizapp.attempts.models import Mode
from quizapp.core.errors import Invalid
from quizapp.web import unsaved
from quizapp.web.practitioner import question_page
from quizapp.web.practitioner.blueprint import bp
from quizapp.web.practitioner.forms import PracticeForm


@bp.get("/practice/")
def practice() -> str:
    """Offer a choice of what to practise."""
    form = PracticeForm(request.args, meta={"csrf": False})
    running = queries.open_practices(current_user)[: practising.MOST_OPEN]
    return render_template("practitioner/practice.html", form=form, running=running)


@bp.post("/practice/")
def begin_practice() -> ResponseReturnValue:
    """Begin a practice of what was chosen."""
    form = PracticeForm()
    if not form.validate_on_submit():
        return render_template("practitioner/practice.html", form=form, running=[]), 422
    try:
        attempt = practising.begin(current_user, form.wish(), clock.now(), secrets.randbits(48))
    except Invalid as refused:
        return render_template("practitioner/practice.html", form=form, running=[], problem=refused.message), 422
    return redirect(url_for(".practice_question", public_id=attempt.public_id, position=1), 303)


@bp.get("/practice/<public_id>/questions/<int:position>")
def practice_question(public_id: str, position: int) -> str:
    """Show a question to practise, or what became of it once it is answered."""
    attempt = queries.own(current_user, public_id, Mode.PRACTICE)
    return question_page.render_practice(attempt, position, typed=unsaved.take())


@bp.post("/practice/<public_id>/questions/<int:position>")
def answer_practice(public_id: str, position: int) -> ResponseReturnValue:
    """Mark the answer, then show what became of it."""
    attempt = queries.own(current_user, public_id, Mode.PRACTICE)
    practising.answer(attempt, position, question_page.sent_form(), clock.now())
    return redirect(url_for(".practice_question", public_id=public_id, position=position), 303)


@bp.post("/practice/<public_id>/end")
def end_practice(public_id: str) -> ResponseReturnValue:
    """End the practice and show how it went."""
    attempt = queries.own(current_user, public_id, Mode.PRACTICE)
    practising.end(attempt, clock.now())
    return redirect(url_for(".practice_summary", public_id=public_id), 303)


@bp.get("/practice/<public_id>")
def practice_summary(public_id: str) -> str:
    """Show how a practice went, or where to go on with it."""
    attempt = queries.own(current_user, public_id, Mode.PRACTICE)
    paper, given = queries.paper_of(attempt), queries.responses(attempt)
    asked = queries.questions(paper)
    rows = [(place, asked[item.revision_id], given.get(place)) for place, item in enumerate(paper.items, 1)]
    return render_template(
        "practitioner/practice_summary.html",
        attempt=attempt,
        rows=rows,
        right=sum(row is not None and row.mark == row.worth for _, _, row in rows),
        answered=len(given),
        next_place=queries.place_to_resume(attempt),
    )
