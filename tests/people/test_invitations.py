"""A link for one person, once, for two weeks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quizapp.core.errors import Conflict, Invalid, NotHere
from quizapp.database import db
from quizapp.people import actions, invitations, queries
from quizapp.people.invitations import LASTS
from tests.factories import NOW
from tests.people import builders

LATER = NOW + timedelta(minutes=1)


def test_who_is_invited_gets_a_link_that_makes_the_account_with_roles_and_team(ctx):
    _, _, _, ada, _ = builders.people()
    north = builders.team("North clinic")
    invitations.invite(ada, "New@Example.org", "New Person", ["practitioner", "manager"], north, NOW)
    mail = builders.mails("new@example.org")[0]
    assert "North clinic" in mail.body
    joined = invitations.accept(builders.secret_in(mail), "", "New Person", "hash", LATER)
    assert (joined.email, joined.confirmed_at) == ("new@example.org", LATER)
    assert joined.role_names == {"practitioner", "manager"}
    assert queries.teams_managed_by(joined) == [north]


def test_a_practitioner_who_is_invited_does_not_manage_the_team(ctx):
    _, _, _, ada, _ = builders.people()
    invitations.invite(ada, "new@example.org", "", ["practitioner"], builders.team("North clinic"), NOW)
    joined = invitations.accept(builders.secret_in(builders.mails()[0]), "", "New", "hash", LATER)
    assert queries.teams_managed_by(joined) == []
    assert len(queries.memberships_of(joined)) == 1


def test_of_the_secret_only_a_digest_is_kept(ctx):
    _, _, _, ada, _ = builders.people()
    invitations.invite(ada, "new@example.org", "", ["trainer"], None, NOW)
    secret = builders.secret_in(builders.mails()[0])
    assert builders.invitation("new@example.org").secret_digest == invitations.digest(secret) != secret


def test_a_link_works_once(ctx):
    _, _, _, ada, _ = builders.people()
    invitations.invite(ada, "new@example.org", "", ["trainer"], None, NOW)
    secret = builders.secret_in(builders.mails()[0])
    invitations.accept(secret, "", "New", "hash", LATER)
    with pytest.raises(Conflict, match="used already"):
        invitations.accept(secret, "", "New", "hash", LATER)


def test_a_link_expires_after_two_weeks(ctx):
    _, _, _, ada, _ = builders.people()
    invitations.invite(ada, "new@example.org", "", ["trainer"], None, NOW)
    secret = builders.secret_in(builders.mails()[0])
    assert invitations.acceptable(secret, NOW + LASTS - timedelta(seconds=1))
    with pytest.raises(Conflict, match="expired"):
        invitations.accept(secret, "", "New", "hash", NOW + LASTS)


def test_a_revoked_link_works_no_more_and_the_address_can_be_invited_anew(ctx):
    _, _, _, ada, _ = builders.people()
    invited = invitations.invite(ada, "new@example.org", "", ["trainer"], None, NOW)
    secret = builders.secret_in(builders.mails()[0])
    invitations.revoke(ada, invited, NOW)
    with pytest.raises(Conflict, match="taken back"):
        invitations.accept(secret, "", "New", "hash", LATER)
    assert invitations.invite(ada, "new@example.org", "", ["trainer"], None, LATER) is not invited


def test_a_made_up_link_is_not_there(ctx):
    with pytest.raises(NotHere, match="does not work"):
        invitations.accept("made up", "", "New", "hash", NOW)


def test_sending_again_makes_a_new_link_and_voids_the_old_one(ctx):
    _, _, _, ada, _ = builders.people()
    invited = invitations.invite(ada, "new@example.org", "", ["trainer"], None, NOW)
    invitations.send_again(ada, invited, NOW + LASTS)
    old, new = (builders.secret_in(mail) for mail in builders.mails())
    with pytest.raises(NotHere):
        invitations.acceptable(old, NOW)
    assert invitations.acceptable(new, NOW + LASTS + timedelta(days=13)) is invited


def test_what_is_accepted_or_revoked_is_neither_sent_again_nor_revoked(ctx):
    _, _, _, ada, _ = builders.people()
    gone = invitations.invite(ada, "gone@example.org", "", ["trainer"], None, NOW)
    invitations.revoke(ada, gone, NOW)
    done = invitations.invite(ada, "done@example.org", "", ["trainer"], None, NOW)
    invitations.accept(builders.secret_in(builders.mails("done@example.org")[0]), "", "Done", "hash", LATER)
    for invitation, word in ((gone, "revoked"), (done, "accepted")):
        for act in (invitations.send_again, invitations.revoke):
            with pytest.raises(Conflict, match=word):
                act(ada, invitation, LATER)


def test_who_has_an_account_or_an_open_invitation_is_not_invited(ctx):
    _, _, _, ada, _ = builders.people()
    invitations.invite(ada, "new@example.org", "", ["trainer"], None, NOW)
    with pytest.raises(Conflict, match="invited already"):
        invitations.invite(ada, "NEW@example.org", "", ["trainer"], None, LATER)
    with pytest.raises(Conflict, match="has an account"):
        invitations.invite(ada, "pam@example.org", "", ["trainer"], None, NOW)


def test_an_expired_invitation_is_taken_up_anew(ctx):
    _, _, _, ada, _ = builders.people()
    first = invitations.invite(ada, "new@example.org", "", ["trainer"], None, NOW)
    again = invitations.invite(ada, "new@example.org", "Name", ["practitioner"], None, NOW + LASTS)
    assert again is first
    assert (again.name, again.roles) == ("Name", "practitioner")


def test_a_list_invites_the_good_lines_and_names_the_bad_ones(ctx):
    _, _, _, ada, _ = builders.people()
    text = "one@example.org\n\nnobody\nTwo Person <two@example.org>\npam@example.org\none@example.org\n"
    invited, bad = invitations.invite_all(ada, text, ["trainer"], None, NOW)
    assert [(one.email, one.name) for one in invited] == [("one@example.org", ""), ("two@example.org", "Two Person")]
    assert [(line.number, line.text) for line in bad] == [
        (3, "nobody"),
        (5, "pam@example.org"),
        (6, "one@example.org"),
    ]
    assert "whole email address" in bad[0].problem
    assert "has an account" in bad[1].problem
    assert "invited already" in bad[2].problem


def test_an_empty_list_is_refused(ctx):
    _, _, _, ada, _ = builders.people()
    with pytest.raises(Invalid):
        invitations.invite_all(ada, " \n ", ["trainer"], None, NOW)


def test_an_address_that_got_an_account_meanwhile_is_told_to_sign_in(ctx):
    _, _, _, ada, _ = builders.people()
    invitations.invite(ada, "new@example.org", "", ["trainer"], None, NOW)
    actions.add(None, "new@example.org", "New", "hash", ["trainer"], NOW)
    with pytest.raises(Conflict, match="Sign in with it"):
        invitations.accept(builders.secret_in(builders.mails()[0]), "", "New", "hash", LATER)


def test_the_first_link_makes_the_administrator_who_enters_their_own_address(ctx):
    link = invitations.first_link(NOW)
    assert link.startswith("http://localhost/invitation/")
    ada = invitations.accept(link.rsplit("/", 1)[1], "Ada@Example.org", "Ada", "hash", LATER)
    assert (ada.email, ada.role_names) == ("ada@example.org", {"administrator"})
    assert invitations.first_link(LATER) is None


def test_a_second_first_link_voids_the_first(ctx):
    first, second = invitations.first_link(NOW), invitations.first_link(LATER)
    with pytest.raises(Conflict):
        invitations.acceptable(first.rsplit("/", 1)[1], LATER)
    assert invitations.acceptable(second.rsplit("/", 1)[1], LATER)


def test_the_first_link_stops_working_once_there_is_an_administrator(ctx):
    link = invitations.first_link(NOW)
    builders.people()
    with pytest.raises(Conflict, match="taken back"):
        invitations.accept(link.rsplit("/", 1)[1], "mallory@example.org", "Mallory", "hash", LATER)


def test_every_act_is_in_the_log_without_an_address(ctx):
    _, _, _, ada, _ = builders.people()
    invited = invitations.invite(ada, "new@example.org", "", ["trainer"], None, NOW)
    invitations.send_again(ada, invited, NOW)
    invitations.revoke(ada, invited, NOW)
    assert [act for act, _ in builders.acts()] == ["invited", "sent an invitation again", "revoked an invitation"]
    db.session.commit()
