"""The server's clock: the one place that asks what time it is, and which day a moment falls on."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import current_app, has_app_context


def now() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(UTC)


def day_of(moment: datetime) -> date:
    """Return the day a moment falls on in the site's time zone, as pages show it; in UTC without a site."""
    zone = current_app.config["ZONE"] if has_app_context() else UTC
    day: date = moment.astimezone(zone).date()
    return day


def in_words(moment: datetime | None) -> str:
    """Return a moment as 22 Nov 2026, 10:42 NZDT, in the site's time zone; "" for none."""
    if moment is None:
        return ""
    local = moment.astimezone(current_app.config["ZONE"])
    return f"{local.day} {local:%b %Y, %H:%M %Z}"


def today() -> date:
    """Return today's date in the site's time zone."""
    return day_of(now())
