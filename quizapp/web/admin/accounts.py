"""What an administrator does to somebody's account. Each wants a fresh sign-in and stands in the audit log."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp import clock
from quizapp.certificates import actions as certificates
from quizapp.core.errors import Invalid
from quizapp.people import actions, queries, teams
from quizapp.web.admin.blueprint import bp
from quizapp.web.admin.forms import EraseForm, JoinForm, ReasonForm, RolesForm
from quizapp.web.fresh import fresh


def _back(person_id: int, words: str) -> ResponseReturnValue:
    """Lead back to the person's page, saying what was done."""
    flash(words, "good")
    return redirect(url_for("admin.person", person_id=person_id), 303)


@bp.post("/admin/people/<int:person_id>/roles")
@fresh
def set_roles(person_id: int) -> ResponseReturnValue:
    """Give a person exactly the roles that are ticked."""
    found, form = queries.person_with(person_id), RolesForm()
    if not form.validate():
        raise Invalid("Choose at least one role. To keep somebody out, switch the account off. Nothing was changed.")
    actions.set_roles(current_user, found, form.roles.data or (), clock.now())
    return _back(person_id, f"The roles of {found.name} are saved.")


@bp.post("/admin/people/<int:person_id>/teams")
@fresh
def join_team(person_id: int) -> ResponseReturnValue:
    """Put a person into a team."""
    found, form = queries.person_with(person_id), JoinForm()
    if not form.validate():
        raise Invalid("Choose one of the teams. Nothing was changed.")
    team = queries.team_with(form.team.data)
    teams.add_member(current_user, team, found, clock.now())
    return _back(person_id, f"{found.name} is in {team.name} now.")


@bp.post("/admin/people/<int:person_id>/off")
@fresh
def switch_off(person_id: int) -> ResponseReturnValue:
    """Keep a person from signing in."""
    found = queries.person_with(person_id)
    actions.switch_off(current_user, found, clock.now())
    return _back(person_id, f"{found.name} can no longer sign in. Their results are kept.")


@bp.post("/admin/people/<int:person_id>/on")
@fresh
def switch_on(person_id: int) -> ResponseReturnValue:
    """Let a person sign in again."""
    found = queries.person_with(person_id)
    actions.switch_on(current_user, found, clock.now())
    return _back(person_id, f"{found.name} can sign in again.")


@bp.post("/admin/people/<int:person_id>/reset-link")
@fresh
def send_reset(person_id: int) -> ResponseReturnValue:
    """Mail a person a link to set a new password."""
    found = queries.person_with(person_id)
    actions.send_reset(current_user, found, clock.now())
    return _back(person_id, f"A link to set a new password is on its way to {found.email}.")


@bp.route("/admin/people/<int:person_id>/second-factor", methods=["GET", "POST"])
@fresh
def remove_second_factor(person_id: int) -> ResponseReturnValue:
    """Remove a person's second factor, with the reason."""
    found, form = queries.person_with(person_id), ReasonForm()
    if form.validate_on_submit():
        actions.remove_second_factor(current_user, found, form.reason.data or "", clock.now())
        return _back(person_id, f"The password alone signs {found.name} in now. They were told.")
    return render_template("admin/second_factor.html", person=found, form=form)


@bp.route("/admin/people/<int:person_id>/erase", methods=["GET", "POST"])
@fresh
def erase(person_id: int) -> ResponseReturnValue:
    """Erase a person on their request."""
    found, form = queries.person_with(person_id), EraseForm()
    if form.validate_on_submit():
        now = clock.now()
        actions.erase(current_user, found, now)
        certificates.forget(found, now)
        return _back(person_id, "The name and the email address are gone. Results still count.")
    return render_template("admin/erase.html", person=found, form=form)
