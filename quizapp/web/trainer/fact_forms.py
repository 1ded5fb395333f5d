"""Forms for facts, sources and changes of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SearchField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from quizapp.core.currency import Severity
from quizapp.facts.lists import Sought, registered
from quizapp.facts.models import SourceRevision
from quizapp.facts.proposals import NOTE_LIMIT, Wish
from quizapp.web.fact_words import CONFIDENCE, EVIDENCE, MEANING, SEVERITY
from quizapp.web.fields import CheckboxList
from quizapp.web.trainer.fact_fields import LAW_YEARS, OUR_YEARS, day_field, iso, note_field, text_field, trimmed
from quizapp.web.trainer.forms import offered, places


def codes(text: str | None) -> list[str]:
    """Return the codes of jurisdictions in a text, each once, in their order."""
    return list(dict.fromkeys(re.findall(r"[^\s,;]+", (text or "").upper())))


class FactFilter(FlaskForm):
    """What to look for among facts. It stands in the URL, where nonsense counts as not said."""

    class Meta:
        """Looking changes nothing, so it needs no token."""

        csrf = False

    words = SearchField("Words or id")
    place = SelectField("Bank or topic", validate_choice=False)
    due = SelectField(
        "Review", choices=offered([("", "Any"), ("yes", "Due for review")]), validate_choice=False
    )  # fmt: skip
    publishable = SelectField(
        "Publishable", choices=offered([("", "Any"), ("yes", "Yes"), ("no", "No")]), validate_choice=False
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place.choices = offered([("", "Any"), *places()])

    def sought(self) -> Sought:
        """Return what is looked for."""
        bank, _, topic = (self.place.data or "").partition("/")
        return Sought(
            words=(self.words.data or "")[:200],
            bank=bank,
            topic=topic,
            due=self.due.data == "yes",
            publishable={"yes": True, "no": False}.get(self.publishable.data or ""),
        )


class FactForm(FlaskForm):
    """A fact as it is to be, how grave the change is, from when it holds and why."""

    base = HiddenField()
    statement = text_field("Statement", "Say what is held to be so.")
    misconception = text_field("What people wrongly believe", "Say what people believe instead.")
    evidence = SelectField("Evidence", choices=offered((code.value, said) for code, said in EVIDENCE.items()))
    confidence = SelectField("Confidence", choices=offered((code.value, said) for code, said in CONFIDENCE.items()))
    safety_critical = BooleanField(
        "Safety-critical", description="Getting it wrong can harm somebody."
    )  # fmt: skip
    publishable = BooleanField("Publishable", description="Questions may rest on it, and anybody may read it.")
    jurisdictions = StringField(
        "Jurisdictions",
        description="Codes such as US, GB-ENG or EU, with commas between them. Empty where it holds everywhere.",
    )
    effective_from = day_field("The law holds from", LAW_YEARS)
    effective_until = day_field("The law holds until", LAW_YEARS)
    sources = CheckboxList(
        "Sources",
        validate_choice=False,
        validators=[InputRequired("Name at least one source: nothing is held without one.")],
    )
    find = SearchField("Find another source", description="By its title, publisher or id.")
    checked_on = day_field("Last read against its sources", OUR_YEARS)
    review_by = DateField("To be reviewed by", validators=[InputRequired("Choose a day."), OUR_YEARS])
    severity = RadioField(
        "How grave the change is",
        choices=offered((grave.value, f"{SEVERITY[grave]}: {MEANING[grave]}") for grave in Severity),
        validators=[Optional()],
    )
    since = day_field("From which day", OUR_YEARS, description="Empty: from the day on which it is approved.")
    until = day_field("To which day", OUR_YEARS, description="Empty: until further notice.")
    note = note_field("What changed, and why", description="Those whom it touches will read it.")

    def validate_effective_until(self, field: DateField) -> None:
        """Refuse a law that ends before it begins."""
        if field.data and self.effective_from.data and field.data < self.effective_from.data:
            raise ValidationError("Comes before the day from which the law holds.")

    def validate_sources(self, field: CheckboxList) -> None:
        """Refuse what the register does not know."""
        if unknown := set(field.data or ()) - set(registered(field.data or ())):
            raise ValidationError(f"The register of sources does not know {', '.join(sorted(unknown))}.")

    def offer(self, sources: Iterable[SourceRevision]) -> None:
        """Offer these sources to be ticked."""
        self.sources.choices = offered((row.source.slug, titled(row)) for row in sources)

    def content(self) -> dict[str, Any]:
        """Return what the form says of the fact, in JSON's own types."""
        return {
            "statement": self.statement.data or "",
            "misconception": self.misconception.data or "",
            "evidence": self.evidence.data,
            "confidence": self.confidence.data,
            "safety_critical": self.safety_critical.data,
            "publishable": self.publishable.data,
            "jurisdictions": codes(self.jurisdictions.data),
            "effective_from": iso(self.effective_from.data),
            "effective_until": iso(self.effective_until.data),
            "sources": list(dict.fromkeys(self.sources.data or ())),
            "checked_on": iso(self.checked_on.data),
            "review_by": iso(self.review_by.data),
        }

    def grave(self) -> Severity | None:
        """Return how grave the author finds the change; None while they have not said."""
        return Severity(self.severity.data) if self.severity.data in set(Severity) else None

    def wish(self, grave: Severity) -> Wish:
        """Return what the author wants of the change."""
        return Wish(severity=grave, note=self.note.data or "", since=self.since.data, until=self.until.data)


def titled(row: SourceRevision) -> str:
    """Return a source in one line, so that it can be told from others."""
    retired = " (no longer relied on)" if row.retired else ""
    return f"{row.title}, {row.content['publisher']}, {row.content['published'] or 'no date'}{retired}"


class ReviewedForm(FlaskForm):
    """That a fact was read against its sources and still holds."""

    checked_on = DateField(
        "Read against its sources on", validators=[InputRequired("Choose the day on which you read them."), OUR_YEARS]
    )
    review_by = DateField("To be reviewed again by", validators=[InputRequired("Choose a day."), OUR_YEARS])
    note = note_field("What you looked at")


class DeclineForm(FlaskForm):
    """Why a change is declined."""

    answer = TextAreaField(
        "Your answer to its author",
        validators=[
            DataRequired("Say why: its author will read it."),
            Length(max=NOTE_LIMIT, message=f"At most {NOTE_LIMIT} characters."),
        ],
        filters=[trimmed],
    )
