"""What an administrator does to an account: each act wants freshness and stands in the log."""

from __future__ import annotations

import pytest

from quizapp.database import db
from quizapp.people.models import Person
from tests.web.account.builders import acts, mails, person, set_up_codes, sign_in, signed_in

ACTS = ["roles", "teams", "off", "on", "reset-link", "second-factor", "erase"]


@pytest.mark.parametrize("act", ACTS)
def test_every_act_wants_the_password_from_a_short_while_ago(app, as_, cast, act):
    response = as_("ada").post(
        f"/admin/people/{cast['pam']}/{act}",
        data={"roles": ["trainer"], "team": "south-clinic", "reason": "asked", "sure": "y"},
        headers={"Referer": f"http://localhost/admin/people/{cast['pam']}"},
    )
    back = f"/{act}" if act in ("second-factor", "erase") else ""
    assert response.location == f"/account/verify?next=/admin/people/{cast['pam']}{back}"
    assert acts(app) == []


def test_a_page_elsewhere_is_not_led_back_to(as_, cast):
    response = as_("ada").post(f"/admin/people/{cast['pam']}/off", headers={"Referer": "https://evil.example/x"})
    assert response.location == "/account/verify"


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["pam", "ted", "mo"])
def test_no_other_role_may(app, as_, cast, act, who):
    assert as_(who).post(f"/admin/people/{cast['sid']}/{act}").status_code == 403
    assert acts(app) == []


@pytest.mark.parametrize("act", ACTS)
def test_nobody_is_not_there(ada, act):
    assert ada.post(f"/admin/people/999/{act}").status_code == 404


def test_roles_are_saved_as_ticked(app, ada, cast):
    response = ada.post(f"/admin/people/{cast['pam']}/roles", data={"roles": ["trainer", "manager"]})
    assert response.location == f"/admin/people/{cast['pam']}"
    with app.app_context():
        assert db.session.get_one(Person, cast["pam"]).role_names == {"trainer", "manager"}
    assert acts(app) == ["changed roles"]


@pytest.mark.parametrize("roles", [[], ["king"]])
def test_no_role_or_an_unknown_one_is_refused(app, ada, cast, roles):
    assert ada.post(f"/admin/people/{cast['pam']}/roles", data={"roles": roles}).status_code == 422
    assert acts(app) == []


def test_the_last_administrator_stays(app, ada, cast):
    response = ada.post(f"/admin/people/{cast['ada']}/roles", data={"roles": ["trainer"]})
    assert response.status_code == 409
    assert "This is the last administrator" in response.text
    assert ada.get("/admin/").status_code == 200


def test_a_new_role_counts_from_the_next_page_on(ada, as_, cast):
    pam = as_("pam")
    assert pam.get("/admin/").status_code == 403
    ada.post(f"/admin/people/{cast['pam']}/roles", data={"roles": ["administrator"]})
    assert pam.get("/admin/").status_code == 200


def test_a_person_is_put_into_a_team(app, ada, cast):
    response = ada.post(f"/admin/people/{cast['pam']}/teams", data={"team": "south-clinic"}, follow_redirects=True)
    assert "Pam Practitioner is in South clinic now" in response.text
    assert ada.post(f"/admin/people/{cast['pam']}/teams", data={"team": "south-clinic"}).status_code == 409
    assert ada.post(f"/admin/people/{cast['pam']}/teams", data={"team": "nowhere"}).status_code == 422


def test_an_account_is_switched_off_and_on(app, ada, as_, cast, client):
    pam = as_("pam")
    ada.post(f"/admin/people/{cast['pam']}/off")
    assert not signed_in(pam)
    assert "switched off" in sign_in(client, "pam").text
    assert "Switched off" in ada.get("/admin/people?state=inactive").text
    ada.post(f"/admin/people/{cast['pam']}/on")
    assert not signed_in(pam)
    assert sign_in(client, "pam").status_code == 302


def test_a_reset_link_is_sent(app, ada, cast):
    ada.post(f"/admin/people/{cast['pam']}/reset-link")
    assert mails(app, "pam@")[0][0] == "Set a new password"
    assert acts(app) == ["sent a reset link"]


def test_the_second_factor_is_removed_with_a_reason(app, ada, cast, client):
    set_up_codes(app, "pam")
    page = f"/admin/people/{cast['pam']}/second-factor"
    assert "Are you sure that it is really them?" in ada.get(page).text
    assert "Say how you made sure" in ada.post(page, data={"reason": " "}).text
    assert person(app, "pam").tf_primary_method
    ada.post(page, data={"reason": "Rang her on the clinic's number"})
    assert "Rang her" in mails(app, "pam@")[0][1]
    assert sign_in(client, "pam").location == "/"


def test_erasing_is_asked_twice_and_then_for_good(app, ada, cast, client):
    page = f"/admin/people/{cast['pam']}/erase"
    assert "This cannot be undone" in ada.get(page).text
    assert "Tick this to go on" in ada.post(page, data={}).text
    response = ada.post(page, data={"sure": "y"}, follow_redirects=True)
    assert "Erased person" in response.text
    assert "pam@example.org" not in response.text
    assert "Erased on" in response.text
    assert sign_in(client, "pam").status_code == 200
    assert ada.post(f"/admin/people/{cast['pam']}/on").status_code == 409
    assert "Erased" in ada.get("/admin/people?state=erased").text
