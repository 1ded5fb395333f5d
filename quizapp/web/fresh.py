"""Freshness: sensitive acts want the password (or a passkey) from a short while ago."""

from __future__ import annotations

from flask_security import auth_required

from quizapp.people.security_settings import FRESH

fresh = auth_required("session", within=lambda: FRESH, grace=lambda: FRESH)
"""Decorates a view that changes something sensitive."""
