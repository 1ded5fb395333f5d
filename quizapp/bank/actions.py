"""Writing questions on the web: drafts, publishing, retiring. Published content never changes in place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from quizapp import clock
from quizapp.bank import checking, history, queries, revisions
from quizapp.bank.models import Bank, Origin, Question, QuestionRevision, RevisionFact, State
from quizapp.core import severity
from quizapp.core.currency import Severity
from quizapp.core.errors import Conflict, Invalid
from quizapp.core.question import Problem
from quizapp.core.question import Question as CoreQuestion
from quizapp.database import db, lock
from quizapp.people import audit
from quizapp.people.models import Person


class ChangedMeanwhile(Conflict):
    """Somebody else wrote the question after it was opened."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else saved this question after you opened it. Nothing of yours was changed or saved."
        )


class SlugTaken(Invalid):
    """Another question has this id."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"Another question has the id “{slug}”. Choose another.")


class Unpublishable(Invalid):
    """There is something to mend first; ``problems`` says what."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("This cannot be published yet. The draft is kept as it is; mend what is listed and try again.")


class NoteMissing(Invalid):
    """A further revision needs a word on what changed."""

    def __init__(self) -> None:
        super().__init__("Say what changed: the next person to read the history will ask.")


def start(content: CoreQuestion, bank: Bank, actor: Person, now: datetime) -> QuestionRevision:
    """Make a new question, as a draft. Raises SlugTaken, and Invalid for a fact that does not exist."""
    question = Question(slug=content.id, bank=bank)
    _claim(question)
    draft = _write(question, content, actor, now)
    audit.record(actor, "question created", f"question:{question.slug}", now)
    return draft


def save(
    question: Question, content: CoreQuestion, bank: Bank, opened: str, actor: Person, now: datetime
) -> QuestionRevision:
    """Save a draft: the one there is, or a new one beside what is published. ``opened`` is the version that was shown.

    Until its first publishing a question may get another id or bank. Raises ChangedMeanwhile, SlugTaken, and Invalid
    for a fact that does not exist.
    """
    _refuse_stale(question, opened)
    if not queries.was_published(question):
        question.slug, question.bank = content.id, bank
        _claim(question)
    elif (content.id, bank.id) != (question.slug, question.bank_id):
        raise Invalid("The id and the bank of a question that was published stay as they are. Nothing was saved.")
    draft = _write(question, content, actor, now)
    audit.record(actor, "question draft saved", f"question:{question.slug}", now, revision=draft.number)
    return draft


def _write(question: Question, content: CoreQuestion, actor: Person, now: datetime) -> QuestionRevision:
    draft = queries.in_state(question, State.DRAFT) if question.id else None
    try:
        if draft is None:
            draft = revisions.write_revision(question, content, now, origin=Origin.WEB, author=actor)
        else:
            revisions.set_content(draft, content)
            draft.author, draft.created_at, draft.origin = actor, now, Origin.WEB
    except KeyError as missing:
        raise Invalid(f"There is no fact with the id {missing}. Nothing was saved.") from None
    db.session.flush()
    return draft


def _claim(question: Question) -> None:
    """Write the question's row under its id. Raises SlugTaken when another has it, be it since a moment ago."""
    slug = question.slug
    try:
        with db.session.begin_nested():
            db.session.add(question)
    except IntegrityError:
        raise SlugTaken(slug) from None


def _refuse_stale(question: Question, opened: str) -> None:
    """Raise ChangedMeanwhile unless the question is as it was opened; nobody else can write it until the commit."""
    db.session.execute(select(Question.id).where(Question.id == question.id).with_for_update())
    db.session.refresh(question)
    if opened != queries.version(question):
        raise ChangedMeanwhile


def _draft(question: Question) -> QuestionRevision:
    draft = queries.in_state(question, State.DRAFT)
    if draft is None:
        raise Conflict("This question has no draft any more: it was published or discarded meanwhile.")
    return draft


class TooMild(Invalid):
    """The severity is below the mildest that such a change may have."""

    def __init__(self, least: Severity) -> None:
        super().__init__(
            f"This changes what counts as right, so it is at least {least}. The draft is kept; choose again."
        )


class OwnChange(Conflict):
    """A change that is more than wording is published by somebody else than its author."""

    def __init__(self) -> None:
        super().__init__(
            "You wrote this draft, and it is more than a change of wording: another trainer publishes it. "
            "It is kept, and stands among the changes to approve."
        )


def proposal(before: QuestionRevision, draft: QuestionRevision) -> severity.Proposal:
    """Return how grave the program finds a draft against what was published before."""
    return severity.of_question(revisions.core_question(before), revisions.core_question(draft))


def publish(
    question: Question, opened: str, note: str, actor: Person, now: datetime, *,
    grave: Severity | None = None, since: date | None = None,
) -> QuestionRevision:  # fmt: skip
    """Put the draft in force from a day on (today at the earliest); what was in force holds to the day before.

    ``grave`` is how far it departs from what was published; None takes what the program proposes. Raises
    ChangedMeanwhile, Unpublishable with the list of what to mend; and for a further revision NoteMissing, TooMild,
    OwnChange, and Conflict for a day before the latest revision's own.
    """
    _refuse_stale(question, opened)
    draft, before = _draft(question), revisions.published_last(question.id)
    if before is not None and before.digest == draft.digest:
        raise Conflict(
            "The draft says the same as what is published. Nothing was changed; discard it if it is not needed."
        )
    topics = [topic.slug for topic in queries.topics() if topic.bank_id == question.bank_id]
    if errors := checking.check(draft.content, topics, clock.day_of(now)).errors:
        raise Unpublishable(errors)
    if before is not None and not note.strip():
        raise NoteMissing
    chosen = _chosen(before, draft, grave, actor) if before is not None else None
    day = max(since or clock.day_of(now), clock.day_of(now))
    draft.note = note.strip()
    revisions.publish(draft, now, chosen, day)
    audit.record(
        actor, "question published", f"question:{question.slug}", now, revision=draft.number, note=draft.note,
        **({"severity": chosen, "from": day.isoformat()} if chosen else {}),
    )  # fmt: skip
    return draft


def _chosen(before: QuestionRevision, draft: QuestionRevision, grave: Severity | None, actor: Person) -> Severity:
    proposed = proposal(before, draft)
    chosen = grave or proposed.proposed
    if not proposed.allows(chosen):
        raise TooMild(proposed.least)
    if chosen is not Severity.EDITORIAL and draft.author_id == actor.id:
        raise OwnChange
    return chosen


def confirm(question: Question, opened: str, actor: Person, now: datetime) -> None:
    """Say that what is asked, and what is published for a later day, holds as its facts are now: it may be asked again.

    ``opened`` is the ``version`` of what lay beneath the question when it was looked at. Raises Conflict when that has
    changed since, and when nothing is published.
    """
    lock(question)
    revision = queries.in_state(question, State.PUBLISHED)
    if revision is None:
        raise Conflict("Only a question that is asked can be confirmed. Nothing was changed.")
    looked_at = history.beneath([question.id], clock.day_of(now))[question.id]
    if opened != looked_at.version:
        raise Conflict(
            "The question or a fact beneath it has changed since you opened the page. "
            "Nothing was confirmed; look at it as it is now."
        )
    for revision_id, fact_id, number in looked_at.rests:
        db.session.get_one(RevisionFact, (revision_id, fact_id)).checked = number
    audit.record(actor, "question confirmed", f"question:{question.slug}", now, revision=revision.number)


def call_off(question: Question, actor: Person, now: datetime) -> None:
    """Call off what was published for a later day. Raises Conflict when nothing waits for its day."""
    lock(question)
    called_off = revisions.call_off(question, clock.day_of(now))
    audit.record(actor, "revision called off", f"question:{question.slug}", now, revision=called_off.number)


def discard(question: Question, opened: str, actor: Person, now: datetime) -> bool:
    """Throw the draft away; return whether the question itself is gone, because it was never published."""
    _refuse_stale(question, opened)
    draft, slug = _draft(question), question.slug
    audit.record(actor, "question draft discarded", f"question:{slug}", now, revision=draft.number)
    if queries.was_published(question):
        db.session.delete(draft)
        db.session.flush()
        return False
    db.session.expire(question)
    db.session.execute(delete(QuestionRevision).where(QuestionRevision.question_id == question.id))
    db.session.delete(question)
    db.session.flush()
    return True


def restore(question: Question, number: int, actor: Person, now: datetime) -> QuestionRevision:
    """Make a draft that says what an earlier revision said. Raises NotHere, and Conflict when there is a draft."""
    lock(question)
    old = queries.revision(question, number)
    if queries.in_state(question, State.DRAFT) is not None:
        raise Conflict("This question has a draft already. Publish or discard it first; nothing was changed.")
    draft = revisions.write_revision(
        question, revisions.core_question(old), now, origin=Origin.WEB, author=actor,
        note=f"Restored from revision {number}",
    )  # fmt: skip
    db.session.flush()
    audit.record(actor, "question revision restored", f"question:{question.slug}", now, from_revision=number)
    return draft


def retire(question: Question, actor: Person, now: datetime) -> None:
    """Ask the question no more in papers drawn from now on. Raises Conflict when nobody is asked it anyway."""
    lock(question)
    if question.retired_at is not None or queries.in_state(question, State.PUBLISHED) is None:
        raise Conflict("Only a question that is asked can be retired. Nothing was changed.")
    question.retired_at = now
    audit.record(actor, "question retired", f"question:{question.slug}", now)


def bring_back(question: Question, actor: Person, now: datetime) -> None:
    """Let a retired question be asked again. Raises Conflict when it is not retired."""
    lock(question)
    if question.retired_at is None:
        raise Conflict("This question is not retired. Nothing was changed.")
    question.retired_at = None
    audit.record(actor, "question brought back", f"question:{question.slug}", now)
