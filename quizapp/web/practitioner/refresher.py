"""The refresher of a certificate: what has changed, and starting the few questions about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp import clock
from quizapp.attempts import changes
from quizapp.attempts import queries as attempts
from quizapp.certificates import jurisdictions, plans, queries, refreshers
from quizapp.core.currency import Moved
from quizapp.web.practitioner.blueprint import bp
from quizapp.web.practitioner.certificates import is_live
from quizapp.web.practitioner.quizzes import question_url

Change = TypeVar("Change")


@bp.get("/certificates/<code>/refresher")
def refresher(code: str) -> str:
    """Show what has changed beneath a certificate, from what to what, since when and by which source."""
    today = clock.today()
    certificate = queries.own(current_user, code, today)
    wanted = plans.plan(certificate, today)
    return render_template(
        "practitioner/refresher.html",
        certificate=certificate,
        live=is_live(certificate),
        plan=wanted,
        facts=_worst_first(wanted.moved, changes.of_facts(_shown(wanted.moved), today)),
        questions=_worst_first(wanted.moved, changes.of_questions(_shown(wanted.moved), today)),
        further=[(jurisdictions.name(place), len(new)) for place, new in wanted.gaps.items()],
        silent=[jurisdictions.name(place) for place in wanted.silent],
        ahead=plans.outlook(certificate, wanted, today) if wanted.is_needed else None,
        running=refreshers.running_for(certificate),
        minutes=refreshers.minutes,
        today=today,
    )


def _shown(moved: tuple[Moved, ...]) -> dict[str, int]:
    return {each.thing: each.shown for each in moved}


def _worst_first(moved: tuple[Moved, ...], found: Mapping[str, Change]) -> list[Change]:
    return [found[each.thing] for each in moved if each.thing in found]


@bp.post("/certificates/<code>/refresher")
def start_refresher(code: str) -> ResponseReturnValue:
    """Start the refresher, or go on with it; where no question is on what changed, having read it is enough."""
    certificate = queries.own(current_user, code, clock.today())
    attempt = refreshers.begin(certificate, clock.now(), plans.next_seed(certificate))
    if attempt is not None:
        return redirect(question_url(attempt, attempts.place_to_resume(attempt)), 303)
    flash("Your certificate is up to date with what you have read.", "good")
    return redirect(url_for(".certificate", code=code), 303)
