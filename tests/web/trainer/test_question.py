"""One question in full: its page, its history, publishing and its fate."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from quizapp.bank import actions, queries
from quizapp.bank.models import Question, State
from quizapp.core.currency import Severity
from quizapp.core.kinds import KINDS
from quizapp.database import db
from quizapp.people.models import AuditEntry, Person
from tests.attempts import builders as rows
from tests.attempts.test_statistics import sit
from tests.bank import builders
from tests.factories import NOW
from tests.web.trainer.pages import fields

PAGE = "/trainer/questions/bio-one"


@pytest.fixture
def revised(app, cast, library):
    """Save a draft of bio-one that asks something else."""
    with app.app_context():
        ted = db.session.get_one(Person, cast["ted"])
        builders.revise(
            queries.in_state(queries.by_slug("bio-one"), State.PUBLISHED), ted, stem="Which of these is now the key?"
        )
        db.session.commit()


@pytest.fixture
def rekeyed(app, cast, library):
    """Save a draft of bio-one by Ted that has another key."""
    with app.app_context():
        ted = db.session.get_one(Person, cast["ted"])
        sample = KINDS["single_choice"].sample()["options"]
        options = [{**option, "correct": place == 1} for place, option in enumerate(sample)]
        published = queries.in_state(queries.by_slug("bio-one"), State.PUBLISHED)
        builders.revise(published, ted, options=options)
        db.session.commit()


def publish(browser, note="", opened=None, **typed):
    if opened is None:
        page = browser.get(f"{PAGE}/publish").text
        opened = page.split('name="opened" value="')[1].split('"')[0]
    return browser.post(f"{PAGE}/publish", data={"opened": opened, "note": note, **typed})


def test_the_page_shows_the_question_with_its_key_and_rationales(ted, library):
    page = ted.get(PAGE).text
    assert "Which of these is the key?" in page
    assert "It is not." in page
    assert "Right</span>" in page


def test_the_page_shows_facts_with_sources_and_what_is_safety_critical(app, cast, ted, library):
    with app.app_context():
        rows.fact("grave-fact", safety_critical=True, review_by=date(2026, 1, 1))
        builders.draft(db.session.get_one(Person, cast["ted"]), "bio-grave", facts=["grave-fact"])
        db.session.commit()
    page = ted.get("/trainer/questions/bio-grave").text
    assert "It is so: grave-fact." in page
    assert "Safety-critical" in page
    assert 'href="https://example.org/paper"' in page
    assert "was due for review on" in page


def test_the_page_names_the_quizzes_that_may_ask_it(app, ted, library):
    with app.app_context():
        rows.quiz("exam", filters={"topics": ["sample"]}, title="The exam")
        db.session.commit()
    assert 'href="/trainer/quizzes/exam">The exam' in ted.get(PAGE).text


def test_a_question_that_no_quiz_asks_says_so(ted, library):
    assert "No quiz has a section for it" in ted.get(PAGE).text


def test_the_page_shows_figures_with_what_they_mean(app, ted, library):
    with app.app_context():
        quiz = rows.quiz(count=2)
        sit(quiz, "a", {"bio-one", "bio-two"})
        sit(quiz, "b", {"bio-one"})
        sit(quiz, "c", set())
        db.session.commit()
    page = ted.get(PAGE).text
    assert "3 times" in page
    assert "66 %" in page
    assert "0.50" in page
    assert "correlation of its mark with the marks of the rest" in page
    assert page.count('<td class="num">0</td>') == 1


def test_a_question_never_asked_says_so(ted, library):
    assert "Not asked in a submitted exam yet" in ted.get(PAGE).text


def test_figures_can_be_counted_since_the_revision_alone(app, cast, ted, revised):
    with app.app_context():
        sit(rows.quiz(count=2), "a", {"bio-one"}, now=NOW - timedelta(days=9))
        question = queries.by_slug("bio-one")
        ted_row = db.session.get_one(Person, cast["ted"])
        actions.publish(question, queries.version(question), "Reworded", ted_row, NOW)
        db.session.commit()
    assert "1 time" in ted.get(PAGE).text
    assert "since this revision was published" in ted.get(f"{PAGE}?since=revision").text


def test_the_list_beside_is_the_one_it_was_found_in(ted, library):
    page = ted.get(f"{PAGE}?words=bio").text
    assert 'href="/trainer/questions/bio-two?words=bio&amp;page=1" rel="next"' in page
    assert 'rel="prev"' not in page
    assert "1 question<" not in page.replace("\n", "")


def test_a_question_that_the_list_does_not_hold_is_shown_all_the_same(ted, library):
    page = ted.get(f"{PAGE}?words=bio-two").text
    assert 'rel="next"' not in page
    assert "Which of these is the key?" in page


def test_two_revisions_are_compared_word_by_word(ted, revised):
    page = ted.get(f"{PAGE}/revisions/1..2").text
    assert "<ins>now </ins>" in page
    assert "passages unchanged" in page


def test_the_same_revision_twice_does_not_differ(ted, library):
    assert "Nothing differs" in ted.get(f"{PAGE}/revisions/1..1").text


def test_publishing_shows_what_changes_and_puts_it_in_force(app, ted, revised):
    assert "<ins>now </ins>" in ted.get(f"{PAGE}/publish").text
    assert publish(ted, "Clearer").location == PAGE
    page = ted.get(PAGE).text
    assert "Which of these is now the key?" in page
    assert "Clearer" in page
    assert "Restore as a draft" in page


def test_publishing_a_further_revision_needs_a_note(ted, revised):
    response = publish(ted)
    assert response.status_code == 422
    assert "Say what changed" in response.text


def test_a_note_beyond_the_limit_is_refused_and_kept(ted, revised):
    response = publish(ted, "n" * 2001)
    assert response.status_code == 422
    assert "n" * 2001 in response.text


def test_publishing_what_has_something_to_mend_is_refused_with_the_list(app, cast, ted, library):
    with app.app_context():
        builders.draft(db.session.get_one(Person, cast["ted"]), "bio-broken", stem="", facts=[])
        version = queries.version(queries.by_slug("bio-broken"))
        db.session.commit()
    response = ted.post("/trainer/questions/bio-broken/publish", data={"opened": version, "note": "my note"})
    assert response.status_code == 422
    assert "Stem: is empty" in response.text
    assert "name at least one fact" in response.text
    with app.app_context():
        assert queries.in_state(queries.by_slug("bio-broken"), State.DRAFT) is not None


def test_publishing_what_somebody_changed_meanwhile_shows_it_anew(ted, revised):
    response = publish(ted, "Clearer", opened="something older")
    assert response.status_code == 409
    assert "read it again" in response.text
    assert "Clearer" in response.text


def test_publishing_twice_is_told_so(ted, revised):
    page = ted.get(f"{PAGE}/publish").text
    opened = page.split('name="opened" value="')[1].split('"')[0]
    publish(ted, "Clearer", opened)
    assert publish(ted, "Clearer", opened).status_code == 409
    assert "There is no draft" in ted.get(f"{PAGE}/publish").text


def test_a_remark_is_shown_before_publishing_and_does_not_stop_it(app, cast, ted, library):
    with app.app_context():
        builders.draft(db.session.get_one(Person, cast["ted"]), "bio-odd", stem="Which of these is not the key?")
        version = queries.version(queries.by_slug("bio-odd"))
        db.session.commit()
    assert "Worth a look before you publish" in ted.get("/trainer/questions/bio-odd/publish").text
    assert ted.post("/trainer/questions/bio-odd/publish", data={"opened": version}).status_code == 303


def test_the_program_proposes_how_grave_a_new_revision_is(ted, revised, app):
    page = ted.get(f"{PAGE}/publish").text
    assert "proposes: editorial" in page
    assert 'value="editorial" checked' in page
    assert " disabled" not in page


def test_a_change_of_key_cannot_be_called_editorial(app, ted, ada, rekeyed):
    page = ada.get(f"{PAGE}/publish").text
    assert 'value="editorial" disabled' in page
    assert 'value="reversal" checked' in page
    assert "it changes what counts as right" in page
    response = publish(ada, "Another key", severity="editorial")
    assert response.status_code == 422
    assert "at least material" in response.text
    assert "Another key" in response.text
    assert "There is no draft" not in response.text


def test_more_than_wording_is_published_by_another_trainer(app, ted, ada, rekeyed):
    assert "Another trainer publishes this" in ted.get(f"{PAGE}/publish").text
    response = publish(ted, "Another key", severity="reversal")
    assert response.status_code == 409
    assert "another trainer publishes it" in response.text
    assert "Another key" in response.text
    assert "bio-one" in ted.get("/trainer/changes/").text
    assert "Another trainer publishes this" not in ada.get(f"{PAGE}/publish").text
    assert publish(ada, "Another key", severity="reversal").status_code == 303
    with app.app_context():
        now = queries.in_state(queries.by_slug("bio-one"), State.PUBLISHED)
        assert (now.number, now.severity, now.substance) == (2, Severity.REVERSAL, 2)


def test_a_revision_may_be_asked_from_a_later_day(app, ted, revised):
    response = publish(ted, "Clearer", since="2027-08-07")
    assert response.location == PAGE
    assert "Papers drawn from 7 Aug 2027 on ask it" in ted.get(PAGE).text
    with app.app_context():
        now = queries.in_state(queries.by_slug("bio-one"), State.PUBLISHED)
        assert now.effective_from == date(2027, 8, 7)


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"since": "9999-12-31"}, "between the years"), ({"since": "soon"}, "Not a valid date"),
     ({"severity": "grave"}, "Not a valid choice")],
)  # fmt: skip
def test_a_day_or_severity_that_is_none_is_refused(ted, revised, typed, said):
    response = publish(ted, "Clearer", **typed)
    assert response.status_code == 422
    assert said in response.text


def test_a_revision_that_would_begin_before_the_latest_is_refused_and_kept(app, cast, ted, revised):
    publish(ted, "Clearer", since="2027-08-07")
    with app.app_context():
        published = queries.in_state(queries.by_slug("bio-one"), State.PUBLISHED)
        builders.revise(published, db.session.get_one(Person, cast["ted"]), stem="Which of these is the key, now?")
        db.session.commit()
    response = publish(ted, "Clearer still", since="2027-08-06")
    assert response.status_code == 409
    assert "two in force on one day" in response.text
    assert "Clearer still" in response.text


def test_an_earlier_revision_is_restored_as_a_draft(app, ted, revised):
    publish(ted, "Clearer")
    assert ted.post(f"{PAGE}/revisions/1/restore").location == f"{PAGE}/edit"
    assert fields(ted.get(f"{PAGE}/edit").text)["stem"] == ["Which of these is the key?"]
    assert ted.post(f"{PAGE}/revisions/1/restore").status_code == 409


def test_discarding_asks_once_more(app, ted, revised):
    page = ted.get(f"{PAGE}/discard").text
    assert "What is published stays as it is" in page
    opened = page.split('name="opened" value="')[1].split('"')[0]
    assert ted.post(f"{PAGE}/discard", data={"opened": opened}).location == PAGE
    assert "Review and publish" not in ted.get(PAGE).text


def test_a_draft_that_changed_meanwhile_is_not_discarded(ted, revised):
    assert ted.post(f"{PAGE}/discard", data={"opened": "older"}).status_code == 409
    assert "Review and publish" in ted.get(PAGE).text


def test_discarding_a_question_never_published_leads_back_to_the_list(app, cast, ted, library):
    with app.app_context():
        builders.draft(db.session.get_one(Person, cast["ted"]), "bio-new")
        version = queries.version(queries.by_slug("bio-new"))
        db.session.commit()
    assert "it goes altogether" in ted.get("/trainer/questions/bio-new/discard").text
    response = ted.post("/trainer/questions/bio-new/discard", data={"opened": version})
    assert response.location == "/trainer/questions/"
    with app.app_context():
        assert db.session.scalar(select(Question).where(Question.slug == "bio-new")) is None


def test_retiring_says_which_quizzes_would_run_short(app, ted, library):
    with app.app_context():
        rows.quiz("tight", count=2, title="Tight quiz")
        db.session.commit()
    page = ted.get(f"{PAGE}/retire").text
    assert "1 quiz cannot be started any more" in page
    assert "would get 1 of 2" in page
    assert "Retire it all the same" in page


def test_retiring_says_when_every_quiz_can_still_be_filled(app, ted, library):
    assert "No quiz draws it" in ted.get(f"{PAGE}/retire").text
    with app.app_context():
        rows.quiz("roomy", count=1, title="Roomy quiz")
        db.session.commit()
    assert "(Roomy quiz)" in ted.get(f"{PAGE}/retire").text


def test_a_question_is_retired_and_brought_back(app, ted, library):
    assert ted.post(f"{PAGE}/retire").location == PAGE
    assert "Bring back" in ted.get(PAGE).text
    assert ted.post(f"{PAGE}/retire").status_code == 409
    assert ted.post(f"{PAGE}/bring-back").location == PAGE
    assert ted.post(f"{PAGE}/bring-back").status_code == 409
    with app.app_context():
        verbs = set(db.session.scalars(select(AuditEntry.verb)))
    assert {"question retired", "question brought back"} <= verbs


@pytest.mark.parametrize("kind", ["multiple_response", "true_false", "matching", "ordering", "numeric", "case"])
def test_what_was_chosen_is_laid_out_for_every_kind(app, cast, ted, kind):
    with app.app_context():
        builders.bank()
        builders.published(db.session.get_one(Person, cast["ted"]), "bio-kind", kind)
        sit(rows.quiz(count=1), "a", {"bio-kind"})
        db.session.commit()
    page = ted.get("/trainer/questions/bio-kind").text
    assert "What was chosen" in page
    assert "Right</span></th>" in page.replace(" </th>", "</th>")


def test_a_revision_for_a_later_day_can_be_called_off(app, cast, ted):
    later = NOW.date() + timedelta(days=30)
    with app.app_context():
        builders.bank()
        author = db.session.get_one(Person, cast["ted"])
        revised = builders.revise(builders.published(author, "bio-one"), author, stem="Which of these is it?")
        opened = queries.version(revised.question)
        approver = db.session.get_one(Person, cast["ada"])
        actions.publish(revised.question, opened, "New law.", approver, NOW, grave=Severity.MATERIAL, since=later)
        db.session.commit()
    page = "/trainer/questions/bio-one"
    assert "asked from 22 Dec 2026 on" in ted.get(page).text
    assert ted.post(f"{page}/call-off").location == page
    assert "called off" in ted.get(page).text
    assert "Call it off" not in ted.get(page).text
    refused = ted.post(f"{page}/call-off")
    assert refused.status_code == 409
    assert "No revision of this question waits for a later day" in refused.text
