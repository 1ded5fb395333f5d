"""Fields that forms of facts and sources share."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from wtforms import DateField, Form, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length, Optional

from quizapp.facts.proposals import NOTE_LIMIT

TEXT_LIMIT = 4000
"""Characters of a statement or of another text of a fact."""


def years(first: int, last: int) -> Callable[[Form, DateField], None]:
    """Return the check that a date lies within these years: others are slips of the finger."""

    def within(_form: Form, field: DateField) -> None:
        if field.data is not None and not first <= field.data.year <= last:
            raise ValidationError(f"Choose a date between the years {first} and {last}.")

    return within


LAW_YEARS, OUR_YEARS = years(1800, 2199), years(2000, 2199)


def trimmed(text: str | None) -> str | None:
    """Return a text as it is kept: one kind of line end, no space around it."""
    return re.sub(r"\r\n?", "\n", text).strip() if text else text


def text_field(label: str, asked: str, **kwargs: Any) -> TextAreaField:
    """Return a field for a text that must be there."""
    checks = [DataRequired(asked), Length(max=TEXT_LIMIT, message=f"At most {TEXT_LIMIT} characters.")]
    return TextAreaField(label, validators=checks, filters=[trimmed], **kwargs)


def note_field(label: str, **kwargs: Any) -> TextAreaField:
    """Return the field for why a change is made."""
    asked = "Say what changed and why: whoever approves it and those whom it touches read it."
    checks = [DataRequired(asked), Length(max=NOTE_LIMIT, message=f"At most {NOTE_LIMIT} characters.")]
    return TextAreaField(label, validators=checks, filters=[trimmed], **kwargs)


def day_field(label: str, *checks: Callable[..., None], **kwargs: Any) -> DateField:
    """Return a field for a day that may be left out."""
    return DateField(label, validators=[Optional(), *checks], **kwargs)


def iso(day: date | None) -> str | None:
    """Return a day as the files write it."""
    return day.isoformat() if day else None
