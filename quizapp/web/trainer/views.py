"""All pages of the trainer's corridor, gathered on one blueprint."""

from quizapp.web.trainer import (
    accommodations,
    browse,
    changes,
    editor,
    facts,
    home,
    question,
    quizzes,
    revising,
    sources,
)
from quizapp.web.trainer.blueprint import bp

__all__ = [
    "accommodations", "bp", "browse", "changes", "editor", "facts", "home", "question", "quizzes", "revising",
    "sources",
]  # fmt: skip
