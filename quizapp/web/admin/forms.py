"""Forms of the administrator's corridor. What is looked for stands in the URL; nonsense there counts as not said."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    SearchField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from quizapp.certificates.actions import NAME_LIMIT, REASON_LIMIT
from quizapp.people import queries
from quizapp.people.lists import InvitationState, PersonState
from quizapp.people.models import MailState, RoleName
from quizapp.quizzes.models import Quiz
from quizapp.web.fields import CheckboxList


def named(values: Iterable[StrEnum], anything: str) -> list[SelectChoice]:
    """Return the choices of a filter: anything, or one of these."""
    return [SelectChoice("", anything), *(SelectChoice(value.value, value.value.capitalize()) for value in values)]


def one_of(field: SelectField, default: str = "") -> str:
    """Return what was chosen; the default when nothing was, and anything when it is no choice."""
    known = {choice.value for choice in field.choices or ()}
    if field.data is None:
        return default
    return field.data if field.data in known else ""


class Looking(FlaskForm):
    """A form that changes nothing, and so needs no token."""

    class Meta:
        """What WTForms asks of a form."""

        csrf = False


class PeopleFilter(Looking):
    """Whom to list."""

    words = SearchField("Name or email")
    role = SelectField("Role", choices=named(RoleName, "Any role"), validate_choice=False)
    team = SelectField("Team", validate_choice=False)
    state = SelectField("State", choices=named(PersonState, "Any state"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team.choices = [SelectChoice("", "Any team"), *(SelectChoice(t.slug, t.name) for t in queries.teams())]


class InvitationFilter(Looking):
    """Which invitations to list."""

    state = SelectField("State", choices=named(InvitationState, "Any state"), validate_choice=False)


class MailFilter(Looking):
    """Which mails to list."""

    state = SelectField("State", choices=named(MailState, "Any state"), validate_choice=False)


class LogFilter(Looking):
    """Which lines of the audit log to list."""

    act = SearchField("What was done")
    actor = SearchField("By whom", description="Name or email.")
    subject = SearchField("To what", description="Such as person:12 or team.")
    since = DateField("From", [Optional()])
    until = DateField("Until", [Optional()])


class RolesForm(FlaskForm):
    """The roles of one person, or of those who are invited."""

    roles = CheckboxList(
        "What they may do",
        [InputRequired("Choose at least one role.")],
        choices=[SelectChoice(role.value, role.value.capitalize()) for role in RoleName],
    )


class TeamForm(FlaskForm):
    """The name of a team."""

    name = StringField(
        "Name of the team",
        [DataRequired("Enter a name."), Length(max=200, message="Use at most 200 characters.")],
    )


class MemberForm(FlaskForm):
    """Who is put into a team."""

    email = EmailField(
        "Email of the person", [InputRequired("Enter the email address of somebody who has an account.")]
    )
    manages = BooleanField("They manage the team")


class JoinForm(FlaskForm):
    """The team that a person is put into."""

    team = SelectField("Team", [InputRequired("Choose a team.")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team.choices = [SelectChoice(team.slug, team.name) for team in queries.teams()]


class InviteForm(RolesForm):
    """Whom to invite, as what, into which team."""

    people = TextAreaField(
        "Email addresses",
        [DataRequired("Enter at least one email address."), Length(max=20000, message="That is too long a list.")],
        description="One a line; a name may stand before it: Mo Clinic <mo@clinic.com>.",
        render_kw={"rows": 6, "autocomplete": "off", "spellcheck": "false"},
    )
    team = SelectField("Team", description="A manager who is invited manages it.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team.choices = [SelectChoice("", "No team"), *(SelectChoice(t.slug, t.name) for t in queries.teams())]


class ReasonForm(FlaskForm):
    """Why something is done that is hard to take back."""

    reason = StringField(
        "Reason",
        [DataRequired("Say how you made sure that it is really them."), Length(max=300, message="Use fewer words.")],
        description="It stands in the audit log and in the mail to them.",
    )


class CertificateFilter(Looking):
    """Which certificates to list."""

    words = SearchField("Name, title, number or code")


def because(mandatory: str) -> TextAreaField:
    """Return the field of a reason that the holder of a certificate will read."""
    return TextAreaField(
        "Reason",
        [DataRequired(mandatory), Length(max=REASON_LIMIT, message=f"Use at most {REASON_LIMIT} characters.")],
        description="It stands in the record and in the mail to the holder.",
        render_kw={"rows": 4},
    )


class RevocationForm(FlaskForm):
    """Why a certificate is revoked."""

    reason = because("Say why it is revoked.")


class CorrectionForm(FlaskForm):
    """How the name on a certificate should read, and why."""

    name = StringField(
        "Name on the certificate",
        [DataRequired("Enter the name."), Length(max=NAME_LIMIT, message=f"Use at most {NAME_LIMIT} characters.")],
    )
    reason = because("Say why the name is corrected.")


class EraseForm(FlaskForm):
    """That a person is to be erased, and that this is meant."""

    sure = BooleanField(
        "They asked for it, and I know that it cannot be undone", [InputRequired("Tick this to go on.")]
    )


class BatchForm(FlaskForm):
    """The quiz whose certificates' documents are to be put together."""

    quiz = SelectField("Quiz", validate_choice=True)

    def offer(self, quizzes: Iterable[Quiz]) -> None:
        """Offer these quizzes."""
        self.quiz.choices = [SelectChoice(quiz.slug, quiz.title) for quiz in quizzes]
