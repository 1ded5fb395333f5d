"""Errors as pages: what happened, what was kept, what to do."""

from __future__ import annotations

from flask import Flask, current_app, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, Unauthorized

from quizapp.core.errors import Conflict, Invalid, NotHere, Refused, TooMany
from quizapp.database import db
from quizapp.web import unsaved
from quizapp.web.negotiation import page_to_go_on_from, wants_json
from quizapp.web.transaction import only_reading

# The first that fits counts.
STATUS: dict[type[Refused], int] = {NotHere: 404, Conflict: 409, Invalid: 422, TooMany: 429, Refused: 409}

TITLES = {
    400: "That request did not make sense",
    403: "This page is not for your role",
    404: "There is nothing here",
    405: "That does not work here",
    409: "That cannot be done now",
    413: "That is too large",
    422: "That does not fit",
    429: "Too many tries",
    500: "Something went wrong on our side",
    503: "The database is not answering",
}

WORDS = {
    400: "Nothing was changed. Go back and try again.",
    403: "You are signed in, but this part needs a role you do not have. An administrator can give it to you.",
    404: "The address may be mistyped, or the page is not yours to see.",
    405: "Nothing was changed. Go back and try again.",
    413: "Nothing was changed. Send less than 4 megabytes at a time.",
    500: "Nothing was changed, and what was saved before is safe. We have a record of this. Try again in a moment.",
    503: "Nothing that was acknowledged is lost. Wait a few seconds and try again.",
}

WORDS_AT = {
    (413, "public.verify_file"): "The file was not looked at. One to be checked may have 5 megabytes at most.",
}
"""What is said in place of that at one endpoint."""


def answer(status: int, message: str = "", retry_after: int | None = None) -> ResponseReturnValue:
    """Return an error page, or JSON for a program, after rolling back. The page of a 503 needs no database."""
    only_reading()
    if status == 503:
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]  # whoever it is
    message = message or WORDS_AT.get((status, request.endpoint or "")) or WORDS.get(status, "")
    headers = {"Retry-After": str(retry_after)} if retry_after else {}
    if wants_json():
        return jsonify(error=status, message=message), status, headers
    title = TITLES.get(status, "That did not work")
    return render_template("error.html", status=status, title=title, message=message), status, headers


def init_app(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(PoolTimeout, _database)


def _refused(error: Refused) -> ResponseReturnValue:
    status = next(status for kind, status in STATUS.items() if isinstance(error, kind))
    return answer(status, error.message, error.seconds if isinstance(error, TooMany) else None)


def _http(error: HTTPException) -> ResponseReturnValue:
    original = getattr(error, "original_exception", None)
    if isinstance(original, (DBAPIError, PoolTimeout)):  # the commit itself failed
        return _database(original)
    if isinstance(error, Unauthorized):
        return _sign_in()
    if isinstance(error, CSRFError):
        return _token()
    if error.response is not None:
        return error
    status = error.code or 500
    return answer(status, "" if status in WORDS else (error.description or ""))


def _sign_in() -> ResponseReturnValue:
    """Send a person to the sign-in page and back to where they were; tell a program."""
    db.session.rollback()
    if wants_json():
        return jsonify(error=401, message="Sign in to go on.", sign_in=url_for("security.login")), 401
    back = request.path if unsaved.keep() else page_to_go_on_from()
    return redirect(url_for("security.login", next=back), 303)


def _token() -> ResponseReturnValue:
    """A form whose token is no longer good: an answer is kept and shown again, anything else is asked for anew."""
    if not current_user.is_authenticated and unsaved.keep():
        return redirect(url_for("security.login", next=request.path), 303)
    if wants_json():
        return jsonify(error=400, csrf=True, message="This page was open for too long. It will try again."), 400
    if unsaved.keep():
        return redirect(request.path, 303)
    return answer(400, "This page was open for too long, so nothing was changed. Go back, load it again and repeat.")


def _database(error: DBAPIError | PoolTimeout) -> ResponseReturnValue:
    """Answer 503 when the database is busy or gone; anything else is our fault."""
    current_app.logger.error("database: %s", error)
    gone = isinstance(error, (OperationalError, PoolTimeout)) or getattr(error, "connection_invalidated", False)
    return answer(503, retry_after=5) if gone else answer(500)
