"""JSON Schemas for editors: they take what the reader takes."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from quizapp.core.kinds import KINDS
from quizapp.formats.schemas import schemas
from quizapp.formats.yaml_text import parse
from tests.formats.builders import BANK, CASES, FACTS, LENGTHS, SOURCES

MADE = {name.removesuffix(".json"): json.loads(text) for name, text in schemas().items()}
HOUSE = Path(__file__).parents[2] / "questions"


def accepts(name, text):
    return Draft202012Validator(MADE[name]).is_valid(parse(text))


@pytest.mark.parametrize("name", MADE)
def test_a_schema_is_one(name):
    Draft202012Validator.check_schema(MADE[name])
    assert MADE[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize(
    ("name", "text"),
    [("sources", SOURCES), ("facts", FACTS), ("bank", BANK), ("questions", LENGTHS), ("questions", CASES)],
)
def test_a_schema_takes_a_sound_file(name, text):
    assert accepts(name, text)


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_takes_every_kind_with_a_state(kind):
    assert Draft202012Validator(MADE["questions"]).is_valid({"questions": [{**KINDS[kind].sample(), "state": "draft"}]})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sources", SOURCES.replace("title", "titel")),
        ("facts", FACTS.replace("high", "very")),
        ("bank", BANK.replace("count: 1", "count: one")),
        ("questions", LENGTHS.replace("level: recall", "level: hard")),
        ("questions", LENGTHS.replace("    kind: numeric\n", "")),
        ("questions", LENGTHS.replace("unit: cm", "state: ready")),
        ("questions", CASES.replace("        unit: cm", "        state: draft")),
    ],
)
def test_a_schema_refuses_what_the_reader_refuses(name, text):
    assert not accepts(name, text)


@pytest.mark.parametrize("name", schemas())
def test_the_schemas_beside_the_questions_are_up_to_date(name):
    assert (HOUSE / ".schema" / name).read_text(encoding="utf-8") == schemas()[name], "run make schemas"


@pytest.mark.parametrize("path", sorted(HOUSE.rglob("*.yaml")), ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_a_schema_takes_the_files_of_the_house(path):
    name = path.stem if path.stem in ("sources", "facts", "bank") else "questions"
    assert accepts(name, path.read_text(encoding="utf-8"))
