"""Facts and sources, for those who keep them."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from quizapp.bank import history
from quizapp.core.currency import Severity
from quizapp.database import db
from quizapp.facts import proposals
from quizapp.facts import queries as facts
from quizapp.facts.models import FactRevision, Proposal, SourceRevision
from quizapp.formats.library import fact_of
from quizapp.formats.plain import digest, plain
from quizapp.people.models import Person
from tests.attempts import builders as rows
from tests.bank import builders as drafts
from tests.certificates import builders as certificates
from tests.factories import NOW
from tests.web.account.builders import mails, path_in
from tests.web.trainer.revisions import FACT, SOURCE, filled, propose, proposed

PAGES = (
    "/trainer/facts/", FACT, f"{FACT}/revise", f"{FACT}/reviewed", f"{FACT}/revisions/1..1", "/trainer/sources/",
    SOURCE, f"{SOURCE}/revise",
)  # fmt: skip
ACTS = (
    f"{FACT}/revise", f"{FACT}/revise/dry-run", f"{FACT}/revise/sources", f"{FACT}/reviewed", f"{SOURCE}/revise",
    f"{SOURCE}/revise/dry-run", "/trainer/questions/bio-one/still-right",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _library(library):
    """Every test has the bank with its fact."""


def errors(response):
    """Return the page's errors in one line."""
    return " ".join(response.text.split('class="error-summary"')[1].split("</ul>")[0].split())


def count(app, model):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


# Looking


@pytest.mark.parametrize("name", ["pam", "mo", "ada"])
def test_other_roles_are_refused_every_page(as_, name):
    browser = as_(name)
    assert {browser.get(page).status_code for page in PAGES} == {403}
    assert {browser.post(act).status_code for act in ACTS} == {403}


def test_a_trainer_may_see_every_page(ted):
    assert {page: ted.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 200)


def test_what_does_not_exist_is_not_found(ted):
    gone = [page.replace("sample-fact", "no-fact") for page in PAGES if "sample-fact" in page]
    gone += [f"{FACT}/revisions/1..2", f"{FACT}/revisions/9..1"]
    assert {page: ted.get(page).status_code for page in gone} == dict.fromkeys(gone, 404)
    assert {ted.post(act.replace("sample-fact", "no-fact").replace("bio-one", "no")).status_code for act in ACTS} == {
        404
    }


def test_the_list_can_be_narrowed_by_the_url(app, ted):
    with app.app_context():
        rows.fact("late-fact", review_by=date(2026, 1, 1), statement="A late one.", topic="other")
        rows.fact("hidden-fact", publishable=False)
        db.session.commit()

    def found(query):
        page = ted.get(f"/trainer/facts/?{query}").text
        return [slug for slug in ("sample-fact", "late-fact", "hidden-fact") if f"/facts/{slug}" in page]

    assert found("") == ["sample-fact", "late-fact", "hidden-fact"]
    assert found("words=LATE+one") == ["late-fact"]
    assert found("due=yes") == ["late-fact"]
    assert found("publishable=no") == ["hidden-fact"]
    assert found("publishable=yes&place=biology/sample") == ["sample-fact"]
    assert found("place=elsewhere") == []
    assert "Take a filter away" in ted.get("/trainer/facts/?words=nowhere").text


def test_what_the_url_cannot_mean_is_not_an_error(ted):
    for query in ("due=x&publishable=maybe&page=99&place=a/b/c", f"page=x&words={'long+' * 300}"):
        assert ted.get(f"/trainer/facts/?{query}").status_code == 200
        assert ted.get(f"/trainer/sources/?{query}").status_code == 200


def test_the_list_says_how_many_questions_rest_on_each_fact(ted):
    assert '<td role="cell" data-label="Questions" class="num">2</td>' in ted.get("/trainer/facts/").text


def test_the_page_of_a_fact_shows_it_in_full(ted):
    page = ted.get(FACT).text
    for words in ("It is so: sample-fact.", "Consensus of experts", "High: it is unlikely to change", "Everywhere",
                  'href="https://example.org/paper"', "1 Jan 2028", "bio-one", "bio-two", "From files",
                  "It is not so."):  # fmt: skip
        assert words in page


def test_sources_are_found_and_show_what_cites_them(ted):
    assert "On sample-fact" in ted.get("/trainer/sources/?words=sample+journal").text
    assert "No source matches" in ted.get("/trainer/sources/?words=nowhere").text
    assert f'href="{FACT}"' in ted.get(SOURCE).text


# Revising


def test_the_form_says_what_is_said_now(ted):
    sent = filled(ted.get(f"{FACT}/revise").text)
    assert sent["statement"] == ["It is so: sample-fact."]
    assert sent["sources"] == ["source-of-sample-fact"]
    assert sent["base"] == ["1"]
    assert "severity" not in sent


def test_a_dry_run_says_whom_it_touches_and_saves_nothing(app, cast, ted):
    with app.app_context():
        certificates.certificate(db.session.get_one(Person, cast["pam"]), certificates.quiz(count=2))
        db.session.commit()
    response = propose(ted, "/dry-run", statement="It is not so.", severity=None, note=None)
    assert response.status_code == 200
    for words in ("North clinic", '<span class="figure-value">1</span> <span class="figure-label">certificates rest',
                  "proposes: reversal", "2 questions rest on it", "<ins>not </ins>",
                  "A refresher becomes due"):  # fmt: skip
        assert words in response.text
    assert 'value="reversal" checked' in response.text
    assert "error-summary" not in response.text
    assert count(app, Proposal) == 0


def test_a_dry_run_counts_on_the_day_of_the_change(app, cast, ted):
    with app.app_context():
        certificates.certificate(db.session.get_one(Person, cast["pam"]), certificates.quiz(count=2))
        db.session.commit()
    page = propose(ted, "/dry-run", statement="It is otherwise.", since="2028-01-01").text
    assert '<span class="figure-value">0</span> <span class="figure-label">certificates rest' in page
    assert "As things stand on 1 Jan 2028" in page


def test_a_change_of_wording_touches_nobody(ted):
    page = propose(ted, "/dry-run", statement="It is so:  sample-fact!", severity=None).text
    assert "Nobody has to do anything" in page
    assert 'value="editorial" checked' in page


def test_sources_are_looked_for_within_the_form_and_nothing_typed_is_lost(app, ted):
    with app.app_context():
        rows.fact("other-fact")
        db.session.commit()
    page = propose(ted, "/sources", statement="Half a", find="On other", note="Why").text
    assert "1 further source found" in page
    sent = filled(page)
    assert sent["statement"] == ["Half a"]
    assert sent["sources"] == ["source-of-sample-fact"]
    assert 'value="source-of-other-fact"' in page


def test_a_change_is_asked_for_and_the_other_trainers_are_told(app, cast, ted, ada):
    where = proposed(ted, sources=["source-of-sample-fact"], jurisdictions="nz, GB-ENG nz", since="2027-08-07",
                     until="2027-12-31", effective_from="2027-08-07", effective_until="2028-08-07")  # fmt: skip
    assert where.startswith("/trainer/changes/")
    with app.app_context():
        (proposal,) = proposals.waiting()
        assert (proposal.severity, proposal.effective_from) == (Severity.MATERIAL, date(2027, 8, 7))
        assert proposal.content["jurisdictions"] == ["NZ", "GB-ENG"]
        assert proposal.author_id == cast["ted"]
    ((subject, body),) = mails(app)
    assert subject == "A change to approve: fact sample-fact"
    assert "Hello Ada" in body
    assert path_in(body, "/trainer/changes") == where
    assert "A change waits to be approved" in ted.get(FACT).text


def test_without_a_severity_the_program_proposes_and_asks_again(app, ted):
    response = propose(ted, severity=None, statement="It is otherwise.")
    assert response.status_code == 422
    assert "Read what it means, then ask again" in response.text
    assert 'value="material" checked' in response.text
    assert count(app, Proposal) == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"statement": " "}, "Say what is held to be so"),
        ({"statement": "x" * 4001}, "At most 4000 characters"),
        ({"sources": []}, "Name at least one source"),
        ({"sources": ["no-source"]}, "does not know no-source"),
        ({"jurisdictions": "UK, NZ"}, "the United Kingdom is GB"),
        (
            {"effective_from": "2027-02-01", "effective_until": "2027-01-01"},
            "Comes before the day from which the law holds",
        ),
        ({"since": "2027-02-01", "until": "2027-01-01"}, "Comes before the day from which it holds"),
        ({"since": "2026-11-21"}, "Choose today or a later day"),
        ({"since": "9999-12-31"}, "between the years 2000 and 2199"),
        ({"since": "soon"}, "Not a valid date value"),
        ({"review_by": ""}, "Choose a day"),
        ({"note": " "}, "Say what changed and why"),
        ({"evidence": "hearsay"}, "Not a valid choice"),
        ({"severity": "grave"}, "Not a valid choice"),
        ({"jurisdictions": "NZ", "severity": "editorial"}, "at least material"),
    ],
)
def test_what_does_not_fit_stands_beside_its_field_and_nothing_typed_is_lost(app, ted, typed, said):
    response = propose(ted, **{"statement": "It is otherwise.", "misconception": "As typed.", **typed})
    assert response.status_code == 422
    assert said in errors(response)
    assert filled(response.text)["misconception"] == ["As typed."]
    assert count(app, Proposal) == 0


def test_a_change_that_changes_nothing_is_refused(app, ted):
    with app.app_context():
        row = db.session.scalar(select(FactRevision))
        row.digest = digest(plain(fact_of(row.content)))
        db.session.commit()
    response = propose(ted)
    assert response.status_code == 422
    assert "Nothing differs from what is in force" in errors(response)


def test_a_second_change_of_the_same_fact_waits_its_turn(app, ted, ada):
    proposed(ted)
    response = propose(ada, statement="My own words.")
    assert response.status_code == 409
    assert "Another change of this waits" in response.text
    assert "My own words." in response.text
    assert ted.post(f"{FACT}/reviewed", data={
        "checked_on": "2026-11-22", "review_by": "2027-11-22", "note": "Read."}).status_code == 422  # fmt: skip
    assert count(app, Proposal) == 1


def test_a_form_opened_before_another_change_was_approved_is_compared_anew(app, ted, ada):
    stale = filled(ted.get(f"{FACT}/revise").text)
    ada.post(f"{proposed(ted)}/approve")
    response = ted.post(f"{FACT}/revise", data={**stale, "severity": "material", "note": "Mine", "statement": "Mine."})
    assert response.status_code == 422
    assert "change was approved after you opened this page" in response.text
    again = {**filled(response.text), "severity": "material"}
    assert again["statement"] == ["Mine."]
    assert ted.post(f"{FACT}/revise", data=again).status_code == 303


def test_a_change_before_the_latest_begins_would_leave_two_in_force_on_one_day(ted, ada):
    ada.post(f"{proposed(ted, since='2027-08-07')}/approve")
    assert "Something else holds from 7 Aug 2027" in ted.get(FACT).text
    response = propose(ted, statement="It is a third thing.", since="2027-08-06")
    assert response.status_code == 422
    assert "two in force on one day" in errors(response)
    assert ted.post(f"{FACT}/call-off").location == FACT
    assert "called off" in ted.get(FACT).text
    assert propose(ted, statement="It is a third thing.", since="2027-08-06").status_code == 303


def test_a_change_of_what_begins_later_begins_no_earlier(app, ted, ada):
    ada.post(f"{proposed(ted, since='2027-08-07')}/approve")
    assert filled(ted.get(f"{FACT}/revise").text)["since"] == ["2027-08-08"]
    response = propose(ted, statement="It is a third thing.", since="")
    assert response.status_code == 422
    assert "two in force on one day" in errors(response)
    sent = {"checked_on": "2026-11-22", "review_by": "2027-11-22", "note": "Read against its source."}
    where = ted.post(f"{FACT}/reviewed", data=sent).location
    assert ada.post(f"{where}/approve").status_code == 303
    with app.app_context():
        assert facts.revisions_of(facts.fact("sample-fact"))[-1].effective_from == date(2027, 8, 8)


def test_a_fact_that_still_holds_gets_a_new_day_of_review(app, ted, ada):
    sent = {"checked_on": "2026-11-22", "review_by": "2027-11-22", "note": "Read against its source."}
    where = ted.post(f"{FACT}/reviewed", data=sent).location
    ada.post(f"{where}/approve")
    with app.app_context():
        now = facts.revisions_of(facts.fact("sample-fact"))[-1]
        assert (now.number, now.severity, now.review_by) == (2, Severity.EDITORIAL, date(2027, 11, 22))
        assert now.substance == 1
        assert history.to_look_at(NOW.date()) == []
    again = ted.post(f"{FACT}/reviewed", data=sent)
    assert again.status_code == 422
    assert "Nothing differs from what is in force" in again.text


@pytest.mark.parametrize("typed", [{"note": ""}, {"review_by": "soon"}, {"checked_on": ""}])
def test_a_review_needs_its_days_and_what_was_looked_at(app, ted, typed):
    sent = {"checked_on": "2026-11-22", "review_by": "2027-11-22", "note": "Read.", **typed}
    assert ted.post(f"{FACT}/reviewed", data=sent).status_code == 422
    assert count(app, Proposal) == 0


# Questions that rest on it


def test_questions_wait_until_somebody_has_looked_at_them(app, ted, ada):
    ada.post(f"{proposed(ted)}/approve")
    page = ted.get(FACT).text
    assert "2 questions wait" in page
    assert "Still right" in page
    response = ted.post(
        "/trainer/questions/bio-one/still-right", data={"opened": opened(page)},
        headers={"Referer": f"http://localhost{FACT}"},
    )  # fmt: skip
    assert response.location == FACT
    assert "1 question waits" in ted.get(FACT).text
    with app.app_context():
        assert [row.question.slug for row in history.to_look_at(NOW.date())] == ["bio-two"]


def opened(page):
    """Return what the first button of a page says has been looked at."""
    return re.search(r'name="opened" value="([^"]+)"', page).group(1)


@pytest.mark.parametrize("path", ["/trainer/changes/", "/trainer/questions/bio-one"])
def test_a_question_is_confirmed_wherever_it_is_said_to_wait(ted, ada, path):
    ada.post(f"{proposed(ted)}/approve")
    page = ted.get(path).text
    assert "Still right" in page
    assert ted.post("/trainer/questions/bio-one/still-right", data={"opened": opened(page)}).status_code == 303
    assert "Still right" not in ted.get("/trainer/questions/bio-one").text


def test_a_question_shown_before_its_fact_changed_again_has_to_be_looked_at_anew(ted, ada):
    ada.post(f"{proposed(ted)}/approve")
    seen = opened(ted.get("/trainer/questions/bio-one").text)
    ada.post(f"{proposed(ted, statement='It is quite otherwise by now.')}/approve")
    response = ted.post("/trainer/questions/bio-one/still-right", data={"opened": seen})
    assert response.status_code == 409
    assert "Nothing was confirmed" in response.text
    assert "Still right" in ted.get("/trainer/questions/bio-one").text


def test_a_question_that_was_never_published_cannot_be_confirmed(app, cast, ted):
    with app.app_context():
        drafts.draft(db.session.get_one(Person, cast["ted"]), "bio-draft")
        db.session.commit()
    assert ted.post("/trainer/questions/bio-draft/still-right").status_code == 409


# Sources


def test_retiring_a_source_says_which_facts_would_be_due_for_review(app, ted):
    page = propose(ted, "/dry-run", at=SOURCE, retired_because="Withdrawn by its authors.", note=None).text
    assert "1 fact cites it and would be due for review" in page
    assert "sample-fact" in page
    assert "error-summary" not in page
    assert count(app, Proposal) == 0


def test_a_retired_source_makes_its_facts_due_for_review(app, ted, ada):
    where = propose(ted, at=SOURCE, retired_because="Withdrawn by its authors.").location
    assert "Withdrawn by its authors." in ada.get(where).text
    assert ada.post(f"{where}/approve").status_code == 303
    assert "No longer relied on" in ted.get(SOURCE).text
    assert "No longer relied on" in ted.get(FACT).text
    with app.app_context():
        assert [fact.slug for fact, _, _ in facts.due_for_review(date(2026, 11, 22))] == ["sample-fact"]
    assert FACT in ted.get("/trainer/facts/?due=yes").text


def test_a_source_is_put_right_without_touching_anybody(app, ted, ada):
    page = propose(ted, "/dry-run", at=SOURCE, title="On it").text
    assert "Nobody has to do anything" in page
    ada.post(f"{propose(ted, at=SOURCE, title='On it').location}/approve")
    with app.app_context():
        now = facts.source("source-of-sample-fact")
        assert (now.number, now.title, now.retired) == (2, "On it", False)
    assert count(app, SourceRevision) == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": " "}, "Say what it is called"),
        ({"url": "ftp://example.org"}, "Begin with https://"),
        ({"note": ""}, "Say what changed and why"),
        ({"kind": "rumour"}, "Not a valid choice"),
        ({"base": "7"}, "change was approved after you opened this page"),
    ],
)
def test_what_does_not_fit_a_source_is_said_and_kept(app, ted, typed, said):
    response = propose(ted, at=SOURCE, **{"publisher": "As typed", **typed})
    assert response.status_code == 422
    assert said in errors(response)
    assert "As typed" in response.text
    assert count(app, Proposal) == 0


def test_a_second_change_of_the_same_source_waits_its_turn(app, ted, ada):
    propose(ted, at=SOURCE, title="On it")
    assert propose(ada, at=SOURCE, title="On something").status_code == 409
    assert count(app, Proposal) == 1
