"""Stylesheets and scripts: one stylesheet made from the small files at start, each address with a content digest."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for

from quizapp.web.guard import public

FOREVER = "public, max-age=31536000, immutable"
SHRINK = frozenset({"text/css", "text/javascript", "image/svg+xml"})
"""What is sent compressed. Pages are not: their length would give away a token in them, guess by guess (BREACH)."""


def bundle(folder: Path) -> str:
    """Return the stylesheets named in ``ORDER``, one after the other."""
    names = (folder / "ORDER").read_text().split()
    return "\n".join((folder / name).read_text() for name in names)


def digest(content: bytes) -> str:
    """Return a short digest of some content."""
    return hashlib.sha256(content).hexdigest()[:12]


def asset(name: str) -> str:
    """Return the address of a file under ``static/``, or of the stylesheet ``app.css``, with its digest."""
    digests: dict[str, str] = current_app.extensions["assets"]
    if name == "app.css":
        return url_for("stylesheet", digest=digests[name])
    if name not in digests or current_app.debug:
        digests[name] = digest((Path(current_app.static_folder or "") / name).read_bytes())
    return url_for("static", filename=name, v=digests[name])


def _once(content: bytes, known: dict[str, bytes]) -> bytes:
    name = digest(content)
    if name not in known:
        known[name] = gzip.compress(content, mtime=0)
    return known[name]


def compressed(response: Response, known: dict[str, bytes]) -> Response:
    """Return a lasting asset compressed for who takes it so; each is compressed once and kept in ``known``."""
    if response.mimetype not in SHRINK or response.status_code != 200:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") > 0:
        response.direct_passthrough = False
        content = response.get_data()
        response.set_data(_once(content, known))
        response.headers["Content-Encoding"] = "gzip"
        etag, _ = response.get_etag()
        if etag is not None:
            response.set_etag(etag, weak=True)
    return response


def init_app(app: Flask) -> None:
    """Make the stylesheet, serve it, and teach templates ``asset()``."""
    css = bundle(Path(app.static_folder or "") / "css")
    app.extensions["assets"] = {"app.css": digest(css.encode())}
    known: dict[str, bytes] = {}
    app.add_template_global(asset)

    @app.get("/static/app.<digest>.css", endpoint="stylesheet")
    @public
    def stylesheet(digest: str) -> Response:
        # While a new version is put in place, a page of one may ask a worker of the other: that is not to be kept.
        lasting = digest == app.extensions["assets"]["app.css"]
        return Response(css, mimetype="text/css", headers={"Cache-Control": FOREVER if lasting else "no-store"})

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and "v" in request.args:
            response.headers["Cache-Control"] = FOREVER
        return compressed(response, known) if request.endpoint in ("static", "stylesheet") else response
