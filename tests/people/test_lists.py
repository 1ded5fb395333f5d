"""What an administrator looks through."""

from __future__ import annotations

from datetime import timedelta

from quizapp.database import db
from quizapp.people import actions, audit, invitations, lists
from quizapp.people.invitations import LASTS
from quizapp.people.models import MailState
from tests.factories import NOW
from tests.people import builders


def names(rows) -> list[str]:
    return [person.name.split()[0] for person in db.session.scalars(rows)]


def test_people_are_found_by_words_of_name_and_email_role_and_team(ctx):
    builders.people()
    assert names(lists.people()) == ["Ada", "Mo", "Pam", "Sid", "Ted"]
    assert names(lists.people("PRACT pam")) == ["Pam"]
    assert names(lists.people("ted@EXAMPLE")) == ["Ted"]
    assert names(lists.people("100%")) == names(lists.people("_")) == []
    assert names(lists.people(role="practitioner")) == ["Pam", "Sid"]
    assert names(lists.people(team="north-clinic")) == ["Mo", "Pam"]
    assert names(lists.people(role="practitioner", team="north-clinic")) == ["Pam"]


def test_people_are_found_by_state(ctx):
    pam, ted, _, ada, _ = builders.people()
    actions.switch_off(ada, pam, NOW)
    actions.erase(ada, ted, NOW)
    assert names(lists.people()) == ["Ada", "Mo", "Sid"]
    assert names(lists.people(state="inactive")) == ["Pam"]
    assert names(lists.people(state="erased")) == ["Erased"]
    assert len(names(lists.people(state=""))) == 5


def test_teams_are_counted(ctx):
    builders.people()
    rows = [(team.name, members, managers) for team, members, managers in db.session.execute(lists.teams())]
    assert rows == [("North clinic", 2, 1), ("South clinic", 1, 0)]


def test_invitations_are_listed_by_what_became_of_them(ctx):
    _, _, _, ada, _ = builders.people()
    old = invitations.invite(ada, "old@example.org", "", ["trainer"], None, NOW - LASTS)
    new = invitations.invite(ada, "new@example.org", "", ["trainer"], None, NOW)
    gone = invitations.invite(ada, "gone@example.org", "", ["trainer"], None, NOW)
    invitations.revoke(ada, gone, NOW)
    done = invitations.invite(ada, "done@example.org", "", ["trainer"], None, NOW)
    invitations.accept(builders.secret_in(builders.mails("done@example.org")[0]), "", "Done", "hash", NOW)
    invitations.first_link(NOW)
    expected = {"expired": old, "open": new, "revoked": gone, "accepted": done}
    for state, invitation in expected.items():
        assert list(db.session.scalars(lists.invitations(state, NOW))) == [invitation]
        assert lists.invitation_state(invitation, NOW) == state
    assert len(list(db.session.scalars(lists.invitations("", NOW)))) == 4


def test_the_log_is_filtered_by_act_subject_actor_and_days(ctx):
    pam, ted, _, _, _ = builders.people()
    audit.record(pam, "did this", "person:1", NOW)
    audit.record(ted, "did that", "person:11", NOW + timedelta(days=1))
    audit.record(None, "did this", "team:1", NOW + timedelta(days=2))
    db.session.flush()

    def found(*args, **kwargs) -> list[str]:
        return [entry.subject for entry in db.session.scalars(lists.audit(*args, **kwargs))]

    assert found() == ["team:1", "person:11", "person:1"]
    assert found("THIS") == ["team:1", "person:1"]
    assert found(subject="person:1") == ["person:1"]
    assert found(subject="person") == ["person:11", "person:1"]
    assert found(actor="trainer") == found(actor="ted@") == ["person:11"]
    day = NOW.date()
    assert found(since=day + timedelta(days=1), until=day + timedelta(days=1)) == ["person:11"]


def test_mails_are_listed_by_state(ctx):
    _, _, _, ada, _ = builders.people()
    invitations.invite(ada, "new@example.org", "", ["trainer"], None, NOW)
    assert not list(db.session.scalars(lists.mails()))
    assert len(list(db.session.scalars(lists.mails(MailState.WAITING)))) == 1
    assert len(list(db.session.scalars(lists.mails("")))) == 1
