"""Drafts and published questions, for tests of authoring."""

from __future__ import annotations

from typing import Any

from quizapp.bank import actions, queries
from quizapp.bank.models import Bank, QuestionRevision
from quizapp.core.kinds import KINDS
from quizapp.core.question import Question as CoreQuestion
from quizapp.database import db
from quizapp.formats import question_json
from quizapp.people.models import Person
from tests.attempts import builders
from tests.factories import NOW


def bank() -> Bank:
    """Add the bank "biology" with the topic "sample" and the fact "sample-fact"."""
    added = builders.bank()
    builders.fact("sample-fact")
    return added


def content(slug: str = "bio-one", kind: str = "single_choice", **changes: Any) -> CoreQuestion:
    """Return the kind's sample under an id, changed."""
    return question_json.loads({**KINDS[kind].sample(), "id": slug, **changes})


def draft(actor: Person, slug: str = "bio-one", kind: str = "single_choice", **changes: Any) -> QuestionRevision:
    """Add a draft of a new question to the first bank."""
    return actions.start(content(slug, kind, **changes), queries.banks()[0], actor, NOW)


def published(actor: Person, slug: str = "bio-one", kind: str = "single_choice", **changes: Any) -> QuestionRevision:
    """Add a published question to the first bank."""
    added = draft(actor, slug, kind, **changes)
    actions.publish(added.question, queries.version(added.question), "", actor, NOW)
    return added


def revise(revision: QuestionRevision, actor: Person, **changes: Any) -> QuestionRevision:
    """Save a draft of the question that says something else."""
    question = revision.question
    said = content(question.slug, revision.kind, **changes)
    return actions.save(question, said, question.bank, queries.version(question), actor, NOW)


def library(ted: int, *slugs: str) -> None:
    """Add the bank and published questions of it by Ted, and commit."""
    bank()
    for slug in slugs:
        published(db.session.get_one(Person, ted), slug)
    db.session.commit()
