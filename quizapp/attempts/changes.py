"""What has changed beneath what somebody was asked: a fact or a question then and now, since when, and by which source.

Only changes of substance are told of; the same in other words is no news.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import select

from quizapp.bank import content
from quizapp.bank import history as bank
from quizapp.bank.models import Question, QuestionRevision
from quizapp.bank.revisions import core_question
from quizapp.core import currency
from quizapp.core.currency import Moved
from quizapp.core.paper import Paper
from quizapp.core.question import Question as CoreQuestion
from quizapp.database import db
from quizapp.facts import citations
from quizapp.facts import queries as facts
from quizapp.facts.citations import Citation
from quizapp.facts.models import FactRevision
from quizapp.facts.queries import History
from quizapp.formats.wording import Words, compare_words

WITHDRAWN = "It is withdrawn."
"""What is said of a fact that may be published no more, in place of its statement."""

Row = TypeVar("Row", FactRevision, QuestionRevision)


@dataclass(frozen=True, kw_only=True)
class FactChange:
    """A fact that says something else by now: what it said then, what it says now, and why it was changed.

    Where it may be published no more, ``now`` says that it is withdrawn.
    """

    moved: Moved
    then: str
    now: str
    notes: tuple[str, ...]
    sources: tuple[Citation, ...]
    is_public: bool
    """Whether its page is there for everybody."""

    @property
    def words(self) -> tuple[Words, ...]:
        """The two statements, compared word by word; nothing where the fact is withdrawn."""
        return tuple(compare_words(self.then, self.now)) if self.is_public else ()


@dataclass(frozen=True, kw_only=True)
class QuestionChange:
    """A question that asks, or marks, something else by now."""

    moved: Moved
    then: CoreQuestion
    now: CoreQuestion
    notes: tuple[str, ...]

    @property
    def words(self) -> tuple[Words, ...]:
        """The two stems, compared word by word."""
        return tuple(compare_words(self.then.stem, self.now.stem))


def of_facts(shown: Mapping[str, int], on: date) -> dict[str, FactChange]:
    """Return by id which of these facts say something else by that day than in the revisions that were shown."""
    rows = facts.facts_by_slug(shown)
    moves = _moves(facts.changed(on, [row.id for row in rows.values()]), shown, on)
    revisions = _between(FactRevision, moves)
    cited = citations.sources_of([revisions[history.keys[m.now]].id for history, m in moves])
    return {m.thing: _fact_change(m, history, revisions, cited) for history, m in moves}


def of_questions(shown: Mapping[str, int], on: date) -> dict[str, QuestionChange]:
    """Return by id which of these questions ask something else by that day than in the revisions that were shown."""
    ids = list(db.session.scalars(select(Question.id).where(Question.slug.in_(shown))))
    moves = _moves(bank.changed(on, ids), shown, on)
    revisions = _between(QuestionRevision, moves)
    return {
        m.thing: QuestionChange(
            moved=m,
            then=core_question(revisions[history.keys[m.shown]]),
            now=core_question(revisions[history.keys[m.now]]),
            notes=_notes(m, history, revisions),
        )
        for history, m in moves
    }


@dataclass(frozen=True, kw_only=True)
class Since:
    """What has changed beneath one question of a paper since it was drawn: the question itself, facts it rests on."""

    question: QuestionChange | None
    facts: tuple[FactChange, ...]


def since(paper: Paper, on: date) -> dict[int, Since]:
    """Return by revision what has changed by that day beneath the questions of a paper; the others are left out.

    ``paper`` says which revision of each fact its keys stood on.
    """
    rows = db.session.execute(
        select(QuestionRevision.id, QuestionRevision.number, Question.slug)
        .join(Question, Question.id == QuestionRevision.question_id)
        .where(QuestionRevision.id.in_({item.revision_id for item in paper.items}))
    ).all()
    stated, asked = of_facts(paper.facts, on), of_questions({row.slug: row.number for row in rows}, on)
    rests = content.questions(row.id for row in rows)
    found = {
        row.id: Since(
            question=asked.get(row.slug), facts=tuple(stated[slug] for slug in rests[row.id].rests_on if slug in stated)
        )
        for row in rows
    }
    return {key: each for key, each in found.items() if each.question or each.facts}


def _moves(histories: Sequence[History], shown: Mapping[str, int], on: date) -> list[tuple[History, Moved]]:
    found = (
        (history, currency.moved(history.slug, history.revisions, shown[history.slug], on)) for history in histories
    )
    return [(history, moved) for history, moved in found if moved is not None]


def _between(model: type[Row], moves: Sequence[tuple[History, Moved]]) -> dict[int, Row]:
    """Return by key the revisions from the one that was shown to the one that has come into force last."""
    keys = [key for history, m in moves for number, key in history.keys.items() if m.shown <= number <= m.now]
    return {row.id: row for row in db.session.scalars(select(model).where(model.id.in_(keys)))}


def _notes(moved: Moved, history: History, revisions: Mapping[int, Row]) -> tuple[str, ...]:
    """Return what was said of each change in between, the first first."""
    between = (revisions[key] for number, key in sorted(history.keys.items()) if moved.shown < number <= moved.now)
    return tuple(row.note for row in between if row.note)


def _fact_change(
    moved: Moved, history: History, revisions: Mapping[int, FactRevision], cited: Mapping[int, Sequence[Citation]]
) -> FactChange:
    now = revisions[history.keys[moved.now]]
    return FactChange(
        moved=moved,
        then=revisions[history.keys[moved.shown]].statement,
        now=now.statement if now.publishable else WITHDRAWN,
        notes=_notes(moved, history, revisions),
        sources=tuple(cited.get(now.id, ())),
        is_public=now.publishable,
    )
