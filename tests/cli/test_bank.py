"""The command line's question files: check, load, export, schemas."""

import os
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import func, select

from quizapp.bank import folder as disk
from quizapp.bank.models import Load, QuestionRevision
from quizapp.database import db
from quizapp.quizzes.models import Quiz
from tests.factories import NOW
from tests.formats.builders import BANK, CASES, FACTS, LENGTHS, folder


@pytest.fixture
def put(tmp_path):
    """Write the small folder, some of its files changed, and return where it is."""

    def write(**changes: str | bytes | None) -> Path:
        root = tmp_path / "questions"
        for path, text in folder(**changes).items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(text if isinstance(text, bytes) else text.encode())
        return root

    return write


@pytest.fixture
def run(app):
    """Run ``bank <verb>`` and return its exit code, its output and its errors, each as lines."""

    def invoke(*arguments: object):
        with time_machine.travel(NOW, tick=False):
            result = app.test_cli_runner().invoke(args=["bank", *map(str, arguments)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.stdout.splitlines(), result.stderr.splitlines()

    return invoke


def count(app, model):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


def test_check_says_that_nothing_is_wrong(run, put):
    assert run("check", put()) == (0, ["1 question, 1 fact, 1 source: no errors, 0 warnings."], [])


def test_check_prints_every_problem_with_file_and_line(run, put):
    root = put(lengths=LENGTHS.replace("A hundred.", "''"), facts=FACTS.replace("high", "very"))
    code, said, errors = run("check", root)
    assert (code, said) == (1, [])
    assert errors == [
        f"{root}/measures/facts.yaml:7: facts.0.confidence: must be 'high', 'medium' or 'low'",
        f"{root}/measures/lengths.yaml:12: questions.0.rationale: is empty",
        "2 problems.",
    ]


def test_check_prints_warnings_and_goes_on(run, put):
    root = put(facts=FACTS.replace("critical: false", "critical: true"))
    code, said, errors = run("check", root)
    assert (code, said) == (0, ["1 question, 1 fact, 1 source: no errors, 1 warning."])
    assert errors == [
        f"{root}/measures/facts.yaml:3: warning: facts.0: is safety-critical, and asked about by one question only"
    ]


def test_check_takes_warnings_for_errors_when_strict(run, put):
    code, _, errors = run("check", put(facts=FACTS.replace("critical: false", "critical: true")), "--strict")
    assert code == 1
    assert errors[-1] == "1 problem."


@pytest.mark.parametrize("verb", ["check", "load"])
def test_a_folder_that_is_not_there_is_said(run, tmp_path, verb):
    code, _, errors = run(verb, tmp_path / "nowhere")
    assert (code, errors[0]) == (1, f"{tmp_path}/nowhere:1: there is no such folder")


@pytest.mark.parametrize("verb", ["check", "load"])
def test_an_empty_folder_is_said(run, tmp_path, verb):
    (tmp_path / "empty").mkdir()
    code, _, errors = run(verb, tmp_path / "empty")
    assert (code, errors[0]) == (1, f"{tmp_path}/empty/sources.yaml:1: is missing")


@pytest.mark.parametrize("verb", ["check", "load"])
def test_a_file_that_cannot_be_read_is_said(run, put, verb):
    root = put()
    (root / "measures" / "loop.yaml").symlink_to(root / "measures" / "loop.yaml")
    code, _, errors = run(verb, root)
    assert (code, errors[0]) == (1, f"{root}/measures/loop.yaml:1: cannot be read: Too many levels of symbolic links")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (b"\xff\xfe", 1, "is not UTF-8 text"),
        (b"", 1, "is empty"),
        (b"- a", 1, "must be a mapping (key: value)"),
        (b"a: [", 1, "is not YAML: while parsing a flow node did not find expected node content"),
        (b"x" * 10_000_000, 1, "is larger than 5 million characters; split it into several files"),
        (b"[" * 100_000, 1, "is nested too deeply"),
    ],
)
def test_a_malformed_file_is_said_and_nothing_is_loaded(app, run, put, text, line, message):
    root = put(lengths=text)
    code, said, errors = run("load", root)
    assert (code, said) == (1, [])
    assert errors == [f"{root}/measures/lengths.yaml:{line}: {message}", "1 problem; nothing was loaded."]
    assert count(app, QuestionRevision) == count(app, Load) == 0


def test_load_loads_and_says_how_much(app, run, put):
    code, said, _ = run("load", put(cases=CASES))
    assert (code, said[-1]) == (0, "5 created, 0 revised, 0 unchanged, 0 kept, 0 conflicts.")
    assert count(app, QuestionRevision) == 2


def test_load_says_nothing_of_warnings(run, put):
    _, _, errors = run("load", put(facts=FACTS.replace("critical: false", "critical: true")))
    assert [line for line in errors if "warning" in line] == []


def test_loading_again_does_nothing(app, run, put):
    root = put()
    run("load", root)
    assert run("load", root) == (0, ["Nothing to do: these files are loaded already."], [])
    assert count(app, Load) == 1


def test_hidden_files_and_other_files_are_passed_over(run, put):
    root = put()
    for path in (".schema/x.yaml", "measures/.draft.yaml", "README.md"):
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text("[")
    (root / "odd.yaml").mkdir()
    assert run("check", root)[0] == 0


def test_load_counts_the_questions_that_left_the_files(run, put):
    run("load", put())
    bank = BANK.partition("quizzes")[0]
    _, said, _ = run("load", put(lengths="questions: []\n", bank=bank))
    assert said[0] == "1 question in the database and not in the files: left alone."


@pytest.fixture
def conflict(app, run, put):
    """A folder that was loaded and then changed, as its quiz was on the web."""
    run("load", put())
    with app.app_context():
        db.session.scalars(select(Quiz)).one().pass_mark = 70
        db.session.commit()
    return put(bank=BANK.replace("    sections", "    pass_mark: 90\n    sections"))


def pass_mark(app):
    with app.app_context():
        return db.session.scalars(select(Quiz.pass_mark)).one()


def test_a_conflict_is_said_and_the_web_is_kept(app, run, conflict):
    code, said, errors = run("load", conflict)
    assert (code, said[-1]) == (0, "0 created, 0 revised, 3 unchanged, 0 kept, 1 conflict.")
    assert errors[-2:] == [
        "quiz measures-certificate was changed in the files and on the web; the web's version is kept.",
        "Run again with --take file or --take web to settle this.",
    ]
    assert pass_mark(app) == 70


@pytest.mark.parametrize(("take", "expected"), [("file", 90), ("web", 70)])
def test_a_conflict_is_settled_as_told(app, run, conflict, take, expected):
    _, said, _ = run("load", conflict, "--take", take)
    assert said[-1].endswith("0 conflicts.")
    assert pass_mark(app) == expected
    assert run("load", conflict)[1] == ["Nothing to do: these files are loaded already."]


def test_export_writes_what_was_loaded(run, put, tmp_path):
    run("load", put(cases=CASES))
    root = tmp_path / "out"
    assert run("export", root) == (0, [f"Written to {root}."], [])
    assert (root / "measures" / "lengths.yaml").read_text() == LENGTHS
    assert run("load", root)[1][-1] == "0 created, 0 revised, 5 unchanged, 0 kept, 0 conflicts."


def test_export_tells_of_files_that_it_did_not_write(run, put):
    root = put(old="topic: lengths\nquestions: []\n")
    run("load", root)
    assert run("export", root)[2] == [
        f"{root}/measures/old.yaml was there before and is left alone; remove it if its questions moved."
    ]


def test_a_folder_that_cannot_be_written_is_said(run, tmp_path):
    (tmp_path / "file").touch()
    code, _, errors = run("export", tmp_path / "file")
    assert (code, errors) == (1, [f"{tmp_path}/file:1: cannot be written: File exists"])


def test_schemas_are_written_for_editors(run, tmp_path):
    run("schemas", tmp_path)
    assert sorted(path.name for path in (tmp_path / ".schema").iterdir()) == [
        "bank.json", "facts.json", "questions.json", "sources.json",
    ]  # fmt: skip


def test_a_folder_need_not_be_named(app, run, put):
    app.config["QUESTIONS_DIR"] = str(put())
    assert run("check")[1] == ["1 question, 1 fact, 1 source: no errors, 0 warnings."]


def test_a_folder_is_named_from_where_one_stands(run, put, monkeypatch):
    root = put(lengths="")
    monkeypatch.chdir(root.parent)
    assert run("check", root)[2][0] == "questions/measures/lengths.yaml:1: is empty"


def test_the_questions_of_the_house_have_no_errors(run):
    code, _, errors = run("check")
    assert code == 0, errors


@pytest.mark.parametrize("verb", ["check", "load"])
def test_what_may_never_end_or_is_too_large_is_said_and_not_read(run, put, verb):
    root = put()
    os.mkfifo(root / "measures" / "a-pipe.yaml")
    (root / "measures" / "device.yaml").symlink_to("/dev/zero")
    with (root / "measures" / "large.yaml").open("wb") as file:
        file.truncate(disk.LARGEST + 1)
    code, _, errors = run(verb, root)
    assert code == 1
    assert errors[:3] == [
        f"{root}/measures/a-pipe.yaml:1: cannot be read: it is no ordinary file",
        f"{root}/measures/device.yaml:1: cannot be read: it is no ordinary file",
        f"{root}/measures/large.yaml:1: cannot be read: it is larger than 16 megabytes",
    ]
