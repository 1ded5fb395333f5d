"""Writing quizzes: make, edit, publish, retire; what one person is granted. Attempts that run keep their rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from quizapp import clock
from quizapp.core.errors import Conflict, Invalid
from quizapp.core.paper import Shortage
from quizapp.database import db, lock
from quizapp.formats.library import QuizSpec
from quizapp.formats.plain import plain
from quizapp.people import audit
from quizapp.people.models import Person
from quizapp.quizzes import papers, queries, specs
from quizapp.quizzes.models import Accommodation, Quiz, QuizState


class CannotFill(Invalid):
    """The blueprint asks for more questions than there are; ``shortages`` says where."""

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        self.shortages = tuple(shortages)
        said = "; ".join(f"“{s.section.title or 'untitled section'}” gets {s.found} of {s.wanted}" for s in shortages)
        super().__init__(f"There are not enough questions to fill every section: {said}. Nothing was changed.")


class SlugTaken(Invalid):
    """Another quiz has this id."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"Another quiz has the id “{slug}”. Choose another.")


class ChangedMeanwhile(Conflict):
    """Somebody else saved the quiz after this page was opened."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else saved this quiz after you opened it. Your text is kept below and is not saved yet. "
            "Save again to replace what they wrote, or open the quiz anew to see it."
        )


def create(spec: QuizSpec, actor: Person, now: datetime) -> Quiz:
    """Make a quiz, as a draft. Raises SlugTaken."""
    quiz = Quiz(slug=spec.id, state=QuizState.DRAFT, edited_on_web=True)
    specs.put(quiz, spec)
    _claim(quiz)
    audit.record(actor, "quiz created", f"quiz:{quiz.slug}", now)
    return quiz


def _claim(quiz: Quiz) -> None:
    """Write the quiz's row under its id. Raises SlugTaken when another has it, be it since a moment ago."""
    slug = quiz.slug
    try:
        with db.session.begin_nested():
            db.session.add(quiz)
    except IntegrityError:
        raise SlugTaken(slug) from None


def may_rename(quiz: Quiz) -> bool:
    """Whether the id may still change: nobody can have a link to a draft, unless a file defines it."""
    return quiz.state is QuizState.DRAFT and quiz.bank_slug is None


def edit(quiz: Quiz, spec: QuizSpec, opened: str, actor: Person, now: datetime) -> None:
    """Change a quiz; attempts that run keep the rules they started under. ``opened`` is the digest that was shown.

    Raises ChangedMeanwhile, SlugTaken, and CannotFill when a published quiz would ask for more than there is.
    """
    lock(quiz)
    if opened != specs.digest_of(quiz):
        raise ChangedMeanwhile
    if quiz.state is QuizState.PUBLISHED:
        _refuse_short(spec, now)
    if may_rename(quiz):
        quiz.slug = spec.id
        _claim(quiz)
    before, after = plain(specs.spec_of(quiz)), plain(spec)
    specs.put(quiz, spec)
    quiz.edited_on_web = True
    db.session.flush()
    changed = sorted(name for name in {*before, *after} - {"id", "state"} if before.get(name) != after.get(name))
    audit.record(actor, "quiz edited", f"quiz:{quiz.slug}", now, changed=changed)


def _refuse_short(spec: QuizSpec, now: datetime) -> None:
    if short := papers.shortages(spec.sections, clock.day_of(now)):
        raise CannotFill(short)


def publish(quiz: Quiz, actor: Person, now: datetime) -> None:
    """Let a quiz be taken. Raises CannotFill, and Conflict when it can be taken already."""
    lock(quiz)
    if quiz.state is QuizState.PUBLISHED:
        raise Conflict("This quiz is published already. Nothing was changed.")
    _refuse_short(specs.spec_of(quiz), now)
    quiz.state = QuizState.PUBLISHED
    quiz.edited_on_web = True
    audit.record(actor, "quiz published", f"quiz:{quiz.slug}", now)


def retire(quiz: Quiz, actor: Person, now: datetime) -> None:
    """Let no new attempt at a quiz start; attempts that run go on. Raises Conflict when it is not published."""
    lock(quiz)
    if quiz.state is not QuizState.PUBLISHED:
        raise Conflict("Only a published quiz can be retired. Nothing was changed.")
    quiz.state = QuizState.RETIRED
    quiz.edited_on_web = True
    audit.record(actor, "quiz retired", f"quiz:{quiz.slug}", now)


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What one person is granted for a quiz, and why."""

    extra_minutes: int = 0
    extra_attempts: int = 0
    no_delay: bool = False
    closes_at: datetime | None = None
    reason: str


def grant(quiz: Quiz, person: Person, granted: Grant, actor: Person, now: datetime) -> Accommodation:
    """Grant a person something for a quiz, in place of what was granted before. Attempts that run keep theirs."""
    lock(quiz)  # two grants at once: one after the other
    row = queries.accommodation(quiz, person)
    if row is None:
        row = Accommodation(quiz_id=quiz.id, person_id=person.id)
        db.session.add(row)
    for name, value in vars(granted).items():
        setattr(row, name, value)
    row.granted_by_id, row.granted_at = actor.id, now
    db.session.flush()
    detail = {name: value for name, value in plain(granted).items() if name != "reason"}
    audit.record(actor, "accommodation granted", f"person:{person.id}", now, quiz=quiz.slug, **detail)
    return row


def withdraw(granted: Accommodation, actor: Person, now: datetime) -> None:
    """Take back what was granted; attempts that run keep the time they were given. Raises NotHere when it is gone."""
    lock(granted)
    audit.record(actor, "accommodation withdrawn", f"person:{granted.person_id}", now, quiz=granted.quiz.slug)
    db.session.delete(granted)
