"""Forms of the account corridor that are not Flask-Security's."""

from __future__ import annotations

from flask import current_app
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, PasswordField, StringField, ValidationError
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

from quizapp.core.errors import Invalid
from quizapp.people.security import normal_email
from quizapp.web.account.security_forms import PASSWORD_HINT, TYPED

NAME = [DataRequired("Enter your name."), Length(max=200, message="Use at most 200 characters.")]


def whole_address(_form: FlaskForm, field: Field) -> None:
    """Make an email address as we keep it."""
    try:
        field.data = normal_email(field.data or "")
    except Invalid as invalid:
        raise ValidationError(invalid.message) from None


def good_password(_form: FlaskForm, field: Field) -> None:
    """Hold a new password against the rules."""
    problems, _normal = current_app.extensions["security"].password_util.validate(field.data or "", True)
    if problems:
        raise ValidationError(" ".join(str(problem) for problem in problems))


class NameForm(FlaskForm):
    """A person's name."""

    name = StringField("Name", NAME, render_kw={"autocomplete": "name"})


class AcceptForm(FlaskForm):
    """What somebody gives who was invited."""

    name = StringField(
        "Name", NAME, description="As it should stand on your certificates.", render_kw={"autocomplete": "name"}
    )
    email = EmailField(
        "Email",
        [InputRequired("Enter your email address."), whole_address],
        description="You sign in with it.",
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        "Password",
        [InputRequired("Enter a password."), TYPED, good_password],
        description=PASSWORD_HINT,
        render_kw={"autocomplete": "new-password"},
    )
    password_confirm = PasswordField(
        "The same password again",
        [EqualTo("password", "The two passwords differ. Type the same one twice.")],
        render_kw={"autocomplete": "new-password"},
    )
