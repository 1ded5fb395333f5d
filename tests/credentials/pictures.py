"""Badges as PNG, set the way the product sets them, with Typst's own fonts."""

from __future__ import annotations

from functools import cache

import typst

from quizapp.credentials import artwork
from tests.credentials.badges import drawn


def render(source: bytes, inputs: dict[str, str], per_inch: float) -> bytes:
    """Set a source as PNG."""
    made = typst.compile(input=source, format="png", ppi=per_inch, sys_inputs=inputs)
    assert isinstance(made, bytes)
    return made


@cache
def png() -> bytes:
    """Return the badge as a small PNG."""
    return artwork.png(drawn().decode(), 40, render)
