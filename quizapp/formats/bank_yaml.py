"""Reading a folder of question files: everything that it says, and everything that is wrong with it, at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import PurePosixPath
from typing import Any, TypeVar

from pydantic import TypeAdapter

from quizapp.core.paper import Section
from quizapp.formats import checks
from quizapp.formats.library import (
    BANK,
    FACT,
    SOURCE,
    Bank,
    EntryState,
    Fact,
    FactEntry,
    FileProblem,
    Library,
    QuestionEntry,
    QuizSpec,
    Source,
    Topic,
)
from quizapp.formats.question_json import problems_of, read_as
from quizapp.formats.reading import Place, Reading
from quizapp.formats.yaml_text import BadYaml, Path, parse

T = TypeVar("T", Source, Fact)

DAY: TypeAdapter[date] = TypeAdapter(date)


@dataclass(frozen=True)
class _File:
    """One file; ``bank`` is the folder it lies in."""

    path: str
    content: bytes | str

    @property
    def bank(self) -> str:
        return PurePosixPath(self.path).parts[0]


def read(files: Mapping[str, bytes | str]) -> tuple[Library, list[FileProblem]]:
    """Read a folder, given as the content of each file by its path: what it says, and what is wrong with it.

    Never stops at the first problem. The library holds all that could be read; it may be used when no problem but
    warnings remains.
    """
    reading = Reading()
    library = _library(reading, [_File(path, files[path]) for path in sorted(files)])
    whole = not any(found.warning is False for found in reading.found)
    for finding in checks.findings(library, reading.is_unknown, whole=whole):
        place = reading.places[finding.noun, finding.id]
        reading.report_all(place.file, place.path, [finding.problem])
    return library, reading.problems()


def _library(reading: Reading, files: Sequence[_File]) -> Library:
    sources: list[Source] = []
    banks: list[Bank] = []
    facts: list[FactEntry] = []
    questions: list[QuestionEntry] = []
    for file in files:
        match PurePosixPath(file.path).parts:
            case ("sources.yaml",):
                sources += _sources(reading, file)
            case (_, "bank.yaml"):
                banks += _banks(reading, file)
            case (_, "facts.yaml"):
                facts += _facts(reading, file)
            case (_, name) if name.endswith(".yaml"):
                questions += _questions(reading, file)
            case _:
                reading.report(Place(file.path, line=1), "does not belong here: put it at <bank>/<topic>.yaml")
    _report_missing(reading, {file.path for file in files})
    return Library(sources=tuple(sources), banks=tuple(banks), facts=tuple(facts), questions=tuple(questions))


def _report_missing(reading: Reading, paths: set[str]) -> None:
    folders = {path.partition("/")[0] for path in paths if "/" in path}
    for missing in sorted({"sources.yaml", *(f"{folder}/bank.yaml" for folder in folders)} - paths):
        reading.lost |= {"source"} if missing == "sources.yaml" else {"bank", "topic", "quiz"}
        reading.report(Place(missing, line=1), "is missing")
    if not folders:
        reading.report(Place("sources.yaml", line=1), "stands alone: the folder holds no bank")


def _sources(reading: Reading, file: _File) -> list[Source]:
    document = _document(reading, file, {"source"})
    entries = _entries(reading, file, document, "sources")
    return list(_things(reading, file, "source", SOURCE, Source, entries, "sources"))


def _facts(reading: Reading, file: _File) -> list[FactEntry]:
    document = _document(reading, file, {"fact"})
    entries = _entries(reading, file, document, "facts", "checked_on")
    if "checked_on" in document:
        checked_on = read_as(DAY, document["checked_on"], lambda _: ())
        reading.report_all(file.path, ("checked_on",), checked_on.problems)
        common = {"checked_on": document["checked_on"]} if checked_on.value else {}
        entries = [{**common, **entry} if isinstance(entry, dict) else entry for entry in entries]
    return [FactEntry(file.bank, fact) for fact in _things(reading, file, "fact", FACT, Fact, entries, "facts")]


def _banks(reading: Reading, file: _File) -> list[Bank]:
    document = _document(reading, file, {"bank", "topic", "quiz"})
    if not document:
        return []
    parsed = read_as(BANK, document, _keys_of_bank)
    bank = parsed.value
    reading.report_all(file.path, (), parsed.problems)
    if document.get("id", file.bank) != file.bank:
        reading.report(Place(file.path, ("id",)), f"must be '{file.bank}', as the folder is called")
    reading.places["bank", file.bank] = Place(file.path, ())
    for noun, key in (("topic", "topics"), ("quiz", "quizzes")):
        for i, name in _names(document.get(key)):
            reading.claim(noun, name, file.path, (key, i))
    return [bank] if bank is not None and bank.id == file.bank else []


def _keys_of_bank(mapping: Mapping[str, Any]) -> Sequence[str]:
    shape = next(
        (s for s, key in ((Bank, "topics"), (QuizSpec, "sections"), (Section, "count")) if key in mapping), Topic
    )
    return [f.name for f in fields(shape)]


def _questions(reading: Reading, file: _File) -> list[QuestionEntry]:
    document = _document(reading, file, {"question"})
    entries = _entries(reading, file, document, "questions", "topic")
    topic = document.get("topic")
    result: list[QuestionEntry] = []
    for i, entry in enumerate(entries):
        if isinstance(entry, dict):
            filled = entry if topic is None else {"topic": topic, **entry}
            result += _question(reading, file, ("questions", i), filled)
        else:
            reading.report(Place(file.path, ("questions", i)), "must be a mapping (key: value)")
    return result


def _question(reading: Reading, file: _File, path: Path, entry: dict[str, Any]) -> Iterator[QuestionEntry]:
    content = {key: value for key, value in entry.items() if key != "state"}
    state = entry.get("state", "published")
    if state not in list(EntryState):
        reading.report(Place(file.path, (*path, "state")), "must be published, draft or retired")
        state = EntryState.PUBLISHED
    question, problems = problems_of(content)
    is_unfinished = question is not None and state == EntryState.DRAFT
    reading.report_all(file.path, path, problems, mild=is_unfinished)
    name = entry.get("id")
    if isinstance(name, str) and reading.claim("question", name, file.path, path) and question is not None:
        yield QuestionEntry(file.bank, question, EntryState(state))


def _document(reading: Reading, file: _File, nouns: set[str]) -> dict[str, Any]:
    """Return the mapping that a file is; {} and a problem where it is none, and then ``nouns`` are lost with it."""
    line, message = 1, "must be a mapping (key: value)"
    try:
        text = file.content.decode() if isinstance(file.content, bytes) else file.content
        reading.texts[file.path] = text
        document = parse(text)
        if isinstance(document, dict):
            return document
    except UnicodeDecodeError as error:
        line, message = error.object.count(b"\n", 0, error.start) + 1, "is not UTF-8 text"
    except BadYaml as error:
        line, message = error.line, error.message
    reading.lost |= nouns
    reading.report(Place(file.path, line=line), message)
    return {}


def _entries(reading: Reading, file: _File, document: dict[str, Any], key: str, *others: str) -> list[Any]:
    """Return the list under ``key``, which the document must have; beside it only ``others`` may stand."""
    if not document:
        return []
    for stray in document.keys() - {key, *others}:
        reading.report(Place(file.path, (stray,)), "is no key that belongs here")
    entries = document.get(key)
    if isinstance(entries, list):
        return entries
    reading.report(Place(file.path, (key,)), "must be a list" if key in document else "is missing")
    return []


def _things(
    reading: Reading, file: _File, noun: str, adapter: TypeAdapter[T], shape: type[T], entries: Sequence[Any], key: str
) -> Iterator[T]:
    """Yield those entries that have the declared shape and an id of their own."""
    for i, entry in enumerate(entries):
        parsed = read_as(adapter, entry, lambda _: [f.name for f in fields(shape)])
        reading.report_all(file.path, (key, i), parsed.problems)
        for _, name in _names([entry]):
            if reading.claim(noun, name, file.path, (key, i)) and parsed.value is not None:
                yield parsed.value


def _names(entries: Any) -> Iterator[tuple[int, str]]:
    """Yield the id of each entry that has one, whatever else is wrong with it."""
    if isinstance(entries, list):
        for i, entry in enumerate(entries):
            if isinstance(entry, dict) and isinstance(entry.get("id"), str):
                yield i, entry["id"]
