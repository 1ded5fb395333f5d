"""What a verifier of badges looks up: who issues, with which keys, what was achieved, and what became of it since."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from quizapp import clock
from quizapp.certificates import credential, queries, signing
from quizapp.certificates.models import Certificate
from quizapp.core import currency
from quizapp.core.errors import NotHere
from quizapp.credentials import badge, did
from quizapp.credentials.statuslist import Purpose
from quizapp.quizzes import queries as quizzes
from quizapp.web.guard import public
from quizapp.web.public.blueprint import bp

MEDIA = {"png": "image/png", "svg": "image/svg+xml"}
LASTING = "public, max-age=300"


def _json(content: Any, mime: str = "application/json") -> Response:
    """Answer with JSON that pages elsewhere may read: nothing here is anybody's secret."""
    text = json.dumps(content, ensure_ascii=False)
    headers = {"Cache-Control": LASTING, "Access-Control-Allow-Origin": "*"}
    return Response(text, mimetype=mime, headers=headers)


@bp.get("/.well-known/did.json")
@bp.get("/did.json")
@public
def did_document() -> Response:
    """Give the issuer's DID document, with every public key there has been."""
    by = signing.identity()
    return _json(did.document(by.did, by.ring), "application/did+json")


@bp.get("/keys.json")
@public
def public_keys() -> Response:
    """Give every public key as a JWK Set: all that is needed to check credentials and documents elsewhere."""
    return _json(signing.identity().public_set, "application/jwk-set+json")


@bp.get("/issuer.json")
@public
def issuer() -> Response:
    """Give the issuer's profile, as Open Badges has it."""
    return _json(badge.issuer_profile(signing.identity().issuer))


@bp.get("/status/<purpose>/<int:number>")
@public
def status_list(purpose: str, number: int) -> Response:
    """Give a status list: what became of each credential whose place is in it."""
    if purpose not in set(Purpose) or number > credential.MOST_LISTS:
        raise NotHere
    listed = credential.status_list(Purpose(purpose), number, signing.identity(), clock.now())
    return _json(listed, "application/vc+json")


@bp.get("/achievements/<slug>")
@public
def achievement(slug: str) -> str:
    """Say what a certificate of this quiz is given for."""
    quiz = quizzes.visible(slug)
    if not quiz.certifies:
        raise NotHere
    return render_template("public/achievement.html", quiz=quiz, asked=quizzes.asked(quiz))


@bp.get("/verify/<code>/badge.<kind>")
@public
def badge_picture(code: str, kind: str) -> ResponseReturnValue:
    """Give the picture of a certificate's badge, with nothing baked into it and no name on it."""
    if kind not in MEDIA:
        raise NotHere
    found = _found(code)
    return Response(credential.picture_of(found.title, kind), mimetype=MEDIA[kind], headers={"Cache-Control": LASTING})


@bp.get("/verify/<code>/manifest/<digest>.json")
@public
def manifest(code: str, digest: str) -> Response:
    """Give what a certificate rests on, byte for byte as its digest was taken."""
    stored = queries.manifest(_found(code), digest)
    headers = {"Cache-Control": LASTING, "Access-Control-Allow-Origin": "*", "X-Robots-Tag": "noindex"}
    return Response(currency.canonical(stored), mimetype="application/json", headers=headers)


def _found(code: str) -> Certificate:
    found = queries.by_code(code, clock.today())
    if found is None:
        raise NotHere
    return found
