"""A believable organisation to look around in: three clinics, forty practitioners, six months of history.

Everything is done through the same actions as by people, at moments of the past; nothing is written around them. Apart
from the four who sign in, people are called by what they do and a number: nobody's name is invented.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import func, select, update

from quizapp.attempts import actions as attempts
from quizapp.attempts import practice, queries, saving
from quizapp.attempts.actions import NotAdmitted
from quizapp.attempts.models import Attempt, Closing
from quizapp.certificates import actions as certificates
from quizapp.completion import actions as completion
from quizapp.core.errors import Conflict
from quizapp.core.grading import Sureness
from quizapp.core.question import Question, Reply
from quizapp.database import db
from quizapp.people import actions as people
from quizapp.people import teams
from quizapp.people.models import Mail, MailState, Person, RoleName, Team
from quizapp.quizzes import queries as quizzes
from quizapp.quizzes.models import Quiz

CLINICS = ("North clinic", "Harbour clinic", "Hill clinic")
COUNTRY = "NZ"
"""Where the clinics are."""
PRACTITIONERS = 40
MONTHS = 6
DOMAIN = "demo.example"


@dataclass(frozen=True)
class SignIn:
    """Somebody who can sign in to look around."""

    email: str
    name: str
    does: str
    roles: tuple[RoleName, ...]


CAST = (
    SignIn(f"pam@{DOMAIN}", "Pam", "practises at North clinic", (RoleName.PRACTITIONER,)),
    SignIn(f"ted@{DOMAIN}", "Ted", "trains", (RoleName.TRAINER, RoleName.PRACTITIONER)),
    SignIn(f"mo@{DOMAIN}", "Mo", "manages all three clinics", (RoleName.MANAGER,)),
    SignIn(f"ada@{DOMAIN}", "Ada", "administers, and approves changes", (RoleName.ADMINISTRATOR, RoleName.TRAINER)),
)


def seed(password_hash: str, now: datetime, advance: Callable[[int], object]) -> None:
    """Make the organisation and its history up to ``now``. ``advance(n)`` is told of n more people done."""
    rng = Random("vesicle")
    before = db.session.scalar(select(func.max(Mail.id))) or 0
    joined = now - timedelta(days=MONTHS * 30)
    cast = [people.add(None, s.email, s.name, password_hash, s.roles, joined) for s in CAST]
    clinics = _clinics(cast[2], joined)
    staff = [_practitioner(number, password_hash, clinics, joined) for number in range(1, PRACTITIONERS)]
    teams.add_member(None, clinics[0], cast[0], joined)
    exams = [quiz for quiz in quizzes.published() if quiz.certifies]
    _assign(clinics, exams, cast[2], now)
    db.session.commit()
    for person in (cast[0], *staff):
        person.practises_in = [COUNTRY]
        _live(person, exams, joined, now, rng)
        db.session.commit()
        advance(1)
    # Their mails are of the past: they are not to leave when the worker starts.
    db.session.execute(update(Mail).where(Mail.id > before).values(state=MailState.SENT, sent_at=now, body=""))
    db.session.commit()


def _clinics(manager: Person, now: datetime) -> list[Team]:
    made = [teams.create(None, name, now) for name in CLINICS]
    for team in made:
        teams.add_member(None, team, manager, now, manages=True)
    return made


def _practitioner(number: int, password_hash: str, clinics: list[Team], now: datetime) -> Person:
    email, name = f"practitioner-{number:02}@{DOMAIN}", f"Practitioner {number:02}"
    person = people.add(None, email, name, password_hash, [RoleName.PRACTITIONER], now)
    teams.add_member(None, clinics[number % len(clinics)], person, now)
    return person


def _assign(clinics: list[Team], exams: list[Quiz], manager: Person, now: datetime) -> None:
    """Ask each clinic for some exams, each on a day of the past by a day of then: some are overdue by now."""
    for clinic, first in zip(clinics, range(len(clinics)), strict=True):
        for index in range(2):
            quiz = exams[(first + index) % len(exams)]
            asked = now - timedelta(days=120 - 45 * index)
            due = (asked + timedelta(days=75 + 30 * first)).date()
            completion.assign(quiz, clinic, due, "", manager, asked)


def _live(person: Person, exams: list[Quiz], joined: datetime, now: datetime, rng: Random) -> None:
    """Let a person practise and sit exams on working days up to now, knowing more each time."""
    knows = rng.uniform(0.45, 0.9)
    moment = joined + timedelta(days=rng.randrange(10, 60))
    for quiz in rng.sample(exams, rng.choice([0, 1, 1, 2, 2, 3])):
        while moment < now - timedelta(hours=2):
            _practise(person, knows, moment - timedelta(hours=3), rng)
            attempt = _sit(person, quiz, knows, moment, rng)
            moment += timedelta(days=rng.randrange(2, 30), minutes=rng.randrange(480))
            knows = min(knows + rng.uniform(0.02, 0.12), 0.97)
            if attempt is None or attempt.passed:
                break


def _practise(person: Person, knows: float, moment: datetime, rng: Random) -> None:
    attempt = practice.begin(person, practice.Wish(count=5), moment, rng.randrange(2**32))
    for place, question in enumerate(_asked(attempt), 1):
        reply = _reply(question, knows, rng)
        practice.keep(attempt, place, reply, _sureness(knows, rng), moment + timedelta(minutes=place))
    practice.end(attempt, moment + timedelta(minutes=8))


def _sit(person: Person, quiz: Quiz, knows: float, moment: datetime, rng: Random) -> Attempt | None:
    """Start, answer and submit; return the attempt, or None when it may not be started."""
    try:
        attempt = attempts.start(person, quiz, moment, rng.randrange(2**32))
    except (NotAdmitted, Conflict):
        return None
    row = saving.to_save(person, attempt.public_id)
    for place, question in enumerate(_asked(attempt), 1):
        at = moment + timedelta(seconds=40 * place)
        saving.write(row, place, _reply(question, knows, rng), _sureness(knows, rng), at)
    certificates.finish(attempt, moment + timedelta(seconds=40 * len(attempt.paper["items"]) + 60), Closing.PERSON)
    return attempt


def _asked(attempt: Attempt) -> list[Question]:
    paper = queries.paper_of(attempt)
    asked = queries.questions(paper)
    return [asked[item.revision_id] for item in paper.items]


def _reply(question: Question, knows: float, rng: Random) -> Reply:
    return question.key if rng.random() < knows else question.guess(rng)


def _sureness(knows: float, rng: Random) -> Sureness:
    return rng.choices(list(Sureness), [1 - knows, 0.6, knows])[0]


def is_seeded() -> bool:
    """Whether the organisation is there already."""
    return db.session.query(Person.id).filter_by(email=CAST[0].email).first() is not None
