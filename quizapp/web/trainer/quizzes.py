"""Quizzes: the list, one in full, writing and editing, a sample paper, publishing and retiring."""

from __future__ import annotations

import secrets
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from quizapp import clock
from quizapp.attempts import statistics
from quizapp.bank import content
from quizapp.bank import queries as banks
from quizapp.core import naming
from quizapp.core.errors import Conflict, Invalid, Refused
from quizapp.core.paper import NotEnoughQuestions, Section
from quizapp.database import db
from quizapp.formats.library import QuizSpec, QuizState
from quizapp.quizzes import actions, papers, queries, specs
from quizapp.quizzes.models import Quiz
from quizapp.web.trainer import section_rows
from quizapp.web.trainer.blueprint import bp
from quizapp.web.trainer.browse import topic_titles
from quizapp.web.trainer.quiz_forms import QuizForm, as_typed
from quizapp.web.transaction import only_reading


def fitting(sections: tuple[Section, ...]) -> list[int]:
    """Return how many questions could be drawn today for each section by itself."""
    pool = content.candidates(clock.today())
    return [sum(map(section.matches, pool)) for section in sections]


@bp.get("/trainer/quizzes/")
def quizzes() -> str:
    """List every quiz with what it asks and whether it can be filled."""
    rows = db.session.scalars(select(Quiz).order_by(Quiz.title)).all()
    pool = content.candidates(clock.today())
    short = {row.id for row in rows if papers.short_of(queries.blueprint(row), pool)}
    return render_template("trainer/quizzes.html", quizzes=rows, short=short, asked=queries.asked)


@bp.get("/trainer/quizzes/<slug>")
def quiz(slug: str) -> str:
    """Show a quiz: its blueprint with what can fill it, its rules, what can be done with it."""
    found = queries.by_slug(slug)
    sections = queries.blueprint(found)
    return render_template(
        "trainer/quiz.html",
        quiz=found,
        sections=list(zip(sections, fitting(sections), strict=True)),
        shortages=papers.shortages(sections, clock.today()),
        asked=queries.asked(found),
        running=statistics.running(found.id),
        topics=topic_titles(),
    )


@bp.get("/trainer/quizzes/new")
def new_quiz() -> str:
    """Show an empty quiz."""
    return _page(QuizForm(None, banks.topics()), None, "")


@bp.post("/trainer/quizzes/new")
def create_quiz() -> ResponseReturnValue:
    """Do what the button says: make the quiz, as a draft, or show the page again."""
    return _do(None)


@bp.get("/trainer/quizzes/<slug>/edit")
def edit_quiz(slug: str) -> str:
    """Show a quiz to be edited."""
    found = queries.by_slug(slug)
    typed = as_typed(specs.spec_of(found), current_app.config["ZONE"])
    return _page(QuizForm(None, banks.topics(), data=typed), found, specs.digest_of(found))


@bp.post("/trainer/quizzes/<slug>/edit")
def save_quiz(slug: str) -> ResponseReturnValue:
    """Do what the button says: save the quiz, or show the page again."""
    return _do(queries.by_slug(slug))


def _do(found: Quiz | None) -> ResponseReturnValue:
    act, opened = request.form.get("act", "save"), request.form.get("opened", "")
    if act != "save":
        only_reading()
        form = section_rows.rearranged(request.form, act) if act.startswith("section-") else request.form
        return _page(QuizForm(form, banks.topics()), found, opened, checked=act == "check")
    form = QuizForm(request.form, banks.topics())
    if not form.validate():
        return _page(form, found, opened, checked=True), 422
    try:
        saved = _save(found, form, opened)
    except (Conflict, Invalid) as refusal:
        return _again(found, form, refusal)
    flash("Saved. Attempts that run keep the rules they started under.", "good")
    return redirect(url_for(".quiz", slug=saved.slug), 303)


def _save(found: Quiz | None, form: QuizForm, opened: str) -> Quiz:
    if found is None:
        return actions.create(_spec(form, None), current_user, clock.now())
    actions.edit(found, _spec(form, found), opened, current_user, clock.now())
    return found


def _spec(form: QuizForm, found: Quiz | None) -> QuizSpec:
    slug = form.id.data or (found.slug if found else naming.slug(form.title.data, "", _slugs()))
    if found is not None and not actions.may_rename(found):
        slug = found.slug
    state = QuizState(found.state.value) if found else QuizState.DRAFT
    return form.spec(slug, state, current_app.config["ZONE"])


def _slugs() -> set[str]:
    return {*db.session.scalars(select(Quiz.slug)), "new"}


def _again(found: Quiz | None, form: QuizForm, refusal: Refused) -> ResponseReturnValue:
    """Show the page again with everything that was typed, and why it was not saved."""
    db.session.rollback()
    opened = request.form.get("opened", "")
    if isinstance(refusal, actions.SlugTaken):
        form.id.errors = [refusal.message]
    if found is not None and isinstance(refusal, actions.ChangedMeanwhile):
        opened = specs.digest_of(found)
    return _page(form, found, opened, refusal, checked=True), 409 if isinstance(refusal, Conflict) else 422


def _page(
    form: QuizForm, found: Quiz | None, opened: str, refusal: Refused | None = None, *, checked: bool = False
) -> str:
    sections = form.blueprint()
    return render_template(
        "trainer/edit_quiz.html",
        form=form,
        quiz=found,
        opened=opened,
        refusal=refusal,
        fitting=fitting(sections),
        shortages=short_places(sections) if checked or found else {},
        asked=sum(section.count for section in sections),
        renamable=found is None or actions.may_rename(found),
        running=statistics.running(found.id) if found else 0,
        zone=current_app.config["TIME_ZONE"],
        topics=topic_titles(),
    )


def short_places(sections: tuple[Section, ...]) -> dict[int, int]:
    """Return the numbers of the sections that would run short today, with how many questions each would get."""
    short = papers.shortages(sections, clock.today())
    return {i: s.found for s in short for i, section in enumerate(sections) if section is s.section}


@bp.post("/trainer/quizzes/<slug>/publish")
def publish_quiz(slug: str) -> ResponseReturnValue:
    """Let the quiz be taken."""
    actions.publish(queries.by_slug(slug), current_user, clock.now())
    flash("Published. Practitioners can take it now.", "good")
    return redirect(url_for(".quiz", slug=slug), 303)


@bp.post("/trainer/quizzes/<slug>/retire")
def retire_quiz(slug: str) -> ResponseReturnValue:
    """Let no new attempt start."""
    actions.retire(queries.by_slug(slug), current_user, clock.now())
    flash("Retired. No new attempt can start; attempts that run go on, and certificates stay.", "good")
    return redirect(url_for(".quiz", slug=slug), 303)


@bp.get("/trainer/quizzes/<slug>/paper")
def sample_paper(slug: str) -> ResponseReturnValue:
    """Show a paper as a practitioner would get it, drawn from the seed in the address; with the keys when asked."""
    found = queries.by_slug(slug)
    seed = request.args.get("seed", "")
    if not (seed.isdecimal() and len(seed) < 16):
        return redirect(url_for(".sample_paper", slug=slug, seed=secrets.randbelow(1_000_000)))
    return render_template(
        "trainer/paper.html",
        quiz=found,
        seed=seed,
        another=secrets.randbelow(1_000_000),
        keys=request.args.get("keys") == "shown",
        **_paper(found, int(seed)),
    )


def _paper(found: Quiz, seed: int) -> dict[str, Any]:
    try:
        paper = papers.drawn(found, content.candidates(clock.today()), seed)
    except NotEnoughQuestions as error:
        return {"items": [], "shortages": error.shortages}
    asked = content.questions(item.revision_id for item in paper.items)
    items = [(item, asked[item.revision_id], asked[item.revision_id].id) for item in paper.items]
    return {"items": items, "shortages": ()}
