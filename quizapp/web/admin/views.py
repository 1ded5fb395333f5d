"""All pages of the administrator's corridor, gathered on one blueprint."""

from quizapp.web.admin import accounts, batches, certificates, home, invitations, log, mail, people, teams
from quizapp.web.admin.blueprint import bp

__all__ = ["accounts", "batches", "bp", "certificates", "home", "invitations", "log", "mail", "people", "teams"]
