"""Whole addresses of our pages, for mails and QR codes: always at BASE_URL, whatever host a request came in by."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app


def link(endpoint: str, **values: Any) -> str:
    """Return the address of a page, beginning with BASE_URL. Needs an application context only.

    A request's own host is not asked: whoever sends the request chooses it, and a link to somewhere else in a mail of
    ours would be believed.
    """
    base = urlsplit(current_app.config["BASE_URL"])
    adapter = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return adapter.build(endpoint, values, force_external=True)
