"""JSON Schemas of the question files, for editors that complete and check while one types."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from quizapp.formats.library import BANK, FACT, SOURCE, EntryState
from quizapp.formats.question_json import ANY_KIND

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, str]:
    """Return the text of each schema by the name of its file."""
    made = {
        "sources": _list_of("sources", SOURCE, {}),
        "facts": _list_of("facts", FACT, {"checked_on": {"type": "string", "format": "date"}}),
        "bank": _described(BANK),
        "questions": _questions(),
    }
    return {f"{name}.json": json.dumps({"$schema": DIALECT, **made[name]}, indent=2) + "\n" for name in made}


def _described(adapter: TypeAdapter[Any]) -> dict[str, Any]:
    return adapter.json_schema(ref_template="#/$defs/{model}")


def _list_of(key: str, adapter: TypeAdapter[Any], others: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a mapping with a list under ``key``, and of the ``others`` that may stand beside it."""
    item = _described(adapter)
    definitions = item.pop("$defs", {})
    return {
        "type": "object",
        "properties": {**others, key: {"type": "array", "items": item}},
        "required": [key],
        "additionalProperties": False,
        "$defs": definitions,
    }


def _questions() -> dict[str, Any]:
    """Return the schema of a file of questions; each may have a state, which the parts of a case may not."""
    schema = _list_of("questions", ANY_KIND, {"topic": {"type": "string"}})
    state = {"enum": list(EntryState), "default": EntryState.PUBLISHED}
    entries = []
    for reference in schema["properties"]["questions"]["items"]["discriminator"]["mapping"].values():
        shape = schema["$defs"][reference.rpartition("/")[2]]
        shape["required"] = ["kind", *shape["required"]]
        entries.append({**shape, "properties": {**shape["properties"], "state": state}})
    schema["properties"]["questions"]["items"] = {"oneOf": entries}
    return schema
