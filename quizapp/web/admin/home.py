"""The administrator's first page: what needs attention, and where everything is."""

from __future__ import annotations

from flask import render_template
from sqlalchemy import Select, func, select

from quizapp import clock
from quizapp.certificates.models import Certificate
from quizapp.database import db
from quizapp.people import lists
from quizapp.people.models import MailState
from quizapp.web.admin.blueprint import bp


@bp.get("/admin/")
def index() -> str:
    """Show how many of everything there are; each number opens the list behind it."""
    now = clock.now()
    return render_template(
        "admin/home.html",
        people=_count(lists.people()),
        off=_count(lists.people(state=lists.PersonState.INACTIVE)),
        teams=_count(lists.teams()),
        certificates=_count(select(Certificate.id)),
        invited=_count(lists.invitations(lists.InvitationState.OPEN, now)),
        expired=_count(lists.invitations(lists.InvitationState.EXPIRED, now)),
        failed=_count(lists.mails(MailState.FAILED)),
        latest=db.session.scalars(lists.audit().limit(8)).all(),
    )


def _count(rows: Select) -> int:  # type: ignore[type-arg]  # of whatever rows
    """Return how many rows a select gives."""
    return db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
