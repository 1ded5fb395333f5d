"""Quizzes: making, editing, sampling, publishing, retiring."""

import pytest
from sqlalchemy import select

from quizapp.attempts import actions as attempts
from quizapp.database import db
from quizapp.people.models import Person
from quizapp.quizzes import queries
from quizapp.quizzes.models import Quiz, QuizState
from tests.attempts import builders
from tests.factories import NOW
from tests.web.trainer.pages import fields

NEW, PAGE = "/trainer/quizzes/new", "/trainer/quizzes/exam"
EDIT = f"{PAGE}/edit"


@pytest.fixture
def quiz(app):
    """Add a bank of three questions and a published quiz that asks two of them."""
    with app.app_context():
        builders.library(3)
        builders.quiz(count=2, title="The exam", description="Two\nlines")
        db.session.commit()


def press(browser, url, typed, act="save", **changes):
    return browser.post(url, data={**typed, **changes, "act": act})


def typed(browser, url=NEW, **changes):
    return {**fields(browser.get(url).text), **changes}


def stored(app, slug="exam"):
    """Return what the row says, as plain values."""
    with app.app_context():
        row = queries.by_slug(slug)
        sections = [(s.title, s.count, s.filters) for s in row.sections]
        return {c.name: getattr(row, c.name) for c in Quiz.__table__.columns} | {"sections": sections}


def test_the_list_shows_every_quiz_and_which_cannot_be_filled(app, ted, quiz):
    with app.app_context():
        builders.quiz("big", count=9, title="Too big", state=QuizState.DRAFT)
        db.session.commit()
    page = ted.get("/trainer/quizzes/").text
    assert "The exam" in page
    assert "Sample paper" in page
    assert "Cannot be filled" in page


def test_an_empty_list_says_what_to_do(ted):
    assert "There is no quiz yet" in ted.get("/trainer/quizzes/").text


def test_a_quiz_shows_its_blueprint_rules_and_what_can_fill_it(ted, quiz):
    page = ted.get(PAGE).text
    assert "2 questions" in page
    assert "30 minutes" in page
    assert '<td role="cell" data-label="Can fill it today" class="num">3</td>' in page


def test_a_new_quiz_is_a_draft_with_an_id_from_its_title(app, ted, quiz):
    form = typed(ted, **{"title": "First steps", "sections-0-count": "2", "sections-0-topics": "sample"})
    assert press(ted, NEW, form).location == "/trainer/quizzes/first-steps"
    row = stored(app, "first-steps")
    assert (row["state"], row["pass_mark"], row["minutes"]) == (QuizState.DRAFT, 80, None)
    assert row["sections"] == [("", 2, {"topics": ["sample"]})]


def test_every_rule_is_kept(app, ted, quiz):
    rules = {
        "minutes": "45", "pass_mark": "75", "attempts": "3", "delay_hours": "24", "certainty": "scored",
        "safety_critical_all_right": "y", "review_questions": "when_final", "review_key": "never", "valid_months": "6",
        "cpd_hours": "1.5", "jurisdictions": "GB, US", "opens_at": "2026-12-01T09:00", "closes_at": "2026-12-31T17:00",
    }  # fmt: skip
    assert press(ted, EDIT, typed(ted, EDIT), **rules).status_code == 303
    row = stored(app)
    assert (row["minutes"], row["pass_mark"], row["attempts_allowed"], row["delay_hours"]) == (45, 75, 3, 24)
    assert (row["certainty"].value, row["review_questions"].value, row["review_key"].value) == (
        "scored", "when_final", "never",
    )  # fmt: skip
    assert (row["valid_months"], float(row["cpd_hours"]), row["jurisdictions"]) == (6, 1.5, ["GB", "US"])
    assert (row["opens_at"].isoformat(), row["closes_at"].hour) == ("2026-12-01T09:00:00+00:00", 17)
    assert row["safety_critical_all_right"]


def test_opening_and_saving_changes_nothing(app, ted, quiz):
    before = stored(app)
    assert press(ted, EDIT, typed(ted, EDIT)).status_code == 303
    assert stored(app) == before | {"edited_on_web": True}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "Give it a title."),
        ("pass_mark", "120", "between 0 and 100"),
        ("minutes", "abc", "Not a valid integer"),
        ("id", "Not an id", "lower-case words"),
        ("jurisdictions", "UK", "The United Kingdom is GB"),
        ("jurisdictions", "XX", "not a code"),
        ("sections-0-count", "", "Say how many."),
        ("sections-0-count", "0", "between 1 and 200"),
        ("sections-0-kinds", "riddle", "not a valid choice"),
    ],
)
def test_bad_input_is_named_at_its_field_and_nothing_is_lost(ted, quiz, field, value, said):
    form = typed(ted, **{"title": "Kept title", "sections-0-count": "2", "description": "Kept words"})
    response = press(ted, NEW, form, **{field: value})
    assert response.status_code == 422
    assert said in response.text
    assert fields(response.text)["description"] == ["Kept words"]
    assert f'href="#{field}"' in response.text


def test_a_quiz_closes_after_it_opens(ted, quiz):
    form = typed(ted, EDIT, opens_at="2026-12-02T09:00", closes_at="2026-12-01T09:00")
    assert "It must close after it opens" in press(ted, EDIT, form).text


def test_an_id_that_another_has_is_refused_at_its_field(ted, quiz):
    form = typed(ted, **{"title": "Another", "id": "exam", "sections-0-count": "2"})
    response = press(ted, NEW, form)
    assert response.status_code == 422
    assert "Another quiz has the id" in response.text


def test_sections_are_added_moved_and_taken_away_without_losing_what_was_typed(ted, quiz):
    form = typed(ted, **{"title": "Kept", "sections-0-title": "One", "sections-0-count": "not yet"})
    form = fields(press(ted, NEW, form, "section-add").text)
    assert (form["sections-0-count"], form["sections-1-title"]) == (["not yet"], [""])
    form = fields(press(ted, NEW, form, "section-up:1", **{"sections-1-title": "Two"}).text)
    assert (form["sections-0-title"], form["sections-1-title"]) == (["Two"], ["One"])
    form = fields(press(ted, NEW, form, "section-down:0").text)
    assert form["sections-0-title"] == ["One"]
    form = fields(press(ted, NEW, form, "section-remove:0").text)
    assert form["sections-0-title"] == ["Two"]
    assert "sections-1-title" not in form
    assert press(ted, NEW, form, "section-up:7").status_code == 422


def test_counting_again_says_how_many_can_fill_each_section(ted, quiz):
    form = typed(ted, **{"sections-0-count": "5", "sections-0-levels": "judgement"})
    assert "0 questions can fill it today" in press(ted, NEW, form, "section-add").text
    assert "It gets 0 of 5" in press(ted, NEW, form, "check").text


def test_a_published_quiz_that_would_run_short_is_not_saved(app, ted, quiz):
    response = press(ted, EDIT, typed(ted, EDIT), **{"sections-0-count": "9"})
    assert response.status_code == 422
    assert "“All” gets 3 of 9" in response.text
    assert fields(response.text)["sections-0-count"] == ["9"]
    assert stored(app)["sections"] == [("All", 2, {})]


def test_two_trainers_at_one_quiz_lose_nothing(app, ted, quiz):
    mine, theirs = typed(ted, EDIT), typed(ted, EDIT)
    press(ted, EDIT, theirs, title="Theirs")
    response = press(ted, EDIT, mine, title="Mine")
    assert response.status_code == 409
    assert stored(app)["title"] == "Theirs"
    assert press(ted, EDIT, fields(response.text)).status_code == 303
    assert stored(app)["title"] == "Mine"


def test_a_draft_may_change_its_id_and_a_published_quiz_keeps_it(app, ted, quiz):
    assert press(ted, EDIT, typed(ted, EDIT), id="other").location == PAGE
    form = typed(ted, **{"title": "Draft", "sections-0-count": "2"})
    press(ted, NEW, form)
    url = "/trainer/quizzes/draft/edit"
    assert press(ted, url, typed(ted, url), id="renamed").location == "/trainer/quizzes/renamed"


def test_the_page_says_that_running_attempts_keep_their_rules(app, cast, ted, quiz):
    with app.app_context():
        attempts.start(db.session.get_one(Person, cast["pam"]), queries.by_slug("exam"), NOW, 1)
        db.session.commit()
    assert "1 attempt runs now" in ted.get(PAGE).text.replace("\n", " ")
    assert "1 attempt that runs keeps the rules" in ted.get(EDIT).text


def test_publishing_and_retiring(app, ted, quiz):
    assert ted.post(f"{PAGE}/publish").status_code == 409
    assert ted.post(f"{PAGE}/retire").location == PAGE
    assert "Publish again" in ted.get(PAGE).text
    assert ted.post(f"{PAGE}/retire").status_code == 409
    assert ted.post(f"{PAGE}/publish").location == PAGE
    assert stored(app)["state"] is QuizState.PUBLISHED


def test_a_quiz_that_cannot_be_filled_is_not_published_and_says_why(app, ted, quiz):
    with app.app_context():
        builders.quiz("big", count=9, state=QuizState.DRAFT)
        db.session.commit()
    response = ted.post("/trainer/quizzes/big/publish")
    assert response.status_code == 422
    assert "“All” gets 3 of 9" in response.text
    assert "not enough questions" in ted.get("/trainer/quizzes/big").text


def test_a_sample_paper_is_the_same_for_the_same_seed(ted, quiz):
    first, again = ted.get(f"{PAGE}/paper?seed=7").text, ted.get(f"{PAGE}/paper?seed=7").text
    assert first.split('class="paper"')[1] == again.split('class="paper"')[1]
    assert "Question 2 of 2" in first
    assert "drawn from the seed 7" in first


def test_a_sample_paper_without_a_seed_gets_one(ted, quiz):
    response = ted.get(f"{PAGE}/paper")
    assert response.status_code == 302
    assert "paper?seed=" in response.location
    assert ted.get(f"{PAGE}/paper?seed=abc").status_code == 302


def test_a_sample_paper_hides_the_keys_until_asked(ted, quiz):
    assert "It is not." not in ted.get(f"{PAGE}/paper?seed=7").text
    assert "It is not." in ted.get(f"{PAGE}/paper?seed=7&keys=shown").text


def test_a_sample_paper_that_cannot_be_drawn_says_why(app, ted, quiz):
    with app.app_context():
        builders.quiz("big", count=9, state=QuizState.DRAFT)
        db.session.commit()
    assert "No paper can be drawn" in ted.get("/trainer/quizzes/big/paper?seed=1").text


def test_a_quiz_from_files_says_that_it_was_edited_here(app, ted, quiz):
    with app.app_context():
        db.session.scalar(select(Quiz)).bank_slug = "biology"
        db.session.commit()
    press(ted, EDIT, typed(ted, EDIT), title="Edited")
    assert "and edited here since" in ted.get(PAGE).text
