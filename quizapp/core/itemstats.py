"""Classical test theory: how hard a question is, and whether it tells those who know from those who do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True)
class ItemStats:
    """The figures of one question over ``n`` replies. A figure that the replies cannot give is None.

    ``facility``: mean mark over worth, 0 to 1. ``discrimination``: Pearson correlation of the question's mark with the
    marks of the rest of its paper, −1 to 1 (Moodle's discrimination index, divided by 100).
    """

    n: int
    facility: float | None
    discrimination: float | None


def facility(total_mark: float, total_worth: float) -> float | None:
    """Return the mean mark over worth; None when nobody was asked."""
    return total_mark / total_worth if total_worth else None


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Return Pearson's correlation; None for fewer than three pairs or when one side never varies."""
    n = len(xs)
    if n < 3:
        return None
    mean_x, mean_y = sum(xs) / n, sum(ys) / n
    var_x = sum((x - mean_x) ** 2 for x in xs)
    var_y = sum((y - mean_y) ** 2 for y in ys)
    if var_x <= 0 or var_y <= 0:
        return None
    cov = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    return max(-1.0, min(1.0, cov / sqrt(var_x * var_y)))


def item_stats(marks: Sequence[float], worths: Sequence[float], rests: Sequence[float]) -> ItemStats:
    """Return the figures of a question from each reply's mark, worth, and the mark of the rest of that paper."""
    return ItemStats(len(marks), facility(sum(marks), sum(worths)), correlation(marks, rests))


@dataclass(frozen=True, kw_only=True)
class Sums:
    """What one question's figures need of its replies: how many, and sums of marks, worths and rests of papers.

    The sums are whole numbers, in any one unit; products of two are in that unit squared.
    """

    n: int
    mark: int
    worth: int
    rest: int
    mark_mark: int
    rest_rest: int
    mark_rest: int


def from_sums(sums: Sums) -> ItemStats:
    """Return the same figures as ``item_stats``, from sums that a database has added up. Exact until the last step."""
    var_x = sums.n * sums.mark_mark - sums.mark**2
    var_y = sums.n * sums.rest_rest - sums.rest**2
    related = None
    if sums.n >= 3 and var_x > 0 and var_y > 0:
        cov = sums.n * sums.mark_rest - sums.mark * sums.rest
        related = max(-1.0, min(1.0, cov / (sqrt(var_x) * sqrt(var_y))))
    return ItemStats(sums.n, facility(sums.mark, sums.worth), related)


def picks(reply: object) -> Iterator[tuple[str, ...]]:
    """Yield what a reply chose, each as a path: an option's id, a prompt's id with its choice, a part's id before both.

    Two replies that chose the same thing yield the same path, whatever else they chose, so paths can be counted.
    """
    if isinstance(reply, Mapping):
        for name, below in reply.items():
            yield from ((str(name), *path) for path in picks(below))
    elif isinstance(reply, Sequence) and not isinstance(reply, str):
        for entry in reply:
            yield from picks(entry)
    elif reply is not None:
        yield (str(reply),)


def counted(replies: Iterable[tuple[object, int]]) -> Counter[tuple[str, ...]]:
    """Return how often each thing was chosen, from replies with how often each was given."""
    counts: Counter[tuple[str, ...]] = Counter()
    for reply, times in replies:
        for path in picks(reply):
            counts[path] += times
    return counts
