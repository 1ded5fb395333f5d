"""Inviting people, several at once; sending again and revoking."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from quizapp.database import db
from quizapp.people.models import Invitation
from tests.web.account.builders import acts, mails, path_in

NEW = "/admin/invitations/new"


def invite(ada, people: str, **more):
    return ada.post(NEW, data={"people": people, "roles": ["practitioner"], "team": "", **more})


def number(app, email: str) -> int:
    with app.app_context():
        return db.session.scalars(select(Invitation.id).where(Invitation.email == email)).one()


def test_several_are_invited_at_once(app, ada):
    response = ada.post(
        NEW,
        data={
            "people": "one@example.org\nTwo <two@example.org>",
            "roles": ["trainer", "manager"],
            "team": "north-clinic",
        },
        follow_redirects=True,
    )
    assert "2 invitations are on the way" in response.text
    for words in ("one@example.org", "Two", "Trainer", "North clinic", "Open"):
        assert words in response.text
    assert len(mails(app)) == 2
    assert acts(app) == ["invited", "invited"]


def test_a_bad_line_is_named_and_kept_and_the_good_ones_are_sent(app, ada):
    response = invite(ada, "one@example.org\nnonsense\npam@example.org\n")
    assert response.status_code == 422
    assert "1 invitation is on the way" in response.text
    assert "Line 2" in response.text
    assert "Line 3" in response.text
    assert "has an account already" in response.text
    area = response.text.split("<textarea")[1].split("</textarea>")[0]
    assert "nonsense" in area
    assert "one@example.org" not in area
    assert len(mails(app)) == 1


@pytest.mark.parametrize("change", [{"people": " "}, {"roles": []}, {"roles": ["king"]}, {"team": "nowhere"}])
def test_what_will_not_do_is_said_and_nobody_is_invited(app, ada, change):
    response = ada.post(NEW, data={"people": "one@example.org", "roles": ["trainer"], "team": "", **change})
    assert response.status_code == 422
    assert "error-summary" in response.text
    assert mails(app) == []


def test_an_invitation_is_sent_again_with_a_new_link(app, ada, client):
    invite(ada, "one@example.org")
    ada.post(f"/admin/invitations/{number(app, 'one@example.org')}/again")
    old, new = (path_in(body, "/invitation/") for _, body in mails(app, "one@"))
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200


def test_a_revoked_invitation_works_no_more(app, ada, client):
    invite(ada, "one@example.org")
    ada.post(f"/admin/invitations/{number(app, 'one@example.org')}/revoke")
    assert client.get(path_in(mails(app)[0][1], "/invitation/")).status_code == 409
    assert "No such invitations" in ada.get("/admin/invitations").text
    assert "Revoked" in ada.get("/admin/invitations?state=revoked").text
    assert ada.post(f"/admin/invitations/{number(app, 'one@example.org')}/revoke").status_code == 409


@pytest.mark.parametrize("path", [NEW, "/admin/invitations/1/again", "/admin/invitations/1/revoke"])
def test_inviting_wants_freshness(app, as_, path):
    assert (
        as_("ada")
        .post(path, data={"people": "x@example.org", "roles": ["trainer"]})
        .location.startswith("/account/verify")
    )
    assert mails(app) == []


@pytest.mark.parametrize("who", ["pam", "ted", "mo"])
def test_no_other_role_invites(app, as_, who):
    assert as_(who).get(NEW).status_code == 403
    assert as_(who).post(NEW, data={"people": "x@example.org", "roles": ["administrator"]}).status_code == 403
    assert mails(app) == []


def test_an_unknown_invitation_is_not_there(ada):
    assert ada.post("/admin/invitations/999/again").status_code == 404
