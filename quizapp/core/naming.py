"""Ids made from words: short and readable, and never a hint at the key."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

# Words that carry no meaning of their own in an id.
_SMALL = frozenset({
    "a", "about", "all", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "do", "does",
    "for", "from", "had", "has", "have", "how", "if", "in", "into", "is", "it", "its", "may", "more", "most",
    "no", "not", "of", "off", "on", "only", "or", "other", "out", "over", "should", "so", "some", "than",
    "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to", "up", "was",
    "were", "what", "when", "which", "who", "whose", "why", "will", "with", "would", "you", "your", "following",
    "statement",
})  # fmt: skip
# Words that would tell whoever reads the page's source which option is right.
_TELLING = frozenset({
    "answer", "best", "correct", "distractor", "false", "incorrect", "key", "right", "true", "wrong",
})  # fmt: skip


def words(text: str) -> Iterator[str]:
    """Yield the words of a text as ids can have them: lower case, no accents, letters and digits alone."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    yield from re.findall(r"[a-z0-9]+", plain.replace("'", ""))


def content_words(text: str) -> list[str]:
    """Return the words worth putting in an id, each once, in their order."""
    return list(dict.fromkeys(w for w in words(text) if len(w) > 1 and w not in _SMALL | _TELLING))


def free(wanted: str, taken: Collection[str]) -> str:
    """Return ``wanted``, with a number after it when it is taken."""
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    return name


def short_id(text: str, taken: Collection[str], otherwise: str = "entry") -> str:
    """Return an id of one word of the text that is not taken; ``otherwise``, numbered, when it offers none."""
    offered = [w[:24] for w in content_words(text) if len(w) > 2 and not w.isdigit()]
    return next((w for w in offered if w not in taken), "") or free((offered or [otherwise])[0], taken)


def slug(text: str, prefix: str, taken: Collection[str], most: int = 4) -> str:
    """Return an id of the first words of the text behind a prefix, unlike every one taken; at most 60 characters."""
    chosen = content_words(text)[:most] or ["question"]
    joined = "-".join(filter(None, [prefix, *chosen]))[:60].strip("-")
    return free(joined, taken)
