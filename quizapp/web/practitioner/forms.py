"""Forms of the practitioner's corridor."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from quizapp.attempts.practice import Wish
from quizapp.bank import content
from quizapp.core.kinds import KINDS
from quizapp.core.question import Level


class PracticeForm(FlaskForm):
    """What to practise. A topic is chosen with its bank, as ``bank/topic``."""

    topic = SelectField("Bank or topic", validators=[Optional()])
    kind = SelectField("Kind of question", validators=[Optional()])
    level = SelectField("Level", validators=[Optional()])
    count = SelectField("How many", choices=[SelectChoice(n, n) for n in ("5", "10", "20", "40")], default="10")
    missed = BooleanField("Only what I got wrong last time")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [SelectChoice(name, kind.title) for name, kind in KINDS.items()]
        levels = [SelectChoice(level.value, level.value.capitalize()) for level in Level]
        self.topic.choices = [SelectChoice("", "Everything"), *_topics()]
        self.kind.choices = [SelectChoice("", "Any kind"), *kinds]
        self.level.choices = [SelectChoice("", "Any level"), *levels]

    def wish(self) -> Wish:
        """Return what was chosen."""
        bank, _, topic = (self.topic.data or "").partition("/")
        return Wish(
            bank=bank,
            topic=topic,
            kind=self.kind.data or "",
            level=self.level.data or "",
            missed=self.missed.data,
            count=int(self.count.data),
        )


def _topics() -> list[SelectChoice]:
    """Return the banks as groups: all of it, then its topics."""
    choices = []
    for bank, topics in content.banks_with_topics():
        choices.append(SelectChoice(bank.slug, f"All of {bank.title}", optgroup=bank.title))
        choices += [SelectChoice(f"{bank.slug}/{topic.slug}", topic.title, optgroup=bank.title) for topic in topics]
    return choices
