"""Flaws of item writing that a program can see, each with the published rule that names it.

HDR: Haladyna, Downing & Rodriguez (2002), *A review of multiple-choice item-writing guidelines for classroom
assessment*, Applied Measurement in Education 15(3), 309-334; the number is that of the guideline in their table 1.
NBME: *Constructing Written Test Questions for the Health Sciences*, on technical flaws. Every flaw is a warning: a
person may decide that the question is right after all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from quizapp.core.kinds.case import Case
from quizapp.core.kinds.choice import Choice
from quizapp.core.kinds.multiple_response import MultipleResponse
from quizapp.core.kinds.single_choice import SingleChoice
from quizapp.core.question import Option, Problem, Question

NEGATIVE = re.compile(r"\b(?:not|except|incorrect|untrue|(?<!at )least)\b", re.IGNORECASE)
EMPHASISED = re.compile(r"\*\*[A-Z ]+\*\*|__[A-Z ]+__")
ABSOLUTE = re.compile(r"\b(?:always|never|only|completely|absolutely|entirely|solely|invariably)\b", re.IGNORECASE)
CATCH_ALL = re.compile(
    r"^\W*(?:(?:all|none|any|both|neither)( of)?( the| these| those)?( above| these| those| other)( options| answers)?"
    r"|(?:all|none|both|neither) of (?:them|the options|the answers)|both \w and \w|neither \w nor \w)\W*$",
    re.IGNORECASE,
)
SEVERAL = re.compile(
    r"\b(?:several|all|any|each|both|more than one|one or more|at least|two|three|four|five|every|which \w+s)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(r"^\W*?([-−]?\d[\d,]*(?:\.\d+)?)\s*([^\d]*)$")
FILLERS = frozenset({
    "a", "an", "the", "of", "in", "on", "to", "for", "and", "or", "is", "are", "was", "were", "be", "by", "it", "its",
    "that", "this", "with", "as", "at", "from",
})  # fmt: skip
LONGER = Decimal("1.25")
"""How many times the longest wrong option the key may measure."""


def flaws(question: Question) -> Iterator[Problem]:
    """Yield the flaws of a question as warnings; those of a case's parts under the parts."""
    if isinstance(question, Case):
        for i, part in enumerate(question.parts):
            yield from (flaw.under("parts", i) for flaw in flaws(part))
    if isinstance(question, Choice):
        for rule in RULES:
            yield from rule(question)


def _flaw(message: str, rule: str, *path: str | int) -> Problem:
    return Problem(path, f"{message} ({rule})", warning=True)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _keys(question: Choice) -> list[tuple[int, Option]]:
    return [(i, option) for i, option in enumerate(question.options) if option.correct]


def _wrong(question: Choice) -> list[Option]:
    return [option for option in question.options if not option.correct]


def catch_all(question: Choice) -> Iterator[Problem]:
    """An option that stands for the others, such as "all of the above"."""
    for i, option in enumerate(question.options):
        if CATCH_ALL.match(option.text):
            yield _flaw(f"'{option.text}' stands for other options", "HDR 25 and 26, NBME", "options", i, "text")


def negative_stem(question: Choice) -> Iterator[Problem]:
    """A question that asks for the exception without showing so."""
    asked = re.split(r"(?<=[.!?:])\s+", question.stem.strip())[-1]
    for word in NEGATIVE.findall(EMPHASISED.sub(" ", asked)):
        message = f"asks with '{word}': ask for what holds, or write **{word.upper()}**"
        yield _flaw(message, "HDR 17, NBME", "stem")


def too_few_or_many(question: Choice) -> Iterator[Problem]:
    """Two options, or more than anybody can fill with plausible ones."""
    if not 3 <= len(question.options) <= 5:
        message = f"has {len(question.options)} options; three to five are usual"
        yield _flaw(message, "HDR 18", "options")


def unsaid_several(question: Choice) -> Iterator[Problem]:
    """Several options may hold, and the stem does not say so."""
    if isinstance(question, MultipleResponse) and not SEVERAL.search(question.stem):
        yield _flaw("does not say that several options may hold", "HDR 14", "stem")


def absolute_cue(question: Choice) -> Iterator[Problem]:
    """Words such as "always" on wrong options alone: whoever knows tests avoids them."""
    if any(ABSOLUTE.search(option.text) for _, option in _keys(question)):
        return
    for i, option in enumerate(question.options):
        if not option.correct and (found := ABSOLUTE.search(option.text)):
            message = f"'{found[0]}' stands in wrong options alone, and gives them away"
            yield _flaw(message, "HDR 28a, NBME", "options", i, "text")


def longest_key(question: Choice) -> Iterator[Problem]:
    """A key that is longer than every wrong option by a clear margin."""
    if not isinstance(question, SingleChoice):
        return
    longest = max((len(option.text) for option in _wrong(question)), default=0)
    for i, key in _keys(question):
        if len(key.text) > longest * LONGER and len(key.text) > longest + 10:
            message = f"is the longest option by far ({len(key.text)} characters; the next has {longest})"
            yield _flaw(message, "HDR 24 and 28d, NBME", "options", i, "text")


def numbers_out_of_order(question: Choice) -> Iterator[Problem]:
    """Options that are numbers, and not shown from the smallest to the largest, or the other way round."""
    found = [NUMBER.match(option.text.strip().strip("*")) for option in question.options]
    numbers = [Decimal(match[1].replace(",", "").replace("−", "-")) for match in found if match]
    if len(numbers) < len(found) or len({match[2] for match in found if match}) > 1:
        return
    if numbers not in (sorted(numbers), sorted(numbers, reverse=True)):
        yield _flaw("are numbers; write them in order", "HDR 21, NBME", "options")


def repeated_option(question: Choice) -> Iterator[Problem]:
    """Two options with the same words, but for fillers."""
    seen: dict[tuple[str, ...], str] = {}
    for i, option in enumerate(question.options):
        words = tuple(word for word in _words(option.text) if word not in FILLERS)
        if words and words in seen:
            yield _flaw(f"says nearly the same as '{seen[words]}'", "HDR 22", "options", i, "text")
        seen.setdefault(words, option.id)


def clang(question: Choice) -> Iterator[Problem]:
    """A long word of the stem that comes back in the key, and in no wrong option."""
    if not isinstance(question, SingleChoice):
        return
    elsewhere = {word for option in _wrong(question) for word in _words(option.text)}
    stem = {word for word in _words(question.stem) if len(word) >= 8}
    for i, key in _keys(question):
        for word in sorted(stem & set(_words(key.text)) - elsewhere):
            message = f"repeats '{word}' from the stem, as no wrong option does"
            yield _flaw(message, "HDR 28b, NBME", "options", i, "text")


def article_cue(question: Choice) -> Iterator[Problem]:
    """A stem that ends in "a" or "an", which some option does not go on from."""
    ending = re.search(r"\b(a|an)\W*$", question.stem, re.IGNORECASE)
    if ending is None:
        return
    vowel = ending[1].casefold() == "an"
    for i, option in enumerate(question.options):
        if (option.text.strip('*_ "“').casefold()[:1] in tuple("aeiou")) != vowel:
            yield _flaw(f"does not go on from '{ending[1]}' in the stem", "HDR 28c, NBME", "options", i, "text")


RULES: tuple[Callable[[Choice], Iterator[Problem]], ...] = (
    catch_all,
    negative_stem,
    too_few_or_many,
    unsaid_several,
    absolute_cue,
    longest_key,
    numbers_out_of_order,
    repeated_option,
    clang,
    article_cue,
)
