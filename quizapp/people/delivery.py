"""Sending mail: a letter is claimed, sent and settled; nobody claims what somebody else has claimed.

A claim is committed before anything is sent, so a letter is sent at most once for each time it waits, whatever stops
a worker. What a stopped worker left claimed is put before an administrator: it may have arrived or not.
"""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update

from quizapp.core.errors import NotHere
from quizapp.database import db
from quizapp.people.models import Mail, MailState
from quizapp.people.post import WAITING

TRIES = 5
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1))
"""How long to wait after the first, second, third and fourth try."""
ABANDONED = timedelta(minutes=15)
"""A claim older than this is a worker's that stopped."""
SECONDS = 20
"""How long a mail server may take over each answer."""


@dataclass(frozen=True)
class Letter:
    """A claimed mail, read out of the database: nothing is locked while it is sent."""

    id: int
    recipient: str
    subject: str
    body: str
    tries: int
    """How often it was tried, this time included."""


def _due(now: datetime) -> ColumnElement[bool]:
    return (Mail.state == MailState.WAITING) & or_(Mail.due_at.is_(None), Mail.due_at <= now)


def claim(now: datetime) -> Letter | None:
    """Claim the oldest mail that is due; None when there is none. Commit before sending it."""
    while (mail := db.session.scalar(select(Mail).where(_due(now)).order_by(Mail.id).limit(1))) is not None:
        claimed = update(Mail).where(Mail.id == mail.id, _due(now))
        claimed = claimed.values(state=MailState.SENDING, tries=Mail.tries + 1, claimed_at=now)
        if db.session.execute(claimed.returning(Mail.tries)).scalar() is not None:
            db.session.refresh(mail)
            return Letter(mail.id, mail.recipient, mail.subject, mail.body, mail.tries)
        db.session.expire_all()  # another worker was quicker: look at the next
    return None


def settle(letter: Letter, problem: str | None, now: datetime) -> None:
    """Record that a letter was sent, or the problem: it waits for its next try, or has failed after the last."""
    mail = db.session.get_one(Mail, letter.id)
    if problem is None:
        # What was sent is not kept: it may hold a link that signs somebody in.
        mail.state, mail.sent_at, mail.problem, mail.body = MailState.SENT, now, None, ""
    elif letter.tries >= TRIES:
        mail.state, mail.problem = MailState.FAILED, problem
    else:
        mail.state, mail.problem, mail.due_at = MailState.WAITING, problem, now + PAUSES[letter.tries - 1]


def give_up_abandoned(now: datetime) -> None:
    """Set aside what a stopped worker had claimed: it may have arrived, so it is not sent again unasked."""
    abandoned = update(Mail).where(Mail.state == MailState.SENDING, Mail.claimed_at <= now - ABANDONED)
    problem = "The worker stopped while sending this. It may or may not have arrived."
    db.session.execute(abandoned.values(state=MailState.FAILED, problem=problem))


def try_again(mail_id: int) -> Mail:
    """Let a failed mail wait anew, with all its tries. Raises NotHere when there is no such failed mail."""
    mail = db.session.get(Mail, mail_id)
    if mail is None or mail.state != MailState.FAILED:
        raise NotHere
    mail.state, mail.tries, mail.due_at = MailState.WAITING, 0, None
    db.session.info[WAITING] = True
    return mail


def message(letter: Letter, config: Mapping[str, Any], now: datetime) -> EmailMessage:
    """Return the letter as it goes over the wire."""
    composed = EmailMessage()
    name, _, domain = str(config["MAIL_FROM"]).partition("@")
    composed["From"] = Address(str(config["SITE_NAME"]), name, domain)
    composed["To"] = letter.recipient
    composed["Subject"] = " ".join(letter.subject.split())
    composed["Date"] = format_datetime(now)
    composed["Message-ID"] = f"<mail-{letter.id}@{domain or 'localhost'}>"
    composed["Auto-Submitted"] = "auto-generated"
    # In a file, links stay whole for whoever reads it; on the wire, every server takes quoted-printable.
    composed.set_content(letter.body, cte="quoted-printable" if config["MAIL_SERVER"] else "8bit")
    return composed


def send(letter: Letter, config: Mapping[str, Any], outbox: Path, now: datetime) -> str | None:
    """Send a letter by SMTP, or into the outbox when no server is set. Return the problem, or None."""
    try:
        composed = message(letter, config, now)
        if config["MAIL_SERVER"]:
            by_smtp(composed, config)
        else:
            into(outbox, composed, letter, now)
    except (OSError, smtplib.SMTPException, MessageError, ValueError) as error:  # the last two: an unusable address
        return f"{type(error).__name__}: {error}"[:500]
    return None


def by_smtp(composed: EmailMessage, config: Mapping[str, Any]) -> None:
    """Hand a message to the mail server, over TLS wherever the server offers it. A password never goes in the clear."""
    host, port = str(config["MAIL_SERVER"]), int(config["MAIL_PORT"])
    context = ssl.create_default_context()
    client: smtplib.SMTP
    client = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context) if port == 465 else smtplib.SMTP(
        host, port, timeout=SECONDS
    )  # fmt: skip
    with client:
        client.ehlo()
        encrypted = port == 465
        if client.has_extn("starttls"):
            client.starttls(context=context)
            encrypted = True
        if config["MAIL_USERNAME"]:
            if not encrypted:
                raise smtplib.SMTPException("the server offers no TLS, and the password is not sent in the clear")
            client.login(str(config["MAIL_USERNAME"]), str(config["MAIL_PASSWORD"]))
        client.send_message(composed)


def into(outbox: Path, composed: EmailMessage, letter: Letter, now: datetime) -> Path:
    """Write a message as a file whose name sorts by time and shows the recipient; readable by its owner alone."""
    outbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    shown = re.sub(r"[^\w.@+-]", "_", letter.recipient)[:80]
    path = outbox / f"{now:%Y%m%dT%H%M%SZ}-{letter.id:06d}-{shown}.eml"
    partial = path.with_suffix(".part")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(bytes(composed))
    partial.rename(path)
    return path
