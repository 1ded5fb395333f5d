"""The whole folder of question files and the database: one transaction loads it, one call gives it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from quizapp.bank import files
from quizapp.bank.models import Load
from quizapp.core.currency import Severity
from quizapp.core.loading import Decision, LoadReport, Take, Tally, decide, report
from quizapp.database import db
from quizapp.formats.library import Bank, Library, QuizSpec
from quizapp.formats.plain import digest, plain
from quizapp.people import audit
from quizapp.quizzes import specs
from quizapp.quizzes.models import Quiz, QuizState


def load(
    library: Library, folder: str, now: datetime, take: Take | None = None,
    progress: files.Progress = lambda _: None, grave: Severity | None = None,
) -> LoadReport:  # fmt: skip
    """Bring the database up to what a folder of files says. ``folder`` is its digest, ``progress`` hears of each thing.

    What was edited on the web since the last load is kept, unless the file has changed too and ``take`` says otherwise.
    Nothing is deleted. A second load of the same files does nothing; two at once are one after the other. ``grave`` is
    for bank.files.
    """
    files.lock()
    if take is None and (earlier := files.earlier_load(folder)):
        return earlier
    tallies, absent = files.load(library, now, take, progress, grave)
    tallies.append(_load_quizzes(list(library.quizzes), take))
    progress(len(list(library.quizzes)))
    made = report(tallies, absent)
    row = Load(at=now, digest=folder, report=made.as_json())
    db.session.add(row)
    db.session.flush()
    audit.record(None, "files loaded", f"load:{row.id}", now, changes=made.changes, conflicts=list(made.conflicts))
    return made


def _load_quizzes(quizzes: Sequence[tuple[Bank, QuizSpec]], take: Take | None) -> Tally:
    tally = Tally("quiz")
    rows = {row.slug: row for row in db.session.scalars(select(Quiz).with_for_update(key_share=True))}
    for bank, spec in quizzes:
        row, said = rows.get(spec.id), digest(plain(spec))
        decision = decide(said, row.file_digest, [specs.digest_of(row)], take) if row else decide(said, None, ())
        tally.add(decision, spec.id)
        if row is None:
            row = Quiz(slug=spec.id, bank_slug=bank.id)
            db.session.add(row)
        if decision.writes:
            specs.put(row, spec)
            row.state, row.bank_slug, row.edited_on_web = QuizState(spec.state), bank.id, False
        if decision is not Decision.CONFLICT:
            row.file_digest = said
    db.session.flush()
    return tally


def library(on: date) -> Library:
    """Return everything in the database that question files can say, as it is in force on that day.

    A quiz that no file defines goes to the bank that its first section draws from, or else to the first bank.
    """
    whole = files.library(on)
    homes: dict[str, list[QuizSpec]] = {bank.id: [] for bank in whole.banks}
    for row in db.session.scalars(select(Quiz).order_by(Quiz.id)):
        spec = specs.spec_of(row)
        wished = [row.bank_slug, *(name for section in spec.sections for name in section.banks), *homes]
        home = next((name for name in wished if name in homes), None)
        if home is not None:
            homes[home].append(spec)
    return replace(whole, banks=tuple(replace(bank, quizzes=tuple(homes[bank.id])) for bank in whole.banks))
