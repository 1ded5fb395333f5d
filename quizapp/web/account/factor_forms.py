"""The forms of the second factor and of passkeys: our words, and a limit on how often each may be tried."""

from __future__ import annotations

from typing import Any

from flask_security import (
    MfRecoveryForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    WebAuthnRegisterForm,
    WebAuthnSigninForm,
    WebAuthnSigninResponseForm,
)
from wtforms import RadioField, SelectChoice

from quizapp.people import throttling
from quizapp.people.throttling import forget
from quizapp.web.account.security_forms import Homeward, network, ours, tried


def _whose(form: Any) -> str:
    """Return whose account it is, as a key for counting; the view has looked it up."""
    return str(form.user.id)


class SetupForm(TwoFactorSetupForm):
    """Turning the second factor on or off."""

    setup = RadioField(
        "Second factor",
        choices=[SelectChoice("authenticator", "Authenticator app"), SelectChoice("disable", "Turn it off")],
        validate_choice=False,  # Flask-Security looks itself
    )


class CodeForm(TwoFactorVerifyCodeForm):
    """A one-time code from the authenticator app."""

    code = ours(TwoFactorVerifyCodeForm.code, "Code from the app", inputmode="numeric", maxlength="7")

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is right now. Raises TooMany."""
        tried(throttling.CODE, _whose(self))
        if not isinstance(self.code.data, int):
            self.code.data = (self.code.data or "").replace(" ", "")
        good = bool(super().validate(**kwargs))
        if good:
            forget(throttling.CODE, _whose(self))
        return good


class RecoveryCodeForm(MfRecoveryForm):
    """One of the recovery codes, in place of the second factor."""

    code = ours(MfRecoveryForm.code, "Recovery code", autocomplete="off", spellcheck="false")

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is one that is left. Raises TooMany."""
        tried(throttling.RECOVERY_CODE, _whose(self))
        return bool(super().validate(**kwargs))


class HelpForm(TwoFactorRescueForm):
    """A call to the administrators, from somebody whose password was right."""

    help_setup = RadioField("Help", choices=[SelectChoice("help", "Tell the administrators")])

    def validate(self, **kwargs: Any) -> bool:
        """Whether they may be called now. Raises TooMany."""
        tried(throttling.HELP, _whose(self))
        return bool(super().validate(**kwargs))


class NewPasskeyForm(WebAuthnRegisterForm):
    """A new passkey: its name and what it is for."""

    name = ours(
        WebAuthnRegisterForm.name, "Name of the passkey", description="Such as the device it is on.", maxlength="64"
    )
    usage = RadioField(
        "What it is for",
        choices=[
            SelectChoice("first", "Sign in with it alone: your face, finger or PIN instead of the password"),
            SelectChoice("secondary", "Second factor: after the password, touch this key"),
        ],
        default="first",
    )


class AskPasskeyForm(Homeward, WebAuthnSigninForm):
    """The wish to sign in with a passkey."""


class PasskeyAnswerForm(Homeward, WebAuthnSigninResponseForm):
    """What a passkey answered."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is a key of somebody who can sign in. Raises TooMany."""
        tried(throttling.PASSKEY, network())
        return bool(super().validate(**kwargs)) and not self.credential.errors
