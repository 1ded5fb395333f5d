"""The forms of Flask-Security's pages: our words, and a limit on how often each may be tried.

A try is counted before it is made. Passwords are checked and hashed while no transaction is open, so that argon2 holds
up nobody who saves an answer.
"""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from flask_login import current_user
from flask_security import (
    ChangeEmailForm,
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    RegisterFormV2,
    ResetPasswordForm,
    SendConfirmationForm,
    VerifyForm,
    hash_password,
)
from flask_security.utils import validate_redirect_url
from wtforms import Field, StringField
from wtforms.fields.core import UnboundField
from wtforms.validators import DataRequired, Length

from quizapp import clock
from quizapp.database import unlocked
from quizapp.people import throttling
from quizapp.people.models import RoleName
from quizapp.people.throttling import forget, forgive

PASSWORD_HINT = "At least 12 characters. A short sentence that nobody else would think of works well."  # noqa: S105
TYPED = Length(max=200, message="That is longer than any password here.")
"""No password is longer than 128 characters; a longer one is not even looked at."""


def ours(field: UnboundField[Any], label: str, *more: Any, description: str = "", **render_kw: str) -> Any:
    """Return one of Flask-Security's fields with our label, its validators and more."""
    kept = dict(field.kwargs)
    kept["validators"] = [*kept.get("validators", ()), *more]
    kept["render_kw"] = {**kept.get("render_kw", {}), **render_kw}
    return UnboundField(field.field_class, label, *field.args[1:], **{**kept, "description": description})


def tried(limit: throttling.Limit, *parts: str) -> None:
    """Count a try, now. Raises TooMany."""
    throttling.tried(limit, *parts, now=clock.now())


def network() -> str:
    """Return what counts as the address the request came from."""
    return throttling.network_of(request.remote_addr)


def account_in(field: Field) -> str:
    """Return the address that was typed, in its one normal spelling, as a key for counting.

    A script may have sent anything: what is no address counts as it stands.
    """
    typed = str(field.data or "").strip()
    try:
        return str(current_app.extensions["security"].mail_util.normalize(typed))
    except ValueError:
        return typed.lower()


class Homeward:
    """A form that leads back to where somebody was, on this site; to another site it leads home instead."""

    def validate_next(self, field: Field) -> None:
        """Forget a way back that leads to another site."""
        if field.data and not validate_redirect_url(str(field.data)):
            field.data = ""


class SignInForm(Homeward, LoginForm):
    """Email and password. What is wrong is told only to somebody whose password was right."""

    email = ours(LoginForm.email, "Email", autocomplete="username")
    password = ours(LoginForm.password, "Password", TYPED)
    remember = ours(LoginForm.remember, "Keep me signed in on this device for 30 days")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.description = ""

    def validate(self, **kwargs: Any) -> bool:
        """Whether these two belong together. Raises TooMany."""
        account, here = account_in(self.email), network()
        tried(throttling.SIGN_IN_ADDRESS, here)
        tried(throttling.SIGN_IN, account, here)
        with unlocked():
            good = super().validate(**kwargs)
        if good or self.user_authenticated:
            forget(throttling.SIGN_IN, account, here)
            forgive(throttling.SIGN_IN_ADDRESS, here)
        if self.user_authenticated:
            self.form_errors.extend(self.email.errors)
            self.email.errors = []
        elif self.email.errors:
            self.password.errors = []  # both become the same sentence; one is enough
        return bool(good)


class ConfirmForm(Homeward, VerifyForm):
    """The password of somebody who is signed in, before a sensitive act."""

    password = ours(VerifyForm.password, "Your password", TYPED)

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is theirs. Raises TooMany."""
        tried(throttling.VERIFY, str(self.user.id))
        with unlocked():
            good = bool(super().validate(**kwargs))
        if good:
            forget(throttling.VERIFY, str(self.user.id))
        return good


class ForgotForm(ForgotPasswordForm):
    """Where to send a link to set a new password."""

    email = ours(ForgotPasswordForm.email, "Email", autocomplete="username")

    def validate(self, **kwargs: Any) -> bool:
        """Whether there is such an account; either way costs the same work. Raises TooMany."""
        tried(throttling.MAIL_FROM, network())
        tried(throttling.MAIL_TO, account_in(self.email))
        with unlocked():
            good = bool(super().validate(**kwargs))
            if good:
                hash_password("the same work as for an unknown address")
        return good


class ConfirmationForm(SendConfirmationForm):
    """Where to send the link that confirms an email address once more."""

    email = ours(SendConfirmationForm.email, "Email", autocomplete="username")

    def validate(self, **kwargs: Any) -> bool:
        """Whether there is such an account to confirm. Raises TooMany."""
        tried(throttling.MAIL_FROM, network())
        tried(throttling.MAIL_TO, account_in(self.email))
        return bool(super().validate(**kwargs))


class RegistrationForm(Homeward, RegisterFormV2):
    """What somebody gives who registers by themselves; they become a practitioner."""

    name = StringField(
        "Name",
        [DataRequired("Enter your name."), Length(max=200, message="Use at most 200 characters.")],
        description="As it should stand on your certificates.",
        render_kw={"autocomplete": "name"},
    )
    email = ours(RegisterFormV2.email, "Email", autocomplete="username")
    password = ours(RegisterFormV2.password, "Password", TYPED, description=PASSWORD_HINT)
    password_confirm = ours(RegisterFormV2.password_confirm, "The same password again", TYPED)

    def validate(self, **kwargs: Any) -> bool:
        """Whether it can be meant. Raises TooMany."""
        tried(throttling.REGISTER, network())
        tried(throttling.MAIL_TO, account_in(self.email))
        with unlocked():
            return bool(super().validate(**kwargs))

    def to_dict(self, only_user: bool) -> dict[str, Any]:  # noqa: FBT001 - Flask-Security's signature
        """Return the columns of the new person, all that Flask-Security asks for."""
        given = {"name": " ".join((self.name.data or "").split()), "email": self.email.data}
        if not only_user:
            return given
        return {
            **given,
            "password": self.password.data,
            "created_at": clock.now(),
            "roles": [RoleName.PRACTITIONER.value],
        }


class NewPasswordForm(ResetPasswordForm):
    """A new password, from the link in a mail."""

    password = ours(ResetPasswordForm.password, "New password", TYPED, description=PASSWORD_HINT)
    password_confirm = ours(ResetPasswordForm.password_confirm, "The same password again", TYPED)

    def validate(self, **kwargs: Any) -> bool:
        """Whether it will do."""
        with unlocked():
            return bool(super().validate(**kwargs))


class PasswordForm(ChangePasswordForm):
    """The password now, and the one from now on."""

    password = ours(ChangePasswordForm.password, "Your password now", TYPED)
    new_password = ours(ChangePasswordForm.new_password, "New password", TYPED, description=PASSWORD_HINT)
    new_password_confirm = ours(ChangePasswordForm.new_password_confirm, "The new password again", TYPED)

    def validate(self, **kwargs: Any) -> bool:
        """Whether the old one is right and the new one will do. Raises TooMany."""
        tried(throttling.VERIFY, str(current_user.id))
        with unlocked():
            good = bool(super().validate(**kwargs))
        if good:
            forget(throttling.VERIFY, str(current_user.id))
        return good


class EmailForm(ChangeEmailForm):
    """The email address from now on."""

    email = ours(ChangeEmailForm.email, "New email address", autocomplete="email")

    def validate(self, **kwargs: Any) -> bool:
        """Whether it can be used. Raises TooMany."""
        tried(throttling.MAIL_FROM, f"person:{current_user.id}")
        tried(throttling.MAIL_TO, account_in(self.email))
        return bool(super().validate(**kwargs))
