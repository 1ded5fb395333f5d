"""Flask-Security's settings: its addresses, its limits, its templates and its words, all ours."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from quizapp import clock

PASSWORD_LENGTH = 12
FRESH = timedelta(minutes=15)
"""How long after the password was entered a sensitive act needs no new one; each such act prolongs it."""
IDLE = timedelta(hours=12)
REMEMBERED = timedelta(days=30)

ADDRESSES = {
    "LOGIN_URL": "/sign-in",
    "LOGOUT_URL": "/sign-out",
    "TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
    "TWO_FACTOR_SELECT_URL": "/sign-in/choose",
    "TWO_FACTOR_RESCUE_URL": "/sign-in/help",
    "MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery-code",
    "WAN_SIGNIN_URL": "/sign-in/passkey",
    "REGISTER_URL": "/register",
    "CONFIRM_URL": "/confirm",
    "RESET_URL": "/reset",
    "VERIFY_URL": "/account/verify",
    "WAN_VERIFY_URL": "/account/verify/passkey",
    "CHANGE_URL": "/account/password",
    "CHANGE_EMAIL_URL": "/account/email",
    "TWO_FACTOR_SETUP_URL": "/account/second-factor",
    "MULTI_FACTOR_RECOVERY_CODES_URL": "/account/recovery-codes",
    "WAN_REGISTER_URL": "/account/passkeys",
    "WAN_DELETE_URL": "/account/passkeys/remove",
    "POST_LOGIN_VIEW": "/",
    "POST_LOGOUT_VIEW": "/",
    "POST_VERIFY_VIEW": "account.home",
    "POST_CHANGE_VIEW": "account.home",
    "POST_CHANGE_EMAIL_VIEW": "account.home",
    "POST_REGISTER_VIEW": "security.login",
    "TWO_FACTOR_POST_SETUP_VIEW": "account.second_factor_done",
    "WAN_POST_REGISTER_VIEW": "security.wan_register",
}

TEMPLATES = {
    "LOGIN_USER_TEMPLATE": "security/sign_in.html",
    "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "security/code.html",
    "TWO_FACTOR_SELECT_TEMPLATE": "security/choose.html",
    "MULTI_FACTOR_RECOVERY_TEMPLATE": "security/recovery_code.html",
    "WAN_SIGNIN_TEMPLATE": "security/passkey.html",
    "REGISTER_USER_TEMPLATE": "security/register.html",
    "SEND_CONFIRMATION_TEMPLATE": "security/confirm.html",
    "FORGOT_PASSWORD_TEMPLATE": "security/forgot.html",
    "RESET_PASSWORD_TEMPLATE": "security/reset.html",
    "VERIFY_TEMPLATE": "security/verify.html",
    "WAN_VERIFY_TEMPLATE": "security/verify_passkey.html",
    "CHANGE_PASSWORD_TEMPLATE": "security/password.html",
    "CHANGE_EMAIL_TEMPLATE": "security/email.html",
    "TWO_FACTOR_SETUP_TEMPLATE": "security/second_factor.html",
    "MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "security/recovery_codes.html",
    "WAN_REGISTER_TEMPLATE": "security/passkeys.html",
}

MAILS = {
    "EMAIL_HTML": False,
    "REGISTER_EMAIL_TEMPLATE": "email/welcome",
    "REGISTER_EMAIL_EXISTING_TEMPLATE": "email/welcome_back",
    "EMAIL_TEMPLATE_CONFIRM": "email/confirm",
    "EMAIL_TEMPLATE_PASSWORD_RESET": "email/reset",
    "EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "email/password_changed",
    "EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "email/password_changed",
    "CHANGE_EMAIL_EMAIL_TEMPLATE": "email/change_email",
    "TWO_FACTOR_RESCUE_EMAIL_TEMPLATE": "email/rescue",
    "EMAIL_SUBJECT_REGISTER": "Your registration",
    "EMAIL_SUBJECT_CONFIRM": "Confirm your email address",
    "EMAIL_SUBJECT_PASSWORD_RESET": "Set a new password",
    "EMAIL_SUBJECT_PASSWORD_NOTICE": "Your password was changed",
    "EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE": "Your password was changed",
    "CHANGE_EMAIL_SUBJECT": "Confirm your new email address",
    "EMAIL_SUBJECT_TWO_FACTOR_RESCUE": "Somebody cannot use their second factor",
}

ABILITIES = {
    "CONFIRMABLE": True,
    "RECOVERABLE": True,
    "CHANGEABLE": True,
    "CHANGE_EMAIL": True,
    "TWO_FACTOR": True,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_RESCUE_EMAIL": False,  # a code by mail would make the second factor as weak as the reset link
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "MULTI_FACTOR_RECOVERY_CODES_N": 10,
    "WEBAUTHN": True,
    "WAN_ALLOW_USER_HINTS": False,  # a hint would tell whether an email has an account
    "WAN_ALLOW_AS_VERIFY": ["first", "secondary"],
    "WAN_SIGNIN_WITHIN": timedelta(minutes=5),
    "RETURN_GENERIC_RESPONSES": True,
    "STATIC_FOLDER": None,
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
    "API_ENABLED_METHODS": ["session"],
    "JOIN_USER_ROLES": True,  # the signed-in person and their roles are one statement
    "FRESHNESS": FRESH,
    "FRESHNESS_GRACE_PERIOD": FRESH,
    "RESET_PASSWORD_WITHIN": timedelta(hours=4),
    "CHANGE_EMAIL_WITHIN": timedelta(hours=4),
    "CONFIRM_EMAIL_WITHIN": timedelta(days=2),
    "DATETIME_FACTORY": clock.now,
    "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
}

PASSWORDS = {
    "PASSWORD_LENGTH_MIN": PASSWORD_LENGTH,
    "PASSWORD_HASH": "argon2",
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_SINGLE_HASH": True,  # no second hash keyed by SECRET_KEY: a changed key must not lock everybody out
    "PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__type": "ID",
        "argon2__memory_cost": 19 * 1024,
        "argon2__time_cost": 2,
        "argon2__parallelism": 1,
    },
    # What links carry of a password's argon2 hash or of an email address. The default, sha256_crypt, takes 0.3 s of
    # CPU, and only for addresses that have an account: a clock would tell who has one.
    "HASHING_SCHEMES": ["hex_sha256"],
}


def settings(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the whole configuration of Flask-Security, and of the sessions it opens, for an application's."""
    chosen = {
        **ADDRESSES,
        **TEMPLATES,
        **MAILS,
        **ABILITIES,
        **PASSWORDS,
        "REGISTERABLE": config["REGISTRATION"] == "open",
        "PASSWORD_SALT": config["SECRET_KEY"],
        "TOTP_SECRETS": {1: hashlib.sha256(f"totp:{config['SECRET_KEY']}".encode()).hexdigest()},
        "TOTP_ISSUER": config["SITE_NAME"],
        "WAN_RP_NAME": config["SITE_NAME"],
    }
    cookies = {
        "PERMANENT_SESSION_LIFETIME": IDLE,
        "SESSION_REFRESH_EACH_REQUEST": False,
        "SESSION_PROTECTION": None,  # a phone changes its address in the middle of an exam
        "REMEMBER_COOKIE_DURATION": REMEMBERED,
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": config["SESSION_COOKIE_SECURE"],
    }
    return {f"SECURITY_{key}": value for key, value in chosen.items()} | cookies
