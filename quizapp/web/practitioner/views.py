"""All pages of the practitioner's corridor, gathered on one blueprint."""

from quizapp.web.practitioner import certificates, exam, home, practice, quizzes, refresher, result
from quizapp.web.practitioner.blueprint import bp

__all__ = ["bp", "certificates", "exam", "home", "practice", "quizzes", "refresher", "result"]
