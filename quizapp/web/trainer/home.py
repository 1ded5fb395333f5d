"""The trainer's home: what there is, what waits, what needs a look."""

from __future__ import annotations

from flask import render_template

from quizapp.attempts import statistics
from quizapp.bank import queries
from quizapp.bank.models import Question
from quizapp.database import db
from quizapp.web.trainer import changes
from quizapp.web.trainer.blueprint import bp
from quizapp.web.trainer.browse import rows_of

SHOWN = 6
"""Lines of each list; a link leads to all."""

ASKED_ENOUGH = 5
"""How often a question must have been asked before its facility says anything at all."""


@bp.get("/trainer/")
def index() -> str:
    """Show banks with counts, drafts, and the questions that fewest got right: what the database can tell by itself.

    What is to mend takes reading the whole bank, and has a page of its own in the list of questions.
    """
    asked = statistics.asked()
    hardest = (
        queries.in_full(queries.matching(queries.Wanted(state="published")))
        .join(asked, asked.c.question_id == Question.id)
        .where(asked.c.n >= ASKED_ENOUGH)
        .order_by(asked.c.facility, Question.slug)
        .limit(SHOWN)
    )
    return render_template(
        "trainer/index.html",
        counts=queries.counts(),
        drafts=queries.drafts()[:SHOWN],
        hardest=rows_of(db.session.scalars(hardest)),
        enough=ASKED_ENOUGH,
        waiting=changes.count(),
    )
