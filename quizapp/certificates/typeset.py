"""Setting a document with Typst: the fonts, one compiler per thread, and finding out what no font can draw."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import fontpkg
import noto_cjk_sans_otc
import typst

STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]
"""PDF/A-3 with its accessible profile, and PDF/UA: for archives, with attachments, for screen readers."""

LATIN = ("Libertinus Serif", "Noto Sans", "Noto Sans Arabic", "Noto Sans Thai")
EAST_ASIAN = ("KR", "JP", "SC", "TC")
UNKNOWN = "\ufffd"
"""Stands for what no font can draw."""

_threads = threading.local()
_UNDRAWN = re.compile(r'the text `"((?:\\.|[^"\\])+)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")


class Undrawn(Exception):
    """Some text that no font can draw: ``texts`` holds each piece once."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = tuple(dict.fromkeys(texts))
        super().__init__(", ".join(self.texts))


@cache
def fonts(*, of_the_system: bool = True) -> typst.Fonts:
    """Return the fonts: Typst's own, those that came as packages, and the system's for every other script."""
    packaged = [Path(file.path).parent for family in fontpkg.families().values() for file in family.files]
    folders = [str(folder) for folder in (*dict.fromkeys(packaged), Path(str(noto_cjk_sans_otc.FONT_PATH)).parent)]
    return typst.Fonts(include_system_fonts=of_the_system, include_embedded_fonts=True, font_paths=folders)


def families(text: str) -> list[str]:
    """Return the font families to try, in order; Han characters are drawn as in the country the text points to."""
    first = _east_asian(text)
    east = sorted(EAST_ASIAN, key=lambda region: region != first)
    return [*LATIN, *(f"Noto Sans CJK {region}" for region in east)]


def _east_asian(text: str) -> str:
    """Guess a region from the script, and from the national character set that holds every Han character."""
    if any("\u3040" <= c <= "\u30ff" for c in text):
        return "JP"
    if any("\uac00" <= c <= "\ud7a3" or "\u1100" <= c <= "\u11ff" for c in text):
        return "KR"
    han = "".join(c for c in text if "\u3400" <= c <= "\u9fff")
    return next((region for region, charset in _CHARSETS if _holds(charset, han)), "SC")


_CHARSETS = (("SC", "gb2312"), ("TC", "big5"), ("JP", "shift_jis"))


def _holds(charset: str, text: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def pdf(
    template: bytes,
    said: Mapping[str, Any],
    made_at: datetime,
    *,
    strictly: bool = True,
    by: typst.Compiler | None = None,
) -> bytes:
    """Set a template with what it is to say, as PDF; the same arguments give the same bytes.

    Raises Undrawn for text that no font can draw; not ``strictly``, such text leaves a gap and no standard is kept.
    """
    try:
        made = (by or _compiler()).compile(
            input=template,
            format="pdf",
            sys_inputs={"data": json.dumps(said)},
            pdf_standards=STANDARDS if strictly else [],
            timestamp=int(made_at.timestamp()),
        )
    except typst.TypstError as error:
        if undrawn := [_ESCAPED.sub(_character, text) for text in _UNDRAWN.findall(error.diagnostic)]:
            raise Undrawn(undrawn) from None
        raise
    return cast("bytes", made)  # of one document, not of a list of pictures


def png(template: bytes, said: dict[str, str], pixels_per_inch: float) -> bytes:
    """Set a template with its inputs as a PNG picture."""
    made = _compiler().compile(input=template, format="png", ppi=pixels_per_inch, sys_inputs=said)
    return cast("bytes", made)


def _compiler() -> typst.Compiler:
    """Return this thread's compiler: one that two threads share fails."""
    if not hasattr(_threads, "compiler"):
        _threads.compiler = typst.Compiler(font_paths=fonts())
    compiler: typst.Compiler = _threads.compiler
    return compiler


def _character(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1], 16)) if escaped[1] else escaped[2]
