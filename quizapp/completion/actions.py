"""Writing completion: asking a team or a person for a quiz, ending that, reminding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from quizapp import clock
from quizapp.completion import queries
from quizapp.completion.models import Assignment
from quizapp.core.errors import Conflict, Invalid
from quizapp.database import db
from quizapp.people import audit
from quizapp.people.models import Person, Team
from quizapp.people.post import post
from quizapp.quizzes.models import Quiz, QuizState

NOTE_LIMIT = 1000
BETWEEN_REMINDERS = timedelta(days=1)


def check(quiz: Quiz, to: Team | Person, due_on: date | None, note: str, today: date) -> None:
    """Refuse what cannot be assigned: Invalid for a bad date, note or quiz, Conflict when it is asked for already."""
    if quiz.state is not QuizState.PUBLISHED or not quiz.certifies:
        raise Invalid(f"{quiz.title} cannot be assigned: it is not published, or gives no certificate.")
    if due_on is not None and due_on < today:
        raise Invalid("The due date has passed. Choose today or a later day.")
    if len(note) > NOTE_LIMIT:
        raise Invalid(f"The note is longer than {NOTE_LIMIT} characters.")
    if (live := queries.same(quiz, to)) is not None:
        due = f", due on {live.due_on.day} {live.due_on:%b %Y}" if live.due_on else ""
        raise Conflict(f"{to.name} is asked for {quiz.title} already{due}. End that first to change it.")


def assign(
    quiz: Quiz, to: Team | Person, due_on: date | None, note: str, actor: Person | None, now: datetime
) -> Assignment:
    """Ask a team or a person to hold a quiz's certificate, and write to each practitioner whom that touches.

    Raises what ``check`` raises; of two at once for the same team or person, the second is refused.
    """
    model = type(to)
    db.session.execute(select(model.id).where(model.id == to.id).with_for_update())
    check(quiz, to, due_on, note.strip(), clock.day_of(now))
    is_team = isinstance(to, Team)
    assignment = Assignment(
        quiz_id=quiz.id,
        team_id=to.id if is_team else None,
        person_id=None if is_team else to.id,
        due_on=due_on,
        note=note.strip(),
        assigned_by_id=actor.id if actor else None,
        assigned_at=now,
    )
    db.session.add(assignment)
    db.session.flush()
    due = due_on.isoformat() if due_on else None
    audit.record(actor, "quiz assigned", _subject(to), now, quiz=quiz.slug, due_on=due, assignment=assignment.id)
    _tell(touched(to), quiz, assignment, now)
    return assignment


def touched(to: Team | Person) -> list[Person]:
    """Return the practitioners whom an assignment to this team or person asks."""
    if isinstance(to, Person):
        return [to]
    return [person for person, _ in queries.members([to.id]).values()]


def _tell(people: Sequence[Person], quiz: Quiz, assignment: Assignment, now: datetime) -> None:
    """Write to each person that they are asked, and what they hold already."""
    held = queries.holders(people, quiz, clock.day_of(now))
    for person in people:
        context = {**_context(person, quiz), "assignment": assignment, "held": held.get(person.id)}
        post(person.email, f"You are asked to pass {quiz.title}", "quiz_assigned", now, **context)


def _context(person: Person, quiz: Quiz) -> dict[str, Any]:
    return {"person": person, "quiz": quiz}


def _subject(to: Team | Person | None) -> str:
    """Return the name of a team or person in the audit log."""
    return f"team:{to.id}" if isinstance(to, Team) else f"person:{to.id if to else ''}"


def end_assignment(assignment: Assignment, actor: Person | None, now: datetime) -> None:
    """End an assignment; certificates stay. Raises Conflict when it has ended."""
    db.session.execute(select(Assignment.id).where(Assignment.id == assignment.id).with_for_update())
    db.session.refresh(assignment)
    if assignment.ended_at is not None:
        raise Conflict("This assignment has ended already. Nothing was changed.")
    assignment.ended_at = now
    db.session.flush()
    to = assignment.team or assignment.person
    audit.record(actor, "assignment ended", _subject(to), now, quiz=assignment.quiz.slug, assignment=assignment.id)


def remind(person: Person, quiz: Quiz, actor: Person | None, now: datetime) -> None:
    """Remind a person of a quiz that waits for them. Raises Conflict when none does, or within a day of the last."""
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    row = next((r for r in queries.due_for(person, clock.day_of(now)) if r.quiz.id == quiz.id), None)
    if row is None or row.standing.status not in queries.PRESSING:
        raise Conflict(f"{person.name} has nothing to do for {quiz.title} now. No reminder was sent.")
    if quiz.slug in queries.reminders(person, now - BETWEEN_REMINDERS):
        raise Conflict(f"{person.name} was reminded of {quiz.title} less than a day ago. No reminder was sent.")
    audit.record(actor, queries.REMINDED, _subject(person), now, quiz=quiz.slug)
    context = {**_context(person, quiz), "row": row, "actor": actor}
    post(person.email, f"Reminder: {quiz.title}", "quiz_reminder", now, **context)
