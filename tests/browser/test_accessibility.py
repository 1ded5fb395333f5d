"""Every page of the product, in every state: usable by keyboard, by screen reader, in the dark and on a small screen.

A page that a link leads to is found by itself. One line in ``PAGES`` adds an address that none leads to; a function
in ``states.STATES`` adds what has to be done first.
"""

from __future__ import annotations

import pytest

from tests.browser.organisation import Organisation, furnish
from tests.browser.states import STATES
from tests.browser.tour import Tour

pytestmark = pytest.mark.browser

PAGES: dict[str, tuple[str, ...]] = {
    "": (
        "/verify/{valid}", "/verify/{expired}", "/verify/{revoked}", "/verify/UNKNOWN", "{invitation}", "{reset}",
        "/nowhere", "/sign-in/passkey", "/sign-in/recovery-code",
    ),
    "pam": ("/certificates/", "/trainer/", "/attempts/unknown", "/account/verify", "/sign-in",
            "/account/verify/passkey", "/confirm"),
    "sid": ("/", "/certificates/", "/quizzes/", "/practice/", "{invitation}"),
    "nobody": ("/",),
    "everybody": ("/", "/account/"),
}  # fmt: skip
"""Addresses by who goes there ("" is a stranger); words in braces stand for fields of Organisation."""


@pytest.fixture(scope="module")
def organisation(house) -> Organisation:
    return furnish(house)


@pytest.fixture
def tour(house, new_browser, subtests) -> Tour:
    return Tour(house, new_browser, subtests)


def test_every_page_that_somebody_can_reach(tour, house, organisation, subtests):
    for who in ("", *organisation.cast):
        email = organisation.cast.get(who, "")
        tour.walk(email)
        for path in PAGES.get(who, ()):
            tour.visit(path.format(**vars(organisation)), email)
    for reach in STATES:
        with subtests.test(reach.__doc__):
            reach(tour, house, organisation)
    assert not tour.left_out(), "nobody has looked at: " + ", ".join(sorted(tour.left_out()))
