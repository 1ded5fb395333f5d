"""What a certificate says, in words: the same on paper and on pages."""

from __future__ import annotations

from decimal import Decimal

from quizapp.certificates.models import Certificate


def cpd(hours: Decimal) -> str:
    """Return hours of professional development as 1 hour, 1.5 hours; empty for none."""
    if not hours:
        return ""
    return "1 hour" if hours == 1 else f"{hours.normalize():f} hours"


def rests_on(certificate: Certificate) -> dict[str, int]:
    """Return how many questions, facts and sources the certificate rests on."""
    return {part: len(certificate.manifest[part]) for part in ("questions", "facts", "sources")}
