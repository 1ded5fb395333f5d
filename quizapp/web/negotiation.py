"""Whether a person or a program is asking, and which page to go on from."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request


def wants_json() -> bool:
    """Whether the client prefers JSON to HTML."""
    accepted = request.accept_mimetypes
    return accepted.best_match(["text/html", "application/json"], default="text/html") == "application/json"


def page_to_go_on_from() -> str | None:
    """Return this page, or the one of ours whose button was pressed; None when the browser does not say."""
    if request.method == "GET":
        return request.full_path.removesuffix("?")
    if request.url_rule and "GET" in (request.url_rule.methods or ()):
        return request.path
    came = urlsplit(request.referrer or "")
    return came.path if came.netloc == request.host else None
