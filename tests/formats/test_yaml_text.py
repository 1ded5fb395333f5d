"""YAML as the house reads and writes it."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from quizapp.formats.yaml_text import DEEPEST, LARGEST, BadYaml, Digits, Inline, InlineMap, dump, line_of, lines, parse

AWKWARD = ["no", "1:30", "010", "1e3", "0o17", "~", "yes", "2026-11-22", "=", "<<", "|", " x\ny", "\n", "a: b", ""]
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\ufffe\uffff"), max_size=30)
    | st.sampled_from(AWKWARD)
)
keys = st.text("abc: ", min_size=1)
documents = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4))


@pytest.mark.parametrize(
    "text", ["no", "on", "yes", "1:30", "010", "0x1F", "0o17", "2026-11-22", ".5", "1.", "+", "<<"]
)
def test_only_what_yaml_1_2_calls_special_is_special(text):
    assert parse(f"key: {text}") == {"key": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("FALSE", False), ("null", None), ("~", None), ("", None), ("-12", -12), ("0", 0), ("1.50", 1.5),
     ("-2.5e-3", -0.0025), ("1e3", 1000.0), ("'1'", "1"), ("!!str 1", "1")],
)  # fmt: skip
def test_true_false_null_and_numbers_are_special(text, value):
    assert parse(f"key: {text}") == {"key": value}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "is empty"),
        ("# only a comment\n", 1, "is empty"),
        ("a: 1\nb: 2\na: 3\n", 3, "the key 'a' is given twice"),
        ("a:\n  - b: 1\n    b: 2\n", 3, "the key 'b' is given twice"),
        ("a: [1\n", 1, "is not YAML"),
        ("a: b: c\n", 1, "is not YAML: mapping values are not allowed in this context"),
        ("a: 1\n---\nb: 1\n", 2, "another document"),
        ("a: &x 1\nb: *x\n", 1, "an anchor"),
        ("a: *x\n", 1, "is not YAML"),
        ("a: !!python/object:os.system x\n", 1, "the tag !!python/object:os.system"),
        ("a: !mine x\n", 1, "the tag !mine"),
        ("a: !!int x\n", 1, "'x' is no !!int"),
        ("1: x\n", 1, "a key that is not text"),
        ("a: 1\n[b]: 1\n", 2, "a key that is not text"),
        ("a: 1\nb: \x00\n", 2, "a character that YAML does not allow"),
        ("a: 1\nb: \ud800\n", 2, "a character that YAML does not allow"),
        ("a: " + "9" * 301, 1, "a number that is too long"),
        ("a: 1\n" + "x" * LARGEST, 1, "is larger than 5 million characters"),
        ("a:\n  " + "[" * (DEEPEST + 1), 2, "is nested too deeply"),
        ("a:\n" + "- " * 50_000 + "x", 2, "is nested too deeply"),
        ("a:\n" + "? " * 50_000 + "x", 2, "is nested too deeply"),
        ("a:\n" + " " * 4 * DEEPEST + "x", 2, "is nested too deeply"),
    ],
)
def test_text_that_cannot_be_read_is_refused_with_its_line(text, line, message):
    with pytest.raises(BadYaml) as refusal:
        parse(text)
    assert refusal.value.line == line
    assert message in str(refusal.value)


def test_brackets_that_close_again_are_not_deep():
    assert len(parse("[" + "[], " * 1000 + "]")) == 1000


def test_brackets_in_a_text_do_no_harm():
    assert parse("a: ')))]]]}}}'") == {"a": ")))]]]}}}"}


@given(st.text("ab:-[]{}?&*!|>'\"%@,# \n0", max_size=40))
def test_any_text_is_read_or_refused_at_a_line_of_it(text):
    try:
        parse(text)
        line = 1
    except BadYaml as refusal:
        line = refusal.line
    assert 1 <= line <= text.count("\n") + 1
    assert set(lines(text).values()) <= set(range(1, text.count("\n") + 2))


def test_everything_has_a_line():
    known = lines("a: 1\nb:\n  - c: 2\n    d:\n      - 3\n      - 4\n")
    assert known == {
        ("a",): 1, ("b",): 2, ("b", 0): 3, ("b", 0, "c"): 3, ("b", 0, "d"): 4, ("b", 0, "d", 0): 5, ("b", 0, "d", 1): 6,
    }  # fmt: skip


@pytest.mark.parametrize("text", ["", "a: [", "x"])
def test_what_cannot_be_read_or_has_no_parts_has_no_lines(text):
    assert lines(text) == {}


@pytest.mark.parametrize(
    ("path", "line"), [(("b", 0, "d"), 4), (("b", 0, "x"), 3), (("b", 7, "c"), 2), (("z",), 1), ((), 1)]
)
def test_what_is_missing_has_the_line_of_what_is_around_it(path, line):
    assert line_of(lines("a: 1\nb:\n  - c: 2\n    d: 3\n"), path) == line


@given(documents)
def test_what_is_written_is_read_back(document):
    assert parse(dump({"document": document})) == {"document": document}


@given(documents)
def test_what_is_written_is_read_alike_by_yaml_1_1(document):
    # no other reader should find a date or an octal number where we wrote text
    assert yaml.safe_load(dump([document])) == [document]


def test_lists_are_indented_and_long_text_is_folded():
    written = dump({"a": [{"b": "word " * 30 + "end"}]})
    assert written.startswith("a:\n  - b: word word")
    assert max(map(len, written.splitlines())) <= 118 + len(" word")


def test_text_with_several_lines_is_a_block():
    assert dump({"a": "one\ntwo\n"}) == "a: |\n  one\n  two\n"


def test_what_is_short_can_be_written_in_one_line():
    assert dump({"a": Inline(["x", "y"]), "b": InlineMap({"c": 1})}) == "a: [x, y]\nb: {c: 1}\n"


@pytest.mark.parametrize("digits", ["150", "-0.00001", "100000000000000"])
def test_digits_are_written_as_they_are(digits):
    assert dump({"a": Digits(digits)}) == f"a: {digits}\n"
