"""The audit log: who did what to which thing, and when."""

from __future__ import annotations

import json
from collections.abc import Iterator

from flask import Response, render_template, request, url_for
from sqlalchemy import Select

from quizapp.database import db
from quizapp.people import lists
from quizapp.people.models import AuditEntry
from quizapp.web.admin.blueprint import bp
from quizapp.web.admin.forms import LogFilter
from quizapp.web.csv_file import as_csv
from quizapp.web.paging import carried, paged

PER_PAGE = 100


def _wanted(form: LogFilter) -> Select[AuditEntry]:
    """Return the lines that are looked for; a date that is none counts as not said."""
    form.validate()
    act, subject, actor = ((field.data or "").strip() for field in (form.act, form.subject, form.actor))
    return lists.audit(act, subject, actor, form.since.data, form.until.data)


@bp.get("/admin/audit")
def audit() -> str:
    """List the audit log, newest first."""
    form = LogFilter(request.args)
    page = paged(_wanted(form), PER_PAGE)
    csv_url = url_for("admin.audit_csv", **carried(form))  # type: ignore[arg-type]  # names of fields alone
    return render_template("admin/audit.html", form=form, page=page, csv_url=csv_url, link_of=subject_url)


@bp.get("/admin/audit.csv")
def audit_csv() -> Response:
    """Give everything that is looked for as CSV, with moments in UTC."""
    entries = db.session.scalars(_wanted(LogFilter(request.args)).execution_options(yield_per=500))
    return as_csv("audit", ("moment", "by", "by name", "act", "subject", "detail"), _cells(entries))


def _cells(entries: Iterator[AuditEntry]) -> Iterator[tuple[object, ...]]:
    for entry in entries:
        actor = (f"person:{entry.actor_id}", entry.actor.name) if entry.actor else ("", "the system")
        detail = json.dumps(entry.detail, ensure_ascii=False)
        yield entry.at.isoformat(timespec="seconds"), *actor, entry.verb, entry.subject, detail


def subject_url(subject: str) -> str | None:
    """Return the page of what a line is about, where this corridor has one."""
    noun, _, number = subject.partition(":")
    if noun == "certificate":
        return url_for("admin.certificates", words=number)
    return url_for("admin.person", person_id=int(number)) if noun == "person" and number.isdecimal() else None
