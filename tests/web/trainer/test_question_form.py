"""A question as flat fields, and back."""

import pytest
from werkzeug.datastructures import MultiDict

from quizapp.core.errors import Invalid
from quizapp.core.kinds import KINDS
from quizapp.web.trainer import question_form, question_rows


def flat(content, prefix=""):
    """Yield the fields that a browser would send for a question."""
    for name, value in content.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for i, entry in enumerate(value):
                yield from flat({k: v for k, v in entry.items() if k != "correct"}, f"{prefix}{name}.{i}.")
                if entry.get("correct"):
                    yield f"{prefix}{name}.correct", str(i)
        elif isinstance(value, list):
            yield from ((prefix + name, one) for one in value)
        else:
            yield (
                prefix + name,
                {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value),
            )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_survives_its_form(kind):
    sample = KINDS[kind].sample()
    assert question_form.read(MultiDict(flat(sample)), kind) == {
        "jurisdictions": [],
        **facts(sample),
        **without_lists(sample),
    }


def facts(sample):
    return {} if "facts" in sample else {"facts": []}


def without_lists(sample):
    """Return the sample with the empty lists that a form always says."""
    if "parts" in sample:
        return {**sample, "parts": [filled(part) for part in sample["parts"]]}
    return filled(sample)


def filled(question):
    rows = [f.name for f in question_form.layout(KINDS[question["kind"]]) if f.row is not None or f.many]
    return {**{name: [] for name in rows}, **question}


def test_lines_end_as_they_do_on_disk():
    form = MultiDict({"stem": "One\r\ntwo\rthree"})
    assert question_form.read(form, "single_choice")["stem"] == "One\ntwo\nthree"


def test_a_number_of_marks_that_is_none_is_kept_as_typed():
    assert question_form.read(MultiDict({"marks": "two"}), "numeric")["marks"] == "two"


def test_what_may_be_left_out_and_is_empty_is_left_out():
    read = question_form.read(MultiDict({"unit": "", "tolerance": "", "answer": ""}), "numeric")
    assert not {"unit", "tolerance", "answer", "marks"} & read.keys()


def test_codes_are_taken_apart_and_said_once():
    assert question_form.read(MultiDict({"jurisdictions": "GB, US;GB"}), "numeric")["jurisdictions"] == ["GB", "US"]


def test_accepted_answers_are_taken_apart_by_line():
    assert question_form.read(MultiDict({"accepted": "10,000\n\nten thousand"}), "short_answer")["accepted"] == [
        "10,000", "ten thousand",
    ]  # fmt: skip


def test_rows_may_have_gaps_between_their_numbers():
    form = MultiDict([("options.7.text", "b"), ("options.2.text", "a"), ("options.correct", "7")])
    options = question_form.read(form, "single_choice")["options"]
    assert [(o["text"], o.get("correct")) for o in options] == [("a", None), ("b", True)]


def test_no_more_rows_are_read_than_anybody_can_mean():
    form = MultiDict((f"options.{n}.text", "x") for n in range(200))
    assert len(question_form.read(form, "single_choice")["options"]) == question_form.MOST_ROWS


def test_a_part_of_an_unknown_kind_or_a_case_within_a_case_is_not_read():
    form = MultiDict([("parts.0.kind", "case"), ("parts.1.kind", "riddle"), ("parts.2.kind", "numeric")])
    assert [part["kind"] for part in question_form.read(form, "case")["parts"]] == ["numeric"]


def test_a_text_beyond_the_limit_is_named():
    (problem,) = question_form.too_long({"stem": "x" * 20_000, "options": [{"text": "x" * 20_001}]})
    assert problem.path == ("options", 0, "text")


@pytest.mark.parametrize(
    ("path", "where"),
    [
        (("stem",), "stem"),
        (("options",), "options"),
        (("options", 0, "text"), "options.0.text"),
        (("options", 0, "id"), "options.0"),
        (("options", 0, "correct"), "options.0"),
        (("options", 9, "text"), "options"),
        (("facts", 1), "facts"),
        (("parts", 0, "facts", 0), "parts.0.facts"),
        (("nothing", "known"), "nothing.known"),
        ((), "stem"),
    ],
)
def test_a_problem_is_shown_at_the_field_that_causes_it(path, where):
    content = {"stem": "", "options": [{"text": ""}], "facts": ["a", "b"], "parts": [{"facts": ["a"]}]}
    assert question_form.place(path, content) == where


def test_a_new_question_starts_with_as_many_rows_as_it_usually_needs():
    assert len(question_rows.blank("single_choice")["options"]) == 4
    assert question_rows.blank("case")["parts"] == []


def doing(act, of="single_choice", kind=""):
    content = question_rows.blank(of)
    for i, row in enumerate(content.get("options", ())):
        row["text"] = "abcd"[i]
    question_rows.do(content, act, kind)
    return content


def test_rows_are_added_moved_and_taken_away():
    def texts(act):
        return "".join(row["text"] or "-" for row in doing(act)["options"])

    assert texts("add:options") == "abcd-"
    assert texts("remove:options.1") == "acd"
    assert texts("up:options.2") == "acbd"
    assert texts("down:options.0") == "bacd"
    assert texts("up:options.0") == "abcd"
    assert texts("down:options.3") == "abcd"


def test_a_part_is_added_with_the_rows_of_its_kind():
    content = doing("add:parts", "case", kind="matching")
    assert [len(content["parts"][0][name]) for name in ("choices", "prompts")] == [3, 3]
    question_rows.do(content, "add:parts.0.prompts")
    assert len(content["parts"][0]["prompts"]) == 4


def test_a_foreseen_wrong_answer_has_no_id():
    assert doing("add:misreadings", "numeric")["misreadings"] == [{"rationale": ""}]


def test_facts_are_added_once_and_taken_away():
    content = doing("cite:facts:some-fact")
    question_rows.do(content, "cite:facts:some-fact")
    assert content["facts"] == ["some-fact"]
    question_rows.do(content, "drop:facts:some-fact")
    assert content["facts"] == []


@pytest.mark.parametrize(
    "act",
    [
        "add:nothing", "add:stem", "add:", "remove:options.9", "remove:options", "remove:stem", "up:options.x",
        "cite:facts", "cite:options:some-fact", "cite:options.0.facts:some-fact", "fly:options", "add:options:extra",
        "add:parts.0.options",
    ],
)  # fmt: skip
def test_a_button_that_is_not_on_the_page_is_refused(act):
    with pytest.raises(Invalid):
        doing(act)


@pytest.mark.parametrize("kind", ["", "case", "riddle"])
def test_a_part_needs_a_kind_that_it_may_have(kind):
    with pytest.raises(Invalid):
        doing("add:parts", "case", kind=kind)


def test_new_rows_are_named_after_their_words_and_keep_their_name():
    content = doing("add:options")
    for row, words in zip(
        content["options"], ("By budding", "", "The correct origin", "By budding", "Lysis"), strict=True
    ):
        row["text"] = words
    ids = [row["id"] for row in question_rows.name_rows(content)["options"]]
    assert ids == ["budding", "~2", "origin", "budding-2", "lysis"]
    content["options"][0]["text"] = "Something else"
    assert question_rows.name_rows(content)["options"][0]["id"] == "budding"


def test_a_prompt_follows_its_choice_to_the_new_name():
    content = question_rows.blank("matching")
    content["choices"][1]["text"] = "Even"
    content["prompts"][0]["answer"] = content["choices"][1]["id"]
    question_rows.name_rows(content)
    assert content["prompts"][0]["answer"] == content["choices"][1]["id"] == "even"


def test_rows_of_parts_are_named_too_and_a_missing_id_gets_one():
    content = doing("add:parts", "case", kind="single_choice")
    part = content["parts"][0]
    part["stem"], part["options"][0]["text"], part["options"][1]["id"] = "Which vesicle?", "Exosome", ""
    question_rows.name_rows(content)
    assert (part["id"], part["options"][0]["id"], part["options"][1]["id"]) == ("vesicle", "exosome", "~1")
