"""What a browser checks by itself before it sends a form must not stand in anybody's way."""

import pytest
from playwright.sync_api import expect

from quizapp.people.models import RoleName
from tests.browser import steps

pytestmark = pytest.mark.browser


@pytest.fixture
def ada(page, house):
    steps.sign_in(page, house.person("Ada Administrator", RoleName.ADMINISTRATOR))
    return page


def test_somebody_is_given_one_more_role(ada, house):
    email = house.person("Pam Practitioner")
    ada.goto(f"/admin/people?words={email}")
    ada.get_by_role("link", name="Pam Practitioner").click()
    ada.get_by_label("Trainer").check()
    steps.press(ada, "Save the roles")
    expect(ada.get_by_label("Trainer")).to_be_checked()
    ada.reload()
    expect(ada.get_by_label("Trainer")).to_be_checked()
    expect(ada.get_by_label("Manager")).not_to_be_checked()


def test_a_source_is_taken_from_a_fact(page, house):
    steps.sign_in(page, house.person("Ted Trainer", RoleName.TRAINER))
    page.goto(f"/trainer/facts/{house.fact_with_sources(2)}/revise")
    page.locator("input[name=sources]").first.uncheck()
    page.get_by_label("Editorial").check()
    page.get_by_label("What changed, and why").fill("One source says it all.")
    steps.press(page, "See whom it touches")
    expect(page.get_by_role("heading", name="Whom it touches")).to_be_visible()
