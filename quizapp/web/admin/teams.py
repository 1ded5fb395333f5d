"""Teams: the list, and each team's page with its members and managers."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp import clock
from quizapp.core.errors import Invalid
from quizapp.database import db
from quizapp.people import lists, queries
from quizapp.people import teams as actions
from quizapp.web.admin.blueprint import bp
from quizapp.web.admin.forms import MemberForm, TeamForm
from quizapp.web.fresh import fresh


@bp.route("/admin/teams", methods=["GET", "POST"])
def teams() -> ResponseReturnValue:
    """List teams, and make one."""
    form = TeamForm()
    if form.validate_on_submit():
        made = actions.create(current_user, form.name.data or "", clock.now())
        flash(f"The team {made.name} is made. Put people into it.", "good")
        return redirect(url_for("admin.team", slug=made.slug), 303)
    return render_template("admin/teams.html", form=form, rows=db.session.execute(lists.teams()).all())


@bp.get("/admin/teams/<slug>")
def team(slug: str) -> str:
    """Show a team."""
    found = queries.team_with(slug)
    return render_template(
        "admin/team.html",
        team=found,
        memberships=queries.memberships(found),
        name_form=TeamForm(name=found.name),
        member_form=MemberForm(),
    )


def _back(slug: str, words: str) -> ResponseReturnValue:
    flash(words, "good")
    return redirect(url_for("admin.team", slug=slug), 303)


@bp.post("/admin/teams/<slug>/name")
def rename_team(slug: str) -> ResponseReturnValue:
    """Give a team another name."""
    found, form = queries.team_with(slug), TeamForm()
    if not form.validate():
        raise Invalid("Give the team a name of at most 200 characters. It keeps its old one.")
    actions.rename(current_user, found, form.name.data or "", clock.now())
    return _back(slug, "The name is saved.")


@bp.post("/admin/teams/<slug>/members")
@fresh
def add_member(slug: str) -> ResponseReturnValue:
    """Put somebody who has an account into the team."""
    found, form = queries.team_with(slug), MemberForm()
    person = queries.by_email((form.email.data or "").strip())
    if person is None:
        raise Invalid(f"“{form.email.data or ''}” has no account. Invite them first; nothing was changed.")
    actions.add_member(current_user, found, person, clock.now())
    if form.manages.data:
        actions.set_manages(current_user, found, person.id, clock.now(), manages=True)
    return _back(slug, f"{person.name} is in {found.name} now.")


@bp.post("/admin/teams/<slug>/members/<int:person_id>/remove")
@fresh
def remove_member(slug: str, person_id: int) -> ResponseReturnValue:
    """Take somebody out of the team."""
    found, person = queries.team_with(slug), queries.person_with(person_id)
    actions.remove_member(current_user, found, person_id, clock.now())
    return _back(slug, f"{person.name} is no longer in {found.name}. Their results are kept.")


@bp.post("/admin/teams/<slug>/members/<int:person_id>/manages/<any(yes, no):answer>")
@fresh
def set_manages(slug: str, person_id: int, answer: str) -> ResponseReturnValue:
    """Let a member manage the team, or no longer."""
    found = queries.team_with(slug)
    actions.set_manages(current_user, found, person_id, clock.now(), manages=answer == "yes")
    return _back(slug, "That is saved.")
