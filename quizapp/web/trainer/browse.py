"""The whole bank in one glance: browse, search, and the same as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Response, render_template, request
from sqlalchemy import Select

from quizapp import clock
from quizapp.attempts import statistics
from quizapp.bank import checking, queries
from quizapp.bank.checking import Checked
from quizapp.bank.models import Question, QuestionRevision
from quizapp.core.itemstats import ItemStats
from quizapp.core.kinds import KINDS
from quizapp.database import db
from quizapp.web.csv_file import as_csv
from quizapp.web.paging import paged
from quizapp.web.trainer.blueprint import bp
from quizapp.web.trainer.forms import BrowseForm

PER_PAGE = 25

HOLDS: dict[str, Callable[[Checked], bool]] = {
    "errors": lambda found: bool(found.errors),
    "remarks": lambda found: bool(found.remarks),
    "none": lambda found: not found.problems,
}
"""What the filter by checks asks of a question."""


@dataclass(frozen=True)
class Row:
    """One question of a listing."""

    revision: QuestionRevision
    stats: ItemStats | None
    checked: Checked
    drafted: bool

    @property
    def state(self) -> tuple[str, str]:
        """The kind of status and its word."""
        if self.revision.question.retired_at is not None:
            return "neutral", "Retired"
        if self.revision.published_at is None:
            return "info", "Draft"
        return ("good", "Published, with a draft") if self.drafted else ("good", "Published")


def selected(form: BrowseForm, order: str) -> Select[QuestionRevision]:
    """Select the questions that are looked for, in the order asked for: as they stand, by facility, or latest first."""
    rows = queries.matching(form.wanted())
    if form.checks.data in HOLDS:
        rows = rows.where(QuestionRevision.id.in_(_found(rows, form.checks.data)))
    if order in ("facility", "-facility"):
        asked = statistics.asked()
        by = asked.c.facility.desc() if order.startswith("-") else asked.c.facility
        rows = rows.outerjoin(asked, asked.c.question_id == Question.id)
        return rows.order_by(asked.c.facility.is_(None), by, Question.slug)
    if order == "latest":
        return rows.order_by(QuestionRevision.created_at.desc(), Question.slug)
    return rows.order_by(*queries.IN_ORDER)


def _found(rows: Select[QuestionRevision], marks: str) -> list[int]:
    """Return the ids of the revisions among these that have errors, or remarks alone, or nothing found."""
    checked = checking.check_all(db.session.scalars(queries.in_full(rows)).all(), clock.today())
    return [revision_id for revision_id, found in checked.items() if HOLDS[marks](found)]


def rows_of(revisions: Iterable[QuestionRevision]) -> list[Row]:
    """Return the revisions with their figures and what is wrong with them."""
    listed = list(revisions)
    ids = [revision.question_id for revision in listed]
    stats, drafted = statistics.figures(ids), queries.drafted(ids)
    checked = checking.check_all(listed, clock.today())
    return [Row(r, stats.get(r.question_id), checked[r.id], r.question_id in drafted) for r in listed]


def topic_titles() -> dict[str, str]:
    """Return the titles of topics by their ids."""
    return {topic.slug: topic.title for topic in queries.topics()}


@bp.get("/trainer/questions/")
def questions() -> str:
    """Browse and search questions; the state is in the URL."""
    form = BrowseForm(request.args)
    page = paged(queries.in_full(selected(form, request.args.get("order", ""))), PER_PAGE)
    return render_template(
        "trainer/questions.html",
        form=form,
        page=page,
        rows=rows_of(page.items),
        topics=topic_titles(),
        kinds=KINDS,
        order=request.args.get("order", ""),
    )


HEADINGS = (
    "id", "bank", "topic", "kind", "level", "state", "stem", "facts", "asked", "facility", "discrimination",
    "to mend", "worth a look", "revision", "written",
)  # fmt: skip


@bp.get("/trainer/questions.csv")
def questions_csv() -> Response:
    """Give everything that is looked for, with figures, as CSV."""
    form = BrowseForm(request.args)
    revisions = db.session.scalars(queries.in_full(selected(form, request.args.get("order", "")))).all()
    return as_csv("questions", HEADINGS, map(cells, rows_of(revisions)))


def cells(row: Row) -> list[object]:
    """Return a question as a line of the CSV, in the order of HEADINGS."""
    revision, stats = row.revision, row.stats or ItemStats(0, None, None)
    figures = ["" if figure is None else f"{figure:.3f}" for figure in (stats.facility, stats.discrimination)]
    return [
        revision.question.slug, revision.question.bank.slug, revision.topic, revision.kind, revision.level.value,
        row.state[1], revision.content["stem"], " ".join(sorted(fact.slug for fact in revision.facts)), stats.n,
        *figures,
        len(row.checked.errors), len(row.checked.remarks), revision.number, revision.created_at.date().isoformat(),
    ]  # fmt: skip
