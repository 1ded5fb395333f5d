"""Forms of the manager's corridor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, SearchField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from quizapp.completion import queries
from quizapp.completion.actions import NOTE_LIMIT
from quizapp.core.standing import Status
from quizapp.people.models import Person, Team
from quizapp.quizzes.models import Quiz


class RowFilter(FlaskForm):
    """Whom and what to show. It stands in the URL, where nonsense counts as not said; it changes nothing."""

    class Meta:
        """It needs no token."""

        csrf = False

    team = SelectField("Team", validate_choice=False)
    quiz = SelectField("Quiz", validate_choice=False)
    status = SelectField("Status", validate_choice=False)
    name = SearchField("Name")

    def __init__(self, *args: Any, teams: Iterable[Team], quizzes: Iterable[Quiz], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team.choices = [SelectChoice("", "All your teams"), *(SelectChoice(t.slug, t.name) for t in teams)]
        self.quiz.choices = [SelectChoice("", "Any quiz"), *(SelectChoice(q.slug, q.title) for q in quizzes)]
        self.status.choices = [SelectChoice("", "Any status"), *(SelectChoice(s, s.capitalize()) for s in Status)]


class AssignForm(FlaskForm):
    """Whom to ask for which quiz, and until when. A team or person is chosen as ``team:id`` or ``person:id``."""

    to = SelectField("Who", validators=[InputRequired("Choose a team or a person.")])
    quiz = SelectField("Quiz", validators=[InputRequired("Choose a quiz.")])
    due_on = DateField(
        "Due date",
        validators=[Optional()],
        description="The last day on which they are in time. Without a date nobody becomes overdue.",
    )
    note = TextAreaField(
        "Note",
        validators=[Optional(), Length(max=NOTE_LIMIT, message=f"At most {NOTE_LIMIT} characters.")],
        description="Goes into the mail that each of them gets.",
    )

    def __init__(self, *args: Any, teams: Iterable[Team], person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alone = [SelectChoice(f"person:{person.id}", person.name)] if person else []
        self.to.choices = [*alone, *(SelectChoice(f"team:{team.id}", team.name) for team in teams)]
        self.quiz.choices = [SelectChoice(quiz.slug, quiz.title) for quiz in queries.assignable()]


class ConfirmForm(FlaskForm):
    """Nothing but the token."""
