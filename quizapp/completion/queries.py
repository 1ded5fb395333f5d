"""Reading completion: where people stand with each quiz, in a number of statements that does not grow with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BigInteger, func, select, type_coerce
from sqlalchemy.orm import joinedload, lazyload

from quizapp.attempts.models import Attempt, AttemptState, Mode
from quizapp.certificates import queries as certificates
from quizapp.certificates.models import Certificate
from quizapp.completion.models import Assignment
from quizapp.core.errors import NotHere
from quizapp.core.standing import Standing, Status, standing
from quizapp.database import db
from quizapp.people.models import AuditEntry, Membership, Person, RoleName, Team
from quizapp.people.queries import holding
from quizapp.quizzes.models import Quiz, QuizState

REMINDED = "reminded"
"""The verb of a reminder in the audit log, where each one is kept."""

PRESSING = frozenset(
    {
        Status.OVERDUE, Status.EXPIRED, Status.NOT_CURRENT, Status.DUE_SOON, Status.REFRESHER_DUE, Status.EXPIRING,
        Status.DUE,
    }
)  # fmt: skip
"""What asks something of a person."""


@dataclass(frozen=True)
class Tried:
    """A person's submitted exams at a quiz: the best score in whole per cent, rounded down, and when the last ended."""

    best: int
    last: datetime


@dataclass(frozen=True, kw_only=True)
class Row:
    """Where one person stands with one quiz.

    ``assignment`` is the one due first, ``certificate`` the one that settles it, or the latest; ``teams`` are the teams
    the person was found in. Each is None, or empty, where there is none.
    """

    person: Person
    quiz: Quiz
    standing: Standing
    teams: tuple[Team, ...] = ()
    assignment: Assignment | None = None
    certificate: Certificate | None = None
    tried: Tried | None = None

    @property
    def order(self) -> tuple[object, ...]:
        """What to sort by: the most pressing first."""
        return (self.standing.rank, self.person.name.casefold(), self.quiz.title.casefold(), self.person.id)


def members(team_ids: Collection[int]) -> dict[int, tuple[Person, tuple[Team, ...]]]:
    """Return the active practitioners of these teams by id, each once with those of the teams they are in, by name."""
    found = db.session.execute(
        select(Person, Team)
        .join(Membership, Membership.person_id == Person.id)
        .join(Team, Team.id == Membership.team_id)
        .where(Team.id.in_(team_ids), Person.active, Person.id.in_(holding(RoleName.PRACTITIONER)))
        .options(lazyload(Person.roles))
        .order_by(Person.name, Person.id, Team.name)
    )
    people: dict[int, tuple[Person, tuple[Team, ...]]] = {}
    for person, team in found:
        before = people.get(person.id, (person, ()))[1]
        people[person.id] = (person, (*before, team))
    return people


def standings(team_ids: Collection[int], today: date) -> list[Row]:
    """Return where each practitioner of these teams stands with each quiz, the most pressing first.

    A quiz counts for a person who is asked for it, holds or held its certificate, or has sat it.
    """
    return _rows(members(team_ids), today)


def standings_of(person: Person, today: date) -> list[Row]:
    """Return where one person stands with each quiz, the most pressing first."""
    return _rows({person.id: (person, ())}, today)


def due_for(person: Person, today: date) -> list[Row]:
    """Return what a person is asked for, or holds and has to renew, and can take; the most pressing first.

    What is asked for and current stands at the end; the status tells it from what is in ``PRESSING``.
    """
    return [
        row
        for row in standings_of(person, today)
        if row.quiz.state is QuizState.PUBLISHED and (row.assignment or row.standing.status in PRESSING)
    ]


def _rows(people: dict[int, tuple[Person, tuple[Team, ...]]], today: date) -> list[Row]:
    asked, held, tried = _asked(people), certificates.held_by_all(people, today), _tried(people)
    pairs = {*asked, *tried} | {(key, c.quiz_id) for key, theirs in held.items() for c in theirs}
    quizzes = {quiz.id: quiz for quiz in db.session.scalars(select(Quiz).options(lazyload(Quiz.sections)))}
    rows = []
    for person_id, quiz_id in pairs:
        person, teams = people[person_id]
        first = asked.get((person_id, quiz_id))
        theirs = [c for c in held.get(person_id, ()) if c.quiz_id == quiz_id]
        rows.append(
            Row(
                person=person,
                quiz=quizzes[quiz_id],
                standing=standing(
                    first.due_on if first else None, [c.held for c in theirs], today, asked=first is not None
                ),
                teams=teams,
                assignment=first,
                certificate=_settling(theirs, today),
                tried=tried.get((person_id, quiz_id)),
            )
        )
    return sorted(rows, key=lambda row: row.order)


def _settling(held: Sequence[Certificate], today: date) -> Certificate | None:
    """Return the certificate that counts: the valid one that lasts longest, else the one issued last."""
    valid = [c for c in held if c.held.valid_on(today)]
    return max(valid, key=lambda c: c.expires_on or date.max, default=held[0] if held else None)


def holders(people: Iterable[Person], quiz: Quiz, today: date) -> dict[int, Certificate]:
    """Return by person the valid certificate of this quiz that lasts longest, for those who hold one."""
    held = certificates.held_by_all([person.id for person in people], today)
    settling = {key: _settling([c for c in theirs if c.quiz_id == quiz.id], today) for key, theirs in held.items()}
    return {key: c for key, c in settling.items() if c is not None and c.held.valid_on(today)}


def _asked(person_ids: Collection[int]) -> dict[tuple[int, int], Assignment]:
    """Return by person and quiz the live assignment that is due first, whichever team it comes through."""
    touched = func.coalesce(Assignment.person_id, Membership.person_id)
    found = db.session.execute(
        select(Assignment, touched)
        .outerjoin(Membership, Membership.team_id == Assignment.team_id)
        .where(Assignment.ended_at.is_(None), touched.in_(person_ids))
        .options(joinedload(Assignment.team))
        .order_by(Assignment.due_on.is_(None), Assignment.due_on, Assignment.id)
    )
    asked: dict[tuple[int, int], Assignment] = {}
    for assignment, person_id in found:
        asked.setdefault((person_id, assignment.quiz_id), assignment)
    return asked


def _tried(person_ids: Collection[int]) -> dict[tuple[int, int], Tried]:
    """Return by person and quiz how the submitted exams went."""
    score, possible = type_coerce(Attempt.score, BigInteger), type_coerce(Attempt.possible, BigInteger)
    found = db.session.execute(
        select(
            Attempt.person_id,
            Attempt.quiz_id,
            func.max(100 * score // func.nullif(possible, 0, type_=BigInteger)),
            func.max(Attempt.submitted_at, type_=Attempt.submitted_at.type),
        )
        .where(Attempt.person_id.in_(person_ids), Attempt.mode == Mode.EXAM, Attempt.state == AttemptState.SUBMITTED)
        .group_by(Attempt.person_id, Attempt.quiz_id)
    )
    return {(person, quiz): Tried(max(best or 0, 0), last) for person, quiz, best, last in found if quiz and last}


def exams_of(person: Person) -> Sequence[Attempt]:
    """Return a person's exams, the latest first."""
    return db.session.scalars(
        select(Attempt)
        .where(Attempt.person_id == person.id, Attempt.mode == Mode.EXAM)
        .order_by(Attempt.started_at.desc(), Attempt.id.desc())
    ).all()


def live_assignments(team: Team) -> Sequence[Assignment]:
    """Return what a team is asked for, the first due first."""
    return db.session.scalars(
        select(Assignment)
        .where(Assignment.team_id == team.id, Assignment.ended_at.is_(None))
        .options(joinedload(Assignment.quiz).lazyload(Quiz.sections))
        .order_by(Assignment.due_on.is_(None), Assignment.due_on, Assignment.id)
    ).all()


def live_assignment(assignment_id: int) -> Assignment:
    """Return an assignment that has not ended. Raises NotHere."""
    assignment = db.session.get(Assignment, assignment_id)
    if assignment is None or assignment.ended_at is not None:
        raise NotHere
    return assignment


def same(quiz: Quiz, to: Team | Person) -> Assignment | None:
    """Return the live assignment of this quiz to this very team or person."""
    target = Assignment.team_id == to.id if isinstance(to, Team) else Assignment.person_id == to.id
    return db.session.scalar(
        select(Assignment).where(Assignment.quiz_id == quiz.id, target, Assignment.ended_at.is_(None)).limit(1)
    )


def assignable() -> Sequence[Quiz]:
    """Return the quizzes that somebody can be asked for: published, with a certificate; by title."""
    return db.session.scalars(
        select(Quiz)
        .where(Quiz.state == QuizState.PUBLISHED, Quiz.certifies)
        .options(lazyload(Quiz.sections))
        .order_by(Quiz.title)
    ).all()


def reminders(person: Person, since: datetime) -> dict[str, datetime]:
    """Return when the person was last reminded of each quiz, by its slug, as far back as ``since``."""
    entries = db.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject == f"person:{person.id}", AuditEntry.verb == REMINDED, AuditEntry.at > since)
        .order_by(AuditEntry.at)
    )
    return {entry.detail["quiz"]: entry.at for entry in entries}


def people_of(rows: Iterable[Row]) -> int:
    """Return how many people the rows are about."""
    return len({row.person.id for row in rows})
