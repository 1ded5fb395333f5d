"""A practitioner's certificates: all of them, each with its record, and what can be taken along."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp import clock
from quizapp.certificates import (
    actions,
    bundle,
    calendar,
    credential,
    documents,
    life,
    places,
    plans,
    queries,
    refreshers,
    signing,
)
from quizapp.certificates.models import Certificate
from quizapp.core.errors import NotHere
from quizapp.core.standing import Validity
from quizapp.people.links import link
from quizapp.web.filters import plural
from quizapp.web.practitioner import linkedin
from quizapp.web.practitioner.blueprint import bp

BADGES = {
    "png": "image/png", "svg": "image/svg+xml", "json": "application/vc+json", "jwt": "application/vc+jwt",
}  # fmt: skip


PRESSING = (
    Validity.NOT_CURRENT, Validity.REFRESHER_DUE, Validity.VALID, Validity.EXPIRED, Validity.REVOKED,
)  # fmt: skip
"""What a certificate may be worth, in the order in which its holder is shown them."""


def pressing_first(held: Sequence[Certificate], today: date) -> list[Certificate]:
    """Return certificates in the order of PRESSING, those that are worth the same in the order given."""
    return sorted(held, key=lambda each: PRESSING.index(queries.validity(each, today)))


def refresher_words(certificate: Certificate, today: date) -> str:
    """Return what the way to a refresher is called: how long it takes, or that there is nothing to answer as yet."""
    wanted = plans.plan(certificate, today)
    picks = plans.outlook(certificate, wanted, today).picks if wanted.is_needed else ()
    if not picks:
        return "Read what changed"
    return f"Take the refresher, about {plural(refreshers.minutes(len(picks)), 'minute')}"


@bp.get("/certificates/")
def certificates() -> str:
    """List what the person holds and held, with the one next thing to do about each."""
    today = clock.today()
    held = pressing_first(queries.held_by(current_user, today), today)
    return render_template(
        "practitioner/certificates.html",
        held=held,
        missing={certificate.id: places.to_show(certificate, today) for certificate in held if is_live(certificate)},
        refresher_words=refresher_words,
        today=today,
    )


def is_live(certificate: Certificate) -> bool:
    """Whether a certificate is one that a refresher can keep."""
    return queries.validity(certificate, clock.today()) in refreshers.REFRESHABLE


@bp.get("/certificates/<code>")
def certificate(code: str) -> str:
    """Show one certificate: what it says, its record, its documents, what it rests on, and where it holds."""
    today = clock.today()
    found = queries.own(current_user, code, today)
    return render_template(
        "practitioner/certificate.html",
        certificate=found,
        steps=life.told(found),
        editions=queries.editions(found),
        facts=life.rests_on(found),
        missing=places.to_show(found, today) if is_live(found) else [],
        refresher_words=refresher_words,
        live=is_live(found),
        verify_url=link("public.verify", code=found.code),
        linkedin_url=linkedin.address(found),
        today=today,
    )


@bp.post("/certificates/<code>/score")
def show_score(code: str) -> ResponseReturnValue:
    """Let whoever verifies a certificate see in which band its score lies, or no longer."""
    found = queries.own(current_user, code, clock.today())
    shown = request.form.get("shown") == "yes"
    actions.show_score(found, shown=shown)
    flash(
        "Whoever checks this certificate now sees its score band."
        if shown
        else "Whoever checks this certificate no longer sees its score band.",
        "good",
    )
    return redirect(url_for(".certificate", code=code), 303)


@bp.get("/certificates/<code>.pdf")
def certificate_pdf(code: str) -> Response:
    """Return the certificate as a PDF."""
    found = queries.own(current_user, code, clock.today())
    return _file(documents.pdf(found, signing.identity()), documents.name(found), "application/pdf", "inline")


@bp.get("/certificates/<code>/badge.<kind>")
def certificate_badge(code: str, kind: str) -> Response:
    """Return the certificate as a badge, PNG or SVG, or as a bare credential, JSON or JWT."""
    found = queries.own(current_user, code, clock.today())
    if kind not in BADGES:
        raise NotHere
    content = credential.badge_file(found, kind, signing.identity())
    return _file(content, f"badge-{found.number}.{kind}", BADGES[kind], "attachment")


@bp.get("/certificates/all.zip")
def certificates_zip() -> Response:
    """Return the documents of all of the person's certificates in one file."""
    held = queries.held_by(current_user, clock.today())
    if not held:
        raise NotHere("You hold no certificate yet. Pass an exam, and there is something to download.")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "certificates.zip"
        bundle.bundle(path, documents.all_of(held, signing.identity()))
        return _file(path.read_bytes(), path.name, "application/zip", "attachment")


@bp.get("/certificates/expiry.ics")
def certificates_calendar() -> Response:
    """Return the days on which certificates run out, or refreshers are due, as a calendar."""
    made = calendar.of(queries.held_by(current_user, clock.today()), clock.now())
    return _file(made, "certificates.ics", "text/calendar", "attachment")


def _file(content: bytes, name: str, mimetype: str, how: str) -> Response:
    return Response(content, mimetype=mimetype, headers={"Content-Disposition": f'{how}; filename="{name}"'})
