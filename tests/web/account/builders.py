"""What tests of the account pages share: signing in for real, freshness, links in mails, one-time codes."""

from __future__ import annotations

import re
import time
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from quizapp.database import db
from quizapp.people.models import AuditEntry, Person
from tests.factories import PASSWORD

NEW = "a new and longer password"


def sign_in(browser: FlaskClient, who: str, password: str = PASSWORD, **more: Any) -> TestResponse:
    """Fill in the sign-in form."""
    return browser.post("/sign-in", data={"email": f"{who}@example.org", "password": password}, **more)


def freshen(browser: FlaskClient) -> FlaskClient:
    """Let a browser have entered the password just now."""
    with browser.session_transaction() as session:
        session["fs_paa"] = time.time()
    return browser


def mails(app: Flask, recipient: str = "") -> list[tuple[str, str]]:
    """Return (subject, body) of the mails that left for somebody, oldest first."""
    outbox = Path(app.instance_path) / "outbox"
    read = (message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(outbox.glob("*.eml")))
    return [(mail["Subject"], mail.get_content()) for mail in read if recipient in mail["To"]]


def path_in(body: str, beginning: str) -> str:
    """Return the path of the link in a mail that begins so; links are whole and on our own address."""
    found = re.search(rf"^http://localhost({beginning}\S*)$", body, re.MULTILINE)
    assert found, body
    return found[1]


def acts(app: Flask) -> list[str]:
    """Return what the audit log holds, oldest first."""
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))


def person(app: Flask, who: str) -> Person:
    """Return a row, detached."""
    with app.app_context():
        found = db.session.scalars(select(Person).where(Person.email == f"{who}@example.org")).one()
        db.session.expunge(found)
        return found


def set_up_codes(app: Flask, who: str) -> str:
    """Turn on the second factor of somebody; return its secret for ``code()``."""
    with app.app_context():
        totp = app.extensions["security"].totp_factory
        found = db.session.scalars(select(Person).where(Person.email == f"{who}@example.org")).one()
        found.tf_primary_method, found.tf_totp_secret = "authenticator", totp.generate_totp_secret()
        db.session.commit()
        return str(totp.get_totp_b32_key(found.tf_totp_secret))


def code(secret: str, steps: int = 0) -> str:
    """Return the code that an authenticator app shows now, or some steps of 30 seconds from now."""
    return pyotp.TOTP(secret).at(int(time.time()) + 30 * steps)


def signed_in(browser: FlaskClient) -> bool:
    """Whether the browser is signed in."""
    return browser.get("/account/").status_code == 200
