"""Home, the list of questions, and its CSV."""

import csv
import io

import pytest

from quizapp.bank import actions, queries
from quizapp.database import db
from quizapp.people.models import Person
from tests.attempts import builders as rows
from tests.attempts.test_statistics import sit
from tests.bank import builders
from tests.factories import NOW


@pytest.fixture
def broken(app, cast, library):
    """Add a draft with something to mend and one worth a look."""
    with app.app_context():
        ted = db.session.get_one(Person, cast["ted"])
        builders.draft(ted, "bio-broken", stem="")
        builders.draft(ted, "bio-odd", stem="Which of these is not the key?")
        db.session.commit()


def test_the_home_page_counts_banks_and_names_what_needs_work(ted, broken):
    page = ted.get("/trainer/").text
    assert "Biology" in page
    assert "bio-broken" in page
    assert '<span class="figure-value">2</span> <span class="figure-label">questions asked' in page
    assert '<a href="/trainer/questions/?checks=errors">Questions with something to mend</a>' in page


def test_the_home_page_of_an_empty_site_says_what_to_do(ted):
    assert "There is no bank yet" in ted.get("/trainer/").text


def test_questions_few_get_right_are_named_once_asked_often_enough(app, ted, library):
    with app.app_context():
        quiz = rows.quiz(count=2)
        for name in "abcde":
            sit(quiz, name, {"bio-one"})
        db.session.commit()
    page = ted.get("/trainer/").text
    assert page.index("bio-two</a>") < page.index("bio-one</a>")
    assert "0 % of 5" in page


def test_the_list_shows_each_question_with_its_figures(app, ted, library):
    with app.app_context():
        sit(rows.quiz(count=2), "a", {"bio-one"})
        db.session.commit()
    page = ted.get("/trainer/questions/").text
    assert "2 questions" in page
    assert "100 %" in page
    assert "not asked yet" not in page


def test_the_list_can_be_narrowed_by_the_url(ted, broken):
    def found(query):
        page = ted.get(f"/trainer/questions/?{query}").text
        return [slug for slug in ("bio-one", "bio-two", "bio-broken", "bio-odd") if f">{slug}<" in page]

    assert found("words=bio-two") == ["bio-two"]
    assert found("state=draft") == ["bio-broken", "bio-odd"]
    assert found("checks=errors") == ["bio-broken"]
    assert found("checks=remarks") == ["bio-odd"]
    assert found("checks=none&place=biology/sample") == ["bio-one", "bio-two"]
    assert found("level=recall&kind=single_choice&state=published") == ["bio-one", "bio-two"]


def test_what_the_url_cannot_mean_is_not_an_error(ted, library):
    for query in ("author=x&level=deep&kind=riddle&page=99", "page=abc&order=sideways&checks=maybe"):
        assert ted.get(f"/trainer/questions/?{query}").status_code == 200


def test_nothing_found_says_what_to_do(ted, library):
    assert "Take a filter away" in ted.get("/trainer/questions/?words=nowhere").text


def test_the_list_can_be_sorted(app, ted, library):
    with app.app_context():
        sit(rows.quiz(count=2), "a", {"bio-two"})
        db.session.commit()

    def first(order):
        page = ted.get(f"/trainer/questions/?order={order}").text
        return min(("bio-one", "bio-two"), key=lambda slug: page.index(f">{slug}<"))

    assert (first("facility"), first("-facility"), first("latest")) == ("bio-one", "bio-two", "bio-one")


def test_a_retired_question_says_so(app, cast, ted, library):
    with app.app_context():
        actions.retire(queries.by_slug("bio-one"), db.session.get_one(Person, cast["ted"]), NOW)
        db.session.commit()
    assert "Retired</span>" in ted.get("/trainer/questions/?state=retired").text


def table(response):
    return list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))


def test_the_csv_holds_what_is_filtered(ted, broken):
    response = ted.get("/trainer/questions.csv?state=draft")
    assert response.mimetype == "text/csv"
    lines = table(response)
    assert [(line["id"], line["state"], line["to mend"]) for line in lines] == [
        ("bio-broken", "Draft", "1"), ("bio-odd", "Draft", "0"),
    ]  # fmt: skip


def test_the_csv_holds_the_figures(app, ted, library):
    with app.app_context():
        sit(rows.quiz(count=2), "a", {"bio-one"})
        db.session.commit()
    line = table(ted.get("/trainer/questions.csv?words=bio-one"))[0]
    assert (line["asked"], line["facility"], line["discrimination"]) == ("1", "1.000", "")


def test_a_stem_that_a_spreadsheet_would_take_for_a_formula_is_made_harmless(app, cast, ted, library):
    with app.app_context():
        builders.draft(db.session.get_one(Person, cast["ted"]), "bio-sum", stem="=1+1 makes what?")
        db.session.commit()
    assert table(ted.get("/trainer/questions.csv?words=bio-sum"))[0]["stem"] == "'=1+1 makes what?"
