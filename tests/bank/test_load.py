"""Loading question files into the database."""

import pytest
from sqlalchemy import func, select

from quizapp.bank.models import Bank, Load, Question, QuestionRevision, State, Topic
from quizapp.core.loading import Decision
from quizapp.database import db
from quizapp.facts.models import FactRevision, SourceRevision
from quizapp.people.models import AuditEntry
from quizapp.quizzes import files
from quizapp.quizzes.models import Quiz, QuizState
from tests.bank.loading import SLUG, history, load, question, text
from tests.factories import NOW
from tests.formats.builders import BANK, CASES, FACTS, LENGTHS, SOURCES, library

pytestmark = pytest.mark.usefixtures("ctx")

QUIZLESS = BANK.partition("quizzes")[0]


def counts(report, noun):
    return {decision: count for decision, count in report.counts[noun].items() if count}


def rows(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_everything_in_the_files_is_created():
    report = load(cases=CASES)
    assert {noun: counts(report, noun) for noun in report.counts} == {
        "source": {"created": 1}, "fact": {"created": 1}, "question": {"created": 2}, "quiz": {"created": 1},
    }  # fmt: skip
    assert report.changes == 5


def test_a_question_is_published_and_says_what_the_file_says():
    load()
    revision = db.session.scalars(select(QuestionRevision)).one()
    assert (revision.number, revision.state, revision.origin.value) == (1, State.PUBLISHED, "file")
    assert (revision.topic, revision.kind, revision.level.value, revision.worth) == ("lengths", "numeric", "recall", 1)
    assert (revision.created_at, revision.published_at) == (NOW, NOW)
    assert [fact.slug for fact in revision.facts] == ["metre-in-centimetres"]
    assert "how long is a metre in centimetres? a hundred." in revision.search_text
    assert revision.question.bank.slug == "measures"


def test_a_case_rests_on_the_facts_of_its_parts():
    load(cases=CASES)
    case = db.session.scalars(select(QuestionRevision).where(QuestionRevision.kind == "case")).one()
    assert [fact.slug for fact in case.facts] == ["metre-in-centimetres"]
    assert case.worth == 2


def test_a_bank_has_its_topics_in_order():
    load(bank=QUIZLESS.replace("topics:\n", "position: 3\ntopics:\n  - {id: areas, title: Areas}\n"))
    bank = db.session.scalars(select(Bank)).one()
    assert (bank.slug, bank.title, bank.position) == ("measures", "Measures", 3)
    topics = db.session.scalars(select(Topic).order_by(Topic.position)).all()
    assert [(topic.slug, topic.title) for topic in topics] == [("areas", "Areas"), ("lengths", "Lengths")]


def test_a_quiz_has_its_rules_and_sections():
    load(bank=BANK.replace("    sections", "    minutes: 40\n    attempts: 3\n    cpd_hours: 1.5\n    sections"))
    quiz = db.session.scalars(select(Quiz)).one()
    assert (quiz.slug, quiz.bank_slug, quiz.state) == ("measures-certificate", "measures", QuizState.PUBLISHED)
    assert (quiz.minutes, quiz.attempts_allowed, float(quiz.cpd_hours)) == (40, 3, 1.5)
    assert [(section.title, section.count) for section in quiz.sections] == [("All", 1)]
    assert quiz.sections[0].filters == {"banks": ["measures"], "topics": ["lengths"]}


def test_loading_the_same_files_again_does_nothing():
    first = load()
    again = load()
    assert again.was_loaded
    assert again.counts == first.counts
    assert (rows(Load), rows(QuestionRevision)) == (1, 1)


def test_files_that_only_look_different_change_nothing():
    load()
    report = load(lengths="# a comment\n" + LENGTHS.replace("answer: 100", "answer: 100.0"))
    assert report.changes == 0
    assert {noun: counts(report, noun) for noun in report.counts} == {
        noun: {"unchanged": 1} for noun in ("source", "fact", "question", "quiz")
    }


def test_a_question_that_changed_in_the_file_gets_a_new_revision():
    load()
    report = load(lengths=text("How long is it?"))
    assert counts(report, "question") == {"revised": 1}
    assert history() == [
        (1, "superseded", "file", "How long is a metre in centimetres?"),
        (2, "published", "file", "How long is it?"),
    ]


def test_a_question_can_change_back():
    load()
    load(lengths=text("How long is it?"))
    load()
    assert [(number, state) for number, state, _, _ in history()] == [
        (1, "superseded"), (2, "superseded"), (3, "published"),
    ]  # fmt: skip


def test_a_question_can_move_to_another_topic():
    load(bank=QUIZLESS)
    load(
        bank=QUIZLESS + "  - {id: distances, title: Distances}\n",
        lengths=LENGTHS.replace("topic: lengths", "topic: distances"),
    )
    current = db.session.scalars(select(QuestionRevision).where(QuestionRevision.state == State.PUBLISHED)).one()
    assert (current.number, current.topic) == (2, "distances")


def test_a_draft_in_the_files_is_a_draft():
    load(bank=QUIZLESS, lengths=text("How long is it?", state="draft"))
    assert [state for _, state, _, _ in history()] == ["draft"]


def test_a_draft_is_published_when_the_file_says_so():
    load(bank=QUIZLESS, lengths=text("How long is it?", state="draft"))
    load(bank=QUIZLESS, lengths=text("How long is it?"))
    assert [(number, state) for number, state, _, _ in history()] == [(1, "superseded"), (2, "published")]


def test_a_published_question_that_becomes_a_draft_in_the_file_is_no_longer_asked():
    load(bank=QUIZLESS)
    load(bank=QUIZLESS, lengths=text("How long is it?", state="draft"))
    assert [(number, state) for number, state, _, _ in history()] == [(1, "superseded"), (2, "draft")]


def test_a_question_can_be_retired_in_the_file():
    load(bank=QUIZLESS)
    load(bank=QUIZLESS, lengths=text("How long is a metre in centimetres?", state="retired"))
    assert question().retired_at == NOW


def test_a_question_that_was_retired_stays_retired():
    load()
    question().retired_at = NOW
    report = load(lengths=text("How long is it?"))
    assert counts(report, "question") == {"revised": 1}
    assert question().retired_at == NOW


def test_a_question_that_is_retired_in_both_is_unchanged():
    retired = text("How long is it?", state="retired")
    load(bank=QUIZLESS, lengths=retired)
    report = load(bank=QUIZLESS, lengths="# again\n" + retired)
    assert counts(report, "question") == {"unchanged": 1}


def test_a_question_that_left_the_files_is_left_alone_and_counted():
    load(bank=QUIZLESS)
    report = load(bank=QUIZLESS, lengths="questions: []\n")
    assert report.absent == 1
    assert db.session.scalars(select(Question)).one().slug == SLUG


def test_a_fact_that_changed_gets_a_new_current_revision():
    load()
    report = load(facts=FACTS.replace("A metre is a hundred", "One metre is a hundred"))
    assert counts(report, "fact") == {"revised": 1}
    found = db.session.scalars(select(FactRevision).order_by(FactRevision.number)).all()
    assert [(fact.number, fact.is_latest, fact.statement[:4]) for fact in found] == [
        (1, False, "A me"),
        (2, True, "One "),
    ]
    assert [source.slug for source in found[1].sources] == ["handbook"]


def test_a_source_that_changed_gets_a_new_current_revision():
    load()
    report = load(sources=SOURCES.replace("A handbook", "The handbook"))
    assert counts(report, "source") == {"revised": 1}
    found = db.session.scalars(select(SourceRevision).order_by(SourceRevision.number)).all()
    assert [(source.number, source.is_current, source.title[:3]) for source in found] == [
        (1, False, "A h"),
        (2, True, "The"),
    ]


def test_a_quiz_that_changed_in_the_file_changes():
    load()
    report = load(bank=BANK.replace("    sections", "    pass_mark: 90\n    sections"))
    assert counts(report, "quiz") == {"revised": 1}
    assert db.session.scalars(select(Quiz)).one().pass_mark == 90


def test_a_load_is_kept_with_its_report_and_in_the_audit_log():
    report = load()
    kept = db.session.scalars(select(Load)).one()
    assert (kept.at, kept.report) == (NOW, report.as_json())
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.subject, entry.actor_id) == ("files loaded", f"load:{kept.id}", None)
    assert entry.detail == {"changes": 4, "conflicts": []}


def test_progress_is_told_of_every_thing():
    told = []
    files.load(library(cases=CASES), "x", NOW, progress=told.append)
    assert sum(told) == library(cases=CASES).size


def test_every_decision_is_counted():
    assert set(load().counts["question"]) == {str(decision) for decision in Decision}
