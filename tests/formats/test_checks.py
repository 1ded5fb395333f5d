"""What must hold between facts, questions, quizzes and sources."""

import pytest

from quizapp.core.kinds import KINDS
from tests.formats.builders import BANK, CASES, FACTS, LENGTHS, library, problems, warnings

LAW = FACTS.replace("evidence: consensus", "evidence: law").replace("jurisdictions: []", "jurisdictions: [GB]")
HIDDEN = FACTS.replace("publishable: true", "publishable: false")
NOON = "'2026-01-02T12:00:00Z'"
SAFETY = FACTS.replace("safety_critical: false", "safety_critical: true")


def question(**changes):
    """Return the file of questions with lines of the question changed, by key."""
    text = LENGTHS
    for key, value in changes.items():
        line = next(row for row in LENGTHS.splitlines() if row.strip().startswith(f"{key}:"))
        text = text.replace(line, f"    {key}: {value}")
    return text


def quiz(*lines, section="{title: All, count: 1, banks: [measures], topics: [lengths]}"):
    """Return the bank's file with lines added to its quiz, or its section changed."""
    sections = f"    sections:\n      - {section}\n"
    return BANK.partition("    sections")[0] + "".join(f"    {line}\n" for line in lines) + sections


ASKED = "questions.0.facts.0: "
NO_CODE = "is not a code such as US, GB, GB-ENG or EU"
NO_TOPIC = "'weights' is not a topic of this bank"
NAMELESS = "questions.0.topic: is missing: name it here, or once at the top of the file"
SHORT = "quizzes.0.sections.0.count: asks for 1, but only 0 can be given to it"
COUNT = "quizzes.0.sections.0.count: must be a whole number from 1 to 500"
UK_IS_GB = f"facts.0.jurisdictions.0: 'UK' {NO_CODE}; the United Kingdom is GB"
ENDS_FIRST = "facts.0.effective_until: comes before effective_from (2026-02-01)"
TAKEN = "topics.0.id: 'facts' is the name of another file in the folder"
CLOSES_FIRST = "quizzes.0.closes_at: does not come after opens_at"
UNKNOWN_BANK = "quizzes.0.sections.0.banks.0: there is no bank 'weights'"
UNKNOWN_TOPIC = "quizzes.0.sections.0.topics.0: there is no topic 'weights'"
KINDLESS = f"quizzes.0.sections.0.kinds.1: must be one of {', '.join(KINDS)}"
LEVEL = "questions.0.level: must be the highest level of the parts"
ZONE = "quizzes.0.opens_at: must name its time zone, such as 2026-11-22T10:00:00Z"

BACKWARDS = "    effective_from: '2026-02-01'\n    effective_until: '2026-01-01'\n    review"
CROSSED = [  # the file, what stands in it, and the problem
    ("facts", FACTS.replace("[handbook]", "[handbook, atlas]"), "facts.0.sources.1: 'atlas' is not in sources.yaml"),
    ("facts", FACTS.replace("topic: lengths", "topic: weights"), f"facts.0.topic: {NO_TOPIC}"),
    (
        "facts",
        FACTS.replace("ns: []", "ns: [UK]"),
        UK_IS_GB,
    ),
    (
        "facts",
        FACTS.replace("    review", BACKWARDS),
        ENDS_FIRST,
    ),
    ("facts", HIDDEN, f"{ASKED}'metre-in-centimetres' is not publishable, so no question may rest on it"),
    ("lengths", question(facts="[yard]"), f"{ASKED}'yard' is not a fact of any bank"),
    ("lengths", question(jurisdictions="[ZZ]"), f"questions.0.jurisdictions.0: 'ZZ' {NO_CODE}"),
    ("lengths", LENGTHS.replace("topic: lengths\n", ""), NAMELESS),
    ("lengths", LENGTHS.replace("topic: lengths", "topic: weights"), f"questions.0.topic: {NO_TOPIC}"),
    ("lengths", LENGTHS.replace("    level", "    state: draft\n    level"), SHORT),
    ("lengths", LENGTHS.replace("    level", "    state: retired\n    level"), SHORT),
    (
        "cases",
        CASES.replace("[metre-in-centimetres]", "[yard]", 1),
        "questions.0.parts.0.facts.0: 'yard' is not a fact of any bank",
    ),
    ("cases", CASES.replace("level: recall", "level: judgement", 1), LEVEL),
    (
        "bank",
        BANK.replace("{id: lengths", "{id: facts", 1),
        TAKEN,
    ),
    ("bank", quiz("jurisdictions: [XX]"), f"quizzes.0.jurisdictions.0: 'XX' {NO_CODE}"),
    ("bank", quiz(f"opens_at: {NOON}", f"closes_at: {NOON}"), CLOSES_FIRST),
    ("bank", quiz("opens_at: '2026-01-02T00:00:00'"), ZONE),
    ("bank", quiz(section="{count: 1, banks: [weights]}"), UNKNOWN_BANK),
    (
        "bank",
        quiz(section="{count: 1, topics: [weights]}"),
        UNKNOWN_TOPIC,
    ),
    ("bank", quiz(section="{count: 1, kinds: [numeric, essay]}"), KINDLESS),
    ("bank", quiz(section="{count: 0}"), COUNT),
    ("bank", quiz(section="{count: 1000000000}"), COUNT),
    ("bank", quiz(section="{count: 2}"), "quizzes.0.sections.0.count: asks for 2, but only 1 can be given to it"),
    ("bank", quiz(section="{count: 1, levels: [judgement]}"), SHORT),
]


@pytest.mark.parametrize(("name", "text", "problem"), CROSSED)
def test_what_does_not_hold_between_things_is_said(name, text, problem):
    assert problem in [line.partition(": ")[2] for line in problems(**{name: text})]


def test_a_problem_between_things_has_its_place():
    said = problems(lengths=question(facts="[yard]"))
    assert said[-1] == f"measures/lengths.yaml:6: {ASKED}'yard' is not a fact of any bank"


def test_a_quiz_is_not_filled_while_something_cannot_be_read():
    said = problems(bank=quiz(section="{count: 2}"), lengths="[")
    assert [line.partition(":")[0] for line in said] == ["measures/lengths.yaml"]


@pytest.mark.parametrize("state", ["draft", "retired"])
def test_a_quiz_that_nobody_can_take_may_be_short_of_questions(state):
    text = quiz(f"state: {state}", section="{count: 2}")
    assert problems(bank=text) == []
    assert "quizzes.0.sections.0.count: asks for 2" in warnings(bank=text)[0].message


def test_a_draft_may_rest_on_a_fact_that_is_not_publishable_yet():
    draft = LENGTHS.replace("    level", "    state: draft\n    level")
    assert problems(facts=HIDDEN, lengths=draft, bank=BANK.partition("quizzes")[0]) == []


def law_warnings(**changes):
    return [w.message for w in warnings(facts=LAW, **changes) if "whose law" in w.message]


def test_a_legal_question_names_the_law_that_its_facts_share():
    assert law_warnings() == ["questions.0.jurisdictions: does not name GB, whose law the key rests on"]


@pytest.mark.parametrize("named", ["[GB]", "[GB-ENG]", "[US, GB]"])
def test_a_legal_question_may_name_a_part_of_the_country_or_more(named):
    assert law_warnings(lengths=question(jurisdictions=named)) == []


def test_facts_of_different_laws_ask_for_none_to_be_named():
    another = FACTS.partition("facts:\n")[2].replace("metre-in-centimetres", "yard-in-feet")
    both = LAW + another.replace("consensus", "law").replace("jurisdictions: []", "jurisdictions: [US]")
    text = question(facts="[metre-in-centimetres, yard-in-feet]")
    assert [w for w in warnings(facts=both, lengths=text) if "whose law" in w.message] == []


def test_a_part_of_a_case_may_leave_the_law_to_the_case():
    case = CASES.replace("    level", "    jurisdictions: [GB]\n    level", 1)
    assert law_warnings(cases=case, lengths=question(jurisdictions="[GB]")) == []
    assert len(law_warnings(cases=CASES, lengths=question(jurisdictions="[GB]"))) == 2


def test_a_flaw_of_writing_is_a_warning_at_its_place():
    text = LENGTHS.replace("kind: numeric", "kind: single_choice").partition("    answer")[0] + (
        "    options:\n"
        "      - {id: a, text: A hundred, correct: true, rationale: It is.}\n"
        "      - {id: b, text: A thousand, rationale: Too many.}\n"
        "      - {id: c, text: None of the above, rationale: One is.}\n"
        "    rationale: A hundred.\n"
    )
    (warning,) = warnings(lengths=text)
    assert str(warning).startswith("measures/lengths.yaml:12: questions.0.options.2.text: 'None of the above' stands")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lengths": "topic: lengths\nquestions: []\n"}, "is asked about by no question"),
        ({"lengths": LENGTHS.replace("    level", "    state: draft\n    level")}, "is asked about by no question"),
        ({"facts": SAFETY}, "is safety-critical, and asked about by one question only"),
        ({"facts": SAFETY, "cases": CASES}, "is safety-critical, and asked about at the level of recall only"),
    ],
)
def test_a_fact_that_too_few_questions_ask_about_is_a_warning(changes, said):
    (warning,) = warnings(**changes, bank=BANK.partition("quizzes")[0])
    assert (warning.file, warning.line, warning.message) == ("measures/facts.yaml", 3, f"facts.0: {said}")


def test_a_safety_critical_fact_asked_about_twice_and_above_recall_is_covered():
    case = CASES.replace("level: recall", "level: application")
    assert warnings(facts=SAFETY, cases=case) == []


def test_a_fact_that_is_not_publishable_need_not_be_asked_about():
    assert warnings(facts=HIDDEN, lengths="questions: []\n", bank=BANK.partition("quizzes")[0]) == []


def test_a_safety_critical_question_can_fill_a_section_for_safety():
    bank = quiz(section="{count: 1, safety_critical: true}")
    assert library(facts=SAFETY, bank=bank)
    assert problems(bank=bank) == [f"measures/bank.yaml:9: {SHORT}"]
