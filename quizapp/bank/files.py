"""Question files and the database: loading what changed, and giving all of it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select, text, update

from quizapp import clock
from quizapp.bank import content, revisions
from quizapp.bank.models import Bank, Load, Origin, Question, QuestionRevision, State, Topic
from quizapp.core import severity
from quizapp.core.currency import Severity
from quizapp.core.loading import Decision, LoadReport, Take, Tally, decide
from quizapp.core.question import Question as CoreQuestion
from quizapp.database import db
from quizapp.facts import actions as facts
from quizapp.facts import queries as fact_rows
from quizapp.formats import library as files
from quizapp.formats import question_json
from quizapp.formats.library import EntryState, Library, QuestionEntry
from quizapp.formats.plain import digest

Progress = Callable[[int], object]
"""Told how many things have been dealt with since it was last told."""


@dataclass
class _Held:
    """What the database has of a question: the digests of its revisions, and its last number.

    ``asked`` is in force today, ``published`` the latest, which may be in force only from a later day.
    """

    row: Question
    number: int = 0
    draft: str | None = None
    published: str | None = None
    asked: str | None = None

    def digests(self, wanted: EntryState) -> list[str]:
        """Return the digests to compare an entry with, the latest first.

        A question that was retired here stays retired, whatever the files want; so it counts as published, unless the
        files want it retired too.
        """
        retired = self.row.retired_at is not None and wanted is EntryState.RETIRED
        live = EntryState.RETIRED if retired else EntryState.PUBLISHED
        states = ((self.draft, EntryState.DRAFT), (self.published, live), (self.asked, live))
        return [entry_digest(said, state) for said, state in states if said]


def entry_digest(content: str, state: EntryState) -> str:
    """Return the digest of an entry of a file from the digest of its content and the state that it asks for."""
    return content if state is EntryState.PUBLISHED else digest([content, state])


def lock() -> None:
    """Wait until no other load is going on. SQLite's transactions, which write one at a time, see to it themselves."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE loads IN SHARE ROW EXCLUSIVE MODE"))


def earlier_load(folder: str) -> LoadReport | None:
    """Return the report of the last load when it was of a folder with this digest, and left nothing open."""
    last = db.session.scalar(select(Load).order_by(Load.id.desc()).limit(1))
    if last is None or last.digest != folder or last.report["conflicts"]:
        return None
    return LoadReport.from_json(last.report, was_loaded=True)


def load(
    library: Library, now: datetime, take: Take | None, progress: Progress, grave: Severity | None = None
) -> tuple[list[Tally], int]:
    """Bring sources, facts, banks, topics and questions up to what the files say.

    A change is as ``grave`` as told, or as core.severity proposes where nothing was told or that would be too mild.
    Returns what was decided, noun by noun, and how many questions of the database the files do not have: those are
    left alone.
    """
    tallies = [facts.load_sources(library.sources, now, take)]
    progress(len(library.sources))
    tallies.append(facts.load_facts(library.facts, now, take, grave))
    progress(len(library.facts))
    banks = _load_banks(library.banks)
    held = _held(clock.day_of(now))
    tallies.append(_load_questions(library.questions, banks, held, now, take, progress, grave))
    wanted = {entry.question.id for entry in library.questions}
    return tallies, len(held.keys() - wanted)


def _load_banks(banks: Sequence[files.Bank]) -> dict[str, Bank]:
    """Add and rename banks and topics, which have no revisions; return the banks by their ids."""
    rows = {row.slug: row for row in db.session.scalars(select(Bank))}
    topics = {row.slug: row for row in db.session.scalars(select(Topic))}
    for bank in banks:
        row = rows.setdefault(bank.id, Bank(slug=bank.id))
        row.title, row.description, row.position = bank.title, bank.description, bank.position
        row.refresher_days = bank.refresher_days
        db.session.add(row)
        for position, topic in enumerate(bank.topics):
            of_topic = topics.setdefault(topic.id, Topic(slug=topic.id))
            of_topic.bank, of_topic.title, of_topic.position = row, topic.title, position
            db.session.add(of_topic)
    db.session.flush()
    return rows


def _held(on: date) -> dict[str, _Held]:
    """Return what there is of each question, by its id in the files; nobody else edits one until the commit."""
    held = {row.id: _Held(row) for row in db.session.scalars(select(Question).with_for_update(key_share=True))}
    columns = select(QuestionRevision.question_id, QuestionRevision.state, QuestionRevision.digest)
    for question_id, state, said in db.session.execute(columns.where(QuestionRevision.state != State.SUPERSEDED)):
        setattr(held[question_id], state.value, said)
    in_force = select(QuestionRevision.question_id, QuestionRevision.digest).where(content.in_force(on))
    for question_id, said in db.session.execute(in_force):
        held[question_id].asked = said
    highest = select(QuestionRevision.question_id, func.max(QuestionRevision.number))
    for question_id, number in db.session.execute(highest.group_by(QuestionRevision.question_id)):
        held[question_id].number = number
    return {one.row.slug: one for one in held.values()}


def _load_questions(
    entries: Sequence[QuestionEntry], banks: dict[str, Bank], held: dict[str, _Held], now: datetime,
    take: Take | None, progress: Progress, grave: Severity | None,
) -> Tally:  # fmt: skip
    tally = Tally("question")
    chosen: list[tuple[QuestionEntry, Question, int]] = []
    for entry in entries:
        was = held.get(entry.question.id)
        said = entry_digest(digest(question_json.dumps(entry.question)), entry.state)
        decision = decide(said, was.row.file_digest, was.digests(entry.state), take) if was else decide(said, None, ())
        tally.add(decision, entry.question.id)
        row = was.row if was else Question(slug=entry.question.id)
        if decision is not Decision.CONFLICT:
            row.file_digest = said
        if decision.writes:
            row.bank = banks[entry.bank]
            chosen.append((entry, row, was.number + 1 if was else 1))
    known = fact_rows.numbered()
    for entry, row, number in chosen:
        _write(entry, row, number, known, now, grave)
        progress(1)
    db.session.flush()
    progress(len(entries) - len(chosen))
    return tally


def _write(
    entry: QuestionEntry, row: Question, number: int, known: revisions.Known, now: datetime, grave: Severity | None
) -> None:
    before = _make_room(row) if row.id else None
    revision = revisions.write_revision(row, entry.question, now, origin=Origin.FILE, number=number, known=known)
    if entry.state is EntryState.RETIRED:
        row.retired_at = row.retired_at or now
    if before is None:
        if entry.state is not EntryState.DRAFT:
            revision.state, revision.published_at, revision.substance = State.PUBLISHED, now, number
        return
    today = clock.day_of(now)
    if before.effective_from is not None and before.effective_from > today:  # the files were chosen over it
        revisions.call_off(row, today)
        before = revisions.published_last(row.id) or before
    if entry.state is EntryState.DRAFT:
        revisions.end(before, today, today)
    else:
        revisions.publish(revision, now, _severity(before, entry.question, grave), today)


def _make_room(row: Question) -> QuestionRevision | None:
    """Put a draft that the files overrule aside; return the revision that was published last."""
    draft = QuestionRevision.state == State.DRAFT
    db.session.execute(
        update(QuestionRevision).where(QuestionRevision.question_id == row.id, draft).values(state=State.SUPERSEDED)
    )
    return revisions.published_last(row.id)


def _severity(before: QuestionRevision, said: CoreQuestion, grave: Severity | None) -> Severity:
    proposal = severity.of_question(revisions.core_question(before), said)
    return grave if grave and proposal.allows(grave) else proposal.proposed


def library(on: date) -> Library:
    """Return the database's content as files would say it: what is in force that day, and drafts of what never was."""
    sources = tuple(files.source_of(revision.content) for revision in fact_rows.current_sources().values())
    stated = tuple(files.FactEntry(bank, files.fact_of(r.content)) for bank, r in fact_rows.facts_in_force(on))
    return Library(sources=sources, banks=tuple(_banks()), facts=stated, questions=tuple(_entries(on)))


def _banks() -> list[files.Bank]:
    topics: dict[int, list[files.Topic]] = {}
    for topic in db.session.scalars(select(Topic).order_by(Topic.position, Topic.id)):
        topics.setdefault(topic.bank_id, []).append(files.Topic(id=topic.slug, title=topic.title))
    return [
        files.Bank(
            id=bank.slug, title=bank.title, description=bank.description, position=bank.position,
            refresher_days=bank.refresher_days, topics=tuple(topics.get(bank.id, ())),
        )
        for bank in db.session.scalars(select(Bank).order_by(Bank.position, Bank.slug))
    ]  # fmt: skip


def _entries(on: date) -> Iterable[QuestionEntry]:
    rows = db.session.execute(
        select(Bank.slug, Question.retired_at, QuestionRevision)
        .join(Question, Question.id == QuestionRevision.question_id)
        .join(Bank, Bank.id == Question.bank_id)
        .where(or_(content.in_force(on), QuestionRevision.state == State.DRAFT))
        .order_by(Question.id, QuestionRevision.published_at.is_(None))  # what is asked before a draft
    )
    given = set()
    for bank, retired_at, revision in rows:
        if revision.question_id in given:
            continue
        given.add(revision.question_id)
        asked = EntryState.DRAFT if revision.published_at is None else EntryState.PUBLISHED
        state = EntryState.RETIRED if retired_at else asked
        yield QuestionEntry(bank, revisions.core_question(revision), state)
