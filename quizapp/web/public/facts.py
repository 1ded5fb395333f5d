"""The public page of a fact: what it says, what it rests on, where and since when it holds, and what it said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, jsonify, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp import clock
from quizapp.certificates import jurisdictions
from quizapp.core.errors import NotHere
from quizapp.facts import lists, queries
from quizapp.facts.models import FactRevision, SourceRevision
from quizapp.formats import wording
from quizapp.formats.wording import Passage
from quizapp.web import fact_words
from quizapp.web.guard import public
from quizapp.web.negotiation import wants_json
from quizapp.web.public.blueprint import bp

for name in fact_words.FILTERS:
    bp.add_app_template_filter(name)

KEPT = "public, max-age=300"
"""How long anybody may keep an answer that is the same for everybody."""

TOLD = (
    "statement", "evidence", "confidence", "safety_critical", "jurisdictions", "effective_from", "effective_until",
    "review_by", "sources", "checked_on",
)  # fmt: skip
"""What of a fact's content the world is told when it changes."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """One revision as it is told: the days on which it holds, and what it changed."""

    revision: FactRevision
    since: date
    changes: tuple[Passage, ...] = ()

    @property
    def until(self) -> date | None:
        """The last day on which it holds; None until further notice."""
        return self.revision.effective_until

    @property
    def never_held(self) -> bool:
        """Whether another took its place before its first day was over."""
        return self.until is not None and self.until < self.since


@dataclass(frozen=True, kw_only=True)
class Story:
    """A fact as the world may see it on a day: what stands, what is known to come, what was said before."""

    slug: str
    now: Told
    in_force: bool
    coming: tuple[Told, ...]
    earlier: tuple[Told, ...]
    sources: tuple[SourceRevision, ...]

    @property
    def told(self) -> tuple[Told, ...]:
        """Every revision, the latest first."""
        return (*self.coming, self.now, *self.earlier)


def story(slug: str, today: date) -> Story:
    """Return what is told of a fact today. Raises NotHere for one that may not be published."""
    revisions = queries.revisions_of(queries.fact(slug))
    now = lists.shown(revisions, today)
    if not now.publishable:
        raise NotHere
    told = _told([row for row in revisions if row.publishable])
    return Story(
        slug=slug,
        now=next(each for each in told if each.revision is now),
        in_force=queries.as_core(now).holds_on(today),
        coming=tuple(each for each in told if each.revision.number > now.number),
        earlier=tuple(each for each in told if each.revision.number < now.number),
        sources=tuple(lists.cited([now.id]).get(now.id, ())),
    )


def _told(revisions: Sequence[FactRevision]) -> list[Told]:
    """Return revisions with what each changed against the one before, the latest first."""
    told = [
        Told(revision=row, since=since(row), changes=_changes(before, row) if before else ())
        for before, row in zip((None, *revisions), revisions, strict=False)
    ]
    return told[::-1]


def since(row: FactRevision) -> date:
    """Return the day from which a revision holds; for the first, the day on which it was added."""
    return row.effective_from or clock.day_of(row.created_at)


def _changes(before: FactRevision, after: FactRevision) -> tuple[Passage, ...]:
    contents = ({name: row.content[name] for name in TOLD if name in row.content} for row in (before, after))
    return tuple(passage for passage in wording.compare(*contents) if passage.changed)


@bp.get("/facts/<slug>")
@public
def fact(slug: str) -> ResponseReturnValue:
    """Show a fact to anybody: as a page, or as JSON where that is preferred."""
    found = story(slug, clock.today())
    response = jsonify(as_json(found)) if wants_json() else make_response(render_template("public/fact.html", it=found))
    response.vary.add("Accept")
    return _kept(response)


@bp.get("/facts/<slug>.json")
@public
def fact_json(slug: str) -> ResponseReturnValue:
    """Give a fact as JSON."""
    return _kept(jsonify(as_json(story(slug, clock.today()))))


def _kept(response: Response) -> Response:
    """Let anybody keep the answer for a while, unless it bears the name of whoever is signed in."""
    if not current_user.is_authenticated:
        response.headers["Cache-Control"] = KEPT
    return response


def as_json(it: Story) -> dict[str, Any]:
    """Return a fact for a program. Days are ISO 8601; codes are those of the question files."""
    content = it.now.revision.content
    return {
        "id": it.slug,
        "statement": it.now.revision.statement,
        "in_force": it.in_force,
        "since": it.now.since.isoformat(),
        "until": _day(it.now.until),
        "evidence": content["evidence"],
        "confidence": content["confidence"],
        "safety_critical": it.now.revision.safety_critical,
        "jurisdictions": [{"code": c, "name": jurisdictions.name(c)} for c in it.now.revision.jurisdictions],
        "law_from": content.get("effective_from"),
        "law_until": content.get("effective_until"),
        "review_by": it.now.revision.review_by.isoformat(),
        "sources": [_source(source) for source in it.sources],
        "revisions": [_revision(each) for each in it.told],
    }


def _revision(each: Told) -> dict[str, Any]:
    return {
        "revision": each.revision.number,
        "statement": each.revision.statement,
        "severity": each.revision.severity,
        "since": each.since.isoformat(),
        "until": _day(each.until),
        "note": each.revision.note,
    }


def _source(source: SourceRevision) -> dict[str, Any]:
    said = source.content
    return {
        "id": source.source.slug,
        "title": source.title,
        "publisher": said["publisher"],
        "published": said["published"],
        "url": said.get("url"),
        "opened": said.get("link_opened", True),
        "retired_because": said.get("retired_because"),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
