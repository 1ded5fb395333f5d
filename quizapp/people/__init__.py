"""People, their roles, teams and invitations, and the audit log."""
