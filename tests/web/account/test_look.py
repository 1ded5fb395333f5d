"""Nothing of Flask-Security's own look or words can be reached."""

from __future__ import annotations

from pathlib import Path

import flask_security
import pytest
from flask_security.core import _default_config

from quizapp.people import security_settings
from tests.web.account.builders import freshen

OURS = Path(__file__).resolve().parents[3] / "quizapp" / "templates"
UNUSED = ("LOGOUT", "US_", "SEND_LOGIN", "CHANGE_USERNAME", "USERNAME_RECOVERY")


def test_every_page_of_flask_security_has_a_template_of_ours(app):
    pages = [key for key in _default_config if key.endswith("_TEMPLATE") and "EMAIL" not in key]
    for key in pages:
        if not key.startswith(UNUSED):
            template = app.jinja_env.get_template(app.config[f"SECURITY_{key}"])
            assert Path(template.filename).is_relative_to(OURS), key


def test_every_mail_of_flask_security_has_a_template_of_ours(app):
    for key, name in security_settings.MAILS.items():
        if "TEMPLATE" in key:
            assert Path(app.jinja_env.get_template(f"{name}.txt").filename).is_relative_to(OURS), key


@pytest.mark.parametrize(
    "page",
    ["/sign-in", "/reset", "/confirm", "/sign-in/passkey", "/account/password", "/account/email",
     "/account/second-factor", "/account/recovery-codes", "/account/passkeys", "/account/verify",
     "/account/verify/passkey"],
)  # fmt: skip
def test_every_page_is_in_the_frame_of_the_house_with_one_heading(as_, client, page):
    browser = freshen(as_("pam")) if page.startswith("/account") else client
    text = browser.get(page).text
    assert text.count("<h1>") == 1
    assert 'class="site-header"' in text
    assert "Flask-Security" not in text


def test_no_script_or_page_of_flask_securitys_package_is_served(client):
    assert client.get("/fs-static/js/webauthn.js").status_code == 404
    assert Path(flask_security.__file__).parent.joinpath("static").exists()
