"""YAML as the house reads it: strict, by the core rules of YAML 1.2, and with the line of everything.

Only ``true``, ``false``, ``null`` and plain numbers are special; ``no``, ``on``, ``1:30``, ``010`` and dates stay text.
A key given twice, an anchor that is used and a tag are refused, as is nesting deep enough to hurt the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

import yaml

Path: TypeAlias = tuple[str | int, ...]
"""Keys and indexes that lead from the root of a document to a place in it."""

LARGEST = 5_000_000
"""Characters that a file may have."""

DEEPEST = 100
"""Brackets or list dashes that may be open at once; libyaml overruns its stack at some ten thousand."""

CORE = {
    "null": (re.compile(r"(?:~|null|Null|NULL|)\Z"), [*"~nN", ""]),
    "bool": (re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"), [*"tTfF"]),
    "int": (re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z"), [*"-+0123456789"]),
    "float": (
        re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)\Z"),
        [*"-+0123456789"],
    ),
}
"""What plain text must look like to be something else, and the characters that it then begins with."""

TAG = "tag:yaml.org,2002:"


class BadYaml(Exception):
    """Text that cannot be read: ``line`` counts from 1, the message says why."""

    def __init__(self, line: int, message: str) -> None:
        self.line, self.message = line, message
        super().__init__(f"{line}: {message}")


FIRST = {first: [name for name in CORE if first in CORE[name][1]] for _, firsts in CORE.values() for first in firsts}
"""What plain text may be, by its first character; the quick way for the many texts that are nothing special."""


class _Loader(yaml.CSafeLoader):
    """The C parser with our own rules, and without the detours that PyYAML makes for rules that nobody has."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        """Return the tag of a node that has none."""
        if kind is yaml.ScalarNode:
            for name in FIRST.get(value[:1], ()) if implicit[0] else ():
                if CORE[name][0].match(value):
                    return TAG + name
            return TAG + "str"
        return TAG + ("map" if kind is yaml.MappingNode else "seq")

    def descend_resolver(self, parent: yaml.Node | None, index: Any) -> None:
        """There are no rules that depend on where a node stands."""

    def ascend_resolver(self) -> None:
        """Nor is anything to be undone."""


def parse(text: str) -> Any:
    """Return what a document says, in dicts, lists, text, numbers, booleans and None. Raises BadYaml."""
    node = _compose(text)
    if node is None:
        raise BadYaml(1, "is empty")
    return _value(node, set())


def lines(text: str) -> dict[Path, int]:
    """Return the line, from 1, on which each key and each item of a list begins; {} for what cannot be read."""
    try:
        node = _compose(text)
    except BadYaml:
        return {}
    return {} if node is None else dict(_places(node, ()))


def line_of(known: dict[Path, int], path: Path) -> int:
    """Return the line of a place, or of the nearest thing around it when the place itself is not there."""
    return next((known[path[:n]] for n in range(len(path), 0, -1) if path[:n] in known), 1)


def _compose(text: str) -> yaml.Node | None:
    _refuse_too_much(text)
    try:
        loader = _Loader(text)
        try:
            return loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        words = " ".join(filter(None, (error.context, error.problem)))
        line = error.problem_mark.line if error.problem_mark else 0
        raise BadYaml(min(line, text.rstrip().count("\n")) + 1, f"is not YAML: {words}") from None
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        raise BadYaml(
            _line_of_control(text), "has a character that YAML does not allow, such as a control code"
        ) from error


def _refuse_too_much(text: str) -> None:
    if len(text) > LARGEST:
        raise BadYaml(1, f"is larger than {LARGEST // 1_000_000} million characters; split it into several files")
    if run := re.search(rf"^(?:[ \t]*[-?:](?=\s)){{{DEEPEST}}}|^ {{{4 * DEEPEST}}}", text, re.MULTILINE):
        raise BadYaml(text.count("\n", 0, run.start()) + 1, "is nested too deeply")
    depth = 0
    for bracket in re.finditer(r"[\[\]{}]", text):
        depth = max(depth + (1 if bracket[0] in "[{" else -1), 0)
        if depth > DEEPEST:
            raise BadYaml(text.count("\n", 0, bracket.start()) + 1, "is nested too deeply")


def _line_of_control(text: str) -> int:
    found = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _value(node: yaml.Node, seen: set[int]) -> Any:
    if id(node) in seen:
        raise BadYaml(_line(node), "uses an anchor (&) and an alias (*); write it out")
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode) and node.tag == TAG + "map":
        return _mapping(node, seen)
    if isinstance(node, yaml.SequenceNode) and node.tag == TAG + "seq":
        return [_value(item, seen) for item in node.value]
    if isinstance(node, yaml.ScalarNode) and node.tag.removeprefix(TAG) in (*CORE, "str"):
        return _scalar(node)
    raise BadYaml(_line(node), f"has the tag {node.tag.replace(TAG, '!!')}; tags are not used here")


def _mapping(node: yaml.MappingNode, seen: set[int]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.tag != TAG + "str":
            raise BadYaml(_line(key), "has a key that is not text; put it in quotes")
        if key.value in result:
            raise BadYaml(_line(key), f"the key '{key.value}' is given twice")
        result[key.value] = _value(value, seen)
    return result


def _scalar(node: yaml.ScalarNode) -> str | int | float | bool | None:
    text, kind = str(node.value), node.tag.removeprefix(TAG)
    if kind == "str":
        return text
    if not CORE[kind][0].match(text):
        raise BadYaml(_line(node), f"'{text}' is no !!{kind}")
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if len(text) > 300:
        raise BadYaml(_line(node), "has a number that is too long")
    return int(text) if kind == "int" else float(text)


def _places(node: yaml.Node, path: Path) -> Iterator[tuple[Path, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = str(key.value)
            yield (*path, name), _line(key)
            yield from _places(value, (*path, name))
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield (*path, index), _line(item)
            yield from _places(item, (*path, index))


class _Dumper(yaml.SafeDumper):
    """Lists indented below their key; text with several lines as a block; whatever a reader may mistake, quoted."""

    def increase_indent(self, flow: bool = False, *_: Any, **__: Any) -> None:  # noqa: FBT001, FBT002 - PyYAML's own
        super().increase_indent(flow, indentless=False)


class Inline(list[Any]):
    """A list to be written in one line: ``[a, b]``."""


class InlineMap(dict[str, Any]):
    """A mapping to be written in one line: ``{a: 1, b: 2}``."""


class Digits(str):
    """A number to be written in exactly these digits."""

    __slots__ = ()


def _number(dumper: yaml.SafeDumper, digits: Digits) -> yaml.ScalarNode:
    return dumper.represent_scalar(TAG + ("float" if "." in digits else "int"), str(digits))


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    rows = text.split("\n")
    if not all(row.isprintable() for row in rows):
        return dumper.represent_scalar(TAG + "str", text, style='"')  # which escapes what readers see differently
    is_tame = len(rows) > 1 and not text.startswith((" ", "\n")) and all(row == row.rstrip() for row in rows)
    return dumper.represent_scalar(TAG + "str", text, style="|" if is_tame else None)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Digits, _number)
_Dumper.add_representer(Inline, lambda d, v: d.represent_sequence(TAG + "seq", v, flow_style=True))
_Dumper.add_representer(InlineMap, lambda d, v: d.represent_mapping(TAG + "map", v, flow_style=True))
for _name, (_pattern, _first) in CORE.items():  # on top of YAML 1.1's, so that either reader finds text to be text
    _Dumper.add_implicit_resolver(TAG + _name, _pattern, _first)


def dump(value: Any) -> str:
    """Return a document that ``parse`` reads back as ``value``, keys in their order, lines of some 118 characters."""
    return str(
        yaml.dump(value, Dumper=_Dumper, width=118, allow_unicode=True, sort_keys=False, default_flow_style=False)
    )
