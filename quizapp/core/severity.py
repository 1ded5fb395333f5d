"""How grave a change is: what the program proposes from what changed, and what no author may go below.

A program sees which words, dates and keys changed, not what they mean: it proposes, a person decides, another approves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.core.currency import Severity
from quizapp.core.kinds import Case, Matching, MultipleResponse, Numeric, Ordering, ShortAnswer, SingleChoice
from quizapp.core.kinds.short_answer import folded
from quizapp.core.question import Question

SUBSTANCE = ("evidence", "confidence", "safety_critical")
"""What says how far a fact can be relied on. An author may find a change of it editorial."""
LAW = ("jurisdictions", "effective_from", "effective_until", "publishable")
"""Where and when a fact holds, and whether at all. A change of it is never editorial."""
NEGATIONS = frozenset(
    """
    no not never none nor neither cannot without unless prohibited forbidden banned illegal unlawful unauthorised
    unapproved exempt allowed permitted lawful authorised approved
    """.split()  # noqa: SIM905 - a list that can be read
)
"""Words whose coming or going may turn a statement round."""

_WORD = re.compile(r"[\w%°]+(?:[.,]\d+)?")


@dataclass(frozen=True)
class Proposal:
    """What the program proposes for a change, and the mildest severity that it lets pass."""

    proposed: Severity
    least: Severity = Severity.EDITORIAL

    def allows(self, severity: Severity) -> bool:
        """Whether an author may choose this severity."""
        return severity.rank >= self.least.rank


def of_fact(old: Mapping[str, Any], new: Mapping[str, Any]) -> Proposal:
    """Propose how grave a change of a fact's content is (the entry of ``facts.yaml`` in JSON's own types)."""
    least = Severity.MATERIAL if _differ(old, new, LAW) else Severity.EDITORIAL
    before, after = _words(old["statement"]), _words(new["statement"])
    if _turns(old["statement"], new["statement"]) or (old["publishable"] and not new["publishable"]):
        return Proposal(Severity.REVERSAL, least)
    if before != after or _differ(old, new, SUBSTANCE):
        return Proposal(Severity.MATERIAL, least)
    return Proposal(least, least)


def of_question(old: Question, new: Question) -> Proposal:
    """Propose how grave a change of a question is. A change of its key, or of its facts, is never editorial."""
    before, after = dict(_claims(old)), dict(_claims(new))
    if old.kind != new.kind or any(before[claim] != after[claim] for claim in before.keys() & after.keys()):
        return Proposal(Severity.REVERSAL, Severity.MATERIAL)
    is_other_key = before != after and (old.key != new.key or _forms(old) != _forms(new))
    if is_other_key or set(old.rests_on) != set(new.rests_on):
        return Proposal(Severity.MATERIAL, Severity.MATERIAL)
    if _turns(old.stem, new.stem):
        return Proposal(Severity.REVERSAL)
    return Proposal(
        Severity.MATERIAL if before != after or _numbers(old.stem) != _numbers(new.stem) else Severity.EDITORIAL
    )


def _forms(question: Question) -> object:
    """Return the forms that a short answer accepts: any other is another key."""
    return {folded(form) for form in question.accepted} if isinstance(question, ShortAnswer) else None


def _turns(before: str, after: str) -> bool:
    """Whether a word comes or goes that may turn what is said round."""
    return set(_words(before)) & NEGATIONS != set(_words(after)) & NEGATIONS


def _numbers(text: str) -> list[str]:
    return [word for word in _words(text) if word[0].isdigit()]


def _claims(question: Question, part: str = "") -> Iterator[tuple[tuple[str, str], object]]:
    """Yield what a key claims, part by part: an option's words and whether it is right, a prompt's and its match."""
    match question:
        case Case():
            for each in question.parts:
                yield from _claims(each, each.id)
        case SingleChoice() | MultipleResponse():
            yield from (((part, _said(option.text)), option.correct) for option in question.options)
        case Matching():
            chosen = {choice.id: _said(choice.text) for choice in question.choices}
            yield from (((part, _said(prompt.text)), chosen.get(prompt.answer)) for prompt in question.prompts)
        case Ordering():
            yield from (((part, _said(item.text)), place) for place, item in enumerate(question.items))
        case Numeric():
            yield (part, "number"), (question.answer, question.tolerance, question.unit)
        case ShortAnswer():
            yield from (((part, folded(form)), True) for form in question.accepted)
        case _:
            yield (part, "key"), question.key


def _said(text: str) -> str:
    return " ".join(_words(text))


def _differ(old: Mapping[str, Any], new: Mapping[str, Any], names: tuple[str, ...]) -> bool:
    return any(old.get(name) != new.get(name) for name in names)


def _words(statement: str) -> list[str]:
    """Return the words and numbers of a statement; punctuation, spaces and case do not count."""
    return _WORD.findall(statement.casefold())
