"""Reading banks: what there is, how it is searched, and the revisions of a question."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from quizapp.bank.models import Bank, Question, QuestionRevision, State, Topic
from quizapp.core.errors import NotHere
from quizapp.database import db
from quizapp.facts.models import Fact
from quizapp.people.models import Person


def banks() -> Sequence[Bank]:
    """Return every bank, in its order."""
    return db.session.scalars(select(Bank).order_by(Bank.position, Bank.title)).all()


def topics() -> Sequence[Topic]:
    """Return every topic with its bank, in the order of both."""
    ordered = select(Topic).join(Topic.bank).options(contains_eager(Topic.bank))
    return db.session.scalars(ordered.order_by(Bank.position, Bank.title, Topic.position)).all()


def by_slug(slug: str) -> Question:
    """Return the question with its bank. Raises NotHere."""
    question = db.session.scalar(select(Question).options(joinedload(Question.bank)).where(Question.slug == slug))
    if question is None:
        raise NotHere
    return question


def taken_slugs(prefix: str) -> set[str]:
    """Return the ids of questions that start with the prefix."""
    return set(db.session.scalars(select(Question.slug).where(Question.slug.startswith(prefix, autoescape=True))))


def usual_prefix(bank: Bank) -> str:
    """Return the word that most ids of the bank's questions start with; of an empty bank, its own id's last word."""
    first: dict[str, int] = {}
    for slug in db.session.scalars(select(Question.slug).where(Question.bank_id == bank.id).order_by(Question.id)):
        word = slug.partition("-")[0]
        first[word] = first.get(word, 0) + 1
    return max(first, key=lambda word: first[word], default=bank.slug.rpartition("-")[2])


def revisions(question: Question) -> Sequence[QuestionRevision]:
    """Return every revision of the question with its author, latest first."""
    return db.session.scalars(
        select(QuestionRevision)
        .options(joinedload(QuestionRevision.author))
        .where(QuestionRevision.question_id == question.id)
        .order_by(QuestionRevision.number.desc())
    ).all()


def revision(question: Question, number: int) -> QuestionRevision:
    """Return a revision by its number. Raises NotHere."""
    found = db.session.scalar(
        select(QuestionRevision).where(QuestionRevision.question_id == question.id, QuestionRevision.number == number)
    )
    if found is None:
        raise NotHere
    return found


def in_state(question: Question, state: State) -> QuestionRevision | None:
    """Return the question's draft or published revision; there is one at most."""
    return db.session.scalar(
        select(QuestionRevision).where(QuestionRevision.question_id == question.id, QuestionRevision.state == state)
    )


def was_published(question: Question) -> bool:
    """Whether any revision of the question has ever been in force; its id can then change no more."""
    ever = select(QuestionRevision.id).where(
        QuestionRevision.question_id == question.id, QuestionRevision.published_at.is_not(None)
    )
    return db.session.scalar(ever.limit(1)) is not None


def version(question: Question) -> str:
    """Return what tells whether somebody else has written since: of the draft, or of what a draft would start from."""
    draft, published = in_state(question, State.DRAFT), in_state(question, State.PUBLISHED)
    if draft is not None:
        return draft.digest
    return f"revision {published.number}" if published is not None else "none"


def is_head() -> ColumnElement[bool]:
    """Return the condition that a revision stands for its question: the published one, else the draft."""
    other = aliased(QuestionRevision)
    published = exists().where(other.question_id == QuestionRevision.question_id, other.state == State.PUBLISHED)
    return or_(QuestionRevision.state == State.PUBLISHED, and_(QuestionRevision.state == State.DRAFT, ~published))


def has_draft() -> ColumnElement[bool]:
    """Return the condition that a question has a draft."""
    other = aliased(QuestionRevision)
    return exists().where(other.question_id == Question.id, other.state == State.DRAFT)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is looked for among questions. Empty means any. ``state``: published, draft or retired."""

    words: str = ""
    bank: str = ""
    topic: str = ""
    kind: str = ""
    level: str = ""
    state: str = ""
    fact: str = ""
    author: int | None = None


def _of_state(state: str) -> list[ColumnElement[bool]]:
    if state == "draft":
        return [has_draft()]
    if state == "retired":
        return [Question.retired_at.is_not(None)]
    return [QuestionRevision.state == State.PUBLISHED, Question.retired_at.is_(None)] if state == "published" else []


def _conditions(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    for word in wanted.words.casefold().split()[:20]:
        yield or_(
            QuestionRevision.search_text.contains(word, autoescape=True), Question.slug.contains(word, autoescape=True)
        )
    columns: dict[str, Any] = {
        "bank": Bank.slug, "topic": QuestionRevision.topic, "kind": QuestionRevision.kind,
        "level": QuestionRevision.level,
    }  # fmt: skip
    for name, column in columns.items():
        if value := getattr(wanted, name):
            yield column == value
    yield from _of_state(wanted.state)
    if wanted.fact:
        yield QuestionRevision.facts.any(Fact.slug == wanted.fact)
    if wanted.author is not None:
        yield QuestionRevision.author_id == wanted.author


def matching(wanted: Wanted) -> Select[QuestionRevision]:
    """Select the revision that stands for each question looked for. Put it in an order."""
    return (
        select(QuestionRevision)
        .join(QuestionRevision.question)
        .join(Question.bank)
        .where(is_head(), *_conditions(wanted))
    )


def in_full(rows: Select[QuestionRevision]) -> Select[QuestionRevision]:
    """Return the same selection, which brings the question, the bank and the facts of each revision along."""
    return rows.options(
        contains_eager(QuestionRevision.question).contains_eager(Question.bank), selectinload(QuestionRevision.facts)
    )


IN_ORDER = (Bank.position, Bank.title, QuestionRevision.topic, Question.slug)
"""The order of a listing unless another is asked for."""


def drafts() -> Sequence[QuestionRevision]:
    """Return every draft with its question and author, latest first."""
    return db.session.scalars(
        select(QuestionRevision)
        .options(joinedload(QuestionRevision.question).joinedload(Question.bank), joinedload(QuestionRevision.author))
        .where(QuestionRevision.state == State.DRAFT)
        .order_by(QuestionRevision.created_at.desc(), QuestionRevision.id.desc())
    ).all()


def drafted(question_ids: Collection[int]) -> set[int]:
    """Return those of these questions that have a draft."""
    return set(
        db.session.scalars(
            select(QuestionRevision.question_id).where(
                QuestionRevision.state == State.DRAFT, QuestionRevision.question_id.in_(question_ids)
            )
        )
    )


@dataclass(frozen=True)
class Count:
    """How many questions a bank has: asked, as drafts (new or of asked ones), retired; and how many facts."""

    bank: Bank
    published: int
    drafts: int
    retired: int
    facts: int


def counts() -> list[Count]:
    """Return the counts of every bank, in its order."""
    live = and_(QuestionRevision.state == State.PUBLISHED, Question.retired_at.is_(None))
    retired = and_(QuestionRevision.state == State.PUBLISHED, Question.retired_at.is_not(None))
    draft = QuestionRevision.state == State.DRAFT
    sums = [func.coalesce(func.sum(case((test, 1), else_=0)), 0) for test in (live, draft, retired)]
    facts = select(func.count()).where(Fact.bank_slug == Bank.slug).scalar_subquery()
    rows = db.session.execute(
        select(Bank, *sums, facts)
        .outerjoin(Question, Question.bank_id == Bank.id)
        .outerjoin(QuestionRevision, QuestionRevision.question_id == Question.id)
        .group_by(Bank.id)
        .order_by(Bank.position, Bank.title)
    )
    return [Count(bank, *map(int, numbers)) for bank, *numbers in rows]


def authors() -> Sequence[Person]:
    """Return everybody who has written a revision, by name."""
    wrote = select(QuestionRevision.author_id).where(QuestionRevision.author_id.is_not(None))
    return db.session.scalars(select(Person).where(Person.id.in_(wrote)).order_by(Person.name)).all()
