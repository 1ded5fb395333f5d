"""How values look on a page: Markdown, dates and times, numbers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import nh3
from flask import Flask, current_app
from markdown_it import MarkdownIt
from markupsafe import Markup

from quizapp import clock

_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_TAGS = {
    "p", "br", "em", "strong", "s", "ul", "ol", "li", "a", "code", "pre", "blockquote", "hr", "table", "thead", "tbody",
    "tr", "th", "td", "h3", "h4", "h5", "h6", "sub", "sup",
}  # fmt: skip


@lru_cache(maxsize=8192)
def markdown(text: str) -> Markup:
    """Render Markdown to safe HTML: HTML in the text is shown as text, links get no referrer, images are left out."""
    html = nh3.clean(_markdown.render(text), tags=_TAGS, attributes={"a": {"href", "title"}}, link_rel="noopener")
    return Markup(html)  # noqa: S704 - nh3 has just cleaned it


@lru_cache(maxsize=8192)
def inline(text: str) -> Markup:
    """Render one line of Markdown without a paragraph around it, for labels."""
    html = nh3.clean(_markdown.renderInline(text), tags={"em", "strong", "code", "s"}, attributes={})
    return Markup(html)  # noqa: S704 - nh3 has just cleaned it


def day(value: date | None) -> str:
    """Return a date as 22 Nov 2026."""
    if isinstance(value, datetime):
        value = clock.day_of(value)
    return f"{value.day} {value:%b %Y}" if value else ""


def moment(value: datetime | None) -> str:
    """Return a moment as 22 Nov 2026, 10:42 NZDT, in the site's time zone."""
    return clock.in_words(value)


def time(value: datetime | None) -> str:
    """Return the time of day to the second, as 10:42:07."""
    return f"{value.astimezone(current_app.config['ZONE']):%H:%M:%S}" if value else ""


def number(value: Fraction | Decimal | float | int | None) -> str:
    """Return a number with at most one decimal, rounded half up, without a needless zero."""
    if value is None:
        return ""
    tenths = int(abs(Fraction(value)) * 10 + Fraction(1, 2))
    whole, tenth = divmod(tenths, 10)
    sign = "\u2212" if value < 0 and tenths else ""
    return f"{sign}{whole}.{tenth}" if tenth else f"{sign}{whole}"


def percent(value: Fraction | float | None) -> str:
    """Return per cent, rounded down to a whole number, so that 79.9 never reads as 80."""
    return "" if value is None else f"{int(Fraction(value))} %"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return the count with its noun: 1 question, 2 questions."""
    return f"{count} {one if count == 1 else (many or one + 's')}"


def init_app(app: Flask) -> None:
    """Teach templates these filters."""
    for filter_ in (markdown, inline, day, moment, time, number, percent, plural):
        app.add_template_filter(filter_)
