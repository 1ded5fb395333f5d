"""A question on the editor's desk: what was typed, what is wrong with it and where, and what the page offers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from random import Random
from typing import Any

from werkzeug.datastructures import MultiDict

from quizapp import clock
from quizapp.bank import checking, queries
from quizapp.bank.models import Bank, Question, Topic
from quizapp.core import naming
from quizapp.core.errors import Invalid
from quizapp.core.kinds import KINDS
from quizapp.core.question import Order, Problem
from quizapp.core.question import Question as CoreQuestion
from quizapp.facts import search as fact_rows
from quizapp.facts.models import FactRevision
from quizapp.formats.library import ID
from quizapp.formats.question_json import problems_of
from quizapp.web.trainer import question_form, question_rows
from quizapp.web.trainer.words import field_label


class Unreadable(Invalid):
    """What was typed cannot be kept even as a draft; the sheet says where."""

    def __init__(self) -> None:
        super().__init__("This was not saved: what is marked below cannot be read. Everything you typed is still here.")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A question being written. ``content`` is JSON as typed; ``found`` what is wrong, None before the first check."""

    content: dict[str, Any]
    bank: Bank
    topics: Sequence[Topic]
    facts: Mapping[str, FactRevision]
    found: checking.Checked | None = None
    question: Question | None = None
    renamable: bool = True
    opened: str = ""
    searches: Mapping[str, str] = field(default_factory=dict)
    focus: str = ""
    kinds: Mapping[str, type[CoreQuestion]] = field(default_factory=lambda: KINDS)

    @property
    def kind(self) -> type[CoreQuestion]:
        """The kind of question that is written."""
        return KINDS[self.content["kind"]]

    @cached_property
    def problems(self) -> dict[str, list[Problem]]:
        """What is wrong, by the id of the field where it is said."""
        placed: dict[str, list[Problem]] = {}
        for problem in self.found.problems if self.found else ():
            placed.setdefault(question_form.place(problem.path, self.content), []).append(problem)
        return placed

    @property
    def listed(self) -> list[tuple[str, str, Problem]]:
        """What is wrong as (id of the field, its place in words, problem), what must be mended first."""
        rows = [
            (where, field_label(where), problem) for where, problems in self.problems.items() for problem in problems
        ]
        return sorted(rows, key=lambda row: row[2].warning)

    @property
    def core(self) -> CoreQuestion | None:
        """The question, when it can be read and so be shown."""
        return self.found.question if self.found else None

    @cached_property
    def shown(self) -> CoreQuestion | None:
        """The question as the preview shows it: a text that is not written yet is three dots."""
        return problems_of(_with_dots(self.content))[0] if self.core else None

    @property
    def shown_order(self) -> Order:
        """One order in which a practitioner may see it."""
        return self.shown.order(Random(self.content["id"])) if self.shown else None

    @property
    def places(self) -> list[tuple[str, str]]:
        """Return the topics to choose from, as (bank/topic, words); the bank's alone once the bank is settled."""
        return [
            (f"{topic.bank.slug}/{topic.slug}", f"{topic.bank.title}: {topic.title}" if self.renamable else topic.title)
            for topic in self.topics
            if self.renamable or topic.bank_id == self.bank.id
        ]

    def is_wrong(self, name: str) -> bool:
        """Whether something must be mended in the field."""
        return any(not problem.warning for problem in self.problems.get(name, ()))

    def fact(self, slug: str) -> FactRevision | None:
        """Return what the fact says; None when there is none of that id."""
        return self.facts.get(slug)

    def searched(self, name: str) -> str:
        """Return the words that facts were looked for with."""
        return self.searches.get(name, "")

    def offered(self, name: str, chosen: Sequence[str]) -> list[FactRevision] | None:
        """Return the facts to choose from; None when none were looked for."""
        if name not in self.searches:
            return None
        found = fact_rows.search(self.searches[name], self.bank.slug, self.content.get("topic", ""))
        return [fact for fact in found if fact.fact.slug not in chosen]

    def readable(self) -> CoreQuestion:
        """Return the question to be kept as a draft. Raises Unreadable when it is none, or a text is too long."""
        if self.core is None or any(question_form.too_long(self.content)) or not _is_id(self.content["id"]):
            raise Unreadable
        return self.core


def _with_dots(content: Any) -> Any:
    """Return content in which every stem and every text of an entry says something."""
    if isinstance(content, list):
        return [_with_dots(entry) for entry in content]
    if not isinstance(content, dict):
        return content
    blank = {name for name in ("stem", "text") if not str(content.get(name, "…")).strip()}
    return {name: "…" if name in blank else _with_dots(value) for name, value in content.items()}


def _is_id(text: str) -> bool:
    """Whether a question can have this id; ``new`` is the address of a new one."""
    return re.fullmatch(ID, text) is not None and len(text) <= 80 and text != "new"


def blank(kind: str, bank: Bank, topic: str = "") -> Sheet:
    """Return the sheet of a new question, which nobody has checked yet."""
    content = {"id": "", **question_rows.blank(kind), "topic": topic}
    return Sheet(content=content, bank=bank, topics=queries.topics(), facts={})


def of(question: Question, content: dict[str, Any]) -> Sheet:
    """Return the sheet of a question that is opened: its draft, or what a draft would start from."""
    sheet = Sheet(
        content=content, bank=question.bank, topics=queries.topics(), facts={}, question=question,
        renamable=not queries.was_published(question), opened=queries.version(question),
    )  # fmt: skip
    return checked(sheet)


def typed(form: MultiDict[str, str], kind: str, question: Question | None) -> Sheet:
    """Return the sheet that a form describes, after doing what its button says. Raises Invalid for no such button."""
    content = {"topic": "", **question_form.read(form, kind)}
    bank, content["topic"] = _place(content["topic"], question)
    act = form.get("act", "")
    if act.partition(":")[0] in question_rows.VERBS:
        question_rows.do(content, act, form.get("part_kind", ""))
    question_rows.name_rows(content)
    renamable = question is None or not queries.was_published(question)
    content["id"] = _id(content, bank, question) if renamable or question is None else question.slug
    sheet = Sheet(
        content=content, bank=bank, topics=queries.topics(), facts={}, question=question, renamable=renamable,
        opened=form.get("opened", ""), searches=dict(_searches(form, act)),
    )  # fmt: skip
    return checked(sheet)


def _place(chosen: str, question: Question | None) -> tuple[Bank, str]:
    """Return the bank and the topic that were chosen together as ``bank/topic``; the question's own bank otherwise."""
    slug, _, topic = chosen.partition("/")
    bank = next((bank for bank in queries.banks() if bank.slug == slug), None)
    if bank is None:
        bank = question.bank if question else queries.banks()[0]
    return bank, topic


def _id(content: dict[str, Any], bank: Bank, question: Question | None) -> str:
    """Return the id that was typed, or else one from the stem with the bank's usual prefix, that no question has."""
    if content["id"]:
        return str(content["id"])
    prefix = "case" if content["kind"] == "case" else queries.usual_prefix(bank)
    taken = queries.taken_slugs(prefix) - ({question.slug} if question else set())
    return naming.slug(content["stem"], prefix, taken)


def _searches(form: MultiDict[str, str], act: str) -> Iterator[tuple[str, str]]:
    """Yield each list of facts that was searched for, with the words; with none when only the button was pressed."""
    for name in form:
        if name.endswith("facts-find") and (form[name].strip() or act == f"find:{name.removesuffix('-find')}"):
            yield name.removesuffix("-find"), form[name].strip()


def _is_unnamed(problem: Problem, content: Any) -> bool:
    """Whether the problem is the id of a row that has no words yet; that it has none is a problem by itself."""
    if problem.path[-1:] != ("id",):
        return False
    for step in problem.path:
        content = content[step]
    return str(content).startswith(question_rows.UNNAMED)


def with_problem(sheet: Sheet, path: tuple[str, ...], message: str) -> Sheet:
    """Return the sheet with one more thing wrong with it."""
    found = sheet.found or checking.Checked(None, ())
    return replace(sheet, found=replace(found, problems=(*found.problems, Problem(path, message))))


def checked(sheet: Sheet) -> Sheet:
    """Return the sheet with everything that is wrong with it."""
    topics = [topic.slug for topic in sheet.topics if topic.bank_id == sheet.bank.id]
    found = checking.check(sheet.content, topics, clock.today())
    said = [problem for problem in found.problems if not _is_unnamed(problem, sheet.content)]
    extra = [*question_form.too_long(sheet.content)]
    if not _is_id(sheet.content["id"]) and all(problem.path != ("id",) for problem in said):
        extra.append(Problem(("id",), "must be lower-case words joined by hyphens, 80 characters at most"))
    facts = fact_rows.named(slug for _, slug in checking.cited(sheet.content))
    return replace(sheet, facts=facts, found=replace(found, problems=(*said, *extra)))
