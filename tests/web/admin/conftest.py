"""Ada at work: signed in, and fresh."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.web.account.builders import freshen


@pytest.fixture
def ada(as_: Callable[[str], FlaskClient]) -> FlaskClient:
    """Ada's browser, with her password entered just now."""
    return freshen(as_("ada"))
