"""What must not happen in a browser unless a test expects it: errors, refused requests, a broken policy."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`broken policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


class Watch:
    """Listens to every page of a context, and holds what went wrong there."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self._origin = origin
        self._problems: list[str] = []
        self._expected: list[str] = []
        self._allowed: list[str] = []
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("page", self._page)
        context.on("console", self._console)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)

    def expect(self, *patterns: str) -> None:
        """Expect problems that match these patterns; each must happen before the test ends."""
        self._expected += patterns

    def allow(self, *patterns: str) -> None:
        """Let problems that match these patterns happen or not: it depends on who is faster."""
        self._allowed += patterns

    def _page(self, page: Page) -> None:
        page.on("pageerror", lambda error: self._problems.append(f"error on {page.url}: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium repeats each refused request on the console; _response has it with its address.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self._problems.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        left = request.method == "GET" and request.failure == "net::ERR_ABORTED"  # the page was left before it came
        if request.url.startswith(self._origin) and not left:
            self._problems.append(f"failed: {request.method} {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.url.startswith(self._origin):
            self._problems.append(f"{response.status}: {response.request.method} {response.url}")

    def verdict(self) -> list[str]:
        """Return what happened and was not expected, and what was expected and did not happen."""
        known = self._expected + self._allowed
        surprises = [problem for problem in self._problems if not any(re.search(k, problem) for k in known)]
        missed = [e for e in self._expected if not any(re.search(e, problem) for problem in self._problems)]
        return surprises + [f"did not happen: {pattern}" for pattern in missed]
