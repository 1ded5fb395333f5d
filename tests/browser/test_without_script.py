"""Everything works without JavaScript: an exam, a lost session, practice."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.house import EVERY_KIND

pytestmark = pytest.mark.browser


@pytest.fixture
def page(new_browser):
    return new_browser(java_script_enabled=False).new_page()


def test_an_exam_with_every_kind_of_question(page, house):
    attempt = steps.sit(page, house, *EVERY_KIND)
    questions = house.asked(attempt)
    for place, question in enumerate(questions, 1):
        steps.is_at(page, place)
        steps.fill_in(page, question, question.key)
        steps.press(page, "Save and next")
    expect(page.get_by_text("Every question is answered")).to_be_visible()
    for place, question in enumerate(questions, 1):
        page.goto(f"/attempts/{attempt}/questions/{place}")
        steps.is_filled_in(page, question, question.key)
        steps.is_saved(page)
    steps.press(page, "Back")
    steps.is_at(page, 7)
    steps.press(page, "Flag")
    steps.press(page, "Review and submit")
    expect(page.get_by_role("row", name="Question 7")).to_contain_text("Flagged")
    steps.press(page, "Submit the exam")
    expect(page.get_by_text("Passed", exact=True)).to_be_visible()


def test_any_question_can_be_gone_to_and_the_answer_is_saved_on_the_way(page, house):
    attempt = steps.sit(page, house)
    page.locator(".option input").first.check()
    page.get_by_role("button", name="Question 3, not answered").click()
    steps.is_at(page, 3)
    assert set(house.replies(attempt)) == {1}
    steps.press(page, "Review and submit")
    expect(page.get_by_text("2 questions are not answered")).to_be_visible()
    steps.press(page, "Submit with 2 unanswered")
    expect(page.get_by_text("Not passed this time")).to_be_visible()


def test_a_flag_is_put_on_and_taken_away(page, house):
    steps.sit(page, house)
    steps.press(page, "Flag")
    steps.press(page, "Take the flag away")
    expect(page.get_by_role("button", name="Flag", exact=True)).to_be_visible()


def test_an_answer_can_be_cleared(page, house):
    attempt = steps.sit(page, house)
    page.locator(".option input").first.check()
    steps.press(page, "Save and next")
    steps.press(page, "Back")
    steps.press(page, "Clear my answer")
    expect(page.locator(".option input:checked")).to_have_count(0)
    assert house.replies(attempt) == {}


def test_signed_out_in_mid_exam_the_answer_is_there_after_signing_in_again(page, house):
    email = house.person()
    steps.sign_in(page, email)
    attempt = steps.start(page, house.quiz())
    page.context.clear_cookies()
    page.locator(".option input").nth(1).check()
    steps.press(page, "Save and next")
    expect(page).to_have_url(re.compile("/sign-in"))
    steps.fill_in_sign_in(page, email)
    steps.is_at(page, 1)
    expect(page.get_by_text("It is filled in below: save it now.")).to_be_visible()
    expect(page.locator(".option input").nth(1)).to_be_checked()
    assert house.replies(attempt) == {}
    steps.press(page, "Save and next")
    steps.is_at(page, 2)
    assert set(house.replies(attempt)) == {1}


def test_a_stale_page_is_told_and_saving_again_replaces_the_other_answer(page, house):
    attempt = steps.sit(page, house)
    other = page.context.new_page()
    other.goto(page.url)
    other.locator(".option input").first.check()
    steps.press(other, "Save and next")
    steps.is_at(other, 2)
    page.context.watch.expect(r"409: POST .*/questions/1")
    chosen = page.locator(".option input").nth(1)
    value = chosen.get_attribute("value")
    chosen.check()
    steps.press(page, "Save and next")
    expect(page.get_by_text("changed in another tab")).to_be_visible()
    steps.press(page, "Save and next")
    steps.is_at(page, 2)
    assert house.replies(attempt) == {1: value}


def test_an_answer_after_the_time_is_up_gets_a_page_that_says_what_was_kept(page, house):
    attempt = steps.sit(page, house)
    page.locator(".option input").first.check()
    steps.press(page, "Save and next")
    house.end_in(attempt, seconds=-1)
    page.context.watch.expect(r"409: POST .*/questions/2")
    page.locator(".option input").first.check()
    steps.press(page, "Save and next")
    expect(page.get_by_role("heading", name="This attempt is over")).to_be_visible()
    expect(page.get_by_text("1 answer of 3 questions")).to_be_visible()
    page.get_by_role("link", name="See the result").click()
    expect(page.get_by_text("by the clock")).to_be_visible()


def test_practice(page, house):
    steps.sign_in(page, house.person())
    page.goto("/practice/")
    page.get_by_label("Kind of question").select_option("true_false")
    page.get_by_label("How many").select_option("5")
    steps.press(page, "Start practising")
    page.locator(".option input").first.check()
    steps.press(page, "Check my answer")
    expect(page.locator(".feedback")).to_be_visible()
    page.get_by_role("link", name="Next question").click()
    steps.press(page, "End the practice")
    expect(page.get_by_text("of 1 answered").first).to_be_visible()
