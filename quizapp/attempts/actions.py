"""Writing attempts: start and submit. The server's clock, handed in as ``now``, alone decides."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from quizapp import clock
from quizapp.attempts import queries
from quizapp.attempts.models import Attempt, AttemptState, Closing, Mode, Response
from quizapp.bank import content
from quizapp.core.admission import Admission, Refusal
from quizapp.core.errors import Conflict
from quizapp.core.grading import Grade, grade
from quizapp.core.paper import NotEnoughQuestions, Paper
from quizapp.core.rules import Rules
from quizapp.database import db
from quizapp.people.models import Person
from quizapp.quizzes import papers
from quizapp.quizzes import queries as quizzes
from quizapp.quizzes.models import Quiz


class NotAdmitted(Conflict):
    """The person may not start now; ``admission`` says why and until when."""

    def __init__(self, admission: Admission) -> None:
        self.admission = admission
        super().__init__(
            {
                Refusal.NOT_PUBLISHED: "This quiz is not open to attempts. Nothing was started.",
                Refusal.NOT_YET_OPEN: "This quiz is not open yet. Nothing was started.",
                Refusal.CLOSED: "This quiz has closed. Nothing was started.",
                Refusal.NO_ATTEMPTS_LEFT: "You have used every attempt that this quiz allows. Nothing was started.",
                Refusal.TOO_SOON: "It is too soon after your last attempt. Nothing was started. "
                f"You can try again from {clock.in_words(admission.at)}.",
            }[admission.refusal or Refusal.CLOSED]
        )


def new_public_id() -> str:
    """Return an id that nobody can guess."""
    return secrets.token_urlsafe(16)


def start(person: Person, quiz: Quiz, now: datetime, seed: int) -> Attempt:
    """Start an attempt, or return the one that is open: of two starts at once, one waits.

    Raises NotAdmitted when the person may not start, Conflict when the blueprint cannot be filled today.
    """
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    if (running := queries.open_exam(person, quiz)) is not None:
        return running
    admission = queries.admission(person, quiz, now)
    if not admission.allowed:
        raise NotAdmitted(admission)
    rules = quizzes.rules(quiz, quizzes.accommodation(quiz, person))
    attempt = _new(person, quiz, _draw(quiz, person, now, seed), rules, now)
    attempt.number = len(queries.history(person, quiz)) + 1
    try:
        with db.session.begin_nested():
            db.session.add(attempt)
    except IntegrityError:
        return _the_other(person, quiz)
    return attempt


def _the_other(person: Person, quiz: Quiz) -> Attempt:
    """Return the attempt that somebody else started at the same moment."""
    running = queries.open_exam(person, quiz)
    if running is None:
        raise Conflict("This attempt was started twice at once, and the other is over. Nothing more was started.")
    return running


def _draw(quiz: Quiz, person: Person, now: datetime, seed: int) -> Paper:
    pool = content.candidates(clock.day_of(now), person.practises_in)
    try:
        return replace(papers.drawn(quiz, pool, seed), places=tuple(person.practises_in))
    except NotEnoughQuestions as shortage:
        raise Conflict(
            "There are not enough questions for this quiz today. Nothing was started and no attempt was used. "
            "Tell your trainer: " + str(shortage) + "."
        ) from None


def _new(person: Person, quiz: Quiz, paper: Paper, rules: Rules, now: datetime) -> Attempt:
    ends = [now + timedelta(minutes=rules.minutes)] if rules.minutes is not None else []
    closes = quizzes.conditions(quiz, quizzes.accommodation(quiz, person)).closes_at
    return Attempt(
        public_id=new_public_id(),
        person_id=person.id,
        quiz_id=quiz.id,
        mode=Mode.EXAM,
        title=quiz.title,
        state=AttemptState.OPEN,
        started_at=now,
        deadline_at=min([*ends, *([closes] if closes else [])], default=None),
        paper=paper.as_json(),
        rules=queries.rules_to_json(rules),
    )


def submit(attempt: Attempt, now: datetime, by: Closing) -> Grade | None:
    """Close and grade an attempt. Submitting one that is closed already changes nothing and returns None.

    An attempt that is past its deadline is closed by the clock, as of the deadline, whoever asks.
    """
    state = db.session.scalar(select(Attempt.state).where(Attempt.id == attempt.id).with_for_update())
    if state is not AttemptState.OPEN:
        db.session.refresh(attempt)
        return None
    late = attempt.is_past_deadline(now)
    paper, given = queries.paper_of(attempt), queries.responses(attempt)
    graded = grade(queries.answered(paper, given), queries.rules_of(attempt))
    _write_marks(attempt, paper, given, graded)
    attempt.state = AttemptState.SUBMITTED
    attempt.submitted_at = attempt.deadline_at if late else now
    attempt.closed_by = Closing.CLOCK if late else by
    attempt.score, attempt.possible = graded.total.score, Fraction(graded.total.possible)
    attempt.passed, attempt.missed_safety = graded.passed, graded.missed_safety
    db.session.flush()
    return graded


def _write_marks(attempt: Attempt, paper: Paper, given: dict[int, Response], graded: Grade) -> None:
    """Write each question's outcome; a question nobody answered gets a row too, so that statistics count it."""
    for place, (item, marked) in enumerate(zip(paper.items, graded.items, strict=True), 1):
        row = given.get(place)
        if row is None:
            row = Response(attempt_id=attempt.id, position=place, question_id=item.question_id, version=0)
            db.session.add(row)
        row.outcome, row.mark, row.worth = marked.outcome, marked.mark, Fraction(marked.worth)
