"""One-time codes count once; of recovery codes only digests are kept."""

from __future__ import annotations

import base64
from datetime import timedelta
from urllib.parse import unquote

import pyotp
import pytest
import time_machine
from flask import current_app

from quizapp.database import db
from quizapp.people import second_factor
from tests.factories import NOW
from tests.people import builders


@pytest.fixture
def pam(ctx):
    """Pam, whose second factor is set up."""
    person, *_ = builders.people()
    person.tf_totp_secret = totp().generate_totp_secret()
    person.tf_primary_method = "authenticator"
    db.session.commit()
    return person


def totp():
    return current_app.extensions["security"].totp_factory


def code(secret: str, at=NOW) -> str:
    return pyotp.TOTP(totp().get_totp_b32_key(secret)).at(at)


def test_a_code_is_right_once(pam):
    with time_machine.travel(NOW, tick=False):
        shown = code(pam.tf_totp_secret)
        assert totp().verify_totp(shown, pam.tf_totp_secret, pam, window=30)
        assert not totp().verify_totp(shown, pam.tf_totp_secret, pam, window=30)


def test_an_earlier_code_is_wrong_after_a_later_one(pam):
    with time_machine.travel(NOW, tick=False):
        earlier = code(pam.tf_totp_secret, NOW - timedelta(seconds=30))
        assert totp().verify_totp(code(pam.tf_totp_secret), pam.tf_totp_secret, pam, window=30)
        assert not totp().verify_totp(earlier, pam.tf_totp_secret, pam, window=30)


@pytest.mark.parametrize("typed", ["", "abcdef", "12345", "000000000"])
def test_what_is_no_code_is_wrong(pam, typed):
    assert not totp().verify_totp(typed, pam.tf_totp_secret, pam, window=30)


def test_a_new_secret_starts_anew(pam):
    with time_machine.travel(NOW, tick=False):
        assert totp().verify_totp(code(pam.tf_totp_secret), pam.tf_totp_secret, pam, window=30)
        fresh = totp().generate_totp_secret()
        assert totp().verify_totp(code(fresh), fresh, pam, window=30)


def test_the_secret_is_encrypted_in_the_database(pam):
    assert totp().get_totp_b32_key(pam.tf_totp_secret) not in pam.tf_totp_secret


def test_the_qr_code_is_an_image_in_the_page(pam):
    values = totp().fetch_setup_values(pam.tf_totp_secret, pam)
    assert values["image"].startswith("data:image/svg+xml")
    drawn = unquote(values["image"].split(",", 1)[1])
    assert "<svg" in (drawn if "<svg" in drawn else base64.b64decode(drawn).decode())
    assert values["uri"].startswith("otpauth://totp/Vesicle:pam@example.org?")


def test_recovery_codes_are_kept_as_digests_and_shown_once(pam):
    codes = current_app.extensions["security"].mf_recovery_codes_util
    shown = codes.create_recovery_codes(pam)
    db.session.commit()
    assert len(shown) == len(set(shown)) == 10
    assert not set(shown) & set(pam.mf_recovery_codes)
    assert codes.get_recovery_codes(pam) == []
    assert builders.acts() == [("made recovery codes", f"person:{pam.id}")]


def test_a_recovery_code_is_used_up(pam):
    codes = current_app.extensions["security"].mf_recovery_codes_util
    shown = codes.create_recovery_codes(pam)
    db.session.commit()
    typed = f" {shown[3].upper().replace('-', ' ')} "
    assert codes.check_recovery_code(pam, typed)
    assert codes.delete_recovery_code(pam, typed)
    db.session.commit()
    assert not codes.check_recovery_code(pam, shown[3])
    assert codes.check_recovery_code(pam, shown[4])
    assert not codes.delete_recovery_code(pam, "4f6a-91c2-be07")


def test_a_digest_depends_on_the_secret_key(app, ctx):
    before = second_factor.digest("aaaa")
    app.config["SECRET_KEY"] = "another"
    assert second_factor.digest("aaaa") != before
