"""People: the list of everybody, and each person's page."""

from __future__ import annotations

from flask import render_template, request
from flask_login import current_user

from quizapp.database import db
from quizapp.people import lists, queries
from quizapp.people.lists import PersonState
from quizapp.web.admin.blueprint import bp
from quizapp.web.admin.forms import JoinForm, PeopleFilter, RolesForm, one_of
from quizapp.web.paging import paged

PER_PAGE = 50


@bp.get("/admin/people")
def people() -> str:
    """List people by words, role, team and state; the state of the list is in the URL."""
    form = PeopleFilter(request.args, state=PersonState.ACTIVE)
    if "state" not in request.args:
        form.state.data = PersonState.ACTIVE.value
    found = lists.people(form.words.data or "", one_of(form.role), one_of(form.team), one_of(form.state))
    page = paged(found, PER_PAGE)
    return render_template("admin/people.html", form=form, page=page)


@bp.get("/admin/people/<int:person_id>")
def person(person_id: int) -> str:
    """Show a person's account and what can be done about it."""
    found = queries.person_with(person_id)
    return render_template(
        "admin/person.html",
        person=found,
        changes=queries.last_changes(found),
        memberships=queries.memberships_of(found),
        roles_form=RolesForm(roles=sorted(found.role_names)),
        join_form=JoinForm(),
        oneself=found.id == current_user.id,
        latest=db.session.scalars(lists.audit(subject=f"person:{found.id}").limit(10)).all(),
    )
