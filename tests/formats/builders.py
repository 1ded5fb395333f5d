"""A small folder of question files, sound until a test changes it."""

from __future__ import annotations

from quizapp.formats.bank_yaml import read
from quizapp.formats.library import FileProblem, Library

SOURCES = """\
sources:
  - id: handbook
    title: A handbook of metres
    authors_or_body: Bureau of measures
    publisher: Bureau of measures
    published: null
    kind: guideline
    independence: independent
    checked_on: '2026-11-22'
"""

FACTS = """\
checked_on: '2026-11-22'
facts:
  - id: metre-in-centimetres
    statement: A metre is a hundred centimetres.
    topic: lengths
    evidence: consensus
    confidence: high
    safety_critical: false
    jurisdictions: []
    review_by: '2028-11-22'
    sources: [handbook]
    misconception: A metre is a thousand centimetres.
    from_seed: false
    publishable: true
"""

BANK = """\
id: measures
title: Measures
topics:
  - {id: lengths, title: Lengths}
quizzes:
  - id: measures-certificate
    title: Measures
    sections:
      - {title: All, count: 1, banks: [measures], topics: [lengths]}
"""

LENGTHS = """\
topic: lengths
questions:
  - id: how-long-is-a-metre
    kind: numeric
    level: recall
    facts: [metre-in-centimetres]
    jurisdictions: []
    stem: How long is a metre in centimetres?
    answer: 100
    tolerance: 0
    unit: cm
    rationale: A hundred.
"""

FILES = {
    "sources.yaml": SOURCES,
    "measures/bank.yaml": BANK,
    "measures/facts.yaml": FACTS,
    "measures/lengths.yaml": LENGTHS,
}

CASES = """\
questions:
  - id: a-stick-on-a-table
    kind: case
    topic: lengths
    level: recall
    stem: A metre stick lies on a table.
    parts:
      - id: whole
        kind: numeric
        level: recall
        facts: [metre-in-centimetres]
        stem: How long is it in centimetres?
        answer: 100
        unit: cm
        rationale: A hundred.
      - id: stick
        kind: true_false
        level: recall
        facts: [metre-in-centimetres]
        stem: It is longer than a centimetre.
        answer: true
        if_true: A hundred times.
        if_false: It is, a hundred times.
        rationale: A hundred times.
    rationale: Look before you measure.
"""


def folder(**changes: str | bytes | None) -> dict[str, str | bytes]:
    """Return the files, some of them changed (by the name before ``.yaml``) or left out (None)."""
    named = {("sources.yaml" if name == "sources" else f"measures/{name}.yaml"): text for name, text in changes.items()}
    return {path: text for path, text in {**FILES, **named}.items() if text is not None}


def library(**changes: str | bytes | None) -> Library:
    """Return what the files say; they must be sound."""
    read_in, problems = read(folder(**changes))
    assert not [str(problem) for problem in problems if not problem.warning]
    return read_in


def problems(**changes: str | bytes | None) -> list[str]:
    """Return each problem of the files as it is printed, warnings left out."""
    return [str(problem) for problem in read(folder(**changes))[1] if not problem.warning]


def warnings(**changes: str | bytes | None) -> list[FileProblem]:
    """Return the warnings that the files give rise to."""
    return [problem for problem in read(folder(**changes))[1] if problem.warning]
