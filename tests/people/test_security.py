"""How Flask-Security is set up, and what every request pays for it."""

from __future__ import annotations

import pytest
from flask import current_app
from flask_security import hash_password
from sqlalchemy import event

from quizapp import clock
from quizapp.core.errors import Conflict, Invalid
from quizapp.database import db, reads_only, unlocked
from quizapp.people import actions
from quizapp.people.links import link
from quizapp.people.security import datastore, hashed, normal_email
from tests import factories
from tests.people import builders


def test_passwords_are_hashed_with_argon2id_of_19_mib_two_passes_one_lane(ctx):
    assert hashed("a long enough password").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("password", ["", "elevenchars", "x" * 129])
def test_a_password_is_neither_short_nor_endless(ctx, password):
    with pytest.raises(Invalid, match="at least 12 characters"):
        hashed(password)


@pytest.mark.parametrize("password", ["aaaaaaaaaaaa", "twelve chars", "密码密码密码密码密码密码"])
def test_twelve_characters_are_enough_whatever_they_are(ctx, password):
    assert hashed(password)


def test_an_address_is_kept_in_lower_case(ctx):
    assert normal_email(" Pam@Example.ORG ".strip()) == "pam@example.org"
    for nonsense in ("", "pam", "pam@", "pam@clinic", "a@b@c.com"):
        with pytest.raises(Invalid):
            normal_email(nonsense)


def test_loading_the_signed_in_person_with_roles_is_one_statement(app, cast):
    statements = []
    with app.app_context():
        identity = db.session.get_one(builders.Person, cast["ada"]).fs_uniquifier
        db.session.remove()
        event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        person = datastore.find_user(fs_uniquifier=identity)
        assert person.role_names == {"administrator"}
        assert person.name
    assert len([text for text in statements if not text.startswith("BEGIN")]) == 1


def test_a_taken_address_is_a_conflict_even_in_the_same_moment(ctx):
    builders.people()
    with pytest.raises(Conflict, match="just now"):
        datastore.create_user(email="pam@example.org", name="Pam", created_at=clock.now())
    assert actions.add(None, "new@example.org", "New", "hash", ["trainer"], clock.now()).id


def test_slow_work_holds_no_transaction(ctx):
    builders.people()
    with unlocked():
        assert not db.session().in_transaction()
        assert reads_only.get()
        hash_password("a long enough password")
    assert not reads_only.get()
    assert not db.session().in_transaction()


def test_what_was_written_before_slow_work_is_kept_even_if_it_fails(ctx):
    factories.person("Kept")
    with pytest.raises(RuntimeError), unlocked():
        raise RuntimeError
    db.session.rollback()
    assert not reads_only.get()
    assert db.session.query(builders.Person).count() == 1


def test_links_begin_with_the_address_that_is_set(app):
    app.config["BASE_URL"] = "https://vesicle.example.org/training"
    with app.test_request_context("/", headers={"Host": "evil.example.org"}):
        assert link("security.login") == "https://vesicle.example.org/training/sign-in"
        assert link("security.login", next="/x") == "https://vesicle.example.org/training/sign-in?next=/x"


def test_every_message_of_ours_is_one_that_flask_security_knows(app):
    from flask_security.core import _default_messages

    from quizapp.people.security_words import MESSAGES

    assert set(MESSAGES) <= set(_default_messages)
    with app.app_context():
        assert current_app.config["SECURITY_MSG_INVALID_CODE"] == MESSAGES["INVALID_CODE"]
