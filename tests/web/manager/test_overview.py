"""The manager's first page and its CSV: exceptions first, the filter in the URL, only one's own teams."""

import csv
import io
from datetime import timedelta

import pytest
from flask import url_for

from quizapp import clock
from quizapp.completion import actions
from quizapp.database import db
from quizapp.people.models import Membership, RoleName
from tests import factories
from tests.certificates import builders


@pytest.fixture
def asked(world):
    """Pam is overdue in one quiz and current in another; so is nobody else that Mo may see."""
    with world() as who:
        now = clock.now()
        first, second = builders.quiz("first", title="First quiz"), builders.quiz("second", title="Second quiz")
        earlier = now - timedelta(days=30)
        actions.assign(first, who.north, earlier.date() + timedelta(days=10), "", who.mo, earlier)
        actions.assign(first, who.south, None, "", who.mo, now)
        builders.certificate(who.pam, second, now)


def rows(response):
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))


def test_the_most_pressing_comes_first_and_figures_open_what_is_behind_them(as_, asked):
    page = as_("mo").get("/manager/").text
    assert page.index("Overdue</span>") < page.index("First quiz</td>") < page.index("Second quiz</td>")
    assert 'href="/manager/?status=overdue"' in page
    assert "2 rows about 1 person" in page


def test_other_peoples_teams_are_not_shown(as_, asked):
    assert "Sid Stranger" not in as_("mo").get("/manager/").text
    assert as_("mo").get("/manager/?team=south-clinic").status_code == 404
    assert as_("mo").get("/manager/standing.csv?team=south-clinic").status_code == 404


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("status=overdue", "First quiz</td>", "Second quiz</td>"),
        ("quiz=second", "Second quiz</td>", "First quiz</td>"),
        ("team=north-clinic", "First quiz</td>", "Nobody matches"),
        ("name=PAM+prac", "First quiz</td>", "Nobody matches"),
        ("name=nobody", "Nobody matches", "First quiz</td>"),
        ("status=nonsense", "First quiz</td>", "Nobody matches"),
        ("quiz=nonsense", "Nobody matches", "First quiz</td>"),
    ],
)
def test_the_filter_stands_in_the_url(as_, asked, query, there, gone):
    page = as_("mo").get(f"/manager/?{query}").text
    assert there in page
    assert gone not in page


def test_a_figure_keeps_the_rest_of_the_filter(as_, asked):
    page = as_("mo").get("/manager/?team=north-clinic&name=pam").text
    assert "/manager/?team=north-clinic&amp;name=pam&amp;status=current" in page


def test_500_rows_come_in_pages_and_a_page_beyond_the_last_is_not_there(as_, world):
    with world() as who:
        quiz = builders.quiz()
        actions.assign(quiz, who.north, None, "", who.mo, clock.now())
        for number in range(120):
            added = factories.person(f"P {number:03d}", RoleName.PRACTITIONER, email=f"p{number}@example.org")
            db.session.add(Membership(team_id=who.north.id, person_id=added.id))
    page = as_("mo").get("/manager/?page=3&quiz=exam").text
    assert "121 rows about 121 people" in page
    assert "Page 3 of 3" in page
    assert 'href="/manager/?quiz=exam&amp;page=2"' in page
    assert page.count('role="rowheader"') == 21
    assert as_("mo").get("/manager/?page=4").status_code == 404


def test_the_csv_has_the_same_rows_and_columns_as_the_filter_says(as_, asked):
    response = as_("mo").get("/manager/standing.csv?status=overdue")
    assert response.mimetype == "text/csv"
    assert response.data.startswith(b"\xef\xbb\xbf")
    heading, row = rows(response)
    assert heading == ["Person", "Team", "Quiz", "Status", "Due", "Best score (%)", "Last exam", "Valid until"]
    assert row[:4] == ["Pam Practitioner", "North clinic", "First quiz", "Overdue"]
    assert row[5:] == ["", "", ""]


def test_the_csv_gives_dates_and_scores_as_a_program_wants_them(as_, asked):
    _, row = rows(as_("mo").get("/manager/standing.csv?status=current"))
    assert row[5] == "100"
    assert row[6] == clock.now().date().isoformat()
    assert len(row[7]) == 10


def test_no_cell_of_the_csv_is_a_formula(as_, asked, world):
    with world() as who:
        who.pam.name = "=HYPERLINK(1)"
    assert rows(as_("mo").get("/manager/standing.csv"))[1][0] == "'=HYPERLINK(1)"


def test_without_a_team_the_page_says_whom_to_ask(app, as_, cast):
    with app.app_context():
        cast["max"] = factories.person("Max", RoleName.MANAGER).id
        db.session.commit()
    assert "Ask one to do so" in as_("max").get("/manager/").text
    assert rows(as_("max").get("/manager/standing.csv"))[1:] == []


def test_before_anything_is_asked_the_page_says_what_to_do(as_):
    page = as_("mo").get("/manager/").text
    assert "Nothing is asked of anybody yet" in page
    assert 'href="/manager/assignments/new"' in page


@pytest.mark.parametrize("name", ["pam", "ted", "ada"])
def test_nobody_else_comes_in_not_even_an_administrator(as_, name):
    for path in ("/manager/", "/manager/standing.csv", "/manager/assignments/new", "/manager/teams/north-clinic"):
        assert as_(name).get(path).status_code == 403


def test_a_stranger_is_sent_to_sign_in(app, client):
    with app.test_request_context():
        path = url_for("manager.index")
    assert client.get(path).location.startswith("/sign-in")
