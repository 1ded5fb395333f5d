"""How a standing looks, wherever it is shown: its tone and its icon, which go with the word."""

from __future__ import annotations

from flask import Flask

from quizapp.core.standing import Status

LOOKS: dict[Status, tuple[str, str]] = {
    Status.OVERDUE: ("bad", "warning"),
    Status.EXPIRED: ("bad", "cross"),
    Status.NOT_CURRENT: ("bad", "warning"),
    Status.DUE_SOON: ("warn", "clock"),
    Status.REFRESHER_DUE: ("warn", "clock"),
    Status.EXPIRING: ("warn", "clock"),
    Status.DUE: ("info", "clock"),
    Status.CURRENT: ("good", "check"),
    Status.NOT_ASKED: ("neutral", "pause"),
}
"""Status -> its tone and its icon."""


def tone(status: Status) -> str:
    """Return the tone of a standing: good, warn, bad, info or neutral."""
    return LOOKS[status][0]


def init_app(app: Flask) -> None:
    """Teach templates ``tone()``."""
    app.add_template_global(tone)
