"""What can be done to an account, and what cannot."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from quizapp.core.errors import Conflict, Invalid
from quizapp.database import db
from quizapp.people import actions, invitations, queries
from quizapp.people.models import Invitation, Mail, Membership, Passkey, Person, RoleName
from quizapp.people.post import post
from tests import factories
from tests.factories import NOW
from tests.people import builders


def passkey(person: Person, usage: str) -> Passkey:
    key = Passkey(
        user_id=person.id, name=usage, usage=usage, credential_id=usage.encode(), public_key=b"k", sign_count=0,
        backup_state=False, device_type="single_device", create_datetime=NOW, lastuse_datetime=NOW,
    )  # fmt: skip
    db.session.add(key)
    db.session.flush()
    return key


def test_an_added_person_can_sign_in_at_once_and_is_in_the_log(ctx):
    added = actions.add(None, "new@example.org", "  New   Person ", "hash", ["trainer", "practitioner"], NOW)
    assert (added.name, added.active, added.confirmed_at) == ("New Person", True, NOW)
    assert added.role_names == {"trainer", "practitioner"}
    assert builders.acts() == [("added a person", f"person:{added.id}")]


def test_an_address_that_has_an_account_is_not_added_again(ctx):
    builders.people()
    with pytest.raises(Conflict, match="has an account already"):
        actions.add(None, "pam@example.org", "Pam", "hash", ["trainer"], NOW)


@pytest.mark.parametrize("roles", [[], ["king"]])
def test_a_person_is_not_added_without_a_known_role(ctx, roles):
    with pytest.raises(Invalid):
        actions.add(None, "new@example.org", "New", "hash", roles, NOW)


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_a_name_is_neither_empty_nor_endless(ctx, name):
    pam, *_ = builders.people()
    with pytest.raises(Invalid, match="200 characters"):
        actions.rename(pam, name, NOW)


def test_a_corrected_name_is_in_the_log_without_the_name_and_the_same_name_is_no_change(ctx):
    pam, *_ = builders.people()
    actions.rename(pam, "Pamela Practitioner", NOW)
    actions.rename(pam, "Pamela Practitioner", NOW)
    assert pam.name == "Pamela Practitioner"
    assert builders.acts() == [("changed the name", f"person:{pam.id}")]


def test_roles_are_set_as_a_whole(ctx):
    pam, _, _, ada, _ = builders.people()
    actions.set_roles(ada, pam, ["trainer", "manager"], NOW)
    assert pam.role_names == {"trainer", "manager"}
    actions.set_roles(ada, pam, ["manager", "trainer"], NOW)
    assert len(builders.acts()) == 1


def test_the_last_administrator_keeps_the_role_and_the_account(ctx):
    pam, _, _, ada, _ = builders.people()
    with pytest.raises(Conflict, match="last administrator"):
        actions.set_roles(ada, ada, ["trainer"], NOW)
    with pytest.raises(Conflict, match="last administrator"):
        actions.switch_off(pam, ada, NOW)
    with pytest.raises(Conflict, match="last administrator"):
        actions.erase(pam, ada, NOW)
    assert ada.role_names == {"administrator"}
    assert ada.active


def test_one_of_two_administrators_can_go(ctx):
    pam, _, _, ada, _ = builders.people()
    actions.set_roles(ada, pam, ["administrator"], NOW)
    actions.set_roles(pam, ada, ["trainer"], NOW)
    assert queries.administrators() == [pam]


def test_two_administrators_who_remove_each_other_at_once_leave_one(app):
    with app.app_context():
        one, two = factories.person("One", RoleName.ADMINISTRATOR), factories.person("Two", RoleName.ADMINISTRATOR)
        ids = one.id, two.id
        db.session.commit()
    barrier = threading.Barrier(2)

    def remove(actor_id: int, person_id: int) -> None:
        with app.app_context():
            barrier.wait()
            actor, person = db.session.get_one(Person, actor_id), db.session.get_one(Person, person_id)
            try:
                actions.set_roles(actor, person, ["trainer"], NOW)
            except Conflict:
                return db.session.rollback()
            return db.session.commit()

    threads = [threading.Thread(target=remove, args=pair) for pair in (ids, ids[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert len(queries.administrators()) == 1


def test_switching_off_ends_sessions_and_switching_on_does_not_revive_them(ctx):
    pam, _, _, ada, _ = builders.people()
    before = pam.fs_uniquifier
    actions.switch_off(ada, pam, NOW)
    assert not pam.active
    assert pam.fs_uniquifier != before
    actions.switch_on(ada, pam, NOW)
    assert pam.active
    assert pam.fs_uniquifier != before


def test_nobody_switches_off_or_erases_themselves(ctx):
    _, _, _, ada, _ = builders.people()
    for act in (actions.switch_off, actions.erase):
        with pytest.raises(Conflict, match="another administrator"):
            act(ada, ada, NOW)


def test_a_reset_link_is_mailed_but_not_to_an_account_that_is_off(ctx):
    pam, _, _, ada, _ = builders.people()
    actions.send_reset(ada, pam, NOW)
    assert "http://localhost/reset/" in builders.mails("pam@example.org")[0].body
    actions.switch_off(ada, pam, NOW)
    with pytest.raises(Conflict, match="switched off"):
        actions.send_reset(ada, pam, NOW)


def test_removing_the_second_factor_takes_code_keys_and_recovery_codes_and_tells_why(ctx):
    pam, _, _, ada, _ = builders.people()
    pam.tf_primary_method, pam.tf_totp_secret, pam.mf_recovery_codes = "authenticator", "s", ["d"]
    passkey(pam, "first")
    passkey(pam, "secondary")
    before = pam.fs_uniquifier
    actions.remove_second_factor(ada, pam, " Rang  her ", NOW)
    db.session.flush()
    db.session.refresh(pam)
    assert not pam.has_second_factor
    assert not pam.mf_recovery_codes
    assert [key.usage for key in pam.webauthn] == ["first"]
    assert pam.fs_uniquifier != before
    assert "Rang her" in builders.mails("pam@example.org")[0].body


def test_the_second_factor_is_not_removed_without_a_reason_or_where_there_is_none(ctx):
    pam, _, _, ada, _ = builders.people()
    with pytest.raises(Conflict, match="no second factor"):
        actions.remove_second_factor(ada, pam, "Rang her", NOW)
    pam.tf_primary_method = "authenticator"
    with pytest.raises(Invalid):
        actions.remove_second_factor(ada, pam, "  ", NOW)


def test_an_erased_person_leaves_no_name_no_address_and_no_way_in(ctx):
    pam, _, _, ada, _ = builders.people()
    invitations.invite(ada, "other@example.org", "", ["trainer"], None, NOW)
    post(pam.email, "Hello", "password_changed", NOW, user=pam)
    pam.tf_primary_method, pam.tf_totp_secret = "authenticator", "s"
    passkey(pam, "first")
    number = pam.id
    actions.erase(ada, pam, NOW)
    db.session.commit()
    pam = db.session.get_one(Person, number)
    assert pam.name == f"Erased person {number}"
    assert "pam" not in pam.email
    assert (pam.active, pam.password, pam.roles, pam.webauthn, pam.has_second_factor) == (False, None, [], [], False)
    assert db.session.scalar(select(func.count()).select_from(Membership).where(Membership.person_id == number)) == 0
    assert [mail.recipient for mail in db.session.scalars(select(Mail))] == ["other@example.org"]
    assert builders.acts()[-1] == ("erased the person", f"person:{number}")


def test_an_erased_person_stays_erased(ctx):
    pam, _, _, ada, _ = builders.people()
    actions.erase(ada, pam, NOW)
    for act in (actions.switch_on, actions.send_reset, actions.erase):
        with pytest.raises(Conflict, match="cannot be undone"):
            act(ada, pam, NOW)
    with pytest.raises(Conflict, match="cannot be undone"):
        actions.set_roles(ada, pam, ["trainer"], NOW)


def test_last_changes_come_from_the_log(ctx):
    pam, _, _, ada, _ = builders.people()
    assert queries.last_changes(pam).password is None
    actions.sign_out_everywhere(pam, NOW)
    assert queries.last_changes(pam).sign_out == NOW
    assert queries.last_changes(ada).sign_out is None


def test_an_erased_person_leaves_no_former_address_either(ctx):
    _, _, _, ada, _ = builders.people()
    invitations.invite(ada, "former@example.org", "Former Name", ["trainer"], None, NOW)
    secret = builders.secret_in(builders.mails("former@example.org")[0])
    person = invitations.accept(secret, "", "Former Name", "hash", NOW)
    person.email = "now@example.org"
    post("former@example.org", "Your address was changed", "account_changed", NOW, user=person, what="Changed.")
    post(ada.email, "Somebody needs help", "rescue", NOW, user=person)
    post(ada.email, "Hello", "password_changed", NOW, user=ada)
    actions.erase(ada, person, NOW)
    db.session.commit()
    assert [mail.subject for mail in db.session.scalars(select(Mail))] == ["Hello"]
    assert db.session.scalar(select(func.count()).select_from(Invitation)) == 0
