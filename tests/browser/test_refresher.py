"""A fact changes: from a proposal to a certificate that is current again, and a document that is superseded."""

import pytest
from playwright.sync_api import expect

from quizapp.people.models import RoleName
from tests.browser import steps

pytestmark = pytest.mark.browser


def passes(page, house, attempt):
    """Answer every question of an attempt rightly and hand it in."""
    page.context.watch.allow("net::ERR_ABORTED")  # a save goes on by itself when the page is left
    for place, question in enumerate(house.asked(attempt), 1):
        page.goto(f"/attempts/{attempt}/questions/{place}")
        steps.fill_in(page, question, question.key)
        steps.is_saved(page)
    page.goto(f"/attempts/{attempt}/review")
    page.get_by_role("button", name="Submit the").click()


def revise(page, fact):
    """Propose that a fact says something else, as a trainer."""
    page.goto(f"/trainer/facts/{fact}/revise")
    statement = page.get_by_label("Statement")
    statement.fill(statement.input_value() + " This was looked at again.")
    page.get_by_label("Material").check()
    page.get_by_label("What changed, and why").fill("The statement says that it was looked at again.")
    steps.press(page, "See whom it touches")
    expect(page.get_by_role("heading", name="Whom it touches")).to_be_visible()
    steps.press(page, "Ask for approval")


def approve(page, fact):
    """Approve the one change that waits, as another trainer, and confirm the questions that rest on the fact."""
    page.goto("/trainer/changes/")
    page.get_by_role("link", name=fact).first.click()
    steps.press(page, "Approve the change")
    page.goto(f"/trainer/facts/{fact}")
    while (confirm := page.get_by_role("button", name="Still right")).count():
        confirm.first.click()
        page.goto(f"/trainer/facts/{fact}")


def test_a_change_of_a_fact_leads_to_a_refresher_and_a_new_document(new_browser, house, tmp_path):
    email = house.person()
    pam = new_browser().new_page()
    steps.sign_in(pam, email)
    attempt = steps.start(pam, house.quiz("true_false", "single_choice", "single_choice"))
    fact = house.asked(attempt)[0].rests_on[0]
    passes(pam, house, attempt)
    pam.goto("/certificates/")
    before = tmp_path / "before.pdf"
    before.write_bytes(pam.request.get(pam.get_by_role("link", name="PDF").get_attribute("href")).body())

    ted, ada = new_browser().new_page(), new_browser().new_page()
    steps.sign_in(ted, house.person("Ted Trainer", RoleName.TRAINER))
    revise(ted, fact)
    steps.sign_in(ada, house.person("Ada Administrator", RoleName.ADMINISTRATOR, RoleName.TRAINER))
    approve(ada, fact)

    pam.goto("/")
    pam.get_by_role("link", name="refresher").first.click()
    expect(pam.get_by_text("This was looked at again").first).to_be_visible()
    pam.get_by_role("button", name="Start the refresher").click()
    passes(pam, house, pam.url.split("/")[-3])
    expect(pam.get_by_text("keeps its number").first).to_be_visible()

    stranger = new_browser().new_page()
    stranger.goto("/verify/")
    stranger.get_by_label("File").set_input_files(before)
    steps.press(stranger, "Check the file")
    expect(stranger.locator(".verdict-word").first).to_have_text("Genuine, and superseded")
    expect(stranger.get_by_text("refreshed").first).to_be_visible()
