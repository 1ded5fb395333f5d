"""What is looked at on a page: what axe finds in light and dark, its outline, its focus, a narrow screen."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

EVERYTHING = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}
"""What can differ between light and dark: the page is the same, its colours are not."""

NARROW: ViewportSize = {"width": 320, "height": 640}
USUAL: ViewportSize = {"width": 1280, "height": 800}

OUTLINE = """() => ({
  h1: document.querySelectorAll("h1").length,
  main: document.querySelectorAll("main").length,
  named: /^[^·]+ · ./.test(document.title.trim()),
  language: document.documentElement.lang,
  skips: Boolean(document.querySelector("a.skip[href='#main']")),
})"""
WHOLE = {"h1": 1, "main": 1, "named": True, "language": "en", "skips": True}

WIDTH = "() => document.scrollingElement.scrollWidth"

# The last key was Tab, so that what is focused by the script shows it as for somebody who uses the keyboard.
UNSEEN_FOCUS = """() => {
  const outlined = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const dialog = document.querySelector("dialog[open]");
  const reached = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  return [...(dialog || document).querySelectorAll(reached)].filter((element) => {
    if (element.disabled || !element.checkVisibility({ visibilityProperty: true })) return false;
    element.focus();
    if (document.activeElement !== element || !element.matches(":focus-visible")) return false;
    const row = element.closest("label");
    return !outlined(element) && !(row && outlined(row));
  }).map((element) => element.outerHTML.slice(0, 120));
}"""


def _axe(page: Page, options: dict[str, Any]) -> list[str]:
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {node['target']} {node['html'][:160]} ({node['failureSummary'][:300]})"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def inspect(page: Page, size: ViewportSize) -> dict[str, list[str]]:
    """Return what is wrong with the page as it stands, by what was looked at; nothing where all is well.

    ``size`` is that of the screen it is looked at first.
    """
    page.set_viewport_size(size)
    page.evaluate(AXE_SCRIPT)
    found = {"axe, light": _axe(page, EVERYTHING)}
    page.emulate_media(color_scheme="dark")
    found["axe, dark"] = _axe(page, COLOURS)
    page.emulate_media(color_scheme="light")
    outline = page.evaluate(OUTLINE)
    found["outline"] = [] if outline == WHOLE else [str(outline)]
    page.keyboard.press("Tab")
    found["focus"] = page.evaluate(UNSEEN_FOCUS)
    page.set_viewport_size(NARROW)
    width = page.evaluate(WIDTH)
    found["320 px"] = [] if width <= NARROW["width"] else [f"{width} px wide"]
    page.set_viewport_size(USUAL)
    return {what: problems for what, problems in found.items() if problems}
