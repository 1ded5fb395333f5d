"""The manager's corridor: who is current, and what to do about who is not."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("manager", __name__)
