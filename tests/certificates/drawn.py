"""What a PDF draws, glyph by glyph, and the text that a reader or a screen reader gets for it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pikepdf

_PAIR = re.compile(r"^<([0-9a-fA-F]{4})> *<([0-9a-fA-F]+)>$", re.MULTILINE)


def glyphs(made: bytes) -> list[tuple[str, int, str]]:
    """Return font, glyph and text of everything drawn on the first page, in the order of drawing."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        return list(_glyphs(pdf.pages[0]))


def text(made: bytes) -> str:
    """Return the text, with what the document says a group of glyphs stands for."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        return "".join(_text(pdf.pages[0]))


def _glyphs(page: pikepdf.Page) -> Iterator[tuple[str, int, str]]:
    fonts = {name: (str(font.BaseFont), _meanings(font)) for name, font in page.Resources.Font.items()}
    current, meanings = "", {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            current, meanings = fonts[str(operands[0])]
        for code in _codes(operands, str(operator)):
            yield current, code, meanings.get(code, "")


def _text(page: pikepdf.Page) -> Iterator[str]:
    fonts = {name: _meanings(font) for name, font in page.Resources.Font.items()}
    meanings: dict[int, str] = {}
    spoken: list[bool] = []  # for each open piece of marked content, whether it says itself what it stands for
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) in {"BDC", "BMC"}:
            said = operands[1].get("/ActualText") if len(operands) > 1 and hasattr(operands[1], "get") else None
            spoken.append(said is not None)
            yield str(said) if said is not None else ""
        elif str(operator) == "EMC":
            spoken.pop()
        elif str(operator) == "Tf":
            meanings = fonts[str(operands[0])]
        elif not any(spoken):
            yield from (meanings.get(code, "") for code in _codes(operands, str(operator)))


def _codes(operands: list, operator: str) -> Iterator[int]:
    """Return the glyphs that an operator draws: every font here has codes of two bytes."""
    if operator not in {"Tj", "TJ"}:
        return
    strings = operands if operator == "Tj" else [part for part in operands[0] if isinstance(part, pikepdf.String)]
    for drawn in map(bytes, strings):
        yield from (int.from_bytes(drawn[at : at + 2]) for at in range(0, len(drawn), 2))


def _meanings(font: pikepdf.Object) -> dict[int, str]:
    """Return what each glyph of a font stands for, from its ToUnicode map."""
    lines = font.ToUnicode.read_bytes().decode("latin-1")
    return {int(code, 16): bytes.fromhex(to).decode("utf-16-be") for code, to in _PAIR.findall(lines)}
