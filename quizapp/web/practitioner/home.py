"""The home page, by role."""

from __future__ import annotations

from flask import redirect, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp import clock
from quizapp.attempts import queries as attempts
from quizapp.certificates import queries as certificates
from quizapp.completion import queries as completion
from quizapp.core.standing import Validity
from quizapp.people.permissions import may_enter
from quizapp.web.guard import public
from quizapp.web.navigation import links
from quizapp.web.practitioner.blueprint import bp
from quizapp.web.practitioner.certificates import pressing_first, refresher_words

BEHIND = (Validity.NOT_CURRENT, Validity.REFRESHER_DUE)
"""What a certificate is that its holder has a refresher to take for."""


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """Show a practitioner what to do next, lead others to their corridor, and tell strangers what this is."""
    if not current_user.is_authenticated:
        return render_template("practitioner/welcome.html")
    if not may_enter("practitioner", current_user.role_names):
        places = links()
        return redirect(places[0].url, 303) if places else render_template("practitioner/no_role.html")
    today = clock.today()
    earned = pressing_first(certificates.held_by(current_user, today), today)
    return render_template(
        "practitioner/home.html",
        due=completion.due_for(current_user, today),
        running=attempts.open_attempts(current_user),
        earned=earned,
        behind=[certificate for certificate in earned if certificates.validity(certificate, today) in BEHIND],
        refresher_words=refresher_words,
        today=today,
    )
