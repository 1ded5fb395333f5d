"""The picture of a badge: a medallion with the title and the site's name, as SVG, and as PNG set by Typst.

The colours are those of ``static/css/tokens.css``; the rings are the two leaves of a membrane, as in the mark.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from xml.sax.saxutils import escape, quoteattr

SIDE = 600
"""The side of the square the picture is drawn in."""
PAPER, INK, TEAL, DEEP, SOFT, LINE = "#fbf8f3", "#1c211f", "#0b5a5e", "#07474a", "#e1eeec", "#ded6c8"
SERIF = "'Libertinus Serif', 'Iowan Old Style', Palatino, 'Noto Serif', Georgia, serif"
SANS = "'Noto Sans', 'Segoe UI', Roboto, Arial, sans-serif"

# How large the title may be set, and how many lines of it then fit; the largest that fits is taken.
SIZES = ((66, 2), (57, 3), (44, 4), (36, 5), (30, 6))
WIDEST = 396
"""The width of a line of the title, in the picture's units."""
_MIDDLE = 319
# Likewise for the name of the site, on one line: size and characters.
_SITE_SIZES = ((28, 18), (23, 23), (19, 32))

Render = Callable[[bytes, dict[str, str], float], bytes]
"""Sets a Typst source with its inputs as PNG, at so many pixels to the inch."""

_SHEET = b"""#set page(width: 600pt, height: 600pt, margin: 0pt, fill: none)
#image(bytes(sys.inputs.picture), format: "svg", width: 600pt, height: 600pt)
"""


def draw(title: str, site: str, kind: str = "Certificate") -> str:
    """Return the badge for a title as SVG; the same words give the same text."""
    lines, size = _set(_clean(title))
    name, name_size = _fitted(_clean(site))
    label = quoteattr(f"{kind}: {_clean(title)}, {_clean(site)}")
    size_of_site = f'font-size="{name_size}" font-weight="600"'
    return "".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" role="img" aria-label={label}>',
        *_medallion(),
        *_vesicle(300, 118),
        f'<text x="300" y="188" font-family="{SANS}" {size_of_site} fill="{TEAL}" {_CENTRED}>{escape(name)}</text>',
        f'<path d="M250 207H350" stroke="{LINE}" stroke-width="3"/>',
        *_title(lines, size),
        f'<path d="M250 431H350" stroke="{LINE}" stroke-width="3"/>',
        f'<text x="300" y="474" font-family="{SANS}" font-size="28" fill="{INK}" {_CENTRED}>{escape(kind)}</text>',
        "</svg>\n",
    ])  # fmt: skip


def png(svg: str, pixels: int, render: Render) -> bytes:
    """Return a badge as PNG of so many pixels a side, with nothing behind it."""
    return render(_SHEET, {"picture": svg}, 72 * pixels / SIDE)


_CENTRED = 'text-anchor="middle"'


def _medallion() -> Iterable[str]:
    """Draw the disc and the two dotted rings around it."""
    yield f'<circle cx="300" cy="300" r="296" fill="{TEAL}"/>'
    yield _dots(300, 300, 274, 15, 72, SOFT)
    yield f'<circle cx="300" cy="300" r="252" fill="{PAPER}"/>'
    yield _dots(300, 300, 238, 7, 96, TEAL)


def _dots(x: int, y: int, radius: float, thickness: float, count: int, colour: str) -> str:
    """Draw a ring of round dots: dashes of no length with round ends, as many as fill the circle."""
    gap = round(2 * 3.14159265 * radius / count, 4)
    return (
        f'<circle cx="{x}" cy="{y}" r="{radius}" fill="none" stroke="{colour}" stroke-width="{thickness}"'
        f' stroke-linecap="round" stroke-dasharray="0 {gap}"/>'
    )


def _vesicle(x: int, y: int) -> Iterable[str]:
    """Draw the mark: a vesicle with its double membrane and three grains within."""
    yield _dots(x, y, 33.6, 6.2, 20, TEAL)
    yield _dots(x, y, 23.5, 5.3, 16, TEAL)
    for dx, dy, radius in ((-5.8, -4.8, 5.5), (7, -1.9, 3.8), (-1, 7.7, 4.3)):
        yield f'<circle cx="{x + dx:.1f}" cy="{y + dy:.1f}" r="{radius}" fill="{TEAL}"/>'


def _title(lines: list[str], size: int) -> Iterable[str]:
    """Draw the title's lines around the middle of the disc."""
    leading = round(size * 1.12)
    first = _MIDDLE + round(size * 0.31) - leading * (len(lines) - 1) // 2
    for number, line in enumerate(lines):
        yield (
            f'<text x="300" y="{first + number * leading}" font-family="{SERIF}" font-size="{size}" fill="{DEEP}"'
            f" {_CENTRED}>{escape(line)}</text>"
        )


def _clean(text: str) -> str:
    """Return the text with single spaces and nothing XML cannot hold: no control characters, no half ones."""
    kept = (" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} else c for c in text if c not in "\ufffe\uffff")
    return " ".join("".join(kept).split())


def _set(title: str) -> tuple[list[str], int]:
    """Return the title broken into lines and the size it fits at; cut short where it fits at none."""
    for size, most in SIZES:
        lines = list(_broken(title, WIDEST / size))
        if len(lines) <= most:
            return lines, size
    return [*lines[: most - 1], f"{lines[most - 1][:-1].rstrip()}…"], size


def _fitted(site: str) -> tuple[str, int]:
    """Return the name of the site and the size it fits on a line at; cut short where it fits at none."""
    size, most = next((each for each in _SITE_SIZES if len(site) <= each[1]), _SITE_SIZES[-1])
    return _shortened(site, most), size


def _broken(text: str, ems: float) -> Iterable[str]:
    """Yield lines no wider than so many ems, broken between words, and within one that is wider than a line."""
    line = ""
    for word in text.split(" "):
        if line and _width(f"{line} {word}") > ems:
            yield line
            line = ""
        line = f"{line} {word}" if line else word
        while _width(line) > ems:
            cut = next(n for n in range(len(line), 0, -1) if n == 1 or _width(line[:n]) <= ems)
            yield line[:cut]
            line = line[cut:]
    yield line


def _width(text: str) -> float:
    """Return about how wide a text is, in ems, erring on the wide side."""
    return sum(_width_of(character) for character in text)


def _width_of(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in " ,.;:'’!|ijlftIr()-":
        return 0.33
    return 0.74 if character.isupper() or character in "mw&%@—" else 0.52


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
