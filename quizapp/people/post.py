"""Mail: written into the transaction that causes it, sent after the commit by a job."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app

from quizapp.database import db
from quizapp.people.links import link
from quizapp.people.models import Mail, Person

WAITING = "mail_waiting"
"""The key in the session's ``info`` that says a mail was written in this transaction."""


def render(template: str, **context: Any) -> str:
    """Return ``email/<template>.txt`` rendered; ``site_name``, ``base_url`` and ``link()`` are known to every mail.

    It goes around Flask's context processors, which ask who is signed in: a job has nobody.
    """
    known = {"site_name": current_app.config["SITE_NAME"], "base_url": current_app.config["BASE_URL"], "link": link}
    return current_app.jinja_env.get_template(f"email/{template}.txt").render({**context, **known})


def write(recipient: str, subject: str, body: str, now: datetime, about: Person | None = None) -> None:
    """Write a mail whose body is ready, about somebody's account. It leaves only if this is committed."""
    mail = Mail(created_at=now, recipient=recipient, subject=subject, body=body.strip() + "\n")
    mail.person_id = about.id if about else None
    db.session.add(mail)
    db.session.info[WAITING] = True


def post(recipient: str, subject: str, template: str, now: datetime, **context: Any) -> None:
    """Write a mail: ``email/<template>.txt`` rendered with the context. It leaves only if this is committed.

    It is about the ``person`` or ``user`` of the context, and goes when that person is erased.
    """
    write(recipient, subject, render(template, **context), now, context.get("person") or context.get("user"))
