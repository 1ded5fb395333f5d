"""Small forms of the trainer's corridor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DateTimeLocalField,
    Form,
    RadioField,
    SearchField,
    SelectField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from quizapp.bank import queries
from quizapp.bank.queries import Wanted
from quizapp.core.currency import Severity
from quizapp.core.kinds import KINDS
from quizapp.core.question import Level


def offered(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Return (value, words) as what a field offers."""
    return [SelectChoice(value, words) for value, words in pairs]


def near(_form: Form, field: DateTimeLocalField | DateField) -> None:
    """Refuse a moment that is no date of an exam: the first and the last there are have no other time zone."""
    if field.data is not None and not 2000 <= field.data.year < 2200:
        raise ValidationError("Choose a date between the years 2000 and 2199.")


STATES = (("", "Any"), ("published", "Published"), ("draft", "With a draft"), ("retired", "Retired"))

MARKS = (("", "Any"), ("errors", "Something to mend"), ("remarks", "Worth a look"), ("none", "Nothing found"))


class BrowseForm(FlaskForm):
    """What to look for among questions. Everything stands in the URL; what the URL cannot mean counts as not said."""

    class Meta:
        """Looking changes nothing, so it needs no token."""

        csrf = False

    words = SearchField("Words or id", validators=[Length(max=200)])
    place = SelectField("Bank or topic", validate_choice=False)
    kind = SelectField("Kind", validate_choice=False)
    level = SelectField("Level", validate_choice=False)
    state = SelectField("State", choices=offered(STATES), validate_choice=False)
    checks = SelectField("Checks", choices=offered(MARKS), validate_choice=False)
    author = SelectField("Author", validate_choice=False)
    fact = SearchField("Fact id", validators=[Length(max=200)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place.choices = offered([("", "Any"), *places()])
        self.kind.choices = offered([("", "Any"), *((name, kind.title) for name, kind in KINDS.items())])
        self.level.choices = offered([("", "Any"), *((level.value, level.value.capitalize()) for level in Level)])
        people = ((str(person.id), person.name) for person in queries.authors())
        self.author.choices = offered([("", "Anybody"), *people])

    def wanted(self) -> Wanted:
        """Return what is looked for."""
        bank, _, topic = (self.place.data or "").partition("/")
        author = self.author.data or ""
        return Wanted(
            words=(self.words.data or "")[:200],
            bank=bank,
            topic=topic,
            kind=self.kind.data or "",
            level=self.level.data if self.level.data in set(Level) else "",
            state=self.state.data or "",
            fact=(self.fact.data or "").strip(),
            author=int(author) if author.isdecimal() and len(author) < 10 else None,
        )


def places() -> list[tuple[str, str]]:
    """Return banks and, beneath each, its topics, as ``bank`` and ``bank/topic``."""
    found: list[tuple[str, str]] = []
    for topic in queries.topics():
        if (topic.bank.slug, topic.bank.title) not in found:
            found.append((topic.bank.slug, topic.bank.title))
        found.append((f"{topic.bank.slug}/{topic.slug}", f"\u2003{topic.title}"))
    return found


class PublishForm(FlaskForm):
    """What changed in a new revision, how gravely, and from which day it is asked."""

    severity = RadioField(
        "How grave the change is",
        choices=offered((grave.value, grave.value.capitalize()) for grave in Severity),
        validators=[Optional()],
    )
    since = DateField(
        "From which day",
        validators=[Optional(), near],
        description="Empty: from today. Until then the earlier one is asked.",
    )
    note = TextAreaField("What changed, and why", validators=[Length(max=2000)])


class PlainForm(FlaskForm):
    """Nothing but its token, for a button that asks once more."""
