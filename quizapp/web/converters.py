"""Numbers in addresses: only such as a row can have, so that a longer one is not found rather than an error."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**63 - 1
"""The largest number that either database keeps."""


class RowNumber(IntegerConverter):
    """A whole number from 0 to the largest that a row can have."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:  # noqa: A002 - Werkzeug's name for it
        super().__init__(map, *args, **{"max": LARGEST, **kwargs})


def init_app(app: Flask) -> None:
    """Read ``<int:…>`` in every address so. Call it before any route is added."""
    app.url_map.converters["int"] = RowNumber
