"""A tour of every page that somebody can reach, and of the states that no link leads to."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser import steps
from tests.browser.house import House
from tests.browser.inspection import NARROW, USUAL, inspect

NO_PAGES = frozenset({
    "static", "stylesheet", "public.healthz", "public.verify_json", "account.csrf",
    "security.wan_delete", "practitioner.certificate_pdf", "practitioner.resume", "account.second_factor_done",
    "practitioner.certificates_zip", "practitioner.certificates_calendar", "practitioner.certificate_badge",
    "admin.certificate_batch_file", "public.did_document", "public.public_keys", "public.issuer", "public.status_list",
    "public.badge_picture", "public.manifest", "public.verify_edition", "public.fact_json",
    "security.confirm_email", "security.change_email_confirm",
})  # fmt: skip
"""Addresses that answer with a file, with JSON, or by leading on. The endings below are files too."""


def is_page(endpoint: str) -> bool:
    """Whether the endpoint answers a person's GET with a page."""
    return endpoint not in NO_PAGES and not endpoint.endswith("_csv") and not endpoint.startswith("api.")


class Tour:
    """Looks at pages, each endpoint once unless asked to, and remembers which."""

    def __init__(self, house: House, new_browser: Callable[..., BrowserContext], subtests: pytest.Subtests) -> None:
        self._house, self._new_browser, self._subtests = house, new_browser, subtests
        self._pages: dict[str, Page] = {}
        self._addresses = house.app.url_map.bind(urlsplit(house.url).netloc)
        self.seen: set[str] = set()

    def page(self, email: str = "") -> Page:
        """Return the page of somebody who is signed in; of a stranger without an email address."""
        if email not in self._pages:
            context = self._new_browser(viewport=USUAL, reduced_motion="reduce")  # colours change at once
            context.watch.allow(r"^[45]\d\d: ")
            context.watch.allow("net::ERR_ABORTED")  # a tour goes on while an answer is still being saved
            self._pages[email] = context.new_page()
            if email:
                steps.sign_in(self._pages[email], email)
        return self._pages[email]

    def look(self, page: Page, what: str = "", *, narrow: bool = False) -> None:
        """Look at the page as it stands; ``narrow`` leaves it on a small screen while it is looked at."""
        page.wait_for_load_state()
        self.seen.add(self._endpoint(page.url))
        with self._subtests.test(what or urlsplit(page.url).path):
            found = inspect(page, NARROW if narrow else USUAL)
            assert not found, "\n".join(
                f"{kind}: {problem}" for kind, problems in found.items() for problem in problems
            )

    def visit(self, path: str, email: str = "", what: str = "") -> Page:
        """Go to a page and look at it."""
        page = self.page(email)
        page.goto(path)
        self.look(page, what)
        return page

    def walk(self, email: str = "", beginning: str = "/") -> None:
        """Follow every link from the beginning on, to one page for each endpoint not seen before."""
        page = self.page(email)
        queue, known = deque([beginning]), set()
        while queue:
            path = queue.popleft()
            endpoint = self._endpoint(path)
            if endpoint in known or not is_page(endpoint) or (endpoint in self.seen and path != beginning):
                continue
            known.add(endpoint)
            page.goto(path)
            queue += self._links(page)
            self.look(page)

    def left_out(self) -> set[str]:
        """Return the pages of the product that nobody has looked at."""
        rules = self._house.app.url_map.iter_rules()
        return {rule.endpoint for rule in rules if "GET" in (rule.methods or ()) and is_page(rule.endpoint)} - self.seen

    def _links(self, page: Page) -> list[str]:
        found: list[str] = page.eval_on_selector_all("a[href]:not([download])", "all => all.map(a => a.href)")
        mine = [urlsplit(url) for url in found if url.startswith(self._house.url)]
        return [parts.path + (f"?{parts.query}" if parts.query else "") for parts in mine]

    def _endpoint(self, url: str) -> str:
        try:
            return str(self._addresses.match(urlsplit(url).path, method="GET")[0])
        except Exception:  # noqa: BLE001 - an address that leads nowhere is looked at as it is
            return urlsplit(url).path
