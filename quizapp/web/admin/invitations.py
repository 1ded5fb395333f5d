"""Invitations: the list, inviting several people at once, sending again and revoking."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp import clock
from quizapp.people import invitations as actions
from quizapp.people import lists, queries
from quizapp.people.lists import InvitationState
from quizapp.web.admin.blueprint import bp
from quizapp.web.admin.forms import InvitationFilter, InviteForm, one_of
from quizapp.web.filters import plural
from quizapp.web.fresh import fresh
from quizapp.web.paging import paged


@bp.get("/admin/invitations")
def invitations() -> str:
    """List invitations by state; open ones unless asked otherwise."""
    form, now = InvitationFilter(request.args), clock.now()
    if "state" not in request.args:
        form.state.data = InvitationState.OPEN.value
    page = paged(lists.invitations(one_of(form.state), now), 50)
    return render_template("admin/invitations.html", form=form, page=page, now=now, state_of=lists.invitation_state)


@bp.route("/admin/invitations/new", methods=["GET", "POST"])
@fresh
def invite() -> ResponseReturnValue:
    """Invite people; those whose line is good are invited, the other lines stay on the page with what is wrong."""
    form = InviteForm()
    bad: list[actions.Line] = []
    if form.validate_on_submit():
        team = queries.team_with(form.team.data) if form.team.data else None
        sent, bad = actions.invite_all(current_user, form.people.data or "", form.roles.data or (), team, clock.now())
        if sent:
            flash(f"{plural(len(sent), 'invitation is', 'invitations are')} on the way.", "good")
        if not bad:
            return redirect(url_for("admin.invitations"), 303)
        form.people.data = "\n".join(line.text for line in bad)
    return render_template("admin/invite.html", form=form, bad=bad), 422 if bad or form.errors else 200


@bp.post("/admin/invitations/<int:invitation_id>/again")
@fresh
def send_again(invitation_id: int) -> ResponseReturnValue:
    """Send an invitation again, with a new link."""
    found = queries.invitation_with(invitation_id)
    actions.send_again(current_user, found, clock.now())
    flash(f"A new link is on its way to {found.email}. The old one no longer works.", "good")
    return redirect(url_for("admin.invitations"), 303)


@bp.post("/admin/invitations/<int:invitation_id>/revoke")
@fresh
def revoke(invitation_id: int) -> ResponseReturnValue:
    """Make the link of an invitation stop working."""
    found = queries.invitation_with(invitation_id)
    actions.revoke(current_user, found, clock.now())
    flash(f"The link that {found.email} has no longer works.", "good")
    return redirect(url_for("admin.invitations"), 303)
