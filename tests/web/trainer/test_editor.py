"""Writing and editing questions of every kind, without JavaScript."""

import pytest
from sqlalchemy import select

from quizapp.bank import queries
from quizapp.bank.models import Question, QuestionRevision, State
from quizapp.core.kinds import KINDS
from quizapp.database import db
from quizapp.people.models import Person
from tests.attempts import builders as rows
from tests.bank import builders
from tests.web.trainer.pages import fields


def stored(app, slug="bio-one", state=State.DRAFT):
    with app.app_context():
        revision = queries.in_state(queries.by_slug(slug), state)
        return revision.content if revision else None


def press(browser, url, typed, act, **changes):
    """Send the page's fields, changed, as the button would."""
    return browser.post(url, data={**typed, **changes, "act": act})


NEW = "/trainer/questions/new/single_choice"
EDIT = "/trainer/questions/bio-one/edit"


def filled(browser):
    """Return the fields of a new single choice question with everything written."""
    typed = fields(browser.get(NEW).text)
    for i in range(4):
        typed |= {f"options.{i}.text": f"Thing {'abcd'[i]}lpha", f"options.{i}.rationale": "Because."}
    return typed | {
        "topic": "biology/sample", "stem": "Which is it?", "rationale": "It is.", "options.correct": "1",
        "facts": "sample-fact",
    }  # fmt: skip


def test_the_kind_is_chosen_first(ted, library):
    page = ted.get("/trainer/questions/new").text
    assert all(f'href="/trainer/questions/new/{kind}"' in page for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_form_of_every_kind_is_not_scolded(ted, library, kind):
    page = ted.get(f"/trainer/questions/new/{kind}").text
    assert 'class="error"' not in page
    assert "Save draft" in page


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_opened_and_saved_and_says_the_same(app, cast, ted, library, kind):
    with app.app_context():
        builders.draft(db.session.get_one(Person, cast["ted"]), "bio-kind", kind)
        db.session.commit()
    before, url = stored(app, "bio-kind"), "/trainer/questions/bio-kind/edit"
    assert press(ted, url, fields(ted.get(url).text), "save").status_code == 303
    assert stored(app, "bio-kind") == before


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_previewed_as_a_practitioner_sees_it(app, cast, ted, library, kind):
    with app.app_context():
        builders.draft(db.session.get_one(Person, cast["ted"]), "bio-kind", kind)
        db.session.commit()
    url = "/trainer/questions/bio-kind/edit"
    page = press(ted, url, fields(ted.get(url).text), "check").text
    assert "As a practitioner sees it" in page
    assert 'name="preview' in page
    assert "Nothing to mend" in page


def test_a_new_question_becomes_a_draft_with_an_id_from_its_stem(app, ted, library):
    response = press(ted, NEW, filled(ted), "save", stem="What makes a vesicle an exosome?")
    assert response.location == "/trainer/questions/bio-makes-vesicle-exosome/edit"
    content = stored(app, "bio-makes-vesicle-exosome")
    assert [option["id"] for option in content["options"]] == ["thing", "blpha", "clpha", "dlpha"]
    assert [option.get("correct", False) for option in content["options"]] == [False, True, False, False]


def test_the_bank_in_the_address_is_taken_up(app, ted, library):
    with app.app_context():
        rows.bank("ethics")
        db.session.commit()
    assert '<option value="ethics/sample" selected>' in ted.get(f"{NEW}?bank=ethics&topic=sample").text


def test_without_a_bank_there_is_nothing_to_write(ted):
    assert "There is no bank yet" in ted.get(NEW).text


def test_a_case_gets_an_id_that_says_so(app, ted, library):
    url = "/trainer/questions/new/case"
    typed = fields(ted.get(url).text) | {"stem": "A clinic orders vials.", "topic": "biology/sample"}
    assert press(ted, url, typed, "save").location == "/trainer/questions/case-clinic-orders-vials/edit"


def test_a_draft_with_problems_is_saved_and_says_what_to_mend(app, ted, library):
    response = press(ted, NEW, fields(ted.get(NEW).text), "save", stem="Which is it?")
    page = ted.get(response.location).text
    assert "Draft saved" in page
    assert "things to mend before publishing" in page
    assert 'id="options.0.text-said"' in page
    assert '<a href="#options.0.text">' in page
    assert '<a href="#options.0">' not in page  # that a row without words has no id yet is not worth saying


def test_a_row_is_added_and_nothing_is_lost(app, ted, library):
    response = press(ted, NEW, filled(ted), "add:options")
    typed = fields(response.text)
    assert response.status_code == 200
    assert typed["options.3.text"] == ["Thing dlpha"]
    assert typed["options.4.text"] == [""]
    assert typed["options.correct"] == ["1"]
    with app.app_context():
        assert db.session.scalar(select(Question).where(Question.slug.like("%which%"))) is None


def test_a_row_that_moves_takes_its_being_right_along(ted, library):
    typed = fields(press(ted, NEW, filled(ted), "up:options.1").text)
    assert (typed["options.0.text"], typed["options.correct"]) == (["Thing blpha"], ["0"])


def test_a_button_that_is_not_on_the_page_is_refused(ted, library):
    assert press(ted, NEW, filled(ted), "remove:options.77").status_code == 422


def test_facts_are_found_by_their_words_and_added(app, ted, library):
    with app.app_context():
        rows.fact("about-size", statement="Exosomes are small.", safety_critical=True)
        db.session.commit()
    page = press(ted, NEW, filled(ted), "find:facts", **{"facts-find": "small"}).text
    assert 'value="cite:facts:about-size"' in page
    typed = fields(press(ted, NEW, fields(page), "cite:facts:about-size").text)
    assert typed["facts"] == ["sample-fact", "about-size"]


def test_a_search_without_words_offers_the_facts_of_the_topic(ted, library):
    page = press(ted, NEW, filled(ted), "find:facts", facts=[]).text
    assert 'value="cite:facts:sample-fact"' in page


def test_a_search_that_finds_nothing_says_so(ted, library):
    page = press(ted, NEW, filled(ted), "find:facts", **{"facts-find": "nowhere"}).text
    assert "Try fewer" in page


def test_facts_of_a_part_are_its_own(ted, library):
    url = "/trainer/questions/new/case"
    typed = fields(press(ted, url, fields(ted.get(url).text), "add:parts", part_kind="numeric").text)
    typed = fields(press(ted, url, typed, "cite:parts.0.facts:sample-fact").text)
    assert typed["parts.0.facts"] == ["sample-fact"]
    assert "facts" not in typed


def test_what_cannot_be_read_is_not_saved_and_not_lost(app, ted, library):
    url = "/trainer/questions/new/numeric"
    response = press(ted, url, fields(ted.get(url).text), "save", answer="a lot", stem="How many?")
    assert response.status_code == 422
    assert fields(response.text)["answer"] == ["a lot"]
    assert "must be a number" in response.text.lower()
    with app.app_context():
        assert len(db.session.scalars(select(Question)).all()) == 2


def test_a_text_beyond_the_limit_is_not_saved_and_not_lost(ted, library):
    response = press(ted, NEW, filled(ted), "save", stem="x" * 20_001)
    assert response.status_code == 422
    assert "20,001 characters" in response.text
    assert len(fields(response.text)["stem"][0]) == 20_001


def test_a_text_up_to_the_limit_is_saved(ted, library):
    assert press(ted, NEW, filled(ted), "save", stem="word " * 3_999 + "end.").status_code == 303


def test_an_id_that_another_has_is_refused_at_its_field(ted, library):
    response = press(ted, NEW, filled(ted), "save", id="bio-two")
    assert response.status_code == 422
    assert "Another question has the id" in response.text
    assert fields(response.text)["stem"] == ["Which is it?"]


@pytest.mark.parametrize("bad", ["Not an id", "new", "a" * 81])
def test_an_id_that_cannot_be_one_is_refused_at_its_field(ted, library, bad):
    response = press(ted, NEW, filled(ted), "save", id=bad)
    assert response.status_code == 422
    assert 'href="#id"' in response.text


def test_a_fact_that_does_not_exist_is_refused(ted, library):
    response = press(ted, NEW, filled(ted), "save", facts="nowhere")
    assert response.status_code == 422
    assert "There is no fact with this id: nowhere" in response.text


def test_editing_what_is_published_makes_a_draft_beside_it(app, ted, library):
    response = press(ted, EDIT, fields(ted.get(EDIT).text), "save", stem="Which now?")
    assert response.location == EDIT
    assert stored(app)["stem"] == "Which now?"
    assert stored(app, state=State.PUBLISHED)["stem"] != "Which now?"


def test_the_id_and_the_bank_of_what_was_published_cannot_be_changed(app, ted, library):
    with app.app_context():
        rows.bank("ethics")
        db.session.commit()
    page = ted.get(EDIT).text
    assert 'name="id"' not in page
    assert "ethics/sample" not in page
    press(ted, EDIT, fields(page), "save", id="bio-other", stem="Which now?")
    assert stored(app)["id"] == "bio-one"
    assert press(ted, EDIT, fields(page), "save", topic="ethics/sample").status_code == 409


def test_a_draft_never_published_may_change_its_id(app, cast, ted, library):
    with app.app_context():
        builders.draft(db.session.get_one(Person, cast["ted"]), "bio-new")
        db.session.commit()
    url = "/trainer/questions/bio-new/edit"
    response = press(ted, url, fields(ted.get(url).text), "save", id="bio-better")
    assert response.location == "/trainer/questions/bio-better/edit"
    assert ted.get(url).status_code == 404


def test_two_trainers_at_one_draft_lose_nothing(app, ted, library):
    mine, theirs = fields(ted.get(EDIT).text), fields(ted.get(EDIT).text)
    press(ted, EDIT, theirs, "save", stem="Theirs")
    response = press(ted, EDIT, mine, "save", stem="Mine")
    assert response.status_code == 409
    assert fields(response.text)["stem"] == ["Mine"]
    assert "<del>Theirs</del>" in response.text
    assert ">Marks</h2>" not in response.text  # what both leave as it is by default does not differ
    assert stored(app)["stem"] == "Theirs"
    assert press(ted, EDIT, fields(response.text), "save").status_code == 303
    assert stored(app)["stem"] == "Mine"


def test_saving_can_lead_on_to_publishing(ted, library):
    response = press(ted, EDIT, fields(ted.get(EDIT).text), "publish", stem="Which now?")
    assert response.location == "/trainer/questions/bio-one/publish"


def test_a_preview_writes_nothing(app, ted, library):
    press(ted, EDIT, fields(ted.get(EDIT).text), "check", stem="Which now?")
    assert stored(app) is None


def test_markup_in_a_stem_is_shown_as_text(ted, library):
    page = press(ted, NEW, filled(ted), "check", stem="<script>alert(1)</script> which?").text
    assert "<script>alert(1)" not in page


def test_a_question_whose_revisions_are_all_past_opens_its_latest(app, ted, library):
    with app.app_context():
        db.session.scalar(
            select(QuestionRevision).join(Question).where(Question.slug == "bio-one")
        ).state = State.SUPERSEDED
        db.session.commit()
    assert ted.get(EDIT).status_code == 200
    assert ted.get("/trainer/questions/bio-one").status_code == 200
