"""Points in time as credentials write them: UTC, whole seconds, ending in Z."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_SHAPE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)")

_YEAR_10000 = 253_402_300_800


def whole(moment: datetime) -> datetime:
    """Return the moment in UTC without its fraction of a second: a JWT counts whole seconds, and both must agree."""
    return moment.astimezone(UTC).replace(microsecond=0)


def stamp(moment: datetime) -> str:
    """Return the moment as an XML Schema dateTimeStamp, such as ``2026-11-22T14:05:00Z``."""
    return whole(moment).strftime("%Y-%m-%dT%H:%M:%SZ")


def read(written: object) -> datetime | None:
    """Return the moment a dateTimeStamp names, aware of its zone; None when it is not one."""
    if not isinstance(written, str) or not _SHAPE.fullmatch(written):
        return None
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None


def span(since: datetime, until: datetime | None) -> dict[str, int]:
    """Return from when to when something counts, as JWKs say it in seconds: ``iat``, and ``exp`` where it ends."""
    ends = {"exp": int(until.timestamp())} if until else {}
    return {"iat": int(since.timestamp()), **ends}


def of(seconds: object) -> datetime | None:
    """Return the moment so many seconds after 1970 began; None for what is no such count or beyond the year 9999."""
    if not isinstance(seconds, int) or not 0 <= seconds < _YEAR_10000:
        return None
    return datetime.fromtimestamp(seconds, UTC)
