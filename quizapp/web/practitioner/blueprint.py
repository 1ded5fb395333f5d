"""The practitioner's corridor: home, quizzes, exams, practice, certificates."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("practitioner", __name__)
