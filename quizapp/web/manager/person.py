"""A person in a team of the manager's: where they stand, what they sat and hold, and the one next thing to do."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp import clock
from quizapp.certificates import queries as certificates
from quizapp.completion import actions, queries
from quizapp.people import queries as people
from quizapp.quizzes import queries as quizzes
from quizapp.web.looks import LOOKS
from quizapp.web.manager import rows
from quizapp.web.manager.blueprint import bp


@bp.get("/manager/people/<int:person_id>")
def person(person_id: int) -> str:
    """Show a person of one of the manager's teams: dates and scores, never answers."""
    found = people.managed_person(current_user, person_id)
    today, now = clock.today(), clock.now()
    standings = queries.standings_of(found, today)
    return render_template(
        "manager/person.html",
        person=found,
        teams=[team for team in people.teams_managed_by(current_user) if people.is_member(found.id, team.id)],
        standings=standings,
        next=next((row for row in standings if row.standing.status in queries.PRESSING), None),
        pressing=queries.PRESSING,
        reminded=queries.reminders(found, now - actions.BETWEEN_REMINDERS),
        exams=queries.exams_of(found),
        certificates=certificates.held_by(found, today),
        today=today,
        looks=LOOKS,
        valid_until=rows.valid_until,
    )


@bp.post("/manager/people/<int:person_id>/reminders/<slug>")
def remind(person_id: int, slug: str) -> ResponseReturnValue:
    """Write to a person about a quiz that waits for them."""
    found = people.managed_person(current_user, person_id)
    quiz = quizzes.by_slug(slug)
    actions.remind(found, quiz, current_user, clock.now())
    flash(f"A mail about {quiz.title} is on its way to {found.name}.", "good")
    return redirect(url_for("manager.person", person_id=found.id), 303)
