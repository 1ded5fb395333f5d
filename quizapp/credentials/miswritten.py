"""What is wrong with a code that cannot be one, for whoever typed it."""

from __future__ import annotations


def miswritten(code: str, alphabet: str, length: int) -> str | None:
    """Return what is wrong with the way a code is written, in a sentence; None when it has the shape of one.

    ``code`` is without separators and in capitals, as codes are kept.
    """
    wrong = next((each for each in code if each not in alphabet), None)
    if wrong is not None:
        return f"No code has the character {wrong} in it. Compare what you typed with the certificate."
    if len(code) != length:
        return f"A code has {length} characters and this one has {len(code)}. Compare it with the certificate."
    return None
