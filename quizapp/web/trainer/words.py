"""How the trainer's pages put things in words."""

from __future__ import annotations

import re

from quizapp.web.filters import markdown
from quizapp.web.trainer.blueprint import bp


@bp.app_template_filter()
def plain_start(text: str, length: int) -> str:
    """Return the beginning of a Markdown text as one plain line, cut at a word."""
    line = " ".join(markdown(text).striptags().split())
    return line if len(line) <= length else line[: length + 1].rsplit(" ", 1)[0][:length] + "…"


@bp.app_template_filter()
def field_label(path: tuple[str | int, ...] | str) -> str:
    """Return the place of a field in words: ``parts.0.options.2.text`` is Part 1, option 3, text."""
    where = path if isinstance(path, str) else ".".join(map(str, path))
    words = re.sub(r"\b([a-z_]+?)s\.(\d+)", lambda m: f"{m[1]} {int(m[2]) + 1}", where)
    said = words.replace(".", ", ").replace("_", " ")
    return said[:1].upper() + said[1:]
