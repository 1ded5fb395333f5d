"""The trainer's corridor: the bank, its questions, quizzes and their papers."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("trainer", __name__)
