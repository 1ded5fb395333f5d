"""Reading a page as a browser does: the fields of its editor, as pressing a button would send them."""

from __future__ import annotations

from html.parser import HTMLParser


class _Fields(HTMLParser):
    """Collects what the form marked data-editor would send."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.inside = False
        self.select: str | None = None
        self.options: list[tuple[str, bool]] = []
        self.area: str | None = None
        self.text = ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.inside = "data-editor" in given
        if not self.inside:
            return
        name, value = given.get("name"), given.get("value") or ""
        if tag == "input" and name and given.get("type") != "submit":
            ticked = given.get("type") not in ("radio", "checkbox") or "checked" in given
            if ticked:
                self.sent.append((name, value))
        elif tag == "select":
            self.select, self.options = name, []
        elif tag == "option":
            self.options.append((value, "selected" in given))
        elif tag == "textarea":
            self.area, self.text = name, ""

    def handle_data(self, data):
        if self.area is not None:
            self.text += data

    def handle_endtag(self, tag):
        if tag == "select" and self.select:
            chosen = [value for value, selected in self.options if selected] or [self.options[0][0]]
            self.sent.append((self.select, chosen[0]))
            self.select = None
        if tag == "textarea" and self.area is not None:
            self.sent.append((self.area, self.text.replace("\r\n", "\n").removeprefix("\n").replace("\n", "\r\n")))
            self.area = None


def fields(html: str) -> dict[str, list[str]]:
    """Return the fields of the page's editor: each name with its values."""
    parser = _Fields()
    parser.feed(html)
    sent: dict[str, list[str]] = {}
    for name, value in parser.sent:
        sent.setdefault(name, []).append(value)
    return sent
