"""Answers are saved at once, and none is lost with the network, the session, the token, the tab or another tab."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import steps

pytestmark = pytest.mark.browser

NO_NETWORK = (r"failed: POST .* net::ERR_INTERNET_DISCONNECTED",)


@pytest.fixture
def pam(house):
    return house.person()


@pytest.fixture
def attempt(page, house, pam):
    steps.sign_in(page, pam)
    return steps.start(page, house.quiz())


def pick(page, number):
    """Pick an option; return its value."""
    option = page.locator(".option input").nth(number - 1)
    option.check()
    return option.get_attribute("value")


def picked(page, number):
    expect(page.locator(".option input").nth(number - 1)).to_be_checked()


def not_saved(page):
    expect(page.locator("[data-saved]")).to_have_text("Not saved yet: will try again")


def test_an_answer_is_saved_as_soon_as_it_is_picked(page, house, attempt):
    answer = pick(page, 2)
    steps.is_saved(page)
    assert house.replies(attempt) == {1: answer}
    expect(page.locator(".strip .dot").first).to_have_accessible_name("Question 1, answered, current")
    expect(page.locator("[data-strip-count]").last).to_have_text("1 of 3 answered")
    page.reload()
    picked(page, 2)
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^Saved \d\d:\d\d:\d\d"))


def test_the_last_of_many_quick_changes_is_the_one_that_stands(page, house, attempt):
    for number in (1, 2, 1, 2, 1):
        pick(page, number)
    answer = pick(page, 2)
    steps.is_saved(page)
    expect(page.locator("[data-saved] button")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    assert house.replies(attempt) == {1: answer}


def test_without_the_network_the_answer_waits_and_is_saved_when_it_is_back(page, house, attempt):
    page.context.watch.expect(*NO_NETWORK)
    page.context.set_offline(True)
    pick(page, 1)
    not_saved(page)
    answer = pick(page, 2)
    not_saved(page)
    page.context.set_offline(False)
    steps.is_saved(page)
    assert house.replies(attempt) == {1: answer}


def test_going_on_without_the_network_happens_when_it_is_back(page, house, attempt):
    page.context.watch.expect(*NO_NETWORK)
    page.context.set_offline(True)
    answer = pick(page, 1)
    steps.press(page, "Save and next")
    not_saved(page)
    page.context.set_offline(False)
    steps.is_at(page, 2)
    assert house.replies(attempt) == {1: answer}


def test_an_answer_that_waits_outlives_its_tab(page, house, attempt):
    page.context.watch.expect(*NO_NETWORK)
    page.context.set_offline(True)
    answer = pick(page, 2)
    not_saved(page)
    url = page.url
    again = page.context.new_page()
    page.close()
    page.context.set_offline(False)
    again.goto(url)
    picked(again, 2)
    steps.is_saved(again)
    assert house.replies(attempt) == {1: answer}
    again.reload()
    picked(again, 2)


def test_an_answer_that_waits_is_sent_from_any_other_page_of_the_exam(page, house, attempt):
    page.context.watch.expect(*NO_NETWORK)
    page.context.set_offline(True)
    answer = pick(page, 2)
    not_saved(page)
    page.context.set_offline(False)
    review = page.context.new_page()
    page.close()
    with review.expect_navigation(url=re.compile("/review")):  # it reloads when it has sent what waited
        review.goto(f"/attempts/{attempt}/review")
    expect(review.get_by_text("2 questions are not answered")).to_be_visible()
    assert house.replies(attempt) == {1: answer}


def test_an_answer_whose_acknowledgement_was_lost_is_no_conflict(page, house, attempt):
    page.context.watch.expect(r"failed: POST .*/questions/1 net::ERR_CONNECTION_RESET")

    def lose(route):
        route.fetch()  # the server has saved it
        route.abort("connectionreset")

    page.route("**/questions/1", lose, times=1)
    pick(page, 1)
    not_saved(page)
    answer = pick(page, 2)
    steps.is_saved(page)
    expect(page.locator("[data-saved] button")).to_have_count(0)
    assert house.replies(attempt) == {1: answer}


def test_signed_out_in_mid_exam_signing_in_again_in_place_saves_the_answer(page, house, pam, attempt):
    page.context.watch.expect(r"401: POST .*/questions/1")
    page.context.clear_cookies()
    answer = pick(page, 2)
    dialog = page.get_by_role("dialog", name="You were signed out")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Email").fill(pam)
    dialog.get_by_label("Password").fill(steps.PASSWORD)
    dialog.get_by_role("button", name="Sign in and save").click()
    steps.is_saved(page)
    expect(dialog).not_to_be_visible()
    picked(page, 2)
    assert house.replies(attempt) == {1: answer}
    steps.press(page, "Save and next")
    steps.is_at(page, 2)


def test_a_wrong_password_is_said_in_place_and_the_answer_still_waits(page, house, pam, attempt):
    page.context.watch.expect(r"401: POST .*/questions/1", r"400: POST .*/sign-in")
    page.context.clear_cookies()
    answer = pick(page, 2)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Email").fill(pam)
    dialog.get_by_label("Password").fill("a wrong one, not mine")
    dialog.get_by_role("button", name="Sign in and save").click()
    expect(dialog.get_by_role("alert")).not_to_be_empty()
    dialog.get_by_label("Password").fill(steps.PASSWORD)
    dialog.get_by_role("button", name="Sign in and save").click()
    steps.is_saved(page)
    assert house.replies(attempt) == {1: answer}


def test_signing_in_in_another_tab_saves_the_answer_in_this_one(page, house, pam, attempt):
    page.context.watch.expect(r"401: POST .*/questions/1")
    page.context.watch.allow(r"400: POST .*/questions/1")  # a try with the token of the session before
    page.context.clear_cookies()
    answer = pick(page, 2)
    with page.context.expect_page() as opened:
        page.get_by_role("dialog").get_by_role("link", name="Sign in in a new tab").click()
    other = opened.value
    steps.fill_in_sign_in(other, pam)
    expect(other.get_by_role("heading", name="Hello")).to_be_visible()
    other.close()
    steps.is_saved(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert house.replies(attempt) == {1: answer}


def test_a_token_that_is_no_longer_good_is_renewed_by_itself(page, house, attempt):
    page.context.watch.expect(r"400: POST .*/questions/1")
    page.locator("#question [name=csrf_token]").evaluate("field => { field.value = 'expired' }")
    answer = pick(page, 2)
    steps.is_saved(page)
    assert house.replies(attempt) == {1: answer}


def test_an_answer_can_be_cleared(page, house, attempt):
    pick(page, 2)
    steps.press(page, "Save and next")
    steps.is_at(page, 2)
    steps.press(page, "Back")
    steps.press(page, "Clear my answer")
    expect(page.get_by_role("button", name="Clear my answer")).to_have_count(0)
    expect(page.locator(".option input:checked")).to_have_count(0)
    assert house.replies(attempt) == {}


def test_an_answer_cleared_without_the_network_stays_cleared(page, house, attempt):
    pick(page, 2)
    steps.is_saved(page)
    page.reload()
    page.context.watch.expect(*NO_NETWORK)
    page.context.set_offline(True)
    steps.press(page, "Clear my answer")
    not_saved(page)
    again = page.context.new_page()
    page.close()
    page.context.set_offline(False)
    again.goto(f"/attempts/{attempt}/questions/1")
    expect(again.locator(".option input:checked")).to_have_count(0)
    steps.is_saved(again)
    assert house.replies(attempt) == {}


def test_a_reply_that_does_not_fit_says_why_and_the_earlier_one_stands(page, house):
    attempt = steps.sit(page, house, "numeric")
    page.context.watch.expect(r"422: POST .*/questions/1")
    page.locator("[name=reply]").fill("12.5")
    steps.is_saved(page)
    page.locator("[name=reply]").fill("about a dozen")
    expect(page.locator("[data-saved]")).to_contain_text("“about a dozen” is not a number")
    steps.press(page, "Save and next")
    expect(page.locator("[data-saved]")).to_contain_text("is not a number")
    steps.is_at(page, 1)
    assert house.replies(attempt) == {1: "12.5"}
    page.locator("[name=reply]").fill("12")
    steps.is_saved(page)
    assert house.replies(attempt) == {1: "12"}


@pytest.fixture
def stale(page, attempt):
    """A tab that shows question 1 as it was before another tab answered it with the first option."""
    other = page.context.new_page()
    other.goto(page.url)
    pick(other, 1)
    steps.is_saved(other)
    other.close()
    page.context.watch.expect(r"409: POST .*/questions/1")
    return page


def test_a_stale_tab_is_told_and_changes_nothing_by_itself(stale, house, attempt):
    before = house.replies(attempt)
    pick(stale, 2)
    expect(stale.locator("[data-saved]")).to_contain_text("changed in another tab")
    picked(stale, 2)
    assert house.replies(attempt) == before


def test_save_mine_replaces_the_other_answer(stale, house, attempt):
    answer = pick(stale, 2)
    steps.press(stale, "Save mine")
    steps.is_saved(stale)
    assert house.replies(attempt) == {1: answer}


def test_save_mine_goes_on_when_that_was_asked_for(stale, house, attempt):
    stale.locator("#question").evaluate("form => { form.elements.reply[1].checked = true }")  # as if not noticed yet
    steps.press(stale, "Save and next")
    steps.press(stale, "Save mine")
    steps.is_at(stale, 2)


def test_show_the_other_loads_the_other_answer(stale, house, attempt):
    before = house.replies(attempt)
    pick(stale, 2)
    steps.press(stale, "Show the other")
    picked(stale, 1)
    steps.is_saved(stale)
    assert house.replies(attempt) == before


def test_after_the_exam_was_submitted_elsewhere_the_page_leads_to_the_result(page, house, attempt):
    other = page.context.new_page()
    other.goto(f"/attempts/{attempt}/review")
    steps.press(other, "Submit with 3 unanswered")
    expect(other.locator(".result-words")).to_be_visible()
    page.context.watch.expect(r"409: POST .*/questions/1")
    pick(page, 1)
    expect(page).to_have_url(re.compile(r"/result$"))
    assert house.replies(attempt) == {}
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_an_answer_of_one_person_is_not_saved_for_the_next_one_at_the_same_device(page, house, attempt):
    page.context.watch.expect(*NO_NETWORK, r"404: POST .*/questions/1")
    page.context.watch.allow(r"40[01]: POST .*/questions/1")  # tries before and while somebody else signs in
    page.context.set_offline(True)
    pick(page, 2)
    not_saved(page)
    page.context.clear_cookies()
    page.context.set_offline(False)
    other = page.context.new_page()
    steps.sign_in(other, house.person("Sid Stranger"))
    expect(page.locator("[data-saved]")).to_contain_text("not of the account you are signed in with")
    assert house.replies(attempt) == {}


def test_nothing_is_left_in_the_browser_once_all_is_saved(page, attempt):
    pick(page, 2)
    steps.is_saved(page)
    assert page.evaluate("Object.keys(localStorage).length") == 0
