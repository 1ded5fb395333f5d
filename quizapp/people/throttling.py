"""How often something may be tried: counted in the database, so exact across workers and kept over a restart.

A count is made before the thing is tried, so that many tries at once cannot slip past the limit together. What is
refused tries nothing, so a count that is rolled back with the refusal is not missed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network
from math import ceil

from sqlalchemy import case, delete, update
from sqlalchemy.dialects import postgresql, sqlite

from quizapp.core.errors import TooMany
from quizapp.database import db
from quizapp.people.models import Throttle

LONGEST = timedelta(days=1)
"""No limit looks further back."""


@dataclass(frozen=True)
class Limit:
    """At most ``count`` tries of something in any stretch of ``window`` that begins with a try."""

    what: str
    count: int
    window: timedelta


SIGN_IN = Limit("sign-in", 10, timedelta(minutes=15))
"""For one account from one address."""
SIGN_IN_ADDRESS = Limit("sign-in-address", 60, timedelta(minutes=15))
"""From one address, whatever the account: a clinic shares one, so only failures stay counted."""
VERIFY = Limit("verify", 10, timedelta(minutes=15))
"""The password of somebody who is signed in."""
CODE = Limit("code", 6, timedelta(minutes=15))
"""One-time codes of one account."""
RECOVERY_CODE = Limit("recovery-code", 6, timedelta(hours=1))
MAIL_TO = Limit("mail-to", 5, timedelta(hours=1))
"""Mails with links that anybody can ask for, to one address."""
MAIL_FROM = Limit("mail-from", 30, timedelta(hours=1))
"""Mails with links asked for from one network address."""
HELP = Limit("help", 3, timedelta(hours=1))
"""Calls to the administrators by one account."""
REGISTER = Limit("register", 30, timedelta(hours=1))
INVITATION = Limit("invitation", 30, timedelta(hours=1))
PASSKEY = Limit("passkey", 60, timedelta(minutes=15))


def key_of(limit: Limit, *parts: str) -> str:
    """Return the key under which tries are counted. The parts are digested: no email address is kept here."""
    return f"{limit.what}:{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:32]}"


def network_of(address: str | None) -> str:
    """Return what counts as one address: an IPv4 address, or the /64 that an IPv6 address is in."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    mapped = parsed.ipv4_mapped  # as a socket that takes both shows whoever comes by IPv4
    return str(mapped or ip_network((parsed, 64), strict=False))


def hit(key: str, limit: int, window: timedelta, now: datetime) -> None:
    """Count a try. Raises TooMany, with the seconds to wait, when there were ``limit`` within the window already."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    first = insert(Throttle).values(key=key, window_start=now, count=1)
    over = Throttle.window_start <= now - window
    anew = {
        "count": case((over, 1), else_=Throttle.count + 1),
        "window_start": case((over, first.excluded.window_start), else_=Throttle.window_start),
    }
    counted = first.on_conflict_do_update(index_elements=[Throttle.key], set_=anew)
    count, start = db.session.execute(counted.returning(Throttle.count, Throttle.window_start)).one()
    if count > limit:
        raise too_many((start + window - now).total_seconds())


def tried(limit: Limit, *parts: str, now: datetime) -> None:
    """Count a try of what the limit is on, by ``parts``. Raises TooMany."""
    hit(key_of(limit, *parts), limit.count, limit.window, now)


def forgive(limit: Limit, *parts: str) -> None:
    """Take back the last count: the try was a good one."""
    taken = update(Throttle).where(Throttle.key == key_of(limit, *parts), Throttle.count > 0)
    db.session.execute(taken.values(count=Throttle.count - 1), execution_options={"synchronize_session": False})


def forget(limit: Limit, *parts: str) -> None:
    """Take back all counts: whoever it was has shown who they are."""
    gone = delete(Throttle).where(Throttle.key == key_of(limit, *parts))
    db.session.execute(gone, execution_options={"synchronize_session": False})


def too_many(seconds: float) -> TooMany:
    """Return the refusal, which says how long to wait."""
    seconds = max(1, ceil(seconds))
    wait = f"{ceil(seconds / 60)} minutes" if seconds > 60 else f"{seconds} seconds"
    return TooMany(f"That was tried too often, so this try was not made. Wait {wait} and try again.", seconds)


def clean(now: datetime) -> None:
    """Remove counts that no limit looks at any more."""
    gone = delete(Throttle).where(Throttle.window_start <= now - LONGEST)
    db.session.execute(gone, execution_options={"synchronize_session": False})
