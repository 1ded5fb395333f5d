"""Pages of the manager's corridor, one module for each thing they are about."""

from __future__ import annotations

from quizapp.web.manager import assignments, overview, person, team
from quizapp.web.manager.blueprint import bp

__all__ = ["assignments", "bp", "overview", "person", "team"]
