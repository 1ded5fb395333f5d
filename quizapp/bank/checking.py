"""What is wrong with a question among the facts and topics of the database: the same checks as those of the files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from quizapp.bank import queries
from quizapp.bank.models import QuestionRevision
from quizapp.core.question import Problem
from quizapp.core.question import Question as CoreQuestion
from quizapp.facts import search as facts
from quizapp.facts.models import FactRevision
from quizapp.formats import checks
from quizapp.formats.library import fact_of
from quizapp.formats.question_json import problems_of


@dataclass(frozen=True)
class Checked:
    """A question, unless it cannot be read, with everything that is wrong with it."""

    question: CoreQuestion | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What must be mended before it can be asked."""
        return tuple(problem for problem in self.problems if not problem.warning)

    @property
    def remarks(self) -> tuple[Problem, ...]:
        """What is worth a look, and may be right after all."""
        return tuple(problem for problem in self.problems if problem.warning)


def cited(content: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield each fact that a question names, those of a case's parts included, with the path to it."""
    for i, slug in enumerate(content.get("facts", ())):
        yield ("facts", i), slug
    for i, part in enumerate(content.get("parts", ())):
        for path, slug in cited(part):
            yield ("parts", i, *path), slug


def check(content: Mapping[str, Any], topics: Collection[str], today: date) -> Checked:
    """Check one question: its topic must be one of ``topics``, the bank's own."""
    return _checker(facts.named(slug for _, slug in cited(content)), today)(content, topics)


def check_all(revisions: Iterable[QuestionRevision], today: date) -> dict[int, Checked]:
    """Check many revisions, their question and bank loaded, by revision id; two statements whatever their number."""
    rows = list(revisions)
    topics: dict[str, list[str]] = {}
    for topic in queries.topics():
        topics.setdefault(topic.bank.slug, []).append(topic.slug)
    checked = _checker(facts.named({slug for row in rows for _, slug in cited(row.content)}), today)
    return {row.id: checked(row.content, topics.get(row.question.bank.slug, ())) for row in rows}


def _checker(rows: Mapping[str, FactRevision], today: date) -> Callable[[Mapping[str, Any], Collection[str]], Checked]:
    facts = {slug: fact_of(row.content) for slug, row in rows.items()}

    def is_unknown(noun: str, name: str) -> bool:
        return noun == "fact" and name not in facts

    def checked(content: Mapping[str, Any], topics: Collection[str]) -> Checked:
        question, problems = problems_of(content)
        if question is not None:
            problems += checks.of_question(question, facts, is_unknown)
        if content.get("topic") not in topics:
            problems.append(Problem(("topic",), "choose one of the bank's topics"))
        problems += _not_in_force(content, rows, today)
        return Checked(question, tuple(problems))

    return checked


def _not_in_force(content: Mapping[str, Any], rows: Mapping[str, FactRevision], today: date) -> Iterator[Problem]:
    """Yield each fact that keeps the question out of papers on that day, because nobody has looked at it in time."""
    for path, slug in cited(content):
        if slug in rows and rows[slug].review_by < today:
            due = rows[slug].review_by
            yield Problem(path, f"'{slug}' was due for review on {due}: not asked until it is reviewed", True)
