"""Forms for sources and changes of them."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, SearchField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from quizapp.web.fact_words import INDEPENDENCE, KIND
from quizapp.web.trainer.fact_fields import OUR_YEARS, TEXT_LIMIT, iso, note_field, text_field, trimmed
from quizapp.web.trainer.forms import offered


class SourceFilter(FlaskForm):
    """What to look for in the register of sources."""

    class Meta:
        """Looking changes nothing, so it needs no token."""

        csrf = False

    words = SearchField("Title, publisher or id")


class SourceForm(FlaskForm):
    """A source as the register is to have it, and why."""

    base = HiddenField()
    title = text_field("Title", "Say what it is called.")
    authors_or_body = text_field("Authors or body", "Say who wrote it.")
    publisher = text_field("Publisher", "Say who published it.")
    published = StringField(
        "Published", validators=[Optional(), Length(max=80, message="At most 80 characters.")], filters=[trimmed],
        description="A year or a date, as the source has it.",
    )  # fmt: skip
    url = StringField(
        "Address",
        validators=[
            Optional(),
            Length(max=2000, message="At most 2000 characters."),
            Regexp(r"^https?://\S+$", message="Begin with https:// or http://, without spaces."),
        ],
        filters=[trimmed],
    )
    link_opened = BooleanField("Somebody here has opened the address")
    kind = SelectField("Kind", choices=offered((code.value, said) for code, said in KIND.items()))
    independence = SelectField(
        "Independence", choices=offered((code.value, said) for code, said in INDEPENDENCE.items())
    )  # fmt: skip
    read_via = TextAreaField(
        "Read in", validators=[Optional(), Length(max=TEXT_LIMIT)], filters=[trimmed],
        description="The text that was read, where it was not the page at the address.",
    )  # fmt: skip
    checked_on = DateField("Last checked", validators=[InputRequired("Choose a day."), OUR_YEARS])
    retired_because = TextAreaField(
        "No longer to be relied on, because", validators=[Optional(), Length(max=TEXT_LIMIT)], filters=[trimmed],
        description="Filling this in retires the source: the facts that cite it are then due for review.",
    )  # fmt: skip
    note = note_field("What changed, and why")

    def content(self) -> dict[str, Any]:
        """Return what the form says of the source, in JSON's own types."""
        return {
            "title": self.title.data,
            "authors_or_body": self.authors_or_body.data,
            "publisher": self.publisher.data,
            "published": self.published.data or None,
            "url": self.url.data or None,
            "link_opened": self.link_opened.data,
            "kind": self.kind.data,
            "independence": self.independence.data,
            "read_via": self.read_via.data or None,
            "checked_on": iso(self.checked_on.data),
            "retired_because": self.retired_because.data or None,
        }
