"""Chromium, and the house that it visits: the deployed server over SQLite with the real question files."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.house import House
from tests.browser.watch import Watch
from tests.serving import Server, furnish

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE = 20_000
"""Milliseconds to wait for what must come: much longer than it takes, so that a busy machine is no failure."""

expect.set_options(timeout=PATIENCE)


@pytest.fixture(autouse=True)
def _today() -> None:
    """Let these tests keep the time of the server that they visit, instead of the factories' moment."""


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The server, once for all tests: each test adds the people and quizzes it needs."""
    server = Server(tmp_path_factory.mktemp("house"))
    app = server.app()
    furnish(app)
    loaded = app.test_cli_runner().invoke(args=["bank", "load"])
    assert loaded.exit_code == 0, loaded.output
    server.start()
    yield House(server, app)
    server.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    assert Path(CHROMIUM).exists(), f"there is no Chromium at {CHROMIUM}: install it, or set CHROMIUM to where it is"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


SHOWN = pytest.StashKey[list[BrowserContext]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to the report of a failure what the pages showed."""
    report = yield
    if report.when == "call" and report.failed:
        for page in (page for context in item.stash.get(SHOWN, []) for page in context.pages):
            report.sections.append((f"page {page.url}", page.locator("body").inner_text()))
    return report


@pytest.fixture
def new_browser(
    request: pytest.FixtureRequest, chromium: Browser, house: House
) -> Iterator[Callable[..., BrowserContext]]:
    """Return a way to open a browser of its own (cookies, storage): ``new_browser(java_script_enabled=False)``.

    A test fails when anything goes wrong in one of its browsers that it did not expect: ``context.watch.expect(…)``.
    """
    opened: list[BrowserContext] = []
    request.node.stash[SHOWN] = opened

    def open_browser(**options: Any) -> BrowserContext:
        context = chromium.new_context(base_url=house.url, **options)
        context.set_default_timeout(PATIENCE)
        context.watch = Watch(context, house.url)
        opened.append(context)
        return context

    yield open_browser
    verdicts = [context.watch.verdict() for context in opened]
    for context in opened:
        context.close()
    wrong = "\n".join(problem for verdict in verdicts for problem in verdict)
    assert not wrong, wrong


@pytest.fixture
def page(new_browser: Callable[..., BrowserContext]) -> Page:
    """A page in a browser that nobody has signed in with."""
    return new_browser().new_page()
