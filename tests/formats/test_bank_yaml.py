"""Reading a folder of question files."""

import pytest

from quizapp.formats.bank_yaml import read
from quizapp.formats.library import EntryState
from tests.formats.builders import BANK, CASES, FACTS, FILES, LENGTHS, SOURCES, folder, library, problems, warnings


def test_a_sound_folder_has_no_problem():
    assert read(FILES)[1] == []


def test_everything_that_the_folder_says_is_there():
    read_in = library(cases=CASES)
    assert [source.id for source in read_in.sources] == ["handbook"]
    assert [(bank.id, [topic.id for topic in bank.topics]) for bank in read_in.banks] == [("measures", ["lengths"])]
    assert [(entry.bank, entry.fact.id) for entry in read_in.facts] == [("measures", "metre-in-centimetres")]
    assert [entry.question.id for entry in read_in.questions] == ["a-stick-on-a-table", "how-long-is-a-metre"]
    assert [(bank.id, quiz.id) for bank, quiz in read_in.quizzes] == [("measures", "measures-certificate")]
    assert read_in.size == 5


def test_files_may_be_given_as_bytes():
    assert read({path: text.encode() for path, text in FILES.items()}) == read(FILES)


def test_a_question_has_the_topic_of_its_file_unless_it_names_one():
    bank = BANK.partition("quizzes")[0].replace("topics:\n", "topics:\n  - {id: areas, title: Areas}\n")
    other = LENGTHS.replace("    level", "    topic: areas\n    level")
    assert library(bank=bank, lengths=other).questions[0].question.topic == "areas"


def test_facts_have_the_day_on_which_their_file_was_checked_unless_they_name_one():
    assert str(library().facts[0].fact.checked_on) == "2026-11-22"
    own = FACTS.replace("    publishable", "    checked_on: '2026-10-01'\n    publishable")
    assert str(library(facts=own).facts[0].fact.checked_on) == "2026-10-01"


@pytest.mark.parametrize("state", ["draft", "retired", "published"])
def test_a_question_may_have_a_state(state):
    quizless = BANK.partition("quizzes")[0]
    text = LENGTHS.replace("    level", f"    state: {state}\n    level")
    assert library(lengths=text, bank=quizless).questions[0].state is EntryState(state)


def test_the_problems_of_a_draft_are_warnings():
    draft = LENGTHS.replace("    level", "    state: draft\n    level").replace(
        "rationale: A hundred.", "rationale: ''"
    )
    assert "questions.0.rationale: is empty" in [w.message for w in warnings(lengths=draft)]


HYPHENS = "sources.0.id: must be lower-case words joined by hyphens"
STATES = "questions.0.state: must be published, draft or retired"
STRAY = "topics.0.titel: is no key that belongs here; did you mean 'title'?"
ADDRESS = "sources.0.url: must be an address that starts with http:// or https://"

MISREAD = [  # the file, what stands in it, and the line and the message of the problem
    ("lengths", b"topic: \xff", 1, "is not UTF-8 text"),
    ("lengths", b"topic: x\n# \xc3", 2, "is not UTF-8 text"),
    ("lengths", "", 1, "is empty"),
    ("lengths", "- a\n", 1, "must be a mapping (key: value)"),
    ("lengths", "topic: [\n", 1, "is not YAML: while parsing a flow node did not find expected node content"),
    ("lengths", "topic: lengths\n", 1, "questions: is missing"),
    ("lengths", "topic: lengths\nquestions:\n", 2, "questions: must be a list"),
    ("lengths", "questions: []\nauthor: me\n", 2, "author: is no key that belongs here"),
    ("lengths", "questions:\n  - how\n", 2, "questions.0: must be a mapping (key: value)"),
    ("lengths", b"#" * 30_000_000, 1, "is larger than 5 million characters; split it into several files"),
    ("lengths", LENGTHS.replace("unit: cm", "state: new"), 11, STATES),
    ("lengths", LENGTHS.replace("    stem", "    stem: again\n    stem"), 9, "the key 'stem' is given twice"),
    ("lengths", LENGTHS.replace("    stem: ", "    stm: "), 3, "questions.0.stem: is missing"),
    ("lengths", LENGTHS.replace("rationale: A hundred.", "rationale: ' '"), 12, "questions.0.rationale: is empty"),
    ("bank", None, 1, "is missing"),
    ("bank", "", 1, "is empty"),
    ("bank", BANK.replace("id: measures\n", "id: weights\n"), 1, "id: must be 'measures', as the folder is called"),
    ("bank", BANK.replace("title: L", "titel: L"), 4, STRAY),
    ("bank", BANK.replace("count: 1", "cuont: 1"), 9, "quizzes.0.sections.0.cuont: is no key that belongs here"),
    ("bank", BANK.replace("    sec", "    valid: 3\n    sec"), 8, "quizzes.0.valid: is no key that belongs here"),
    ("bank", BANK.replace("topics:\n  - {id: lengths, title: Lengths}", "topics: []"), 3, "topics: must not be empty"),
    ("facts", FACTS.replace("'2026-11-22'", "soon", 1), 1, "checked_on: must be a date such as 2026-11-22"),
    ("facts", FACTS.replace("'2028-11-22'", "2028"), 10, "facts.0.review_by: must be a date such as 2026-11-22"),
    ("facts", FACTS.replace("high", "very"), 7, "facts.0.confidence: must be 'high', 'medium' or 'low'"),
    ("facts", "facts:\n  - 7\n", 2, "facts.0: must be a mapping (key: value)"),
    ("sources", None, 1, "is missing"),
    ("sources", "sources: 7\n", 1, "sources: must be a list"),
    ("sources", SOURCES.replace("A handbook of metres", "' '"), 3, "sources.0.title: is empty"),
    ("sources", SOURCES.replace("handbook\n", "Hand_Book\n"), 2, HYPHENS),
    ("sources", SOURCES.replace("    kind", "    url: x\n    kind"), 7, ADDRESS),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "line", "message"), MISREAD)
def test_what_is_wrong_is_said_with_its_file_and_line(name, text, line, message):
    path = "sources.yaml" if name == "sources" else f"measures/{name}.yaml"
    assert f"{path}:{line}: {message}" in problems(**{name: text})


def test_every_problem_of_every_file_is_said_at_once():
    said = problems(lengths="- a\n", facts="facts: 1\n", sources="")
    assert [line.partition(":")[0] for line in said] == ["measures/facts.yaml", "measures/lengths.yaml", "sources.yaml"]


def test_an_id_used_twice_is_said_with_both_places():
    (problem,) = problems(areas=LENGTHS)
    assert problem.startswith("measures/lengths.yaml:3: questions.0.id: the question id 'how-long-is-a-metre' is used")
    assert problem.endswith(" already, at measures/areas.yaml:3")


@pytest.mark.parametrize(
    ("name", "text", "entry"),
    [("sources", SOURCES, "source"), ("facts", FACTS, "fact")],
)
def test_an_id_is_used_once_by_sources_and_by_facts(name, text, entry):
    twice = text + text[text.index("  - id:") :]
    assert [f"the {entry} id" in problem for problem in problems(**{name: twice})] == [True]


def test_ids_of_topics_and_quizzes_are_unique_across_banks():
    other = folder() | {"other/bank.yaml": BANK.replace("id: measures\n", "id: other\n")}
    said = [str(problem) for problem in read(other)[1]]
    assert said == [
        "other/bank.yaml:4: topics.0.id: the topic id 'lengths' is used already, at measures/bank.yaml:4",
        "other/bank.yaml:6: quizzes.0.id: the quiz id 'measures-certificate' is used already, at measures/bank.yaml:6",
    ]


@pytest.mark.parametrize("path", ["lengths.yaml", "measures/old/lengths.yaml", "measures/lengths.yml"])
def test_a_file_out_of_its_place_is_said(path):
    said = [str(problem) for problem in read({**FILES, path: LENGTHS})[1]]
    assert said == [f"{path}:1: does not belong here: put it at <bank>/<topic>.yaml"]


def test_an_empty_folder_is_said():
    assert [str(problem) for problem in read({})[1]] == [
        "sources.yaml:1: is missing",
        "sources.yaml:1: stands alone: the folder holds no bank",
    ]


def test_a_file_that_cannot_be_read_does_not_make_everything_that_names_it_a_problem():
    assert problems(facts="[", sources=None) == [
        "measures/facts.yaml:1: is not YAML: while parsing a flow node did not find expected node content",
        "sources.yaml:1: is missing",
    ]


def test_a_thing_that_is_wrong_in_itself_is_not_unknown_to_others():
    said = problems(facts=FACTS.replace("confidence: high", "confidence: very"))
    assert len(said) == 1
