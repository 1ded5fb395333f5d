"""Mail: what was not sent and why, and another try. Bodies are not shown: they carry links that sign people in."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp import clock
from quizapp.people import audit, delivery, lists
from quizapp.people.acts import Act
from quizapp.people.models import MailState
from quizapp.web.admin.blueprint import bp
from quizapp.web.admin.forms import MailFilter, one_of
from quizapp.web.paging import paged


@bp.get("/admin/mail")
def mail() -> str:
    """List mails by state; failed ones unless asked otherwise."""
    form = MailFilter(request.args)
    if "state" not in request.args:
        form.state.data = MailState.FAILED.value
    page = paged(lists.mails(one_of(form.state)), 50)
    return render_template("admin/mail.html", form=form, page=page)


@bp.post("/admin/mail/<int:mail_id>/again")
def mail_again(mail_id: int) -> ResponseReturnValue:
    """Let a failed mail be tried again."""
    found = delivery.try_again(mail_id)
    audit.record(current_user, Act.MAIL_TRIED_AGAIN, f"mail:{found.id}", clock.now())
    flash(f"The mail to {found.recipient} is tried again now.", "good")
    return redirect(url_for("admin.mail"), 303)
