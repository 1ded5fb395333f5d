"""Passkeys, with a device that Chromium pretends to have."""

from __future__ import annotations

import re
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps

pytestmark = pytest.mark.browser


class Device:
    """A device that holds passkeys and knows its owner, plugged into a page."""

    def __init__(self, page: Page, **options: Any) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable")
        default = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        made = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": {**default, **options}})
        self._id = {"authenticatorId": made["authenticatorId"]}

    def is_verified(self, verified: bool) -> None:
        """Let the owner be known from now on, or not."""
        self._session.send("WebAuthn.setUserVerified", {**self._id, "isUserVerified": verified})

    def keys(self) -> int:
        """Return how many passkeys the device holds."""
        return len(self._session.send("WebAuthn.getCredentials", self._id)["credentials"])


def add_passkey(page: Page, name: str, usage: str = "first") -> None:
    page.goto("/account/passkeys")
    page.get_by_label("Name of the passkey").fill(name)
    page.locator(f"input[value={usage}]").check()
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_text(f"The passkey {name} is added")).to_be_visible()


def sign_out(page: Page) -> None:
    page.goto("/account/")
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def test_a_passkey_is_added_signs_in_alone_and_is_removed(page, house):
    device = Device(page)
    steps.sign_in(page, house.person())
    add_passkey(page, "Phone")
    assert device.keys() == 1
    expect(page.get_by_role("row", name="Phone")).to_contain_text("Signs in alone")
    sign_out(page)
    page.goto("/sign-in?next=/account/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile("/account/$"))
    expect(page.get_by_role("row", name="Passkeys")).to_contain_text("1 passkey")
    page.goto("/account/passkeys")
    page.get_by_role("button", name="Remove Phone").click()
    expect(page.get_by_text("The passkey Phone is removed")).to_be_visible()


def test_a_security_key_is_the_second_step_after_the_password(page, house):
    Device(page, transport="usb", hasResidentKey=False, hasUserVerification=False, isUserVerified=False)
    email = house.person()
    steps.sign_in(page, email)
    add_passkey(page, "Key", "secondary")
    sign_out(page)
    page.goto("/sign-in?next=/account/")
    steps.fill_in_sign_in(page, email)
    expect(page.get_by_role("heading", name="Use your security key")).to_be_visible()
    page.get_by_role("button", name="Use the security key").click()
    expect(page).to_have_url(re.compile("/account/$"))
    expect(page.get_by_role("row", name="Second factor")).to_contain_text("On")


def test_a_passkey_shows_that_it_is_still_the_same_person(page, house):
    Device(page)
    email = house.person()
    steps.sign_in(page, email)
    add_passkey(page, "Phone")
    page.goto("/account/verify?next=/account/email")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(re.compile("/account/email$"))


def test_a_device_whose_owner_is_not_there_signs_nobody_in(page, house):
    device = Device(page)
    steps.sign_in(page, house.person())
    add_passkey(page, "Phone")
    sign_out(page)
    device.is_verified(False)
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used")
    expect(page).to_have_url(re.compile("/sign-in$"))


def test_a_device_holds_one_passkey_of_a_person(page, house):
    Device(page)
    steps.sign_in(page, house.person())
    add_passkey(page, "Phone")
    page.get_by_label("Name of the passkey").fill("Again")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("holds a passkey of yours for this site already")


def test_a_name_that_will_not_do_is_said_before_the_device_is_asked(page, house):
    page.context.watch.expect("400: POST .*/account/passkeys")
    device = Device(page)
    steps.sign_in(page, house.person())
    page.goto("/account/passkeys")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("Give the passkey a name")
    assert device.keys() == 0


def test_a_passkey_signs_in_past_the_authenticator_app_because_it_knows_its_owner(page, house):
    Device(page)
    email = house.person()
    steps.sign_in(page, email)
    add_passkey(page, "Phone")
    set_up_app(page)
    sign_out(page)
    page.goto("/sign-in?next=/account/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile("/account/$"))


def set_up_app(page: Page) -> str:
    """Turn on the authenticator app; return its key. The server's clock is the real one."""
    page.goto("/account/second-factor")
    page.get_by_role("button", name="Set up an authenticator app").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    key = page.locator("code").inner_text().replace("-", "").replace(" ", "")
    page.get_by_label("Code from the app").fill(pyotp.TOTP(key).now())
    page.get_by_role("button", name="Turn on the second factor").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    return key
