"""The form of a quiz: its blueprint in sections, and its rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    DecimalField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from quizapp.bank.models import Topic
from quizapp.core.jurisdictions import is_known
from quizapp.core.kinds import KINDS
from quizapp.core.paper import Section
from quizapp.core.question import Level
from quizapp.core.rules import Certainty, Moment
from quizapp.formats.library import ID, QuizSpec, QuizState
from quizapp.web.fields import CheckboxList
from quizapp.web.trainer.forms import near, offered

MOMENTS = (
    (Moment.AT_ONCE.value, "As soon as it is submitted"),
    (Moment.WHEN_FINAL.value, "After a pass, or when no attempt is left"),
    (Moment.NEVER.value, "Never"),
)
CERTAINTIES = (
    (Certainty.NONE.value, "Not asked for"),
    (Certainty.REPORT.value, "Asked for and reported, without marks"),
    (Certainty.SCORED.value, "Asked for and scored (Moodle's certainty-based marking)"),
)
MOST = 200
"""Questions that one section may ask."""

SIMPLE = (
    "title", "description", "minutes", "pass_mark", "attempts", "delay_hours", "safety_critical_all_right", "shuffle",
    "certifies", "valid_months",
)  # fmt: skip
"""Fields that a spec has by the same name, with the same value."""


class Amount(DecimalField):
    """A decimal number that can be compared: infinity is none, and neither is what Python calls not a number."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        super().process_formdata(valuelist)
        if not (self.data or Decimal()).is_finite():
            self.data = None
            raise ValueError(self.gettext("Not a valid decimal value."))


class SectionForm(Form):
    """A section of the blueprint."""

    title = StringField("Title", validators=[Length(max=200)])
    count = IntegerField("Questions", validators=[InputRequired("Say how many."), NumberRange(1, MOST)])
    banks = CheckboxList("Banks")
    topics = CheckboxList("Topics")
    levels = CheckboxList("Levels", choices=offered((level.value, level.value.capitalize()) for level in Level))
    kinds = CheckboxList("Kinds", choices=offered((name, kind.title) for name, kind in KINDS.items()))
    safety_critical = BooleanField("Safety-critical questions only")

    def section(self) -> Section:
        """Return the section, as far as it can be read: a count that cannot be meant is 0."""
        return Section(
            title=(self.title.data or "").strip(),
            count=self.count.data if self.count.data in range(1, MOST + 1) else 0,
            banks=tuple(self.banks.data or ()),
            topics=tuple(self.topics.data or ()),
            levels=tuple(Level(level) for level in self.levels.data or () if level in set(Level)),
            kinds=tuple(self.kinds.data or ()),
            safety_critical=self.safety_critical.data,
        )


class QuizForm(FlaskForm):
    """Everything that a trainer sets of a quiz."""

    title = StringField("Title", validators=[InputRequired("Give it a title."), Length(max=200)])
    id = StringField(
        "Id", validators=[Length(max=80)],
        description="Part of its address, such as exosome-biology-certificate. Left empty, it is made from the title.",
    )  # fmt: skip
    description = TextAreaField(
        "Description",
        validators=[Length(max=5000)],
        description="Markdown. Shown before it starts.",
        filters=[lambda text: text and "\n".join(text.splitlines())],
    )
    sections = FieldList(FormField(SectionForm), min_entries=1, max_entries=50)
    minutes = IntegerField(
        "Minutes", validators=[Optional(), NumberRange(1, 1440)], description="Empty: no time limit."
    )
    pass_mark = IntegerField("Pass mark, in per cent", validators=[InputRequired(), NumberRange(0, 100)], default=80)
    attempts = IntegerField(
        "Attempts",
        validators=[Optional(), NumberRange(1, 1000)],
        description="Empty: no limit. A pass starts the count anew.",
    )
    delay_hours = IntegerField("Hours between attempts", validators=[InputRequired(), NumberRange(0, 8760)], default=0)
    opens_at = DateTimeLocalField("Opens", validators=[Optional(), near], format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])
    closes_at = DateTimeLocalField("Closes", validators=[Optional(), near], format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])
    certainty = SelectField("How sure people are", choices=offered(CERTAINTIES))
    safety_critical_all_right = BooleanField("To pass, every safety-critical question must be fully right")
    review_questions = SelectField("Each question with the person's own reply is shown", choices=offered(MOMENTS))
    review_key = SelectField("The right answers and the rationales are shown", choices=offered(MOMENTS))
    shuffle = BooleanField("Shuffle the questions across sections", default=True)
    certifies = BooleanField("A pass earns a certificate", default=True)
    valid_months = IntegerField(
        "Months that the certificate is valid",
        validators=[Optional(), NumberRange(1, 1200)],
        description="Empty: for good.",
    )
    cpd_hours = Amount("CPD hours", places=2, validators=[InputRequired(), NumberRange(0, 999)], default=Decimal(0))
    jurisdictions = StringField(
        "Jurisdictions",
        validators=[Length(max=300)],
        description="Codes such as GB, US or EU, with commas between them.",
    )

    def __init__(self, formdata: Any, topics: Sequence[Topic], **kwargs: Any) -> None:
        super().__init__(formdata, **kwargs)
        banks = list(dict.fromkeys((topic.bank.slug, topic.bank.title) for topic in topics))
        for entry in self.sections:
            entry.form.banks.choices = offered(banks)
            entry.form.topics.choices = offered((topic.slug, topic.title) for topic in topics)

    def validate_id(self, field: StringField) -> None:
        """Refuse an id that no address can have."""
        if field.data and (not re.fullmatch(ID, field.data) or field.data == "new"):
            raise ValidationError("Use lower-case words joined by hyphens.")

    def validate_closes_at(self, field: DateTimeLocalField) -> None:
        """Refuse a closing that does not come after the opening."""
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError("It must close after it opens.")

    def validate_jurisdictions(self, field: StringField) -> None:
        """Refuse a code that is none."""
        if unknown := [code for code in _codes(field.data) if not is_known(code)]:
            hint = " The United Kingdom is GB." if "UK" in unknown else ""
            raise ValidationError(f"{', '.join(unknown)}: not a code such as US, GB, GB-ENG or EU.{hint}")

    def blueprint(self) -> tuple[Section, ...]:
        """Return the sections, as far as they can be read."""
        return tuple(entry.form.section() for entry in self.sections)

    def spec(self, slug: str, state: QuizState, zone: ZoneInfo) -> QuizSpec:
        """Return what was typed, once it has been validated; moments are meant in ``zone``."""
        return QuizSpec(
            id=slug,
            state=state,
            sections=self.blueprint(),
            opens_at=_moment(self.opens_at.data, zone),
            closes_at=_moment(self.closes_at.data, zone),
            certainty=Certainty(self.certainty.data),
            review_questions=Moment(self.review_questions.data),
            review_key=Moment(self.review_key.data),
            cpd_hours=self.cpd_hours.data,
            jurisdictions=tuple(_codes(self.jurisdictions.data)),
            **{name: getattr(self, name).data for name in SIMPLE},
        )


def _codes(text: str | None) -> list[str]:
    return list(dict.fromkeys(filter(None, re.split(r"[\s,;]+", text or ""))))


def _moment(typed: datetime | None, zone: ZoneInfo) -> datetime | None:
    return typed.replace(tzinfo=zone).astimezone(UTC) if typed else None


def as_typed(spec: QuizSpec, zone: ZoneInfo) -> dict[str, Any]:
    """Return a spec as the values of the form's fields."""
    return {
        **{name: getattr(spec, name) for name in ("id", *SIMPLE, "cpd_hours")},
        **{name: getattr(spec, name).value for name in ("certainty", "review_questions", "review_key")},
        "opens_at": spec.opens_at and spec.opens_at.astimezone(zone).replace(tzinfo=None),
        "closes_at": spec.closes_at and spec.closes_at.astimezone(zone).replace(tzinfo=None),
        "jurisdictions": ", ".join(spec.jurisdictions),
        "sections": [
            {**vars(section), "levels": [level.value for level in section.levels]} for section in spec.sections
        ],
    }
