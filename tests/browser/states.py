"""States of pages that no link leads to: each function brings them about, as a person would, and has them looked at."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect
from pyotp import TOTP

from quizapp import clock
from quizapp.certificates import documents, signing
from quizapp.certificates import queries as certificates
from tests.browser import steps
from tests.browser.house import EVERY_KIND, House
from tests.browser.organisation import Organisation
from tests.browser.tour import Tour
from tests.factories import PASSWORD

WRONG = "a wrong one, not mine"


def exam(tour: Tour, house: House, _organisation: Organisation) -> None:
    """An exam with every kind of question, from its start to a result that hides the key, and one that shows it."""
    email = house.person()
    pam, slug = tour.page(email), house.quiz(*EVERY_KIND, certainty="report", attempts_allowed=2)
    attempt = steps.start(pam, slug)
    tour.visit(f"/attempts/{attempt}/review", email, "a review with nothing answered")
    for place, question in enumerate(house.asked(attempt), 1):
        pam.goto(f"/attempts/{attempt}/questions/{place}")
        steps.fill_in(pam, question, question.key)
        steps.is_saved(pam)
        if place == 1:
            steps.press(pam, "Flag")
            expect(pam.get_by_role("button", name="Take the flag away")).to_be_visible()
        tour.look(pam, f"a question, answered: {question.kind}")
    tour.visit(f"/quizzes/{slug}", email, "a quiz that is under way")
    tour.visit("/quizzes/", email, "a list with a quiz that is under way")
    tour.visit(f"/attempts/{attempt}/review", email, "a review with everything answered")
    steps.press(pam, "Submit the exam")
    tour.look(pam, "a result that is a pass, with the key")
    tour.visit(f"/quizzes/{slug}", email, "a quiz that was passed")


def failed_exam(tour: Tour, house: House, _organisation: Organisation) -> None:
    """An exam that is failed twice, sure and wrong: first the key is hidden, then it is shown."""
    email = house.person()
    pam, slug = tour.page(email), house.quiz(*EVERY_KIND, certainty="report", attempts_allowed=2)
    for turn in ("with an attempt left", "with none left"):
        attempt = steps.start(pam, slug)
        for place, question in enumerate(house.asked(attempt)[:3], 1):
            pam.goto(f"/attempts/{attempt}/questions/{place}")
            if question.kind == "single_choice":
                wrong = next(option.id for option in question.options if not option.correct)
                steps.fill_in(pam, question, wrong)
            pam.get_by_label("Certain").check()
            steps.is_saved(pam)
        pam.goto(f"/attempts/{attempt}/review")
        pam.get_by_role("button", name="Submit with").click()
        tour.look(pam, f"a result that is no pass, {turn}")
    tour.visit(f"/quizzes/{slug}", email, "a quiz with no attempt left")


def troubles_in_an_exam(tour: Tour, house: House, _organisation: Organisation) -> None:
    """Without the network, signed out, overtaken by another tab, too late."""
    email = house.person()
    pam = tour.page(email)
    attempt = steps.start(pam, house.quiz("numeric"))
    url, reply = pam.url, pam.locator("[name=reply]")
    pam.context.watch.allow("ERR_INTERNET_DISCONNECTED")
    pam.context.set_offline(True)
    reply.fill("12")
    expect(pam.locator(".saved.bad")).to_be_visible()
    tour.look(pam, "an answer that is not saved yet")
    pam.context.set_offline(False)
    steps.is_saved(pam)
    reply.fill("a dozen")
    expect(pam.locator("[data-saved]")).to_contain_text("is not a number")
    tour.look(pam, "an answer that does not fit")
    other = pam.context.new_page()
    other.goto(url)
    other.locator("[name=reply]").fill("13")
    steps.is_saved(other)
    other.close()
    reply.fill("14")
    expect(pam.get_by_role("button", name="Save mine")).to_be_visible()
    tour.look(pam, "an answer that another tab has changed")
    pam.get_by_role("button", name="Save mine").click()
    steps.is_saved(pam)
    pam.context.clear_cookies()
    reply.fill("15")
    expect(pam.get_by_role("dialog")).to_be_visible()
    tour.look(pam, "signing in again in place")
    pam.get_by_label("Email").fill(email)
    pam.get_by_label("Password").fill(WRONG)
    steps.press(pam, "Sign in and save")
    expect(pam.get_by_role("alert")).not_to_be_empty()
    tour.look(pam, "a wrong password in place")
    pam.get_by_label("Password").fill(PASSWORD)
    steps.press(pam, "Sign in and save")
    steps.is_saved(pam)
    house.end_in(attempt, -1)
    _without_script(pam, "14")
    tour.look(pam, "an answer that came too late")


def _without_script(page: Page, reply: str) -> None:
    """Send the answer as a browser without JavaScript does."""
    with page.expect_navigation():
        page.locator("[name=reply]").evaluate("(field, reply) => { field.value = reply; field.form.submit(); }", reply)


def answers_refused_without_script(tour: Tour, house: House, _organisation: Organisation) -> None:
    """The question again, with why its answer was not saved."""
    pam = tour.page(house.person())
    steps.start(pam, house.quiz("numeric"))
    _without_script(pam, "a dozen")
    expect(pam.get_by_role("alert")).to_contain_text("is not a number")
    tour.look(pam, "an answer that does not fit, without JavaScript")


def practice(tour: Tour, house: House, _organisation: Organisation) -> None:
    """A practice of each kind, before and after the answer, and how it went."""
    email = house.person()
    pam = tour.page(email)
    for kind in EVERY_KIND:
        pam.goto("/practice/")
        pam.get_by_label("Kind of question").select_option(kind)
        steps.press(pam, "Start practising")
        if kind == "single_choice":
            tour.look(pam, "a question to practise")
            steps.press(pam, "Check my answer")
            tour.look(pam, "a practice without an answer")
        question = house.asked(pam.url.split("/")[-3])[0]
        steps.fill_in(pam, question, question.key)
        steps.press(pam, "Check my answer")
        tour.look(pam, f"a practice, answered: {kind}")
    tour.visit("/practice/", email, "practices to go on with")
    pam.get_by_role("link", name="Go on with the practice").first.click()
    tour.look(pam, "a practice under way")
    steps.press(pam, "End the practice")
    tour.look(pam, "a practice that has ended")
    pam.goto("/practice/?missed=1")
    steps.press(pam, "Start practising")
    tour.look(pam, "nothing to practise")


def signing_in(tour: Tour, house: House, organisation: Organisation) -> None:
    """A wrong password, a second factor, and the forms of somebody who is locked out."""
    page = tour.visit("/sign-in", "", "signing in")
    page.locator("main [name=email]").fill(organisation.cast["pam"])
    page.locator("main [name=password]").fill(WRONG)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    tour.look(page, "a wrong password")
    page.goto("/reset")
    page.locator("main [name=email]").fill("nonsense")
    page.locator("main form button").first.click()
    tour.look(page, "an email address that is none")
    page.goto("/sign-in")
    steps.fill_in_sign_in(page, organisation.half_signed_in)
    tour.look(page, "a choice of second factors")
    for path in ("/sign-in/code", "/sign-in/help", "/sign-in/recovery-code", "/sign-in/passkey"):
        tour.visit(path, "", f"half signed in: {path}")
    page.context.clear_cookies()


def own_account(tour: Tour, house: House, _organisation: Organisation) -> None:
    """The parts of an account that are asked for step by step; then signing in with the second factor."""
    email = house.person()
    pam = tour.page(email)
    pam.goto("/account/password")
    pam.locator("main form button").first.click()
    tour.look(pam, "a new password that is missing")
    pam.goto("/account/second-factor")
    steps.press(pam, "Set up an authenticator app")
    tour.look(pam, "a second factor being set up")
    secret = pam.locator("main code").inner_text()
    app = TOTP(re.sub("[^A-Z2-7]", "", secret))
    for code, what in ((lambda: "000000", "a wrong code"), (app.now, "a second factor, set up")):
        pam.get_by_label("Code").fill(code())  # asked for only now: a code is good for half a minute
        steps.press(pam, "Turn on the second factor")
        tour.look(pam, what)
    pam.goto("/account/recovery-codes")
    steps.press(pam, "Make recovery codes")
    tour.look(pam, "recovery codes")
    other = tour.page()
    other.goto("/sign-in")
    steps.fill_in_sign_in(other, email)
    tour.look(other, "a code is asked for")
    asked = other.url
    tour.visit("/sign-in/recovery-code", "", "a recovery code is asked for")
    other.goto(asked)
    steps.press(other, "Tell the administrators")
    tour.look(other, "the administrators are told")


def writing_questions(tour: Tour, house: House, organisation: Organisation) -> None:
    """A draft of each kind with everything to mend; then a question edited, published, compared, restored, retired."""
    email = organisation.cast["ted"]
    ted = tour.page(email)
    for kind in EVERY_KIND:
        ted.goto(f"/trainer/questions/new/{kind}")
        steps.press(ted, "Check and preview")
        expect(ted.locator("#checks-title + p")).to_contain_text("to mend before publishing")
        tour.look(ted, f"a new question with everything to mend: {kind}")
    for kind in EVERY_KIND:
        question = house.published(kind)
        tour.visit(f"/trainer/questions/{question}", email, f"a question in full: {kind}")
        tour.visit(f"/trainer/questions/{question}/edit", email, f"a question to edit: {kind}")
    ted.locator("textarea").first.fill("A vignette that was written anew, with something more to say.")
    steps.press(ted, "Check and preview")
    tour.look(ted, "a question with a preview")
    steps.press(ted, "Save draft")
    tour.look(ted, "a question with a draft")
    tour.walk(email, f"/trainer/questions/{question}")
    ted.goto(f"/trainer/questions/{question}/publish")
    ted.get_by_role("button", name="Publish revision").click()
    tour.walk(email, f"/trainer/questions/{question}")
    tour.visit("/trainer/", email, "a trainer's home with a draft")


def making_quizzes(tour: Tour, _house: House, organisation: Organisation) -> None:
    """A quiz with everything to mend, a quiz in full, its sample paper, its accommodations."""
    email = organisation.cast["ted"]
    ted = tour.visit("/trainer/quizzes/new", email)
    ted.get_by_role("button", name="Save", exact=True).click()
    tour.look(ted, "a new quiz with everything to mend")
    tour.walk(email, "/trainer/quizzes/")


def managing(tour: Tour, _house: House, organisation: Organisation) -> None:
    """An assignment, from the form with mistakes to its confirmation; who is current, by status."""
    email = organisation.cast["mo"]
    mo = tour.visit("/manager/assignments/new", email)
    steps.press(mo, "See whom this touches")
    tour.look(mo, "an assignment with mistakes")
    tour.walk(email, "/manager/")
    mo.goto("/manager/")
    for figure in range(mo.locator(".figure-row a").count()):
        mo.locator(".figure-row a").nth(figure).click()
        tour.look(mo, f"who is current: figure {figure + 1}")


def administering(tour: Tour, _house: House, organisation: Organisation) -> None:
    """People found and not found, an invitation with mistakes, what cannot be undone."""
    email = organisation.cast["ada"]
    ada = tour.visit("/admin/people?words=nobody+at+all", email, "nobody found")
    ada.goto("/admin/invitations/new")
    steps.press(ada, "Send the invitations")
    tour.look(ada, "an invitation with mistakes")
    ada.goto("/admin/people?words=two-steps")
    ada.locator("main a[href^='/admin/people/']").first.click()
    tour.look(ada, "somebody with a second factor")
    here = urlsplit(ada.url).path
    for act in ("erase", "second-factor"):
        tour.visit(f"{here}/{act}", email, f"somebody with a second factor: {act}")


def changing_facts(tour: Tour, house: House, organisation: Organisation) -> None:
    """A fact revised, from mistakes to approval; its holder's refresher; files that are checked."""
    with house.inside():
        code = organisation.valid
        fact = certificates.by_code(code, clock.today()).manifest["facts"][0]["id"]
        document = documents.pdf(certificates.by_code(code, clock.today()), signing.identity())
    ted, ada = organisation.cast["ted"], organisation.cast["ada"]
    page = tour.visit(f"/trainer/facts/{fact}/revise", ted, "a fact to revise")
    page.get_by_label("Statement").fill("")
    steps.press(page, "Ask for approval")
    tour.look(page, "a fact with mistakes")
    page.get_by_label("Statement").fill("Something else is held to be so, and it was looked at again.")
    page.get_by_label("Reversal").check()
    page.get_by_label("What changed, and why").fill("It was looked at again.")
    steps.press(page, "See whom it touches")
    tour.look(page, "whom a change touches")
    steps.press(page, "Ask for approval")
    tour.walk(ted, "/trainer/changes/")
    approving = tour.visit("/trainer/changes/", ada, "changes that wait")
    approving.get_by_role("link", name=fact).first.click()
    tour.look(approving, "a change to decide on")
    steps.press(approving, "Approve the change")
    tour.look(approving, "a change that was approved")
    tour.walk(ada, "/trainer/changes/")
    tour.visit(f"/trainer/facts/{fact}", ted, "a fact with questions to look at")
    tour.visit(f"/trainer/facts/{fact}/revisions/1..2", ted, "what changed of a fact")
    tour.visit(f"/facts/{fact}", "", "a fact that has changed")
    tour.visit(f"/verify/{code}", "", "a certificate that something has changed beneath")
    tour.walk("", f"/verify/{code}")
    pam = organisation.cast["pam"]
    tour.visit("/", pam, "a home with a refresher")
    tour.visit("/certificates/", pam, "certificates with a refresher")
    tour.visit(f"/certificates/{code}/refresher", pam, "what has changed, with questions to be looked at first")
    approving.goto(f"/trainer/facts/{fact}")
    while (confirm := approving.get_by_role("button", name="Still right")).count():
        confirm.first.click()
        approving.goto(f"/trainer/facts/{fact}")
    refresher = tour.visit(f"/certificates/{code}/refresher", pam, "what has changed")
    refresher.locator("main").get_by_role("button").last.click()
    tour.look(refresher, "a refresher, read or begun")
    checked = tour.visit("/verify/", "")
    for name, content in (("genuine.pdf", document), ("edited.pdf", document + b" "), ("none.txt", b"nothing")):
        checked.goto("/verify/")
        checked.get_by_label("File").set_input_files({"name": name, "mimeType": "x/y", "buffer": content})
        steps.press(checked, "Check the file")
        tour.look(checked, f"a file checked: {name}")


def certificates_administered(tour: Tour, _house: House, organisation: Organisation) -> None:
    """A name to correct and a certificate to revoke, with mistakes; documents in one file."""
    ada = organisation.cast["ada"]
    page = tour.visit("/admin/certificates/batches", ada, "documents in one file")
    steps.press(page, "Make the documents")
    tour.look(page, "documents that are being made")
    tour.walk(ada, f"/admin/certificates/{organisation.valid}")


def opened_menu(tour: Tour, _house: House, organisation: Organisation) -> None:
    """The menu of a small screen, opened by somebody with every role."""
    page = tour.page(organisation.cast["everybody"])
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/")
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="Administration")).to_be_visible()
    tour.look(page, "an opened menu", narrow=True)


STATES = (
    exam, failed_exam, troubles_in_an_exam, answers_refused_without_script, practice, signing_in, own_account,
    writing_questions, making_quizzes, managing, administering, changing_facts, certificates_administered, opened_menu,
)  # fmt: skip
