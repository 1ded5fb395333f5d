"""An exam, as a person sits it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.house import EVERY_KIND
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser


def test_an_exam_with_every_kind_of_question_ends_in_a_certificate(page, house):
    email = house.person()
    steps.sign_in(page, email)
    attempt = steps.start(page, house.quiz(*EVERY_KIND, valid_months=12))
    questions = house.asked(attempt)
    assert [question.kind for question in questions] == list(EVERY_KIND)
    for place, question in enumerate(questions, 1):
        steps.is_at(page, place)
        steps.fill_in(page, question, question.key)
        if place == 2:
            steps.press(page, "Flag")
            expect(page.get_by_role("button", name="Take the flag away")).to_be_visible()
            steps.is_filled_in(page, question, question.key)
        steps.press(page, "Save and next")
    expect(page.get_by_text("Every question is answered")).to_be_visible()
    expect(page.get_by_role("row", name="Question 2")).to_contain_text("Flagged")
    page.get_by_role("link", name="Question 4", exact=True).click()
    steps.is_filled_in(page, questions[3], questions[3].key)
    steps.press(page, "Back")
    steps.is_at(page, 3)
    steps.press(page, "Review and submit")
    steps.press(page, "Submit the exam")
    expect(page).to_have_url(re.compile(rf"/attempts/{attempt}/result$"))
    expect(page.get_by_text("Passed", exact=True)).to_be_visible()
    link = page.get_by_role("link", name="Download your certificate")
    pdf = page.request.get(link.get_attribute("href"))
    assert (pdf.status, pdf.headers["content-type"], pdf.body()[:5]) == (200, "application/pdf", b"%PDF-")
    page.goto("/certificates/")
    page.get_by_role("link", name="See its record").click()
    page.get_by_role("link", name="See what they see").click()
    expect(page.get_by_text("Valid", exact=False).first).to_be_visible()


def test_the_whole_exam_can_be_taken_by_keyboard_alone(page, house):
    email = house.person()
    slug = house.quiz("single_choice", "multiple_response", "matching", "short_answer", certainty="report")
    keys = page.keyboard

    def focus(locator):
        """Tab until this has the focus."""
        for _ in range(60):
            if locator.evaluate("element => element === document.activeElement"):
                return
            keys.press("Tab")
        raise AssertionError(f"Tab does not lead to {locator}")

    page.goto("/sign-in")
    focus(page.locator("main [name=email]"))
    keys.type(email)
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Hello, Pam Practitioner")).to_be_visible()
    focus(page.get_by_role("link", name="Quizzes"))
    keys.press("Enter")
    card = page.locator(".card").filter(has_text=f"Exam {slug}")
    focus(card.get_by_role("link", name="See the exam"))
    keys.press("Enter")
    focus(page.get_by_role("button", name="Start the exam"))
    keys.press("Enter")

    steps.is_at(page, 1)  # one option by its number, how sure by Tab and arrows, on by Enter
    keys.press("2")
    expect(page.locator(".option input").nth(1)).to_be_checked()
    steps.is_saved(page)
    focus(page.locator("[name=certainty]").first)
    keys.press("Space")
    keys.press("ArrowRight")
    expect(page.locator("[name=certainty]").nth(1)).to_be_checked()
    keys.press("Enter")

    steps.is_at(page, 2)  # several options by their numbers, and one taken away again; F flags
    for key in "123":
        keys.press(key)
    keys.press("2")
    steps.is_saved(page)
    keys.press("f")
    expect(page.get_by_role("button", name="Take the flag away")).to_be_visible()
    expect(page.locator(".option input:checked")).to_have_count(2)
    keys.press("Enter")

    steps.is_at(page, 3)  # lists by arrows; B goes back
    for chooser in page.locator("select").all():
        focus(chooser)
        keys.press("ArrowDown")
    steps.is_saved(page)
    focus(page.get_by_role("button", name="Save and next"))
    keys.press("b")
    steps.is_at(page, 2)
    keys.press("Enter")
    steps.is_at(page, 3)
    expect(page.locator("select").last).not_to_have_value("")
    keys.press("Enter")

    steps.is_at(page, 4)  # words that hold the letters of the keys
    focus(page.locator("[name=reply]"))
    keys.type("f b 1")
    expect(page.locator("[name=reply]")).to_have_value("f b 1")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Review before submitting")).to_be_visible()
    focus(page.get_by_role("button", name="Submit the exam"))
    keys.press("Enter")
    expect(page.locator(".result-words")).to_be_visible()
    attempt = house.attempts(email)[0]
    assert set(house.replies(attempt.public_id)) == {1, 2, 3, 4}
    assert house.replies(attempt.public_id)[4] == "f b 1"


def test_a_double_click_on_start_starts_one_attempt(page, house):
    email = house.person()
    steps.sign_in(page, email)
    page.goto(f"/quizzes/{house.quiz()}")
    page.get_by_role("button", name="Start the exam").dblclick()
    steps.is_at(page, 1)
    assert len(house.attempts(email)) == 1


def test_another_device_goes_on_where_the_first_one_left_off(page, new_browser, house):
    email = house.person()
    steps.sign_in(page, email)
    attempt = steps.start(page, house.quiz())
    page.locator(".option input").first.check()
    steps.press(page, "Save and next")
    steps.is_at(page, 2)
    page.locator(".option input").nth(1).check()
    steps.is_saved(page)
    phone = new_browser(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True).new_page()
    steps.sign_in(phone, email)
    phone.get_by_role("link", name="Resume the exam").click()
    steps.is_at(phone, 3)
    steps.press(phone, "Back")
    steps.is_at(phone, 2)
    expect(phone.locator(".option input").nth(1)).to_be_checked()
    assert set(house.replies(attempt)) == {1, 2}


def test_when_the_time_is_up_the_page_goes_to_the_result_by_itself(page, house):
    attempt = steps.sit(page, house, minutes=1)
    page.locator(".option input").first.check()
    steps.is_saved(page)
    house.end_in(attempt, seconds=4)
    page.reload()
    expect(page.locator("[data-timer]")).to_have_text(re.compile(r"^[1-4] s$"))
    expect(page).to_have_url(re.compile(r"/result$"))
    expect(page.get_by_text("by the clock")).to_be_visible()
    assert set(house.replies(attempt)) == {1}


def test_the_review_page_counts_the_time_down_too(page, house):
    attempt = steps.sit(page, house, minutes=1)
    steps.press(page, "Review and submit")
    expect(page.get_by_text("3 questions are not answered")).to_be_visible()
    house.end_in(attempt, seconds=4)
    page.reload()
    expect(page).to_have_url(re.compile(r"/result$"))


def test_words_typed_in_the_last_seconds_are_saved_before_the_time_is_up(page, house):
    attempt = steps.sit(page, house, "short_answer", minutes=1)
    house.end_in(attempt, seconds=6)
    page.reload()
    page.context.watch.allow(r"409: POST .*/questions/1")  # what was typed after the end
    page.locator("[name=reply]").press_sequentially("written without a pause until the end", delay=250, timeout=60_000)
    expect(page).to_have_url(re.compile(r"/result$"))
    assert house.replies(attempt)[1].startswith("written")


def test_the_time_left_can_be_hidden(page, house):
    steps.sit(page, house)
    expect(page.locator("[data-timer]")).to_have_text(re.compile(r"^(30|29) min"))
    page.locator(".timer summary").click()
    expect(page.locator("[data-timer]")).not_to_be_visible()
