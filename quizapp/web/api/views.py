"""One's own records as JSON: who one is, what one can sit, what one holds."""

from __future__ import annotations

from flask import Blueprint, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp import clock
from quizapp.attempts import queries as attempts
from quizapp.certificates import queries as certificates
from quizapp.people import queries as people
from quizapp.quizzes import queries as quizzes

bp = Blueprint("api", __name__, url_prefix="/api")


@bp.get("/me")
def me() -> ResponseReturnValue:
    """Return who is signed in."""
    teams = [membership.team.slug for membership in people.memberships_of(current_user)]
    roles = sorted(current_user.role_names)
    return jsonify(name=current_user.name, email=current_user.email, roles=roles, teams=teams)


@bp.get("/quizzes")
def list_quizzes() -> ResponseReturnValue:
    """Return the quizzes that can be taken, with whether this person may start each now."""
    return jsonify(
        [
            {
                "slug": way.quiz.slug,
                "title": way.quiz.title,
                "questions": quizzes.asked(way.quiz),
                "minutes": way.quiz.minutes,
                "pass_mark": way.quiz.pass_mark,
                "may_start": way.admission.allowed,
                "attempts_left": way.admission.left,
            }
            for way in attempts.ways(current_user, clock.now())
        ]
    )


@bp.get("/certificates")
def list_certificates() -> ResponseReturnValue:
    """Return this person's certificates, the newest first."""
    today = clock.today()
    return jsonify(
        [
            {
                "number": certificate.number,
                "title": certificate.title,
                "issued_at": certificate.issued_at.isoformat(),
                "expires_on": certificate.expires_on.isoformat() if certificate.expires_on else None,
                "valid": certificate.held.valid_on(today),
                "verify": url_for("public.verify", code=certificate.code, _external=True),
            }
            for certificate in certificates.held_by(current_user, clock.today())
        ]
    )
