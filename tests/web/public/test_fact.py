"""The public page of a fact."""

from datetime import date

import pytest
import time_machine

from quizapp.core.currency import Severity
from quizapp.database import db
from quizapp.facts import queries, revisions
from quizapp.formats import library
from tests.attempts import builders
from tests.factories import NOW

PAGE = "/facts/a-fact"
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _fact(app):
    """A fact with one source."""
    with app.app_context():
        builders.fact("a-fact", safety_critical=True, jurisdictions=["EU", "GB-ENG"])
        db.session.commit()


def revise(app, severity=Severity.MATERIAL, since=TODAY, note="It was found out.", until=None, **changes):
    """Put another revision of the fact in force."""
    with app.app_context():
        before = queries.revisions_of(queries.fact("a-fact"))[-1]
        content = library.fact_of({**before.content, **changes})
        change = revisions.Change(severity=severity, since=since, note=note, until=until)
        revisions.next_fact(before, content, change, NOW, queries.sources_by_slug())
        db.session.commit()


def test_anybody_reads_what_a_fact_says_and_what_it_rests_on(client):
    response = client.get(PAGE)
    assert response.status_code == 200
    for words in ("It is so: a-fact.", "Consensus of experts", "High: it is unlikely to change", "Safety-critical",
                  "European Union, England", "22 Nov 2026", "1 Jan 2028", 'href="https://example.org/paper"',
                  "It has not changed since"):  # fmt: skip
        assert words in response.text


def test_it_may_be_kept_and_found_by_search_engines(client):
    for path in (PAGE, f"{PAGE}.json"):
        headers = client.get(path).headers
        assert headers["Cache-Control"] == "public, max-age=300"
        assert "X-Robots-Tag" not in headers
    headers = client.get(PAGE).headers
    assert {"Accept", "Cookie"} <= {name.strip() for name in headers["Vary"].split(",")}
    assert "Set-Cookie" not in headers


def test_a_page_that_bears_somebodys_name_is_not_kept(as_):
    response = as_("pam").get(PAGE)
    assert "Pam Practitioner" in response.text
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("slug", ["no-fact", "hidden-fact"])
def test_what_is_not_there_or_not_publishable_is_not_found(app, client, slug):
    with app.app_context():
        builders.fact("hidden-fact", publishable=False)
        db.session.commit()
    assert client.get(f"/facts/{slug}").status_code == 404
    assert client.get(f"/facts/{slug}.json").status_code == 404


def test_what_changed_is_told_with_its_days_and_how_grave_it_is(app, client):
    revise(app, statement="It is otherwise: a-fact.")
    page = client.get(PAGE).text
    for words in ("Material change, 22 Nov 2026", "It was found out.", "<del>so</del>", "<ins>otherwise</ins>",
                  "22 Nov 2026, replaced on the same day", "It is so: a-fact."):  # fmt: skip
        assert words in page


def test_a_change_known_for_a_later_day_is_announced_and_comes_by_itself(app, client):
    revise(app, Severity.REVERSAL, date(2027, 8, 7), statement="It is not so: a-fact.")
    page = client.get(PAGE).text
    assert "From 7 Aug 2027 something else holds (reversal)" in page
    assert "It is not so: a-fact." in page
    assert client.get(f"{PAGE}.json").json["statement"] == "It is so: a-fact."
    with time_machine.travel("2027-08-07T12:00:00Z"):
        page = client.get(PAGE).text
        assert "something else holds" not in page
        assert "22 Nov 2026 to 6 Aug 2027" in page
        assert client.get(f"{PAGE}.json").json["statement"] == "It is not so: a-fact."


def test_a_fact_that_has_ended_says_so(app, client):
    revise(app, statement="It is so for now.", until=date(2026, 12, 1))
    with time_machine.travel("2026-12-02T12:00:00Z"):
        assert "It held until 1 Dec 2026" in client.get(PAGE).text
        said = client.get(f"{PAGE}.json").json
    assert (said["in_force"], said["until"]) == (False, "2026-12-01")


def test_a_change_replaced_on_its_own_day_says_so(app, client):
    revise(app, statement="A slip.")
    revise(app, statement="It is otherwise.")
    assert "Another change took its place on the same day" in client.get(PAGE).text


def test_what_may_not_be_published_is_not_told_of_the_past_or_the_future(app, client):
    revise(app, statement="A secret.", publishable=False)
    assert client.get(PAGE).status_code == 404
    revise(app, statement="Open again.", since=date(2026, 11, 23), publishable=True)
    with time_machine.travel("2026-11-24T12:00:00Z"):
        for page in (client.get(PAGE).text, client.get(f"{PAGE}.json").text):
            assert "Open again." in page
            assert "A secret." not in page


def test_a_source_nobody_opened_and_one_no_longer_relied_on_say_so(app, client):
    with app.app_context():
        now = queries.source("source-of-a-fact")
        said = {**now.content, "link_opened": False, "retired_because": "Withdrawn by its authors."}
        revisions.put_source(now.source, library.source_of(said), now, NOW)
        db.session.commit()
    page = client.get(PAGE).text
    assert "nobody here has opened it" in page
    assert "Withdrawn by its authors." in page
    (source,) = client.get(f"{PAGE}.json").json["sources"]
    assert (source["opened"], source["retired_because"]) == (False, "Withdrawn by its authors.")


def test_a_program_is_given_json(app, client):
    revise(app, statement="It is otherwise: a-fact.", effective_from="2027-08-07")
    said = client.get(PAGE, headers={"Accept": "application/json"}).json
    assert said == client.get(f"{PAGE}.json").json
    assert said["jurisdictions"] == [
        {"code": "EU", "name": "European Union"}, {"code": "GB-ENG", "name": "England"},
    ]  # fmt: skip
    assert (said["id"], said["evidence"], said["law_from"]) == ("a-fact", "consensus", "2027-08-07")
    assert said["revisions"] == [
        {"revision": 2, "statement": "It is otherwise: a-fact.", "severity": "material", "since": "2026-11-22",
         "until": None, "note": "It was found out."},
        {"revision": 1, "statement": "It is so: a-fact.", "severity": None, "since": "2026-11-22",
         "until": "2026-11-21", "note": ""},
    ]  # fmt: skip
