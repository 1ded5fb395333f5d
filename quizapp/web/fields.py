"""Fields that several corridors have in their forms."""

from __future__ import annotations

from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget


class _Box(CheckboxInput):
    # Of a list that needs a choice WTForms marks every box as required, and a browser then asks for each of them.
    validation_attrs = ["disabled"]


class CheckboxList(SelectMultipleField):
    """Several of a list, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = _Box()
