"""A small bank and a quiz on it, for tests of attempts."""

from __future__ import annotations

from datetime import date
from typing import Any

from quizapp.bank.models import Bank, Origin, QuestionRevision, RevisionFact, State, Topic
from quizapp.bank.models import Question as QuestionRow
from quizapp.core.kinds import KINDS
from quizapp.core.question import Level
from quizapp.database import db
from quizapp.facts.models import Fact, FactRevision, Source, SourceRevision
from quizapp.formats import question_json
from quizapp.quizzes.models import Quiz, QuizSection, QuizState
from tests.factories import NOW


def bank(slug: str = "biology") -> Bank:
    """Add a bank with one topic."""
    added = Bank(slug=slug, title=slug.capitalize())
    db.session.add(added)
    db.session.flush()
    db.session.add(Topic(bank_id=added.id, slug="sample", title="Samples"))
    return added


def fact(slug: str, *, safety_critical: bool = False, review_by: date = date(2028, 1, 1), **changes: Any) -> Fact:
    """Add a fact with one source, both in their first revision."""
    source = Source(slug=f"source-of-{slug}")
    added = Fact(slug=slug, bank_slug="biology")
    db.session.add_all([source, added])
    db.session.flush()
    said = {"id": source.slug, "title": f"On {slug}", "publisher": "A journal", "published": "2024",
            "url": "https://example.org/paper", "authors_or_body": "Somebody", "kind": "review",
            "independence": "independent", "checked_on": "2026-11-22"}  # fmt: skip
    db.session.add(
        SourceRevision(
            source_id=source.id, number=1, is_current=True, created_at=NOW, digest="s", title=said["title"],
            content=said,
        )
    )  # fmt: skip
    values = {
        "number": 1, "is_latest": True, "created_at": NOW, "digest": "f", "statement": f"It is so: {slug}.",
        "topic": "sample", "safety_critical": safety_critical, "publishable": True, "jurisdictions": [],
        "review_by": review_by,
    }  # fmt: skip
    values |= changes
    written = {name: values[name] for name in ("statement", "topic", "safety_critical", "publishable", "jurisdictions")}
    values["content"] = {
        **written, "id": slug, "evidence": "consensus", "confidence": "high", "review_by": review_by.isoformat(),
        "sources": [source.slug], "misconception": "It is not so.", "from_seed": False,
    }  # fmt: skip
    db.session.add(FactRevision(fact_id=added.id, sources=[source], **values))
    return added


def question(in_bank: Bank, slug: str, kind: str = "single_choice", *facts: Fact, **changes: Any) -> QuestionRow:
    """Add a published question of the kind; its content is the kind's sample, changed."""
    rests = list(facts) or [fact(f"fact-of-{slug}")]
    content = {**KINDS[kind].sample(), "id": slug, **changes}
    if kind != "case":
        content["facts"] = [rest.slug for rest in rests]
    parsed = question_json.loads(content)
    added = QuestionRow(slug=slug, bank_id=in_bank.id)
    db.session.add(added)
    db.session.flush()
    db.session.add(
        QuestionRevision(
            question_id=added.id, number=1, state=State.PUBLISHED, origin=Origin.FILE, created_at=NOW,
            published_at=NOW, digest=slug, topic="sample", kind=kind, level=Level(parsed.level), worth=parsed.worth,
            search_text=parsed.stem.casefold(), content=question_json.dumps(parsed),
            rests=[RevisionFact(fact_id=rest.id) for rest in rests],
        )
    )  # fmt: skip
    db.session.flush()
    return added


def quiz(slug: str = "exam", count: int = 3, filters: dict[str, Any] | None = None, **changes: Any) -> Quiz:
    """Add a published quiz of one section."""
    values = {"title": "Exam", "state": QuizState.PUBLISHED, "minutes": 30, "pass_mark": 80, "valid_months": 12}
    added = Quiz(slug=slug, **{**values, **changes})
    added.sections = [QuizSection(position=1, title="All", count=count, filters=filters or {})]
    db.session.add(added)
    db.session.flush()
    return added


def library(questions: int = 3, kind: str = "single_choice") -> Bank:
    """Add a bank of so many questions of a kind and commit."""
    added = bank()
    for number in range(questions):
        question(added, f"question-{number}", kind)
    db.session.commit()
    return added
