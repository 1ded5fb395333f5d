"""The names of acts on accounts, teams and invitations, as the audit log shows them."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """What was done. The words are stored, and shown as they are."""

    REGISTERED = "registered"
    CONFIRMED_EMAIL = "confirmed the email address"
    CHANGED_NAME = "changed the name"
    CHANGED_PLACES = "changed where they practise"
    CHANGED_EMAIL = "changed the email address"
    CHANGED_PASSWORD = "changed the password"  # noqa: S105 - the name of an act
    TURNED_ON_SECOND_FACTOR = "turned on the second factor"
    TURNED_OFF_SECOND_FACTOR = "turned off the second factor"
    MADE_RECOVERY_CODES = "made recovery codes"
    ADDED_PASSKEY = "added a passkey"
    REMOVED_PASSKEY = "removed a passkey"
    SIGNED_OUT_EVERYWHERE = "signed out everywhere"

    ADDED_PERSON = "added a person"
    CHANGED_ROLES = "changed roles"
    SWITCHED_OFF = "switched off the account"
    SWITCHED_ON = "switched on the account"
    SENT_RESET = "sent a reset link"
    REMOVED_SECOND_FACTOR = "removed the second factor"
    ERASED = "erased the person"

    CREATED_TEAM = "created a team"
    RENAMED_TEAM = "renamed a team"
    ADDED_MEMBER = "added to a team"
    REMOVED_MEMBER = "removed from a team"
    MADE_MANAGER = "made manager of a team"
    UNMADE_MANAGER = "no longer manager of a team"

    INVITED = "invited"
    INVITED_AGAIN = "sent an invitation again"
    REVOKED_INVITATION = "revoked an invitation"
    ACCEPTED_INVITATION = "accepted an invitation"
    MAIL_TRIED_AGAIN = "let a failed mail be tried again"
