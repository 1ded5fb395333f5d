"""Lists whose state is in the address: which page is asked for, and what a link to another one carries along."""

from __future__ import annotations

from typing import Any

from flask import Flask, request, url_for
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select
from wtforms import Form

from quizapp.database import db

LAST = 1_000_000
"""No list has more pages; the largest number a database counts to is not far enough off to multiply."""


def number() -> int:
    """Return the number of the page that is asked for; the first when the address says nothing that can be meant."""
    return min(max(request.args.get("page", 1, type=int), 1), LAST)


def paged(rows: Select[Any], per_page: int) -> Pagination:
    """Return the page of these rows that is asked for; an empty one beyond the last."""
    return db.paginate(rows, page=number(), per_page=per_page, error_out=False)


def carried(form: Form | None, *others: str) -> dict[str, str]:
    """Return what of the address a further link keeps: the fields of the page's own form, and others that it knows.

    Nothing else: a name of anybody's choice could be one that ``url_for`` takes for itself.
    """
    known = (*(form.data if form else ()), *others)
    return {name: request.args[name] for name in known if name in request.args}


def page_url(form: Form | None, page: int, others: tuple[str, ...] = ()) -> str:
    """Return the address of another page of this list."""
    kept: dict[str, Any] = {**carried(form, *others), **(request.view_args or {}), "page": page}
    return url_for(request.endpoint or "", **kept)


def init_app(app: Flask) -> None:
    """Teach templates ``carried()`` and ``page_url()``."""
    app.add_template_global(carried)
    app.add_template_global(page_url)
