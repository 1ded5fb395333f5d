"""The result of an attempt, as far as its rules let the person see it."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp import clock
from quizapp.attempts import changes, queries
from quizapp.attempts.models import Attempt, Mode
from quizapp.attempts.practice import WITHHELD
from quizapp.bank import content
from quizapp.certificates import queries as certificates
from quizapp.certificates import refreshers
from quizapp.certificates.models import Certificate
from quizapp.core.grading import grade
from quizapp.facts import citations
from quizapp.web.practitioner.blueprint import bp
from quizapp.web.practitioner.exam import own_open


@bp.get("/attempts/<public_id>/result")
def result(public_id: str) -> ResponseReturnValue:
    """Show whether it was a pass, by topic, and question by question where the rules allow."""
    if own_open(public_id) is not None:
        return redirect(url_for(".resume", public_id=public_id), 303)
    attempt = queries.own(current_user, public_id, *queries.SITTINGS)
    return render_template("practitioner/result.html", **_shown(attempt))


def _shown(attempt: Attempt) -> dict[str, object]:
    now, rules, paper = clock.now(), queries.rules_of(attempt), queries.paper_of(attempt)
    answered = queries.answered(paper, queries.responses(attempt))
    graded = grade(answered, rules)
    seen = queries.visible(attempt, now)
    titles = content.topic_titles()
    asked_now = queries.asked_now(current_user)
    keys = [seen.key and item.question_id not in asked_now for item in paper.items]
    slugs = {slug for a, key in zip(answered, keys, strict=True) if key for slug in a.question.rests_on}
    return {
        "attempt": attempt,
        "rules": rules,
        "grade": graded,
        "visible": seen,
        "rows": list(zip(range(1, len(answered) + 1), paper.items, answered, graded.items, keys, strict=True)),
        "withheld": WITHHELD,
        "topics": [(titles.get(key, key), int(tally.percent)) for key, tally in sorted(graded.by_topic.items())],
        "facts": citations.cited(slugs, clock.today()),
        "since": changes.since(paper, clock.day_of(now)),
        "certificate": _certificate(attempt),
        "today": clock.day_of(now),
        "admission": queries.admission(current_user, attempt.quiz, now) if attempt.quiz else None,
    }


def _certificate(attempt: Attempt) -> Certificate | None:
    """Return the certificate that an attempt has earned or extended, or was to refresh."""
    if attempt.mode is Mode.REFRESHER:
        return certificates.own(current_user, refreshers.of_attempt(attempt).certificate.code, clock.today())
    return certificates.for_attempt(attempt, clock.today())
