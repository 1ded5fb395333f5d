"""Where a certificate holds, and what its holder has yet to show for it to hold somewhere else too."""

from datetime import timedelta

import pytest

from quizapp.attempts import queries as attempts_queries
from quizapp.attempts.models import Closing
from quizapp.certificates import actions, places, plans, queries, refreshers
from quizapp.certificates.models import Event
from quizapp.core.currency import Severity
from quizapp.core.errors import Conflict
from quizapp.core.standing import Validity
from tests.attempts import builders as bank
from tests.certificates import builders, changing
from tests.certificates.changing import TODAY
from tests.factories import NOW

LATER = NOW + timedelta(days=3)
LAWS = {"nz-law": ["NZ"], "au-law": ["AU"], "eu-law": ["EU"], "de-law": ["DE"], "biology": []}


@pytest.fixture
def laid(pam):
    """A question on the law of each place, and one on none."""
    held = bank.bank()
    for slug, named in LAWS.items():
        about = bank.fact(slug, jurisdictions=named, safety_critical=slug == "de-law")
        bank.question(held, f"on-{slug}", "single_choice", about)


@pytest.fixture
def certificate(pam, laid):
    """Pam practises in New Zealand: of five questions two concern her, and those are drawn."""
    pam.practises_in = ["NZ"]
    attempt = builders.sit(pam, builders.quiz(count=2, jurisdictions=[]), right=2)
    return actions.finish(attempt, NOW, Closing.PERSON)


def test_a_paper_is_drawn_from_what_concerns_where_the_person_practises(certificate):
    assert set(changing.shown(certificate)) == {"nz-law", "biology"}


def test_a_certificate_on_law_holds_where_its_holder_practised(certificate):
    assert certificate.jurisdictions == ["NZ"]
    assert places.missing(certificate, TODAY) == []


def test_a_quiz_that_names_places_is_held_to_them(pam, laid):
    pam.practises_in = ["NZ"]
    attempt = builders.sit(pam, builders.quiz(count=5, jurisdictions=["EU", "AU"]), right=5)
    assert actions.finish(attempt, NOW, Closing.PERSON).jurisdictions == ["EU", "AU"]


def test_a_certificate_on_no_law_holds_everywhere_and_lacks_no_place(pam):
    pam.practises_in = ["NZ"]
    certificate = builders.certificate(pam, builders.quiz(jurisdictions=[]))
    assert certificate.jurisdictions == []
    assert places.missing(certificate, TODAY) == []


@pytest.mark.parametrize(
    ("place", "lacking"),
    [
        ("AU", ["au-law"]),
        ("AU-NSW", ["au-law"]),
        ("FR", ["eu-law"]),
        ("DE", ["de-law", "eu-law"]),
        ("EU", ["eu-law"]),
        ("JP", []),
    ],
)
def test_a_place_added_lacks_exactly_the_facts_on_its_law_the_safety_critical_ones_first(
    certificate, pam, place, lacking
):
    pam.practises_in = ["NZ", place]
    assert places.missing(certificate, TODAY) == [place]
    assert places.gap(certificate, [place], TODAY) == lacking
    assert places.to_show(certificate, TODAY) == ([place] if lacking else [])


def test_a_part_of_where_it_holds_already_is_not_missing(certificate, pam):
    pam.practises_in = ["NZ", "NZ-AUK"]
    assert places.missing(certificate, TODAY) == []


def test_what_the_quiz_does_not_ask_about_is_not_lacking(pam, laid):
    pam.practises_in = ["NZ"]
    quiz = builders.quiz(count=1, jurisdictions=[], filters={"banks": ["law"]})
    bank.question(bank.bank("law"), "only", "single_choice", bank.fact("only", jurisdictions=["NZ"]))
    certificate = actions.finish(builders.sit(pam, quiz, right=1), NOW, Closing.PERSON)
    assert places.gap(certificate, ["AU", "DE"], TODAY) == []


def test_a_country_added_becomes_a_refresher_of_the_gap_and_then_the_certificate_holds_there(certificate, pam):
    pam.practises_in = ["NZ", "DE"]
    plan = plans.plan(changing.as_of(certificate, TODAY), TODAY)
    assert (plan.moved, plan.places, list(plan.facts)) == ((), ("DE",), ["de-law", "eu-law"])
    attempt = refreshers.begin(certificate, LATER, 1)
    assert set(attempts_queries.paper_of(attempt).facts) == {"de-law", "eu-law"}
    changing.answer(attempt, LATER)
    actions.finish(attempt, LATER, Closing.PERSON)
    assert certificate.jurisdictions == ["NZ", "DE"]
    assert set(changing.shown(certificate)) == {"nz-law", "biology", "de-law", "eu-law"}
    assert places.missing(certificate, TODAY) == []
    entries = queries.record(certificate)
    assert [entry.event for entry in entries] == [Event.ISSUED, Event.HELD_FURTHER]
    assert [entry.jurisdictions for entry in entries] == [["NZ"], ["NZ", "DE"]]


def test_a_place_added_takes_nothing_from_where_the_certificate_holds(certificate, pam):
    pam.practises_in = ["NZ", "AU"]
    assert changing.worth(certificate, TODAY) is Validity.VALID


def test_of_a_place_whose_law_the_quiz_does_not_touch_nothing_is_claimed(certificate, pam):
    pam.practises_in = ["NZ", "JP"]
    plan = plans.plan(certificate, TODAY)
    assert (plan.is_needed, plan.places, plan.silent) == (False, (), ("JP",))
    with pytest.raises(Conflict, match="nothing to refresh"):
        refreshers.begin(certificate, LATER, 1)


def test_a_pass_holds_only_where_its_paper_asked_about_the_law(pam, laid):
    pam.practises_in = ["NZ", "JP"]
    attempt = builders.sit(pam, builders.quiz(count=2, jurisdictions=[]), right=2)
    assert actions.finish(attempt, NOW, Closing.PERSON).jurisdictions == ["NZ"]


def test_a_pass_holds_where_the_person_practised_at_the_draw_whatever_they_say_before_handing_in(pam, laid):
    pam.practises_in = ["NZ"]
    attempt = builders.sit(pam, builders.quiz(count=5, jurisdictions=[]), right=5)
    pam.practises_in = ["NZ", "AU", "DE"]
    assert actions.finish(attempt, NOW, Closing.PERSON).jurisdictions == ["NZ"]


def test_where_all_its_law_was_shown_before_a_place_is_added_at_once(pam, laid):
    pam.practises_in = ["NZ"]
    certificate = actions.finish(
        builders.sit(pam, builders.quiz(count=5, jurisdictions=[]), right=5), NOW, Closing.PERSON
    )
    pam.practises_in = ["NZ", "AU"]
    assert changing.refresh(certificate, LATER) is None
    assert certificate.jurisdictions == ["NZ", "AU"]


def test_law_whose_questions_wait_is_still_lacking_and_cannot_be_read_away(certificate, pam):
    changing.fact("au-law", Severity.MATERIAL)
    pam.practises_in = ["NZ", "AU"]
    assert places.gap(certificate, ["AU"], TODAY) == ["au-law"]
    with pytest.raises(Conflict, match="are being looked at"):
        refreshers.begin(certificate, NOW, 1)
    assert certificate.jurisdictions == ["NZ"]


def test_a_change_and_a_place_are_refreshed_in_one_go(certificate, pam):
    pam.practises_in = ["NZ", "AU"]
    changing.fact("nz-law", Severity.MATERIAL)
    changing.confirm("on-nz-law")
    attempt = changing.refresh(certificate)
    assert attempts_queries.paper_of(attempt).facts == {"nz-law": 2, "au-law": 1}
    assert certificate.jurisdictions == ["NZ", "AU"]
    assert queries.record(certificate)[-1].event is Event.REFRESHED
    assert changing.worth(certificate, TODAY) is Validity.VALID


def test_after_a_retake_a_certificate_holds_where_the_new_paper_asked_about_the_law(certificate, pam):
    pam.practises_in = ["AU"]
    attempt = builders.sit(pam, certificate.quiz, right=2, at=LATER)
    assert actions.finish(attempt, LATER, Closing.PERSON) is certificate
    assert set(changing.shown(certificate)) == {"au-law", "biology"}
    assert certificate.jurisdictions == ["AU"]
