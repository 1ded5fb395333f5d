"""Loading small folders of question files, for tests."""

from __future__ import annotations

from sqlalchemy import select

from quizapp.bank import actions, folder, queries
from quizapp.bank.models import Question, QuestionRevision
from quizapp.core.loading import LoadReport, Take
from quizapp.core.question import Question as CoreQuestion
from quizapp.database import db
from quizapp.formats import question_json
from quizapp.people.models import Person, RoleName
from quizapp.quizzes import files
from tests import factories
from tests.factories import NOW
from tests.formats import builders
from tests.formats.builders import LENGTHS

SLUG = "how-long-is-a-metre"


def load(take: Take | None = None, **changes: str | None) -> LoadReport:
    """Load the small folder, some of its files changed."""
    contents = {path: str(text).encode() for path, text in builders.folder(**changes).items()}
    return files.load(builders.library(**changes), folder.digest(contents), NOW, take)


def text(stem: str, **lines: str) -> str:
    """Return the file of questions with another stem, and lines added."""
    added = "".join(f"    {key}: {value}\n" for key, value in lines.items())
    return LENGTHS.replace("How long is a metre in centimetres?", stem).replace("    level", f"{added}    level")


def question() -> Question:
    """Return the question of the folder."""
    return db.session.scalars(select(Question).where(Question.slug == SLUG)).one()


def history() -> list[tuple[int, str, str, str]]:
    """Return number, state, origin and stem of each revision of the question, oldest first."""
    rows = db.session.scalars(select(QuestionRevision).join(QuestionRevision.question).where(Question.slug == SLUG))
    return sorted((r.number, r.state.value, r.origin.value, r.content["stem"]) for r in rows)


def ted() -> Person:
    """Add a trainer."""
    return factories.person("Ted Trainer", RoleName.TRAINER)


def said(stem: str) -> CoreQuestion:
    """Return the question of the folder with another stem."""
    return question_json.loads({**question_json.dumps(builders.library().questions[0].question), "stem": stem})


def draft_on_the_web(stem: str, actor: Person) -> None:
    """Save a draft of the question."""
    row = question()
    actions.save(row, said(stem), row.bank, queries.version(row), actor, NOW)


def edit_on_the_web(stem: str, actor: Person) -> None:
    """Write and publish another revision of the question."""
    draft_on_the_web(stem, actor)
    actions.publish(question(), queries.version(question()), "Better words.", actor, NOW)
