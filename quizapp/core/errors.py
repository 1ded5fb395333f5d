"""What actions raise when they refuse. The web answers each with a status; the text is for whoever asked."""

from __future__ import annotations


class Refused(Exception):
    """Something asked for is not done; the message says what happened, what was kept and what to do."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


class NotHere(Refused):
    """There is no such thing, or not for this person; the two are never told apart."""

    def __init__(self, message: str = "There is nothing here.") -> None:
        super().__init__(message)


class Conflict(Refused):
    """It cannot be done as things stand now."""


class Invalid(Refused):
    """What was sent cannot be meant."""


class TooMany(Refused):
    """Too often in too short a time. ``seconds`` is how long to wait."""

    def __init__(self, message: str, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(message)
