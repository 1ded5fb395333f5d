"""How facts, and changes of them, are put in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from quizapp.certificates import jurisdictions
from quizapp.core.currency import Consequence, Severity
from quizapp.formats.library import Confidence, Evidence, Independence, SourceKind
from quizapp.web.filters import day

EVIDENCE = {
    Evidence.LAW: "Law in force",
    Evidence.GUIDANCE: "Guidance of an authority or a professional body",
    Evidence.CONSENSUS: "Consensus of experts",
    Evidence.SYSTEMATIC_REVIEW: "Systematic review",
    Evidence.TRIAL: "Clinical trial",
    Evidence.OBSERVATIONAL: "Observational study in people",
    Evidence.CASE_REPORT: "Case reports",
    Evidence.SURVEY: "Survey",
    Evidence.PRECLINICAL: "Preclinical work: cells or animals, not people",
    Evidence.HISTORY: "Historical record",
}
CONFIDENCE = {
    Confidence.HIGH: "High: it is unlikely to change",
    Confidence.MEDIUM: "Medium: it may change in part",
    Confidence.LOW: "Low: it rests on little, and may change altogether",
}
INDEPENDENCE = {
    Independence.INDEPENDENT: "Independent",
    Independence.VENDOR_FUNDED: "Paid for by somebody who sells",
    Independence.UNKNOWN: "Not known",
}
KIND = {kind: kind.value.replace("-", " ").capitalize() for kind in SourceKind}
SEVERITY = {
    Severity.EDITORIAL: "Editorial",
    Severity.MATERIAL: "Material",
    Severity.REVERSAL: "Reversal",
}
MEANING = {
    Severity.EDITORIAL: "The same, said better. Nobody has to do anything.",
    Severity.MATERIAL: (
        "Something is different that a practitioner has to know. Who holds a certificate on it takes a refresher."
    ),
    Severity.REVERSAL: (
        "What was right is now wrong. If it is safety-critical, certificates on it do not count until refreshed."
    ),
}
CONSEQUENCE = {
    Consequence.NOTHING: "Nobody has to do anything.",
    Consequence.REVIEW_FIRST: "The facts that cite it are due for review. Certificates stay as they are until then.",
    Consequence.REFRESHER_DUE: "A refresher becomes due. Certificates count until its period has run out.",
    Consequence.NOT_CURRENT: "Certificates do not count from that day until their holders have taken a refresher.",
}


def evidence(code: str) -> str:
    """Return what a fact rests on, in words."""
    return EVIDENCE[Evidence(code)]


def confidence(code: str) -> str:
    """Return how sure a fact is, in words."""
    return CONFIDENCE[Confidence(code)]


def severity(code: str) -> str:
    """Return how grave a change is, in a word."""
    return SEVERITY[Severity(code)]


def meaning(code: str) -> str:
    """Return what a severity means to those who hold certificates."""
    return MEANING[Severity(code)]


def consequence(code: str) -> str:
    """Return what a change asks for, in words."""
    return CONSEQUENCE[Consequence(code)]


def source_kind(code: str) -> str:
    """Return what sort of publication a source is, in words."""
    return KIND[SourceKind(code)]


def independence(code: str) -> str:
    """Return whether who wrote a source stands to gain, in words."""
    return INDEPENDENCE[Independence(code)]


def places(codes: Iterable[str]) -> str:
    """Return jurisdictions by name; everywhere, when there are none."""
    return ", ".join(jurisdictions.named(codes)) or "Everywhere"


def iso_day(text: str | None) -> str:
    """Return a day that a fact's content names (ISO 8601) as 22 Nov 2026."""
    return day(date.fromisoformat(text)) if text else ""


FILTERS = (evidence, confidence, severity, meaning, consequence, source_kind, independence, places, iso_day)
"""What templates may put values through."""
