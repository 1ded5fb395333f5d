"""The list of quizzes, a quiz's page, and starting an attempt."""

from __future__ import annotations

import secrets

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp import clock
from quizapp.attempts import actions as attempts
from quizapp.attempts import queries
from quizapp.attempts.models import Attempt
from quizapp.quizzes import queries as quizzes_queries
from quizapp.web.practitioner.blueprint import bp


@bp.get("/quizzes/")
def quizzes() -> str:
    """List the quizzes with what each asks and whether it can be started."""
    ways = queries.ways(current_user, clock.now())
    return render_template("practitioner/quizzes.html", ways=ways, asked=quizzes_queries.asked)


@bp.get("/quizzes/<slug>")
def quiz(slug: str) -> str:
    """Show a quiz: its conditions, the honour statement and the button that starts it."""
    found = quizzes_queries.visible(slug)
    granted = quizzes_queries.accommodation(found, current_user)
    return render_template(
        "practitioner/quiz.html",
        quiz=found,
        rules=quizzes_queries.rules(found, granted),
        asked=quizzes_queries.asked(found),
        granted=granted,
        admission=queries.admission(current_user, found, clock.now()),
        running=queries.open_exam(current_user, found),
        history=queries.history(current_user, found),
    )


@bp.post("/quizzes/<slug>/attempts")
def start_attempt(slug: str) -> ResponseReturnValue:
    """Start an attempt, or lead to the one that is open."""
    found = quizzes_queries.visible(slug)
    attempt = attempts.start(current_user, found, clock.now(), secrets.randbits(48))
    return redirect(question_url(attempt, queries.place_to_resume(attempt)), 303)


def question_url(attempt: Attempt, position: int) -> str:
    """Return the address of a question of an attempt."""
    return url_for("practitioner.question", public_id=attempt.public_id, position=position)
