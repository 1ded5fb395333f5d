"""Asking a team or a person for a quiz: fill in, read whom it touches, confirm. And ending that."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp import clock
from quizapp.completion import actions, queries
from quizapp.completion.models import Assignment
from quizapp.core.errors import NotHere, Refused
from quizapp.people import queries as people
from quizapp.people.models import Person, Team
from quizapp.quizzes import queries as quizzes
from quizapp.web.errors import STATUS
from quizapp.web.manager.blueprint import bp
from quizapp.web.manager.forms import AssignForm, ConfirmForm


def _form() -> AssignForm:
    """Return the form with the manager's teams, and the person that the URL or the form names."""
    named = request.form.get("to") or request.args.get("to", "")
    noun, _, number = named.partition(":")
    person = (
        people.managed_person(current_user, int(number))
        if noun == "person" and number.isdecimal() and len(number) < 19
        else None
    )
    form = AssignForm(teams=people.teams_managed_by(current_user), person=person)
    if request.method == "GET":
        form.to.data, form.quiz.data = named or None, request.args.get("quiz")
    return form


def _target(chosen: str) -> Team | Person:
    """Return the team or person chosen. Raises NotHere for one that the manager does not answer for."""
    noun, _, number = chosen.partition(":")
    if noun == "person":
        return people.managed_person(current_user, int(number))
    for team in people.teams_managed_by(current_user):
        if team.id == int(number):
            return team
    raise NotHere


@bp.get("/manager/assignments/new")
def new_assignment() -> str:
    """Ask whom to ask for what."""
    return render_template("manager/assign.html", form=_form())


@bp.post("/manager/assignments/new")
def check_assignment() -> ResponseReturnValue:
    """Say in words whom this touches, before it is done."""
    form = _form()
    if not form.validate():
        return render_template("manager/assign.html", form=form), 422
    to, quiz = _target(form.to.data), quizzes.by_slug(form.quiz.data)
    try:
        actions.check(quiz, to, form.due_on.data, form.note.data or "", clock.today())
    except Refused as refusal:
        return _again(form, refusal)
    touched = actions.touched(to)
    held = queries.holders(touched, quiz, clock.today())
    return render_template("manager/assign_confirm.html", form=form, to=to, quiz=quiz, touched=touched, held=held)


def _again(form: AssignForm, refusal: Refused) -> ResponseReturnValue:
    """Show the form again with the reason, and what was typed."""
    form.form_errors.append(refusal.message)
    return render_template("manager/assign.html", form=form), STATUS[type(refusal)]


@bp.post("/manager/assignments")
def assign() -> ResponseReturnValue:
    """Ask them."""
    form = _form()
    if not form.validate():
        return render_template("manager/assign.html", form=form), 422
    to, quiz = _target(form.to.data), quizzes.by_slug(form.quiz.data)
    actions.assign(quiz, to, form.due_on.data, form.note.data or "", current_user, clock.now())
    flash(f"{to.name} is asked for {quiz.title}. The mails are on their way.", "good")
    return redirect(_page_of(to), 303)


def _page_of(to: Team | Person | None) -> str:
    """Return the page of a team or a person."""
    if isinstance(to, Team):
        return url_for("manager.team", slug=to.slug)
    return url_for("manager.person", person_id=to.id if to else 0)


def _managed(assignment_id: int) -> tuple[Assignment, Team | Person]:
    """Return a live assignment and whom it asks. Raises NotHere unless the manager answers for them."""
    assignment = queries.live_assignment(assignment_id)
    if assignment.team is not None:
        return assignment, _target(f"team:{assignment.team_id}")
    return assignment, _target(f"person:{assignment.person_id}")


@bp.get("/manager/assignments/<int:assignment_id>/end")
def confirm_end(assignment_id: int) -> str:
    """Say what ending an assignment does."""
    assignment, to = _managed(assignment_id)
    context = {"assignment": assignment, "to": to, "touched": actions.touched(to), "back": _page_of(to)}
    return render_template("manager/end.html", form=ConfirmForm(), **context)


@bp.post("/manager/assignments/<int:assignment_id>/end")
def end_assignment(assignment_id: int) -> ResponseReturnValue:
    """End an assignment."""
    assignment, to = _managed(assignment_id)
    actions.end_assignment(assignment, current_user, clock.now())
    flash(f"{to.name} is no longer asked for {assignment.quiz.title}. Certificates stay.", "good")
    return redirect(_page_of(to), 303)
