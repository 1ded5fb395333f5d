"""The links at the top of every page, by role, and what every template knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_login import current_user

from quizapp.people.permissions import may_enter


@dataclass(frozen=True)
class Link:
    """A link of the navigation; ``current`` when it leads to where the person is."""

    label: str
    url: str
    current: bool


# Label, endpoint, and the address that all pages beneath it start with.
PLACES = (
    ("practitioner", "Quizzes", "practitioner.quizzes", "/quizzes/"),
    ("practitioner", "Practice", "practitioner.practice", "/practice/"),
    ("practitioner", "Certificates", "practitioner.certificates", "/certificates/"),
    ("trainer", "Trainer", "trainer.index", "/trainer/"),
    ("manager", "Manager", "manager.index", "/manager/"),
    ("admin", "Administration", "admin.index", "/admin/"),
)


def links() -> list[Link]:
    """Return the links for whoever is signed in."""
    if not current_user.is_authenticated:
        return []
    return [
        Link(label, url_for(endpoint), request.path.startswith(prefix))
        for corridor, label, endpoint, prefix in PLACES
        if may_enter(corridor, current_user.role_names)
    ]


def init_app(app: Flask) -> None:
    """Teach templates ``site_name`` and ``nav``."""

    @app.context_processor
    def everywhere() -> dict[str, Any]:
        return {"site_name": current_app.config["SITE_NAME"], "nav": links()}
