"""The audit log: every act on another person's record, and every change of content or settings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from quizapp.database import db
from quizapp.people.models import AuditEntry, Person


def record(actor: Person | None, verb: str, subject: str, now: datetime, **detail: Any) -> None:
    """Add a line to the audit log. ``subject`` is ``noun:id``.

    ``detail`` is of JSON's own types and holds no secrets, and no name or email address: people are numbers here.
    """
    entry = AuditEntry(at=now, actor_id=actor.id if actor else None, verb=str(verb), subject=subject, detail=detail)
    db.session.add(entry)
