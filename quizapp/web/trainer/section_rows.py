"""Rows of sections in the form of a quiz: added, moved and taken away by renaming the fields that were sent."""

from __future__ import annotations

import re

from werkzeug.datastructures import MultiDict

from quizapp.core.errors import Invalid

NAME = re.compile(r"sections-([0-9]{1,4})-(.+)")

NEW = -1
"""Stands for the row that is added."""


def rearranged(form: MultiDict[str, str], act: str) -> MultiDict[str, str]:
    """Return the form with its sections as a button wants them: ``section-add``, ``section-up:2`` and so on.

    Whatever was typed stays as it was typed. Raises Invalid for a row that is not there.
    """
    verb, _, number = act.partition(":")
    rows = sorted({int(match[1]) for name in form if (match := NAME.fullmatch(name))})
    if verb == "section-add":
        rows.append(NEW)
    else:
        place = int(number) if number.isdecimal() and int(number) < len(rows) else None
        if place is None:
            raise Invalid("That section is not there any more. Nothing was saved; go back to what you typed.")
        row = rows.pop(place)
        if verb != "section-remove":
            rows.insert(max(place - 1, 0) if verb == "section-up" else place + 1, row)
    return _renamed(form, rows)


def _renamed(form: MultiDict[str, str], rows: list[int]) -> MultiDict[str, str]:
    places = {row: place for place, row in enumerate(rows)}
    pairs = []
    for name, value in form.items(multi=True):
        match = NAME.fullmatch(name)
        if match is None:
            pairs.append((name, value))
        elif int(match[1]) in places:
            pairs.append((f"sections-{places[int(match[1])]}-{match[2]}", value))
    if NEW in places:
        pairs.append((f"sections-{places[NEW]}-title", ""))
    return MultiDict(pairs)
