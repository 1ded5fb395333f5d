"""Reading attempts: loaders that show a person only their own, and what a paper's rows mean to the core."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import select

from quizapp.attempts.models import Attempt, AttemptState, Mode, Response
from quizapp.bank import content
from quizapp.core.admission import Admission, Refusal, admit
from quizapp.core.errors import NotHere
from quizapp.core.grading import Answered
from quizapp.core.paper import Paper
from quizapp.core.question import Question
from quizapp.core.rules import Past, Rules, Visible
from quizapp.core.rules import visible as visible_parts
from quizapp.database import db
from quizapp.people.models import Person
from quizapp.quizzes import queries as quizzes
from quizapp.quizzes.models import Quiz

_rules: TypeAdapter[Rules] = TypeAdapter(Rules)


PRACTICES = 3
"""Practices that are offered to be resumed beside exams; the page of practice offers all."""


def rules_to_json(rules: Rules) -> dict[str, Any]:
    """Return rules in JSON's own types, to be frozen in an attempt."""
    stored: dict[str, Any] = _rules.dump_python(rules, mode="json")
    return stored


def rules_of(attempt: Attempt) -> Rules:
    """Return the rules that the attempt is taken under."""
    return _rules.validate_python(attempt.rules)


def paper_of(attempt: Attempt) -> Paper:
    """Return the paper that the attempt was given."""
    return Paper.from_json(attempt.paper)


SITTINGS = (Mode.EXAM, Mode.REFRESHER)
"""What is sat from the first question to submitting it; practice is not."""


def own(person: Person, public_id: str, *modes: Mode) -> Attempt:
    """Return this person's own attempt of one of these modes. Raises NotHere for another's, as for none."""
    attempt = db.session.scalar(
        select(Attempt).where(Attempt.public_id == public_id, Attempt.person_id == person.id, Attempt.mode.in_(modes))
    )
    if attempt is None:
        raise NotHere
    return attempt


def open_attempts(person: Person) -> Sequence[Attempt]:
    """Return what the person can resume, the one that ends first at the top; of practices the latest few, last."""
    counting = db.session.scalars(
        select(Attempt)
        .where(Attempt.person_id == person.id, Attempt.state == AttemptState.OPEN, Attempt.mode != Mode.PRACTICE)
        .order_by(Attempt.deadline_at.is_(None), Attempt.deadline_at, Attempt.started_at.desc())
    )
    return [*counting, *open_practices(person)[:PRACTICES]]


def open_practices(person: Person) -> Sequence[Attempt]:
    """Return the person's practices that have not ended, the latest first."""
    return db.session.scalars(
        select(Attempt)
        .where(Attempt.person_id == person.id, Attempt.state == AttemptState.OPEN, Attempt.mode == Mode.PRACTICE)
        .order_by(Attempt.started_at.desc(), Attempt.id.desc())
    ).all()


def asked_on(papers: Iterable[Mapping[str, Any]]) -> frozenset[int]:
    """Return the ids of the questions on stored papers."""
    return frozenset(item["question_id"] for paper in papers for item in paper["items"])


def asked_now(person: Person) -> frozenset[int]:
    """Return the ids of the questions that an open exam or refresher asks the person: nothing may show their key."""
    return asked_on(
        db.session.scalars(
            select(Attempt.paper).where(
                Attempt.person_id == person.id, Attempt.state == AttemptState.OPEN, Attempt.mode != Mode.PRACTICE
            )
        )
    )


def open_exam(person: Person, quiz: Quiz) -> Attempt | None:
    """Return the person's open attempt at the quiz."""
    return db.session.scalar(
        select(Attempt).where(
            Attempt.person_id == person.id, Attempt.quiz_id == quiz.id, Attempt.state == AttemptState.OPEN
        )
    )


def history(person: Person, quiz: Quiz) -> Sequence[Attempt]:
    """Return all the person's attempts at the quiz, oldest first."""
    return db.session.scalars(
        select(Attempt).where(Attempt.person_id == person.id, Attempt.quiz_id == quiz.id).order_by(Attempt.number)
    ).all()


def admission(person: Person, quiz: Quiz, now: datetime) -> Admission:
    """Say whether the person may start a further attempt now."""
    past = [Past(a.started_at, a.submitted_at, a.passed) for a in history(person, quiz) if not a.is_open]
    return admit(quizzes.conditions(quiz, quizzes.accommodation(quiz, person)), past, now)


@dataclass(frozen=True)
class Way:
    """A quiz that can be taken, whether this person may start it now, and the id of their open attempt at it."""

    quiz: Quiz
    admission: Admission
    running: str | None


def ways(person: Person, now: datetime) -> list[Way]:
    """Return every quiz that can be taken, by title, in a number of statements that does not grow with them."""
    granted, sat = quizzes.accommodations(person), _sat(person)
    found = []
    for quiz in quizzes.published():
        past = [each for _, each in sat.get(quiz.id, ()) if each.ended_at is not None]
        running = next((public_id for public_id, each in sat.get(quiz.id, ()) if each.ended_at is None), None)
        found.append(Way(quiz, admit(quizzes.conditions(quiz, granted.get(quiz.id)), past, now), running))
    return found


def _sat(person: Person) -> dict[int | None, list[tuple[str, Past]]]:
    """Return the person's exams by quiz, oldest first: the id and what matters of each, without its paper."""
    rows = db.session.execute(
        select(Attempt.quiz_id, Attempt.public_id, Attempt.started_at, Attempt.submitted_at, Attempt.passed)
        .where(Attempt.person_id == person.id, Attempt.mode == Mode.EXAM)
        .order_by(Attempt.number)
    )
    sat: dict[int | None, list[tuple[str, Past]]] = {}
    for quiz_id, public_id, started_at, ended_at, passed in rows:
        sat.setdefault(quiz_id, []).append((public_id, Past(started_at, ended_at, passed)))
    return sat


def responses(attempt: Attempt) -> dict[int, Response]:
    """Return the responses by their place on the paper."""
    rows = db.session.scalars(
        select(Response).where(Response.attempt_id == attempt.id).execution_options(populate_existing=True)
    )
    return {row.position: row for row in rows}


def response(attempt_id: int, position: int) -> Response | None:
    """Return one response, as it stands in the database now."""
    return db.session.get(Response, (attempt_id, position), populate_existing=True)


def questions(paper: Paper) -> dict[int, Question]:
    """Return the content of the paper's questions by revision id."""
    return content.questions(item.revision_id for item in paper.items)


def answered(paper: Paper, given: Mapping[int, Response]) -> list[Answered]:
    """Return what was replied to each question of the paper, in its order, ready for grading."""
    asked = questions(paper)
    rows = ((item, given.get(place)) for place, item in enumerate(paper.items, 1))
    return [
        Answered(
            question=asked[item.revision_id],
            reply=row.reply if row else None,
            sureness=row.sureness if row else None,
            topic=f"{item.bank}/{item.topic}",
            safety_critical=item.safety_critical,
        )
        for item, row in rows
    ]


def place_to_resume(attempt: Attempt) -> int:
    """Return where to go on: after the answer saved last, at the first question not yet answered; else the start."""
    given = responses(attempt)
    count = len(attempt.paper["items"])
    saved = [(row.saved_at, place) for place, row in given.items() if row.saved_at is not None]
    last = max(saved)[1] if saved else 0
    ahead = [*range(last + 1, count + 1), *range(1, last + 1)]
    return next((place for place in ahead if place not in given or given[place].reply is None), last or 1)


def visible(attempt: Attempt, now: datetime) -> Visible:
    """Say what the person may see of this attempt's result now, by the rules it was taken under."""
    submitted = not attempt.is_open
    final = submitted and _is_final(attempt, now)
    return visible_parts(rules_of(attempt), submitted=submitted, final=final)


def _is_final(attempt: Attempt, now: datetime) -> bool:
    """Whether knowing the key can no longer help towards this pass: it was reached, or no attempt is left for it."""
    if attempt.quiz is None:
        return True
    if open_exam(attempt.person, attempt.quiz) is not None:
        return False
    later = [a for a in history(attempt.person, attempt.quiz) if (a.number or 0) >= (attempt.number or 0)]
    if any(a.passed for a in later):
        return True
    refusal = admission(attempt.person, attempt.quiz, now).refusal
    return refusal in (Refusal.NO_ATTEMPTS_LEFT, Refusal.CLOSED, Refusal.NOT_PUBLISHED)


def overdue(now: datetime) -> Sequence[str]:
    """Return the public ids of attempts that are open past their deadline."""
    return db.session.scalars(
        select(Attempt.public_id).where(Attempt.state == AttemptState.OPEN, Attempt.deadline_at <= now)
    ).all()
