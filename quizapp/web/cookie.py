"""The session's cookie: a page of another site cannot replace it.

Browsers send our cookie with nothing that another site's page posts (it is SameSite=Lax), yet take the one in the
answer: a form aimed at us would put an empty session in the place of a person's own, and so sign them out.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from flask.sessions import SecureCookieSessionInterface

from quizapp.web.transaction import SAFE


def is_foreign() -> bool:
    """Whether a page of another site sent this request to do something."""
    if request.method in SAFE:
        return False
    origin = request.headers.get("Origin")
    ours = (request.host, urlsplit(current_app.config["BASE_URL"]).netloc)
    return request.headers.get("Sec-Fetch-Site") == "cross-site" or (
        origin is not None and urlsplit(origin).netloc not in ours
    )


class OwnCookie(SecureCookieSessionInterface):
    """Flask's sessions, saved only for those whose own session came along."""

    def save_session(self, app: Flask, session: Any, response: Any) -> None:
        """Send the session back to the browser, unless another site's page made it ask."""
        if not is_foreign():
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Keep sessions so."""
    app.session_interface = OwnCookie()
