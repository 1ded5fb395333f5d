"""What a question page shows: put together in one place for the page itself and for its refusals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from werkzeug.datastructures import MultiDict

from quizapp import clock
from quizapp.attempts import practice, queries, saving
from quizapp.attempts.models import Attempt, Response
from quizapp.core.errors import Conflict
from quizapp.core.question import Form
from quizapp.facts import citations


def sent_form() -> dict[str, list[str]]:
    """Return the form of this request: each name with all its values. Clear my answer leaves the reply out."""
    form = request.form.to_dict(flat=False)
    if request.form.get("go") == "clear":
        return {name: values for name, values in form.items() if not name.startswith(("reply", "certainty"))}
    return form


def page_sent(form: MultiDict[str, str]) -> saving.Page:
    """Return what the question page sent besides the reply; pressing Flag turns the flag over."""
    flagged = (form.get("flagged") == "1") != (form.get("go") == "flag")
    seen = form.get("version", "")
    return saving.Page(flagged=flagged, seen=int(seen) if seen.isdecimal() and len(seen) < 10 else None)


def destination(public_id: str, position: int, count: int, go: str) -> str:
    """Return where a button of the question page leads, once the answer is saved."""
    place = {"next": position + 1, "back": position - 1}.get(go, position)
    if go.isdecimal() and 1 <= int(go[:9]) <= count:
        place = int(go)
    if go == "review" or place > count:
        return url_for("practitioner.review", public_id=public_id)
    return url_for("practitioner.question", public_id=public_id, position=max(place, 1))


def strip(attempt: Attempt, given: Mapping[int, Response], position: int | None = None) -> list[dict[str, Any]]:
    """Return the numbered dots: which questions are answered, flagged, current."""
    return [
        {
            "number": place,
            "url": url_for("practitioner.question", public_id=attempt.public_id, position=place),
            "answered": place in given and given[place].reply is not None,
            "flagged": place in given and given[place].flagged,
            "current": place == position,
        }
        for place in range(1, len(attempt.paper["items"]) + 1)
    ]


def time_left(attempt: Attempt, now: datetime) -> str:
    """Return the time left in words, in whole minutes rounded up; "" without a limit."""
    if attempt.deadline_at is None:
        return ""
    minutes = max(-(-int((attempt.deadline_at - now).total_seconds()) // 60), 0)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def render(attempt: Attempt, position: int, *, typed: Form | None = None, problem: str = "") -> str:
    """Return the page of a question. ``typed`` fills in what was sent; ``problem`` says why it was not saved."""
    now = clock.now()
    paper, given = queries.paper_of(attempt), queries.responses(attempt)
    _, question = saving.asked_at(attempt.paper["items"], position)
    saved = given.get(position)
    return render_template(
        "practitioner/question.html",
        attempt=attempt,
        rules=queries.rules_of(attempt),
        position=position,
        count=len(paper.items),
        item=paper.items[position - 1],
        question=question,
        saved=saved,
        reply=question.echo(typed) if typed is not None else (saved.reply if saved else None),
        sureness=(typed.get("certainty") or [""])[0] if typed is not None else (saved.sureness if saved else None),
        flagged=saved.flagged if saved else False,
        version=saved.version if saved else 0,
        strip=strip(attempt, given, position),
        time_left=time_left(attempt, now),
        now=now,
        problem=problem,
        refilled=typed is not None,
    )


def render_practice(attempt: Attempt, position: int, *, typed: Form | None = None, problem: str = "") -> str:
    """Return the page of a practice question: to be answered, or answered with everything that is known of it."""
    paper, given = queries.paper_of(attempt), queries.responses(attempt)
    _, question = saving.asked_at(attempt.paper["items"], position)
    row = given.get(position)
    if row and row.question_id in practice.withheld(attempt.person, clock.now()):
        raise Conflict(practice.WITHHELD)
    return render_template(
        "practitioner/practice_question.html",
        attempt=attempt,
        position=position,
        count=len(paper.items),
        item=paper.items[position - 1],
        question=question,
        row=row,
        reply=row.reply if row else (question.echo(typed) if typed is not None else None),
        sureness=row.sureness if row else None,
        facts=citations.cited(question.rests_on, clock.today()) if row else {},
        problem=problem,
    )
