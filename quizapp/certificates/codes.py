"""The code of a certificate: nobody can guess it, and a person can type it from paper.

The alphabet is Crockford's base 32: no I, L, O or U. Twenty-eight characters hold 140 random bits.
"""

from __future__ import annotations

import re
import secrets

from quizapp.credentials.miswritten import miswritten

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 28
_LOOK_ALIKE = str.maketrans("ILO", "110")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015]+")


def new() -> str:
    """Return a code that nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def canonical(typed: str) -> str:
    """Return a code as it is stored, from however it was typed: case, hyphens, spaces and look-alikes do not count."""
    return _SEPARATORS.sub("", typed).upper().translate(_LOOK_ALIKE)


def is_code(canonical_code: str) -> bool:
    """Whether the text has the shape of a code."""
    return len(canonical_code) == LENGTH and set(canonical_code) <= set(ALPHABET)


def problem(typed: str) -> str:
    """Return what is wrong with a code that cannot be one, in a sentence; empty when it has the shape of one."""
    return miswritten(canonical(typed), ALPHABET, LENGTH) or ""


def grouped(code: str) -> str:
    """Return the code in groups of four, as it is printed."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))
