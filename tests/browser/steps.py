"""What a person does on the pages."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from quizapp.core.question import Question, Reply
from tests.browser.house import House
from tests.factories import PASSWORD


def sign_in(page: Page, email: str) -> None:
    """Sign in through the form."""
    page.goto("/sign-in")
    fill_in_sign_in(page, email)
    expect(page.get_by_role("button", name="Sign out").or_(page.get_by_role("button", name="Menu"))).to_be_visible()


def fill_in_sign_in(page: Page, email: str) -> None:
    """Fill in the sign-in form that is shown, and send it."""
    page.locator("main [name=email]").fill(email)
    page.locator("main [name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()


def start(page: Page, slug: str) -> str:
    """Start the exam from its page; return the attempt's public id."""
    page.goto(f"/quizzes/{slug}")
    page.get_by_role("button", name="Start the exam").click()
    expect(page).to_have_url(re.compile(r"/attempts/[^/]+/questions/1$"))
    return page.url.split("/")[-3]


def sit(page: Page, house: House, *kinds: str, **rules: object) -> str:
    """Sign somebody new in and start an exam of these kinds; return the attempt's public id."""
    sign_in(page, house.person())
    return start(page, house.quiz(*kinds, **rules))


def fill_in(page: Page, question: Question, reply: Reply, name: str = "reply") -> None:
    """Give a reply to the question shown, as its kind wants it."""
    if question.kind == "case":
        for part in question.parts:
            fill_in(page, part, reply[part.id], f"{name}.{part.id}")
    elif question.kind in ("matching", "ordering"):
        for row, value in reply.items():
            page.locator(f"select[name='{name}.{row}']").select_option(str(value))
    elif question.kind in ("numeric", "short_answer"):
        page.locator(f"input[name='{name}']").fill(str(reply))
    else:
        for option in [reply] if isinstance(reply, str) else reply:
            page.locator(f"input[name='{name}'][value='{option}']").check()


def is_filled_in(page: Page, question: Question, reply: Reply, name: str = "reply") -> None:
    """Expect the reply to stand on the page."""
    if question.kind == "case":
        for part in question.parts:
            is_filled_in(page, part, reply[part.id], f"{name}.{part.id}")
    elif question.kind in ("matching", "ordering"):
        for row, value in reply.items():
            expect(page.locator(f"select[name='{name}.{row}']")).to_have_value(str(value))
    elif question.kind in ("numeric", "short_answer"):
        expect(page.locator(f"input[name='{name}']")).to_have_value(str(reply))
    else:
        for option in [reply] if isinstance(reply, str) else reply:
            expect(page.locator(f"input[name='{name}'][value='{option}']")).to_be_checked()


def press(page: Page, button: str) -> None:
    """Press a button by its words."""
    page.get_by_role("button", name=button, exact=True).click()


def is_saved(page: Page) -> None:
    """Expect the page to say that the answer is saved, and when."""
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^Saved \d\d:\d\d:\d\d"))


def is_at(page: Page, position: int) -> None:
    """Expect the page of the question at this place."""
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(rf"^Question {position} of "))
