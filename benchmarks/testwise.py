"""What somebody earns who knows tests, and nothing of the subject.

Guessers play every question with options, those of cases included: each scores the options by something that can be
seen without understanding them, and picks the option with the highest score; of several that may hold, it picks half of
them, rounded up, with the highest scores together. Between equals it picks evenly, so it earns the mean over all picks
that suit it as well. The product's own marking decides what a pick earns. Chance is the mean over all picks of the same
size. Every figure is exact: everything is counted out, and nothing is drawn.

A guesser has something to go by where its scores differ. ``points`` is what it earns above chance on those questions,
``of all`` on all of them, where it guesses blindly at the rest; both in hundredths of a mark a question. Far below
chance is as bad as above: whoever knows that the longest option is never right picks another.

    python -m benchmarks.testwise [DIR]          the last line is JSON
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from pathlib import Path

from quizapp.bank import folder
from quizapp.core.flaws import FILLERS
from quizapp.core.kinds import Case, MultipleResponse, SingleChoice
from quizapp.core.question import Question
from quizapp.formats import bank_yaml
from quizapp.formats.library import Library

BEARABLE = 6
"""Points that a guesser may earn above chance over the whole bank, or lose."""

HEDGES = re.compile(
    r"\b(?:may|might|can|could|should|would|often|usually|generally|typically|commonly|sometimes|some|many|most|more"
    r"|likely|possibl[ey]|probabl[ey]|potential(?:ly)?|about|approximately|nearly|almost|partly|mainly|largely|tends?"
    r"|appears?|seems?|suggests?|depend(?:s|ing)?|at least|up to|if|unless|until|whether|when|where|while|though|but"
    r"|although|provided|except|however|yet|without)\b",
    re.IGNORECASE,
)
"""Words that make a statement harder to refute."""

SAFE = re.compile(
    r"\b(?:(?:stop|paus|wait|refer|report|check|ask|tell|record|document|confirm|verif|declin|refus|postpon|delay|remov"
    r"|withdraw|withh[eo]ld|quarantin|discard|delet|investigat|regulator|authorit|consent|physician|specialist|risk|safe"
    r"|cautio|careful|warn|harm|review|assess|monitor|urgent|inform|limit|insufficien|uncertain|unproved)\w*"
    r"|hold|keep|doctor|responsible|written|evidence|before|not|no|nor|none|neither|nothing|cannot|without|lacks?"
    r"|unproven|unapproved|unknown|unclear)\b",
    re.IGNORECASE,
)
"""Words of somebody careful: what stops, checks, asks, writes down, warns, doubts or denies."""

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True)
class Item:
    """A question to guess at; ``stem`` is everything that is read before the options, a case's vignette included."""

    bank: str
    question: SingleChoice | MultipleResponse
    stem: str

    @property
    def texts(self) -> list[str]:
        return [option.text for option in self.question.options]

    @property
    def size(self) -> int:
        """How many options a guesser picks."""
        return 1 if isinstance(self.question, SingleChoice) else (len(self.question.options) + 1) // 2

    def mark(self, picked: Sequence[int]) -> Fraction:
        """Return what picking these options earns, of one mark."""
        ids = [self.question.options[i].id for i in picked]
        earned = self.question.mark(ids[0] if isinstance(self.question, SingleChoice) else ids)
        return earned / self.question.worth


Scores = list[Fraction]
Guesser = Callable[[Item], Scores]


def words(text: str) -> set[str]:
    """Return the words that mean something, cut short so that "report" and "reported" are one."""
    return {word[:6] for word in re.findall(r"[^\W_]+", text.casefold()) if word not in FILLERS}


def counted(pattern: re.Pattern[str]) -> Guesser:
    """Return a guesser for the option with most of such words."""
    return lambda item: [Fraction(len(pattern.findall(text))) for text in item.texts]


def place(wanted: int) -> Guesser:
    """Return a guesser for one place among the options as they are written; 0 is the first."""
    return lambda item: [Fraction(i == wanted) for i in range(len(item.texts))]


def longest(item: Item) -> Scores:
    return [Fraction(len(text)) for text in item.texts]


def shortest(item: Item) -> Scores:
    return [-score for score in longest(item)]


def alike(item: Item) -> Scores:
    """Share of its words and the other option's that both have, over all the others."""
    found = [words(text) for text in item.texts]
    return [
        sum(
            (Fraction(len(mine & other), len(mine | other)) for other in found if other is not mine and mine | other),
            Fraction(0),
        )
        for mine in found
    ]


def middle_number(item: Item) -> Scores:
    """Nearness to the median, where every option has a number to compare and no two have the same."""
    numbers = [[Fraction(n.replace(",", "")) for n in NUMBER.findall(text)] for text in item.texts]
    firsts = [found[0] for found in numbers if found]
    if len(set(firsts)) < len(item.texts):
        return [Fraction(0) for _ in item.texts]
    ranks = [sorted(firsts).index(number) for number in firsts]
    return middle_of(ranks)


def middle_place(item: Item) -> Scores:
    return middle_of(list(range(len(item.texts))))


def middle_of(ranks: Sequence[int]) -> Scores:
    centre = Fraction(len(ranks) - 1, 2)
    return [-abs(rank - centre) for rank in ranks]


def echoing(items: Sequence[Item]) -> Guesser:
    """Return a guesser for the option that repeats the stem, a word counting the more the fewer questions have it."""
    spread = Counter(word for item in items for word in words(" ".join([item.stem, *item.texts])))

    def echo(item: Item) -> Scores:
        stem = words(item.stem)
        return [sum((Fraction(1, spread[word]) for word in words(text) & stem), Fraction(0)) for text in item.texts]

    return echo


def guessers(items: Sequence[Item]) -> dict[str, Guesser]:
    """Return every guesser by its name."""
    places = {f"{name} place": place(i) for i, name in enumerate(("first", "second", "third", "fourth"))}
    return {
        "longest option": longest,
        "shortest option": shortest,
        "most qualified": counted(HEDGES),
        "most like the others": alike,
        "shares the stem's rare words": echoing(items),
        "middle number": middle_number,
        "safe-sounding": counted(SAFE),
        "middle place": middle_place,
        **places,
    }


@dataclass
class Tally:
    """What a guesser earned on a set of questions, and what chance earns on them, in marks of one a question."""

    chance: list[Fraction] = field(default_factory=list)
    earned: list[Fraction] = field(default_factory=list)

    def figures(self, whole: int) -> dict[str, float]:
        """Return the figures of a line, in hundredths of a mark a question; ``whole`` is the count of all questions."""
        count = len(self.chance)
        chance, earned = sum(self.chance, Fraction(0)), sum(self.earned, Fraction(0))
        rounded = [float(round(100 * part / max(of, 1), 1)) for part, of in (
            (chance, count), (earned, count), (earned - chance, count), (earned - chance, whole),
        )]  # fmt: skip
        return {"questions": count, **dict(zip(("chance", "score", "points", "of_all"), rounded, strict=True))}


def items_of(library: Library) -> Iterator[Item]:
    """Yield every question with options to choose from, and those of cases under their vignettes."""

    def played(bank: str, question: Question, before: str = "") -> Iterator[Item]:
        if isinstance(question, SingleChoice | MultipleResponse):
            yield Item(bank, question, before + question.stem)
        elif isinstance(question, Case):
            for part in question.parts:
                yield from played(bank, part, question.stem + " ")

    for entry in library.questions:
        yield from played(entry.bank, entry.question)


def play(guesser: Guesser, items: Sequence[Item]) -> Tally:
    """Let a guesser answer the questions on which it has something to go by."""
    tally = Tally()
    for item in items:
        scores = guesser(item)
        if len(set(scores)) > 1:
            marks = {picked: item.mark(picked) for picked in combinations(range(len(scores)), item.size)}
            liking = {picked: sum(scores[i] for i in picked) for picked in marks}
            best = [marks[picked] for picked in marks if liking[picked] == max(liking.values())]
            tally.chance.append(sum(marks.values(), Fraction(0)) / len(marks))
            tally.earned.append(sum(best, Fraction(0)) / len(best))
    return tally


def table(items: Sequence[Item]) -> dict[str, dict[str, dict[str, float]]]:
    """Return the figures by bank, the whole last, and by guesser."""
    banks = {bank: [item for item in items if item.bank == bank] for bank in sorted({item.bank for item in items})}
    players = guessers(items)
    return {
        bank: {name: play(guesser, those).figures(len(those)) for name, guesser in players.items()}
        for bank, those in {**banks, "whole": items}.items()
    }


def main() -> None:
    """Print the table and, as the last line, the points and the verdict as JSON."""
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[1] / "questions")
    figures = table(list(items_of(bank_yaml.read(folder.contents(root)[0])[0])))
    for bank, lines in figures.items():
        print(f"\n{bank:30}{'questions':>10}{'chance':>8}{'score':>8}{'points':>8}{'of all':>8}")
        for name, line in lines.items():
            rest = "".join(f"{line[key]:8.1f}" for key in ("chance", "score", "points", "of_all"))
            print(f"{name:30}{line['questions']:10.0f}{rest}")
    print(json.dumps(verdict(figures)))


def verdict(figures: dict[str, dict[str, dict[str, float]]]) -> dict[str, object]:
    """Return whether all points over the whole bank are bearable, these points, and those of all by bank."""
    whole = {name: line["points"] for name, line in figures["whole"].items()}
    of_all = {bank: {name: line["of_all"] for name, line in lines.items()} for bank, lines in figures.items()}
    worst = max(whole.values(), key=abs)
    return {"holds": abs(worst) <= BEARABLE, "bearable": BEARABLE, "worst": worst, "points": whole, "of_all": of_all}


if __name__ == "__main__":
    main()
