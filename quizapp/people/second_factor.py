"""One-time codes that count once, and recovery codes of which only keyed digests are kept."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import segno
from flask import current_app
from flask_security import MfRecoveryCodesUtil
from flask_security import Totp as FlaskSecurityTotp
from passlib.exc import TokenError  # type: ignore[import-untyped]  # carries no types
from passlib.totp import TOTP, AppWallet  # type: ignore[import-untyped]  # carries no types
from sqlalchemy import or_, select, update

from quizapp import clock
from quizapp.database import db
from quizapp.people import audit
from quizapp.people.acts import Act
from quizapp.people.models import Person

COST = 4
"""Of stretching the key that secrets are encrypted with (2 to this power): it is 256 bits from SECRET_KEY already."""


class Totp(FlaskSecurityTotp):
    """Time-based one-time codes (RFC 6238): each time step is taken once, and QR codes are drawn by segno."""

    def __init__(self, secrets: dict[int, str], issuer: str) -> None:  # Flask-Security's, which would take 20 ms a code
        self._totp = TOTP.using(issuer=issuer, wallet=AppWallet(secrets, encrypt_cost=COST))

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        """Whether the code is right now and was not taken before. A secret that is being set up starts anew."""
        try:
            match = self._totp.verify(str(token), totp_secret, window=window)
        except TokenError:
            return False
        current = totp_secret == user.tf_totp_secret
        taken = update(Person).where(Person.id == user.id).values(totp_counter=match.counter)
        if current:
            taken = taken.where(or_(Person.totp_counter.is_(None), Person.totp_counter < match.counter))
        return db.session.execute(taken.returning(Person.id)).scalar() is not None

    def generate_qrcode(self, username: str, totp: str) -> str:
        """Return the QR code as a data address for an image."""
        code = segno.make(self.get_totp_uri(username, totp), error="m", micro=False)
        return str(code.svg_data_uri(border=4, scale=4, dark="#000", light="#fff"))


class RecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes: shown once when they are made; a copy of the database holds only their keyed digests."""

    def create_recovery_codes(self, user: Any) -> list[str]:
        """Make new codes, which replace the old ones; return them to be shown."""
        security = current_app.extensions["security"]
        number = current_app.config["SECURITY_MULTI_FACTOR_RECOVERY_CODES_N"]
        codes: list[str] = security.totp_factory.generate_recovery_codes(number)
        security.datastore.mf_set_recovery_codes(user, [digest(code) for code in codes])
        audit.record(user, Act.MADE_RECOVERY_CODES, f"person:{user.id}", clock.now())
        return codes

    def get_recovery_codes(self, user: Any) -> list[str]:  # noqa: ARG002 - Flask-Security's signature
        """Return none: they cannot be shown again."""
        return []

    def check_recovery_code(self, user: Any, code: str) -> bool:
        """Whether the code is one that is left. The row is locked until the commit, so that it counts once."""
        db.session.execute(select(Person.id).where(Person.id == user.id).with_for_update())
        db.session.refresh(user, ["mf_recovery_codes"])
        return digest(code) in (user.mf_recovery_codes or [])

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        """Use a code up."""
        left = [kept for kept in user.mf_recovery_codes or [] if kept != digest(code)]
        used = len(left) < len(user.mf_recovery_codes or [])
        user.mf_recovery_codes = left
        return used


def digest(code: str) -> str:
    """Return what is kept of a recovery code; spaces, hyphens and capitals do not matter."""
    plain = "".join(code.split()).replace("-", "").lower()
    key = f"recovery:{current_app.config['SECRET_KEY']}".encode()
    return hmac.new(key, plain.encode(), hashlib.sha256).hexdigest()
