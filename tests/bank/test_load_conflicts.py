"""Loading files over what was edited on the web since."""

import pytest
from sqlalchemy import select

from quizapp.core.currency import Severity
from quizapp.core.loading import Take
from quizapp.database import db
from quizapp.facts import queries as fact_rows
from quizapp.facts import revisions
from quizapp.facts.models import FactRevision
from quizapp.formats.library import fact_of
from quizapp.quizzes.models import Quiz, QuizState
from tests.bank.loading import SLUG, draft_on_the_web, edit_on_the_web, history, load, question, ted, text
from tests.factories import NOW
from tests.formats.builders import BANK, FACTS, LENGTHS

pytestmark = pytest.mark.usefixtures("ctx")

FIRST = (1, "superseded", "file", "How long is a metre in centimetres?")


@pytest.fixture
def edited(ctx):
    """A question that was loaded and then edited on the web."""
    load()
    edit_on_the_web("On the web?", ted())


@pytest.mark.usefixtures("edited")
class TestAQuestionEditedOnTheWeb:
    def test_is_kept_while_its_file_stays_as_it_was(self):
        report = load(lengths="# nothing new\n" + LENGTHS)
        assert report.counts["question"]["kept"] == 1
        assert history() == [FIRST, (2, "published", "web", "On the web?")]

    def test_is_kept_and_reported_when_its_file_changed_too(self):
        report = load(lengths=text("In the file?"))
        assert report.conflicts == (f"question {SLUG}",)
        assert history() == [FIRST, (2, "published", "web", "On the web?")]

    def test_stays_in_conflict_until_somebody_decides(self):
        load(lengths=text("In the file?"))
        again = load(lengths=text("In the file?"))
        assert not again.was_loaded
        assert again.conflicts == (f"question {SLUG}",)

    def test_gives_way_to_the_file_when_told_so(self):
        report = load(Take.FILE, lengths=text("In the file?"))
        assert report.conflicts == ()
        assert history()[1:] == [(2, "superseded", "web", "On the web?"), (3, "published", "file", "In the file?")]

    def test_stays_for_good_when_told_so(self):
        load(Take.WEB, lengths=text("In the file?"))
        again = load(lengths="# nothing new\n" + text("In the file?"))
        assert again.counts["question"]["kept"] == 1
        assert history() == [FIRST, (2, "published", "web", "On the web?")]

    def test_is_unchanged_when_the_file_says_the_same(self):
        report = load(lengths=text("On the web?"))
        assert report.counts["question"]["unchanged"] == 1
        assert len(history()) == 2

    def test_follows_the_file_again_once_they_agree(self):
        load(lengths=text("On the web?"))
        load(lengths=text("In the file?"))
        assert history()[2] == (3, "published", "file", "In the file?")


def test_a_draft_on_the_web_is_not_overtaken_by_the_file():
    load()
    draft_on_the_web("Half a thought", ted())
    report = load(lengths=text("In the file?"))
    assert report.conflicts == (f"question {SLUG}",)
    assert history()[1] == (2, "draft", "web", "Half a thought")


def test_a_draft_on_the_web_is_superseded_when_the_file_is_taken():
    load()
    draft_on_the_web("Half a thought", ted())
    load(Take.FILE, lengths=text("In the file?"))
    assert [state for _, state, _, _ in history()] == ["superseded", "superseded", "published"]


def test_a_question_retired_on_the_web_is_no_conflict():
    load()
    question().retired_at = NOW
    assert load(lengths="# nothing new\n" + LENGTHS).counts["question"]["unchanged"] == 1


def test_a_question_is_taken_at_its_word_by_id_wherever_it_was_first_written():
    load()
    question().file_digest = None  # as if it had been written on the web
    assert load(lengths=text("In the file?")).conflicts == (f"question {SLUG}",)


def edit_fact(statement):
    """Make a new revision of the fact, as a page would."""
    current = db.session.scalars(select(FactRevision)).one()
    said = fact_of({**current.content, "statement": statement})
    change = revisions.Change(severity=Severity.MATERIAL, since=NOW.date())
    revisions.next_fact(current, said, change, NOW, fact_rows.sources_by_slug())


def statements():
    return list(db.session.scalars(select(FactRevision.statement).where(FactRevision.is_latest)))


def test_a_fact_edited_on_the_web_is_kept_and_reported_when_its_file_changed_too():
    load()
    edit_fact("On the web.")
    report = load(facts=FACTS.replace("A metre is a hundred", "One metre is a hundred"))
    assert report.conflicts == ("fact metre-in-centimetres",)
    assert statements() == ["On the web."]


def test_a_fact_edited_on_the_web_gives_way_when_told_so():
    load()
    edit_fact("On the web.")
    load(Take.FILE, facts=FACTS.replace("A metre is a hundred", "One metre is a hundred"))
    assert statements() == ["One metre is a hundred centimetres."]


def edit_quiz(**changes):
    quiz = db.session.scalars(select(Quiz)).one()
    for name, value in changes.items():
        setattr(quiz, name, value)
    db.session.flush()
    return quiz


def test_a_quiz_edited_on_the_web_is_kept_while_its_file_stays_as_it_was():
    load()
    quiz = edit_quiz(pass_mark=70)
    assert load(lengths="# nothing new\n" + LENGTHS).counts["quiz"]["kept"] == 1
    assert quiz.pass_mark == 70


def test_a_quiz_retired_on_the_web_is_kept():
    load()
    quiz = edit_quiz(state=QuizState.RETIRED)
    load(lengths="# nothing new\n" + LENGTHS)
    assert quiz.state is QuizState.RETIRED


def test_a_quiz_changed_in_both_is_a_conflict():
    load()
    quiz = edit_quiz(pass_mark=70)
    changed = BANK.replace("    sections", "    pass_mark: 90\n    sections")
    assert load(bank=changed).conflicts == ("quiz measures-certificate",)
    assert quiz.pass_mark == 70
    load(Take.FILE, bank=changed)
    assert quiz.pass_mark == 90


def test_a_quiz_made_on_the_web_with_the_id_of_one_in_the_files_is_a_conflict():
    load(bank=BANK.partition("quizzes")[0])
    quiz = Quiz(slug="measures-certificate", title="Mine")
    db.session.add(quiz)
    db.session.flush()
    assert load().conflicts == ("quiz measures-certificate",)
    assert quiz.title == "Mine"
