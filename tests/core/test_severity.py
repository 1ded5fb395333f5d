"""How grave the program finds a change, and what no author may go below."""

import pytest

from quizapp.core import severity
from quizapp.core.currency import Severity
from tests.core.builders import sample

FACT = {
    "statement": "The product may be used on intact skin only.", "evidence": "law", "confidence": "high",
    "safety_critical": False, "jurisdictions": ["NZ"], "publishable": True, "review_by": "2027-01-01",
    "sources": ["a"], "misconception": "It may be injected.",
}  # fmt: skip


def of(**changes: object) -> severity.Proposal:
    return severity.of_fact(FACT, {**FACT, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"statement": "The  product may be used, on intact skin only"},
        {"review_by": "2028-01-01"},
        {"sources": ["a", "b"]},
        {"misconception": "It may be drunk."},
    ],
)
def test_what_does_not_change_what_is_stated_is_editorial(changes):
    assert of(**changes) == severity.Proposal(Severity.EDITORIAL)


@pytest.mark.parametrize(
    "changes",
    [
        {"statement": "The product may be used on intact skin and scalp only."},
        {"confidence": "low"},
        {"safety_critical": True},
    ],
)
def test_other_words_or_another_weight_are_proposed_as_material_and_may_be_called_editorial(changes):
    assert of(**changes) == severity.Proposal(Severity.MATERIAL)
    assert of(**changes).allows(Severity.EDITORIAL)


@pytest.mark.parametrize(
    "changes", [{"jurisdictions": ["NZ", "AU"]}, {"effective_from": "2027-08-07"}, {"effective_until": "2027-08-07"}]
)
def test_where_and_when_a_fact_holds_is_never_editorial(changes):
    assert of(**changes) == severity.Proposal(Severity.MATERIAL, Severity.MATERIAL)
    assert not of(**changes).allows(Severity.EDITORIAL)


@pytest.mark.parametrize(
    "statement", ["The product may not be used on intact skin.", "Use on intact skin is prohibited."]
)
def test_a_negation_that_comes_or_goes_is_proposed_as_a_reversal(statement):
    assert of(statement=statement).proposed is Severity.REVERSAL


def test_a_fact_that_may_no_longer_be_asked_about_is_a_reversal_and_material_at_least():
    assert of(publishable=False) == severity.Proposal(Severity.REVERSAL, Severity.MATERIAL)


def question(kind: str, **changes: object) -> severity.Proposal:
    return severity.of_question(sample(kind), sample(kind, **changes))


@pytest.mark.parametrize("kind", ["single_choice", "multiple_response", "true_false", "matching", "ordering", "case"])
def test_a_question_that_says_the_same_is_editorial(kind):
    assert question(kind, rationale="Said in other words.") == severity.Proposal(Severity.EDITORIAL)


@pytest.mark.parametrize("kind", ["single_choice", "multiple_response"])
def test_another_key_is_never_editorial(kind):
    options = [{**option, "correct": not option.get("correct", False)} for option in raw(kind)["options"]]
    assert question(kind, options=options) == severity.Proposal(Severity.REVERSAL, Severity.MATERIAL)


def raw(kind: str) -> dict:
    from quizapp.core.kinds import KINDS

    return KINDS[kind].sample()


def test_keys_of_the_other_kinds_count_too():
    prompts = raw("matching")["prompts"]
    turned = [{**prompts[0], "answer": prompts[1]["answer"]}, {**prompts[1], "answer": prompts[0]["answer"]}]
    assert question("matching", prompts=turned + prompts[2:]).least is Severity.MATERIAL
    assert question("ordering", items=raw("ordering")["items"][::-1]).least is Severity.MATERIAL
    assert question("true_false", answer=not raw("true_false")["answer"]).least is Severity.MATERIAL
    assert question("numeric", answer="99").least is Severity.MATERIAL
    assert question("numeric", tolerance="7").least is Severity.MATERIAL


def test_a_changed_key_within_a_case_is_never_editorial():
    parts = raw("case")["parts"]
    first = {**parts[0]}
    if "options" in first:
        first["options"] = [{**o, "correct": not o.get("correct", False)} for o in first["options"]]
    else:
        first["answer"] = not first["answer"]
    assert question("case", parts=[first, *parts[1:]]).least is Severity.MATERIAL


def test_another_kind_is_another_key():
    assert severity.of_question(sample("true_false"), sample("numeric")).least is Severity.MATERIAL


def test_other_options_other_forms_and_other_facts_are_proposed_as_material():
    options = raw("single_choice")["options"]
    reworded = [{**options[0], "text": "Something else altogether"}, *options[1:]]
    assert question("single_choice", options=reworded) == severity.Proposal(Severity.MATERIAL)
    accepted = [*raw("short_answer")["accepted"], "another form"]
    assert question("short_answer", accepted=accepted).proposed is Severity.MATERIAL


def test_a_key_in_other_words_under_another_id_is_never_editorial():
    options = [
        {"id": "left", "text": "Something new", "correct": False, "rationale": "No."},
        {"id": "right-hand", "text": "Something newer", "correct": True, "rationale": "Yes."},
    ]
    assert question("single_choice", options=options).least is Severity.MATERIAL
    assert question("short_answer", accepted=["something else"]).least is Severity.MATERIAL


def test_another_set_of_facts_is_never_editorial():
    assert question("single_choice", facts=["another-fact"]).least is Severity.MATERIAL


def test_a_stem_that_is_turned_round_is_proposed_as_a_reversal_and_other_numbers_as_material():
    stem = sample("true_false").stem
    assert question("true_false", stem=f"It is not so that {stem}").proposed is Severity.REVERSAL
    assert question("true_false", stem=f"{stem} 17").proposed is Severity.MATERIAL
    assert question("true_false", stem=f"Now: {stem}").proposed is Severity.EDITORIAL
