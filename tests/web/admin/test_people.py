"""The list of people, and a person's page."""

from __future__ import annotations

from quizapp.database import db
from tests import factories


def test_the_list_shows_who_can_sign_in(ada):
    page = ada.get("/admin/people").text
    for name in ("Pam Practitioner", "Ted Trainer", "Mo Manager", "Ada Administrator", "Sid Stranger"):
        assert name in page


def test_the_list_is_searched_and_filtered_by_the_address(ada):
    page = ada.get("/admin/people?words=p&role=practitioner&team=north-clinic&state=active").text
    assert "Pam Practitioner" in page
    assert "Sid Stranger" not in page
    assert 'value="p"' in page
    assert '<option selected value="north-clinic">' in page


def test_nonsense_in_the_address_counts_as_not_said(ada):
    assert "Pam Practitioner" in ada.get("/admin/people?role=king&team=nowhere&state=odd&page=x").text


def test_who_is_not_found_leads_on_to_inviting(ada):
    assert "Nobody found" in ada.get("/admin/people?words=zzz").text


def test_a_long_list_has_pages_that_keep_the_filter(app, ada):
    with app.app_context():
        for number in range(60):
            factories.person(f"Zoe {number:02}", email=f"zoe{number}@example.org")
        db.session.commit()
    first = ada.get("/admin/people?words=zoe")
    assert "60 people" in first.text
    assert "Zoe 00" in first.text
    assert "Zoe 55" not in first.text
    assert "words=zoe&amp;page=2" in first.text
    assert "Zoe 55" in ada.get("/admin/people?words=zoe&page=2").text


def test_a_persons_page_shows_roles_teams_and_what_can_be_done(ada, cast):
    page = ada.get(f"/admin/people/{cast['pam']}").text
    for words in ("pam@example.org", "North clinic", "Save the roles", "Switch the account off", "Erase on request"):
        assert words in page
    assert "Remove the second factor" not in page


def test_ones_own_page_offers_neither_switching_off_nor_erasing(ada, cast):
    page = ada.get(f"/admin/people/{cast['ada']}").text
    assert "Only another administrator" in page
    assert "Switch the account off" not in page


def test_the_page_of_one_person_shows_nothing_of_another(app, ada, cast):
    with app.app_context():
        for number in range(12):
            factories.person(f"Extra {number}", email=f"extra{number}@example.org")
        db.session.commit()
    ada.post("/admin/people/11/off")
    assert "switched off the account" not in ada.get("/admin/people/1").text
    assert "switched off the account" in ada.get("/admin/people/11").text


def test_nobody_is_not_there(ada):
    assert ada.get("/admin/people/999").status_code == 404


def test_the_first_page_counts_everything(ada):
    page = ada.get("/admin/").text
    assert "Invite people" in page
    assert "mails failed" in page


def test_whoever_is_alone_reads_what_to_begin_with(ada, cast):
    assert "To begin with" not in ada.get("/admin/").text
    for name in set(cast) - {"ada"}:
        ada.post(f"/admin/people/{cast[name]}/off")
    page = ada.get("/admin/").text
    assert "To begin with" in page
    assert f'href="/admin/people/{cast["ada"]}"' in page
