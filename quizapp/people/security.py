"""Flask-Security, set up: accounts, second factors, passkeys. Its pages' forms are in web/account."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, render_template
from flask_security import MailUtil, Security, SQLAlchemyUserDatastore, WebauthnUtil, hash_password
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from quizapp import clock
from quizapp.core.errors import Conflict, Invalid
from quizapp.database import db
from quizapp.people import post, queries
from quizapp.people.models import Passkey, Person, Role
from quizapp.people.second_factor import RecoveryCodes, Totp
from quizapp.people.security_settings import settings
from quizapp.people.security_words import MESSAGES

# Made once: every request asks it, and building a statement costs more than running it.
_BY_IDENTITY = (
    select(Person).options(joinedload(Person.roles)).where(Person.fs_uniquifier == bindparam("fs_uniquifier"))
)


class Datastore(SQLAlchemyUserDatastore):
    """Flask-Security's way to the tables, within the one transaction of a request."""

    def commit(self) -> None:
        """Leave it: the request commits once, at its end."""

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> Person | None:  # noqa: FBT001, FBT002
        """Return the person with these values; by the session's identity, as every request asks, ready-made."""
        if kwargs.keys() == {"fs_uniquifier"}:
            return db.session.execute(_BY_IDENTITY, kwargs).unique().scalar_one_or_none()
        found: Person | None = super().find_user(case_insensitive=case_insensitive, **kwargs)  # type: ignore[assignment]
        return found

    def create_user(self, **kwargs: Any) -> Person:
        """Add a person. Raises Conflict when the email address was taken in the same moment."""
        try:
            with db.session.begin_nested():
                person: Person = super().create_user(**kwargs)  # type: ignore[assignment]  # it makes our model
                return person
        except IntegrityError:
            raise Conflict("This email address was given an account just now. Sign in with it.") from None

    def create_webauthn(self, user: Any, **kwargs: Any) -> None:  # type: ignore[override]  # whatever it is given
        """Add a passkey, made now."""
        super().create_webauthn(user, create_datetime=clock.now(), **kwargs)


# ruff: noqa: ARG002 - the methods here have Flask-Security's signatures


class Mailer(MailUtil):
    """Flask-Security's mails go the way of all our mails; addresses are kept in lower case."""

    def send_mail(
        self, template: str, subject: str, recipient: Any, sender: Any, body: str | None, html: Any, **kwargs: Any
    ) -> None:  # fmt: skip
        """Write the mail into this transaction. A cry for help goes to every administrator."""
        rescue = template == "email/rescue"
        for address in [each.email for each in queries.administrators()] if rescue else [recipient]:
            post.write(address, subject, body or "", clock.now(), kwargs.get("user"))

    def normalize(self, email: str) -> str:
        """Return an email address as we keep it. Raises ValueError."""
        return str(super().normalize(email)).lower()

    def validate(self, email: str) -> str:
        """Return an email address as we keep it. Raises ValueError."""
        return str(super().validate(email)).lower()


class Passkeys(WebauthnUtil):
    """What we ask of passkeys: on any device; one that signs in alone must know its owner by face, finger or PIN."""

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:
        """Return what a new passkey must be able to do."""
        if usage == "first":
            return AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            )
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.DISCOURAGED,
        )

    def user_verification(self, user: Any, usage: list[str]) -> UserVerificationRequirement:
        """Return whether the passkey must know its owner this time."""
        return UserVerificationRequirement.REQUIRED if usage == ["first"] else UserVerificationRequirement.PREFERRED


class Doors(Security):
    """Flask-Security without its demand for the package qrcode: our codes are drawn by segno."""

    def _check_modules(self, module: str, config_name: str) -> Any:
        return module == "qrcode" or super()._check_modules(module, config_name)  # type: ignore[no-untyped-call]


datastore = Datastore(db, Person, Role, Passkey)


def normal_email(text: str) -> str:
    """Return an email address as we keep it. Raises Invalid for what is none."""
    try:
        return str(current_app.extensions["security"].mail_util.validate(text))
    except ValueError:
        raise Invalid(f"“{text}” is not a whole email address. It looks like name@clinic.com.") from None


def hashed(password: str) -> str:
    """Return a new password's argon2id hash: 20 ms of work, so call it before the transaction. Raises Invalid."""
    problems, normal = current_app.extensions["security"].password_util.validate(password, True)
    if problems:
        raise Invalid(" ".join(str(problem) for problem in problems))
    return str(hash_password(normal))


def init_app(app: Flask) -> None:
    """Bind Flask-Security to the application."""
    for key, value in settings(app.config).items():
        app.config[key] = value
    for key, words in MESSAGES.items():
        app.config[f"SECURITY_MSG_{key}"] = words
    security = Doors(
        app, datastore, render_template=_render, mail_util_cls=Mailer, totp_cls=Totp, webauthn_util_cls=Passkeys,
        mf_recovery_codes_util_cls=RecoveryCodes,
    )  # fmt: skip
    security.login_manager.request_loader(lambda _request: None)  # no bearer tokens: sessions alone sign people in
    # Flask-Principal comes with Flask-Security and is not used here; it would load the person on every request.
    app.before_request_funcs[None].remove(security.principal._on_before_request)


def _render(template: str, **context: Any) -> str:
    """Render a page of Flask-Security's as any page, and a mail of its as any mail."""
    if template.startswith("email/"):
        return post.render(template.removeprefix("email/").removesuffix(".txt"), **context)
    return render_template(template, **context)
