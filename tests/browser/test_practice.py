"""Practising: each answer explained at once, and what was missed again."""

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.house import EVERY_KIND

pytestmark = pytest.mark.browser


def begin(page, *, kind="single_choice", count="5", missed=False):
    page.goto("/practice/")
    page.get_by_label("Kind of question").select_option(kind)
    page.get_by_label("How many").select_option(count)
    page.get_by_label("Only what I got wrong").set_checked(missed)
    steps.press(page, "Start practising")
    steps.is_at(page, 1)
    return page.url.split("/")[-3]


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_an_answer_of_each_kind_is_explained_at_once(page, house, kind):
    steps.sign_in(page, house.person())
    practice = begin(page, kind=kind)
    question = house.asked(practice)[0]
    steps.fill_in(page, question, question.key)
    steps.press(page, "Check my answer")
    expect(page.locator(".feedback-title")).to_contain_text("Right")
    expect(page.locator(".fact").first).to_contain_text("The fact:")
    expect(page.locator(".sources a").first).to_be_visible()


def test_what_was_got_wrong_can_be_practised_again(page, house):
    steps.sign_in(page, house.person())
    practice = begin(page, kind="true_false")
    questions = house.asked(practice)
    for place, question in enumerate(questions[:2], 1):
        wrong = "false" if question.key == "true" else "true"
        steps.fill_in(page, question, wrong if place == 1 else question.key)
        if place == 1:
            page.get_by_label("Certain").check()
        steps.press(page, "Check my answer")
        expect(page.locator(".feedback-title")).to_contain_text("Sure, and wrong" if place == 1 else "Right")
        page.get_by_role("link", name="Next question").click()
    steps.press(page, "End the practice")
    expect(page.get_by_text("1 of 2 answered").first).to_be_visible()
    expect(page.get_by_role("row", name="Question 3")).to_contain_text("Not answered")
    page.get_by_role("link", name="Practise what you missed").click()
    expect(page.get_by_label("Only what I got wrong")).to_be_checked()
    again = begin(page, kind="", missed=True)
    assert [question.id for question in house.asked(again)] == [questions[0].id]


def test_keys_pick_and_check_and_go_on(page, house):
    steps.sign_in(page, house.person())
    begin(page)
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator(".feedback")).to_be_visible()
    page.keyboard.press("Enter")
    steps.is_at(page, 2)


def test_an_answer_that_is_missing_is_asked_for(page, house):
    steps.sign_in(page, house.person())
    begin(page)
    page.context.watch.expect(r"422: POST .*/practice/")
    steps.press(page, "Check my answer")
    expect(page.get_by_role("alert")).to_contain_text("Choose or write an answer first")
