"""An answer that arrived when the session or its token was gone: kept in the browser's own session until it is back."""

from __future__ import annotations

from flask import request, session

from quizapp.core.question import Form
from quizapp.web.cookie import is_foreign

KEY = "unsaved_answer"
LIMIT = 2500
"""Characters that are kept; a cookie holds about 4,000. Every reply that fits a question is far shorter."""

ANSWERING = frozenset({"practitioner.save_answer", "practitioner.answer_practice"})
"""The endpoints whose form is worth keeping."""


def keep() -> bool:
    """Keep the form that was just sent, when it is an answer from a page of ours; return whether it was kept."""
    if is_foreign():
        return False
    form = {name: values for name, values in request.form.lists() if name not in ("csrf_token", "go")}
    small = sum(len(name) + sum(map(len, values)) for name, values in form.items()) <= LIMIT
    if request.method != "POST" or request.endpoint not in ANSWERING or not small:
        return False
    session[KEY] = {"path": request.path, "form": form}
    return True


def take() -> Form | None:
    """Return the form kept for the page that is asked for now, once."""
    kept = session.get(KEY)
    if kept is None or kept["path"] != request.path:
        return None
    form: Form = session.pop(KEY)["form"]
    return form
