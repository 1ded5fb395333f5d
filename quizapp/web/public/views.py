"""All pages of the public corridor, gathered on one blueprint."""

from quizapp.web.public import badges, facts, health, verify
from quizapp.web.public.blueprint import bp

__all__ = ["badges", "bp", "facts", "health", "verify"]
