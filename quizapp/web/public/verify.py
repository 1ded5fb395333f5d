"""Pages for everybody: whether a certificate, or a document or badge of one, is real and still holds."""

from __future__ import annotations

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp import clock
from quizapp.certificates import codes, queries
from quizapp.certificates.models import Certificate
from quizapp.extensions import csrf
from quizapp.web.guard import public
from quizapp.web.negotiation import wants_json
from quizapp.web.public import uploads, verification
from quizapp.web.public.blueprint import bp
from quizapp.web.public.forms import CodeForm, FileForm

# No search engine keeps who holds what, no cache keeps what may be revoked tomorrow.
UNLISTED = {"X-Robots-Tag": "noindex", "Cache-Control": "no-store", "Vary": "Accept"}


@bp.get("/verify/")
@public
def verify_form() -> ResponseReturnValue:
    """Ask for a code or a file, and lead to what it stands for."""
    form = CodeForm(request.args)
    if "code" not in request.args:
        return render_template("public/verify_form.html", form=form, file_form=FileForm()), UNLISTED
    if not form.validate():
        return render_template("public/verify_form.html", form=form, file_form=FileForm()), 422, UNLISTED
    return redirect(url_for(".verify", code=codes.canonical(form.code.data or "")), 303)


@bp.post("/verify/")
@csrf.exempt  # it only reads what is sent, for whoever sends it
@public
def verify_file() -> ResponseReturnValue:
    """Check a document or a badge byte by byte."""
    form = FileForm()
    if not form.validate():
        if wants_json():
            return jsonify(message=form.file.errors[0]), 422, UNLISTED
        return render_template("public/verify_form.html", form=CodeForm(None), file_form=form), 422, UNLISTED
    checked = uploads.check(form.file.data, request.remote_addr)
    if wants_json():
        return jsonify(uploads.as_json(checked)), UNLISTED
    return render_template("public/verify_file.html", checked=checked, **_shown(checked.certificate)), UNLISTED


@bp.get("/verify/<code>")
@public
def verify(code: str) -> ResponseReturnValue:
    """Say whether a certificate is good: as a page, or as JSON where that is preferred."""
    found = verification.look_up(code, request.remote_addr)
    return _json(found) if wants_json() else _page(found, code)


@bp.get("/verify/<code>.json")
@public
def verify_json(code: str) -> ResponseReturnValue:
    """Say whether a certificate is good, as JSON."""
    return _json(verification.look_up(code, request.remote_addr))


@bp.get("/verify/<code>/<int:edition>")
@public
def verify_edition(code: str, edition: int) -> ResponseReturnValue:
    """Lead from the id of a document's credential to its certificate."""
    return redirect(url_for(".verify", code=code, edition=edition), 302)


def _json(found: Certificate | None) -> ResponseReturnValue:
    return jsonify(verification.as_json(found, clock.today())), 200 if found else 404, UNLISTED


def _page(found: Certificate | None, code: str) -> ResponseReturnValue:
    shown = _shown(found)
    asked = verification.edition(found, request.args.get("edition", "")) if found else None
    problem = codes.problem(code) if found is None else ""
    page = render_template("public/verify.html", **shown, problem=problem, edition=asked)
    return page, 200 if found else 404, UNLISTED


def _shown(found: Certificate | None) -> dict[str, object]:
    return {
        "certificate": found,
        "verdict": verification.verdict(found, clock.today()),
        "holder": verification.holder(found) if found else None,
        "pairs": verification.pairs(found) if found else [],
        "record": queries.record(found) if found else [],
        "facts": verification.facts_beneath(found, clock.today()) if found else None,
        "code": codes.grouped(found.code if found else codes.canonical(request.path.rpartition("/")[2]))[:80],
    }
