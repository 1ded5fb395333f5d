"""Facts and questions that change beneath a certificate, with words of the test's own."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from quizapp import clock
from quizapp.bank import actions as bank
from quizapp.bank import history
from quizapp.bank import revisions as bank_revisions
from quizapp.bank.models import Origin, Question, QuestionRevision, RevisionFact, State
from quizapp.core.currency import Severity
from quizapp.database import db
from quizapp.facts import queries as facts
from quizapp.facts import revisions
from quizapp.facts.models import FactRevision
from quizapp.facts.revisions import Change
from quizapp.formats import question_json
from quizapp.formats.library import fact_of
from quizapp.people.models import Person
from tests.factories import NOW


def fact(
    slug: str, statement: str = "It is otherwise.", severity: Severity = Severity.MATERIAL, *,
    since: date | None = None, note: str = "A later study found otherwise.", at: datetime = NOW, **said: object,
) -> FactRevision:  # fmt: skip
    """Let a fact say something else from a day on."""
    before = facts.latest([facts.fact(slug).id])[facts.fact(slug).id]
    content = fact_of({**before.content, "statement": statement, **said})
    change = Change(severity=severity, since=since or at.date(), note=note)
    return revisions.next_fact(before, content, change, at, facts.sources_by_slug())


def confirmed(slug: str, by: Person, at: datetime = NOW) -> None:
    """Say of every question on a fact that it is still right."""
    asked = select(Question).join(QuestionRevision, QuestionRevision.question_id == Question.id).where(
        QuestionRevision.state == State.PUBLISHED,
        QuestionRevision.rests.any(RevisionFact.fact_id == facts.fact(slug).id),
    )  # fmt: skip
    for question in db.session.scalars(asked).all():
        opened = history.beneath([question.id], clock.day_of(at))[question.id].version
        bank.confirm(question, opened, by, at)
    db.session.flush()


def question(
    slug: str, stem: str, severity: Severity = Severity.MATERIAL, *, note: str = "", at: datetime = NOW
) -> QuestionRevision:
    """Let a question ask something else from a day on."""
    row = db.session.scalars(select(Question).where(Question.slug == slug)).one()
    before = bank_revisions.published_last(row.id)
    assert before is not None
    content = question_json.loads({**before.content, "stem": stem})
    draft = bank_revisions.write_revision(row, content, at, origin=Origin.WEB, note=note)
    bank_revisions.publish(draft, at, severity, at.date())
    return draft
