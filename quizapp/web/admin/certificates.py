"""Certificates as an administrator sees them: found, looked at, corrected, revoked. Acts want a fresh sign-in."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_sqlalchemy.pagination import Pagination

from quizapp import clock
from quizapp.certificates import actions, life, queries
from quizapp.certificates.models import Certificate
from quizapp.core.errors import Invalid, NotHere
from quizapp.web import paging
from quizapp.web.admin.blueprint import bp
from quizapp.web.admin.forms import CertificateFilter, CorrectionForm, RevocationForm
from quizapp.web.fresh import fresh

PER_PAGE = 50


class Found(Pagination):
    """A page of the certificates that match some words."""

    def _query_items(self) -> list[Any]:
        words, on = self._query_args["words"], self._query_args["on"]
        self._matching, rows = queries.search(words, on, self._query_offset, self.per_page)
        return list(rows)

    def _query_count(self) -> int:
        return self._matching


def _found(words: str, on: date) -> Found:
    return Found(page=paging.number(), per_page=PER_PAGE, error_out=False, words=words, on=on)


@bp.get("/admin/certificates/")
def certificates() -> str:
    """List certificates by name, title, number or code; what is looked for is in the URL."""
    form, today = CertificateFilter(request.args), clock.today()
    page = _found(form.words.data or "", today)
    return render_template("admin/certificates.html", form=form, page=page, today=today)


def _with(code: str) -> Certificate:
    """Return the certificate with this code. Raises NotHere."""
    found = queries.by_code(code, clock.today())
    if found is None:
        raise NotHere
    return found


@bp.get("/admin/certificates/<code>")
def certificate(code: str) -> str:
    """Show a certificate, its record and its documents, and what can be done about it."""
    found = _with(code)
    return render_template(
        "admin/certificate.html",
        certificate=found,
        steps=life.told(found),
        editions=queries.editions(found),
        mine=found.revocation_asked_by_id == current_user.id,
        two=takes_two(),
        today=clock.today(),
    )


def takes_two() -> bool:
    """Whether it takes two people to revoke a certificate here."""
    return bool(current_app.config["REVOCATION"] == "two")


def _back(found: Certificate, words: str) -> ResponseReturnValue:
    flash(words, "good")
    return redirect(url_for("admin.certificate", code=found.code), 303)


@bp.route("/admin/certificates/<code>/revoke", methods=["GET", "POST"])
@fresh
def revoke_certificate(code: str) -> ResponseReturnValue:
    """Revoke a certificate with a reason, or ask that it be revoked where that takes two people."""
    found, form = _with(code), RevocationForm()
    if not form.validate_on_submit():
        page = render_template("admin/certificate_revoke.html", certificate=found, form=form, two=takes_two())
        return page, 422 if form.errors else 200
    if takes_two():
        actions.ask_to_revoke(found, current_user, form.reason.data or "", clock.now())
        return _back(found, "Asked for. The certificate counts until another administrator confirms.")
    actions.revoke(found, current_user, form.reason.data or "", clock.now())
    return _back(found, f"Certificate {found.number} is revoked, and its holder was told why.")


@bp.post("/admin/certificates/<code>/revocation")
@fresh
def decide_revocation(code: str) -> ResponseReturnValue:
    """Confirm that a certificate be revoked, as somebody else has asked, or keep it."""
    found = _with(code)
    match request.form.get("answer"):
        case "revoke":
            actions.confirm_revocation(found, current_user, clock.now())
            return _back(found, f"Certificate {found.number} is revoked, and its holder was told why.")
        case "keep":
            actions.keep(found, current_user, clock.now())
            return _back(found, f"Certificate {found.number} is kept.")
        case _:
            raise Invalid("Say whether to revoke the certificate or to keep it. Nothing was changed.")


@bp.route("/admin/certificates/<code>/name", methods=["GET", "POST"])
@fresh
def correct_certificate(code: str) -> ResponseReturnValue:
    """Correct the name on a certificate: a new document under the same number."""
    found = _with(code)
    form = CorrectionForm(name=found.name)
    if not form.validate_on_submit():
        page = render_template("admin/certificate_name.html", certificate=found, form=form)
        return page, 422 if form.errors else 200
    actions.correct(found, form.name.data or "", form.reason.data or "", current_user, clock.now())
    return _back(found, "The name is corrected. The holder was told; the earlier document says that there is a newer.")
