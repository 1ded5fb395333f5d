"""Practice: questions of one's own choice, each marked and explained at once. No clock, no certificate."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError

from quizapp import clock
from quizapp.attempts import actions, queries, saving
from quizapp.attempts.models import Attempt, AttemptState, Closing, Mode, Response
from quizapp.bank import content
from quizapp.core.errors import Conflict, Invalid
from quizapp.core.grading import Answered, Marked, Outcome, Sureness, mark
from quizapp.core.paper import Candidate, Section, draw, lay
from quizapp.core.question import Form, Level, Reply
from quizapp.core.rules import Certainty, Moment, Rules
from quizapp.database import db
from quizapp.people.models import Person

RULES = Rules(pass_mark=0, certainty=Certainty.REPORT, review_key=Moment.AT_ONCE)
"""What every practice is taken under."""


MOST_OPEN = 5
"""Practices that one person may have open."""

WITHHELD = (
    "This question is also on an exam of yours whose answers are not shown yet. "
    "What you answered before is kept; practise it when that exam is over."
)


@dataclass(frozen=True)
class Wish:
    """What somebody wants to practise. Empty means any; ``missed`` means what they got wrong when last asked."""

    bank: str = ""
    topic: str = ""
    kind: str = ""
    level: str = ""
    missed: bool = False
    count: int = 10

    @property
    def section(self) -> Section:
        """The wish as a blueprint's section, before it is known how many there are."""
        return Section(
            count=self.count,
            banks=(self.bank,) if self.bank else (),
            topics=(self.topic,) if self.topic else (),
            kinds=(self.kind,) if self.kind else (),
            levels=(Level(self.level),) if self.level else (),
        )


def _latest(person: Person) -> Select[tuple[int, Outcome]]:
    """Select each question this person was marked on, with the outcome of the last time."""
    newest = (
        func.row_number()
        .over(partition_by=Response.question_id, order_by=(Attempt.started_at.desc(), Response.saved_at.desc()))
        .label("newest")
    )
    marked = (
        select(Response.question_id, Response.outcome, newest)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(Attempt.person_id == person.id, Response.outcome.is_not(None))
        .subquery()
    )
    return select(marked.c.question_id, marked.c.outcome).where(marked.c.newest == 1)


def missed(person: Person) -> frozenset[int]:
    """Return the ids of the questions that were not fully right when the person was last marked on them."""
    rows = db.session.execute(_latest(person))
    return frozenset(row.question_id for row in rows if row.outcome is not Outcome.RIGHT)


def withheld(person: Person, now: datetime) -> frozenset[int]:
    """Return the questions on the person's exam papers whose key may not be seen yet: practising would show it."""
    exams = db.session.scalars(select(Attempt).where(Attempt.person_id == person.id, Attempt.mode == Mode.EXAM))
    hidden = [exam.paper for exam in exams if not exam.is_open and not queries.visible(exam, now).key]
    return queries.asked_now(person) | queries.asked_on(hidden)


def matching(person: Person, wish: Wish, now: datetime) -> list[Candidate]:
    """Return the questions that fit the wish today, without those whose key an exam of the person still withholds."""
    hidden = withheld(person, now)
    wanted = missed(person) if wish.missed else None
    return [
        candidate
        for candidate in content.candidates(clock.day_of(now))
        if wish.section.matches(candidate)
        and candidate.question_id not in hidden
        and (wanted is None or candidate.question_id in wanted)
    ]


def begin(person: Person, wish: Wish, now: datetime, seed: int) -> Attempt:
    """Begin a practice of as many questions as wished, or as there are. Raises Invalid when nothing fits the wish.

    Of the practices begun before, all but the latest few end: nobody goes back to them, and each is a paper kept.
    """
    pool = matching(person, wish, now)
    if not pool:
        raise Invalid(
            "You have not missed any question like that. Choose differently."
            if wish.missed
            else "There is no question like that to practise today. Those on your exams wait until their answers are "
            "shown. Choose differently."
        )
    picks = draw([Section(count=min(wish.count, len(pool)))], pool, seed)
    asked = content.questions(pick.candidate.revision_id for pick in picks)
    attempt = Attempt(
        public_id=actions.new_public_id(),
        person_id=person.id,
        mode=Mode.PRACTICE,
        title="Practice",
        state=AttemptState.OPEN,
        started_at=now,
        paper=lay(picks, asked, seed).as_json(),
        rules=queries.rules_to_json(RULES),
    )
    db.session.add(attempt)
    db.session.flush()
    for older in queries.open_practices(person)[MOST_OPEN:]:
        end(older, now)
    return attempt


def answer(attempt: Attempt, position: int, form: Form, now: datetime) -> Marked:
    """Mark a reply at once and keep it; a reply once marked stays.

    Raises NotHere for a place the paper does not have, Conflict when the practice has ended, Misfit when nothing was
    answered or the reply does not fit. Answering what is marked already changes nothing.
    """
    _, question = saving.asked_at(attempt.paper["items"], position)
    reply, sureness = saving.read_reply(question, form)
    if reply is None:
        raise saving.Misfit("Choose or write an answer first, or go on to the next question.")
    return keep(attempt, position, reply, sureness, now)


def keep(attempt: Attempt, position: int, reply: Reply, sureness: Sureness | None, now: datetime) -> Marked:
    """Mark a reply that was read before, and keep it unless there is one. Raises Conflict after the practice."""
    question_id, question = saving.asked_at(attempt.paper["items"], position)
    if question_id in withheld(attempt.person, now):
        raise Conflict(WITHHELD)
    marked = mark(Answered(question=question, reply=reply, sureness=sureness), Certainty.REPORT)
    if queries.response(attempt.id, position) is not None:
        return marked
    if not attempt.is_open:
        raise Conflict("This practice has ended. What you answered is kept; this answer was not added.")
    row = Response(
        attempt_id=attempt.id, position=position, question_id=question_id, reply=reply, sureness=sureness,
        saved_at=now, outcome=marked.outcome, mark=marked.mark, worth=marked.worth,
    )  # fmt: skip
    with suppress(IntegrityError), db.session.begin_nested():  # a double click: the first one stands
        db.session.add(row)
    return marked


def end(attempt: Attempt, now: datetime) -> None:
    """End a practice. What was not answered is left out of the record. Ending twice is ending once."""
    if not attempt.is_open:
        return
    given = queries.responses(attempt).values()
    attempt.state, attempt.submitted_at, attempt.closed_by = AttemptState.SUBMITTED, now, Closing.PERSON
    attempt.score = sum((row.mark or Fraction(0) for row in given), Fraction(0))
    attempt.possible = sum((row.worth or Fraction(0) for row in given), Fraction(0))
