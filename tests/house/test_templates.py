"""What holds for every template."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "quizapp" / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
ALL = {path: path.read_text() for path in TEMPLATES}
PAGES = {path: text for path, text in ALL.items() if path.name != "styleguide.html"}

FORBIDDEN = {
    "inline style": r"\sstyle=",
    "inline script": r"<script(?![^>]*\bsrc=)",
    "inline handler": r"\son[a-z]+=\"",
    "unescaped text": r"\|\s*safe\b|autoescape\s+false",
    "something from elsewhere": r"(src|href)=\"https?://",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_has(what):
    assert [str(path) for path, text in ALL.items() if re.search(FORBIDDEN[what], text)] == []


READ_ONLY = "public.verify_file"
"""Whose form changes nothing: a token would only give everybody who checks a file a cookie."""


def test_every_form_that_posts_carries_the_token():
    forms = re.compile(r"<form[^>]*method=\"post\".*?</form>", re.DOTALL | re.IGNORECASE)
    token = re.compile(r"csrf_token|hidden_tag\(\)")
    assert [
        str(path)
        for path, text in PAGES.items()
        for form in forms.findall(text)
        if READ_ONLY not in form and not token.search(form)
    ] == []


def test_every_macro_is_used_beyond_the_style_guide():
    used = "\n".join(text for path, text in ALL.items() if path.name != "styleguide.html")
    macros = [name for text in ALL.values() for name in re.findall(r"{%-? macro (\w+)", text)]
    assert [
        name for name in macros if len(re.findall(rf"\b{name}\b", used)) < 2 and name not in ("ask", "review")
    ] == []


def test_every_template_is_rendered_by_something():
    code = "\n".join(path.read_text() for path in FOLDER.parent.rglob("*.py"))
    everything = code + "\n".join(ALL.values())
    kinds = {"kinds", "kinds/edit"}
    unused = [
        name
        for path in TEMPLATES
        if (name := path.relative_to(FOLDER).as_posix()) not in everything
        and path.parent.relative_to(FOLDER).as_posix() not in kinds
        and not name.startswith("security/")
        and name not in ("styleguide.html", "base_print.html")
    ]
    assert unused == []
