"""Changes of a fact through the trainer's pages."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient

from tests.web.trainer.pages import fields

FACT = "/trainer/facts/sample-fact"
SOURCE = "/trainer/sources/source-of-sample-fact"


def filled(page: str) -> dict[str, Any]:
    """Return what the form of a page would send as it stands."""
    return fields(page.replace('<form class="section"', "<form data-editor"))


def propose(browser: FlaskClient, path: str = "", *, at: str = FACT, **typed: Any) -> Any:
    """Open the form of a fact or source, type, and press a button: ask for approval, or the one at ``path``."""
    sent = filled(browser.get(f"{at}/revise").text)
    sent |= {"severity": "material", "note": "It was found out."} if at == FACT else {"note": "It was found out."}
    sent |= typed
    return browser.post(f"{at}/revise{path}", data={name: value for name, value in sent.items() if value is not None})


def proposed(browser: FlaskClient, **typed: Any) -> str:
    """Ask for a change and return its address."""
    response = propose(browser, **{"statement": "It is otherwise.", **typed})
    assert response.status_code == 303, re.findall(r'class="error".*?</p>', response.text)
    return str(response.location)
