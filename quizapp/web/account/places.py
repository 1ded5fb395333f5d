"""Where a person practises: the jurisdictions whose law their certificates are to hold in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField
from wtforms.validators import Optional

from quizapp import clock
from quizapp.certificates import jurisdictions, places, queries
from quizapp.certificates.models import Certificate
from quizapp.core.jurisdictions import COUNTRIES
from quizapp.web.fields import CheckboxList


def _by_name(codes: Iterable[str]) -> list[SelectChoice]:
    return sorted((SelectChoice(code, jurisdictions.name(code)) for code in codes), key=lambda choice: choice.label)


class PlacesForm(FlaskForm):
    """Where a person practises: jurisdictions that facts name, those said before, one more country at a time."""

    places = CheckboxList(
        "You practise in",
        [Optional()],
        description="Those whose law our questions ask about, and those you have said before.",
    )
    another = SelectField("Another country", [Optional()], description="Save to add one more.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = {*places.lawful(clock.today()), *current_user.practises_in}
        self.places.choices = _by_name(listed)
        self.another.choices = [SelectChoice("", "None"), *_by_name(COUNTRIES - listed)]

    @property
    def chosen(self) -> list[str]:
        """The codes that were chosen."""
        return [*(self.places.data or ()), *([self.another.data] if self.another.data else ())]


def lacking() -> list[tuple[Certificate, list[str]]]:
    """Return the person's certificates that do not hold everywhere they practise, with the places left out."""
    today = clock.today()
    live = ((certificate, places.to_show(certificate, today)) for certificate in queries.live(current_user.id, today))
    return [(certificate, missing) for certificate, missing in live if missing]
