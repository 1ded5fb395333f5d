"""Flask-Security's pages as ours: forms, answers to scripts, freshness, and how long a session lasts."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from flask import Flask, current_app, g, jsonify, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import FormInfo, user_authenticated

from quizapp.web.account import factor_forms as factors
from quizapp.web.account import security_forms as forms
from quizapp.web.negotiation import page_to_go_on_from, wants_json
from quizapp.web.transaction import begin_writing

FORMS = {
    "login_form": forms.SignInForm,
    "verify_form": forms.ConfirmForm,
    "forgot_password_form": forms.ForgotForm,
    "send_confirmation_form": forms.ConfirmationForm,
    "register_form": forms.RegistrationForm,
    "reset_password_form": forms.NewPasswordForm,
    "change_password_form": forms.PasswordForm,
    "change_email_form": forms.EmailForm,
    "two_factor_setup_form": factors.SetupForm,
    "two_factor_verify_code_form": factors.CodeForm,
    "two_factor_rescue_form": factors.HelpForm,
    "mf_recovery_form": factors.RecoveryCodeForm,
    "wan_register_form": factors.NewPasskeyForm,
    "wan_signin_form": factors.AskPasskeyForm,
    "wan_signin_response_form": factors.PasskeyAnswerForm,
}
WRITING_LINKS = frozenset({"security.confirm_email", "security.change_email_confirm"})
"""Links in mails that act when they are opened."""
SEEN_EVERY = 600
"""Seconds between two new session cookies of somebody who is busy."""


def init_app(app: Flask) -> None:
    """Fit Flask-Security, which is set up already, into the web."""
    security = app.extensions["security"]
    for name, form in FORMS.items():
        security.set_form_info(name, FormInfo(cls=form))
    security.want_json(lambda _request: wants_json() or _request.is_json)
    security.render_json(_answer_script)
    security.reauthn_handler(_verify_first)
    security.tf_token_validation_context_processor(_secret_being_set_up)
    user_authenticated.connect(_signed_in, app)
    app.before_request(_before)


def _signed_in(_app: Any, **_rest: Any) -> None:
    """Begin a session that lasts while it is used; a CSRF token from before it is worth nothing now."""
    session.permanent = True
    session["seen"] = int(time.time())
    session.pop("csrf_token", None)
    g.pop("csrf_token", None)


def _before() -> ResponseReturnValue | None:
    """Keep a busy session alive, let a link write, and turn away what Flask-Security would stumble over."""
    if "_user_id" in session and time.time() - session.get("seen", 0) > SEEN_EVERY:
        session.permanent = True
        session["seen"] = int(time.time())
    if request.blueprint != "security":
        return None
    if request.endpoint in WRITING_LINKS:
        begin_writing()
    if request.endpoint == "security.two_factor_token_validation" and _is_lost():
        return redirect(url_for("account.home"), 303)
    return None


def _is_lost() -> bool:
    """Whether somebody signed in asks for a code's page for nothing: Flask-Security would sign them out."""
    return bool(current_user.is_authenticated) and session.get("tf_state") != "validating_profile"


def _verify_first(_within: timedelta, _grace: timedelta) -> ResponseReturnValue:
    """Ask for the password before a sensitive act, and lead back to its page."""
    url = url_for("security.verify", next=page_to_go_on_from())
    if wants_json():
        message = current_app.config["SECURITY_MSG_REAUTHENTICATION_REQUIRED"][0]
        return jsonify(error=401, message=message, verify=url), 401
    return redirect(url, 303)


def _answer_script(payload: dict[str, Any], code: int, headers: Any, _user: Any) -> ResponseReturnValue:
    """Answer a script in the house's shape; where a second factor is due, say where it is asked for."""
    if code >= 400:
        words = payload.get("errors") or [""]
        fields = {name: errors for name, errors in payload.get("field_errors", {}).items() if name}
        return jsonify(error=code, message=str(words[0]), fields=fields), code, headers
    if payload.get("tf_required"):
        step = "tf_select" if payload.get("tf_select") else "two_factor_token_validation"
        payload["continue_url"] = payload.get("tf_signin_url") or url_for(f"security.{step}")
    payload.get("user", {}).pop("authentication_token", None)
    return jsonify(payload), code, headers


def _secret_being_set_up() -> dict[str, Any]:
    """Show the QR code again to somebody whose first code was mistyped."""
    if not (current_user.is_authenticated and session.get("tf_totp_secret")):
        return {}
    values = current_app.extensions["security"].totp_factory.fetch_setup_values(session["tf_totp_secret"], current_user)
    return {"authr_qrcode": values["image"], "authr_key": values["key"]}
