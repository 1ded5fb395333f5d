"""Who may come in. Closed by default: a page needs a signed-in person unless it is marked public."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request
from flask_login import current_user

from quizapp.people.permissions import may_enter

View = TypeVar("View", bound=Callable[..., Any])

# Flask-Security's pages for people who are not signed in yet.
PUBLIC_SECURITY = frozenset(
    f"security.{name}"
    for name in (
        "login", "forgot_password", "reset_password", "register", "confirm_email", "send_confirmation",
        "change_email_confirm", "two_factor_token_validation", "two_factor_rescue", "tf_select", "mf_recovery",
        "wan_signin", "wan_signin_response", "static",
    )
)  # fmt: skip


def public(view: View) -> View:
    """Mark a view as open to everybody."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def is_public(endpoint: str) -> bool:
    """Whether the endpoint is open to everybody."""
    if endpoint == "static" or endpoint in PUBLIC_SECURITY:
        return True
    return getattr(current_app.view_functions.get(endpoint), "is_public", False)


def init_app(app: Flask) -> None:
    """Put the guard in front of every view."""
    app.before_request(_check)


def _check() -> None:
    endpoint = request.endpoint
    if endpoint is None or is_public(endpoint):
        return
    if not current_user.is_authenticated:
        abort(401)
    if not may_enter(request.blueprint or "", current_user.role_names):
        abort(403)
