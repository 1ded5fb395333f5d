"""What follows from Flask-Security's acts: a line in the audit log, and a mail to whom the account belongs."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_security import signals

from quizapp import clock
from quizapp.people import audit
from quizapp.people.acts import Act
from quizapp.people.models import Person
from quizapp.people.post import post
from quizapp.people.security import datastore


def _record(user: Person, act: Act, **detail: Any) -> None:
    audit.record(user, act, f"person:{user.id}", clock.now(), **detail)


def _notify(user: Person, subject: str, what: str, address: str = "") -> None:
    post(address or user.email, subject, "account_changed", clock.now(), user=user, what=what)


def _registered(_app: Any, user: Person, **_rest: Any) -> None:
    _record(user, Act.REGISTERED)


def _confirmed(_app: Any, user: Person, **_rest: Any) -> None:
    _record(user, Act.CONFIRMED_EMAIL)


def _password(_app: Any, user: Person, **_rest: Any) -> None:
    _record(user, Act.CHANGED_PASSWORD)


def _email(_app: Any, user: Person, old_email: str, **_rest: Any) -> None:
    _record(user, Act.CHANGED_EMAIL)
    _notify(user, "Your email address was changed", "The email address of your account was changed.", old_email)


def _second_factor_on(_app: Any, user: Person, **_rest: Any) -> None:
    _record(user, Act.TURNED_ON_SECOND_FACTOR)
    _notify(user, "The second factor is on", "A second factor was set up: signing in asks for a code from now on.")


def _second_factor_off(_app: Any, user: Person, **_rest: Any) -> None:
    _record(user, Act.TURNED_OFF_SECOND_FACTOR)
    _notify(user, "The second factor is off", "The second factor was turned off: your password alone signs you in.")
    if not user.has_second_factor:
        datastore.mf_set_recovery_codes(user, None)


def _passkey_added(_app: Any, user: Person, name: str, **_rest: Any) -> None:
    _record(user, Act.ADDED_PASSKEY)
    _notify(user, "A passkey was added", f"The passkey “{name}” was added to your account.")


def _passkey_removed(_app: Any, user: Person, name: str, **_rest: Any) -> None:
    _record(user, Act.REMOVED_PASSKEY)
    _notify(user, "A passkey was removed", f"The passkey “{name}” was removed from your account.")


ACTS = (
    (signals.user_registered, _registered),
    (signals.user_confirmed, _confirmed),
    (signals.password_changed, _password),
    (signals.password_reset, _password),
    (signals.change_email_confirmed, _email),
    (signals.tf_profile_changed, _second_factor_on),
    (signals.tf_disabled, _second_factor_off),
    (signals.wan_registered, _passkey_added),
    (signals.wan_deleted, _passkey_removed),
)


def init_app(app: Flask) -> None:
    """Listen to what Flask-Security does in this application."""
    for signal, listener in ACTS:
        signal.connect(listener, app)
