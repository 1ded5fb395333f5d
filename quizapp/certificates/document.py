"""A certificate as a PDF: tagged, fit for archives, the same bytes whenever it is made, and sealed where one signs."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from flask import current_app

from quizapp import clock
from quizapp.certificates import codes, jurisdictions, typeset, wording
from quizapp.certificates.models import Certificate
from quizapp.core import currency
from quizapp.credentials import seal
from quizapp.credentials.signers import Signer
from quizapp.people.links import link

NOTE = "Some characters could not be drawn here and stand as \ufffd. In full, the text is at the address above."

# Where people's own words stand in what the sheet says.
WORDS = ("name", "title", "site")
# Categories that no standard lets a document draw: private use, control codes.
UNDRAWABLE = frozenset({"Co", "Cc"})
LONGEST_WORD = 30
MOST_LINES = 4
"""How many lines of its record a certificate has room for."""
BREAK = "\u200b"
"""Where a word too long for a line may be broken: a space without width."""


@dataclass(frozen=True)
class Attachment:
    """A file of text that travels inside the PDF, with a sentence on what it is."""

    name: str
    text: str
    mime: str
    description: str


def pdf(
    certificate: Certificate,
    *,
    attachments: Sequence[Attachment] = (),
    edition: int = 1,
    replaces: date | None = None,
    record: Sequence[str] = (),
    signer: Signer | None = None,
    at: datetime | None = None,
) -> bytes:
    """Return the certificate as a PDF. Where no font draws a character, the sheet says so and the log names it.

    A later ``edition`` says which one it is and the day of the one it ``replaces``. ``record`` is what became of the
    certificate since, in at most MOST_LINES lines. With a ``signer`` the document is sealed as of ``at``, or of now;
    given ``at``, the same arguments give the same bytes. Raises ValueError for more lines than there is room for.
    """
    if len(record) > MOST_LINES:
        raise ValueError(f"A certificate has room for {MOST_LINES} lines of its record, not for {len(record)}.")
    said = _said(certificate)
    said["attachments"] += [asdict(one) for one in attachments]
    said |= {"edition": _edition(edition, replaces), "record": [_clean(line) for line in record]}
    made = _drawn(said, certificate)
    return seal.seal(made, signer, at or clock.now()) if signer else made


def _manifest(certificate: Certificate) -> Attachment:
    canonical = currency.canonical(certificate.manifest).decode()
    return Attachment("manifest.json", canonical, "application/json", _rests(certificate))


def _edition(number: int, replaces: date | None) -> str | None:
    """Say which of several documents under one number this is; nothing of the first."""
    if number == 1:
        return None
    return f"Document {number}, replaces the one of {day(replaces)}" if replaces else f"Document {number}"


def _drawn(said: dict[str, Any], certificate: Certificate) -> bytes:
    try:
        return typeset.pdf(_template(), said, certificate.issued_at)
    except typeset.Undrawn as gap:
        current_app.logger.warning(
            "certificate %s: no font here draws %s. Install one that does, such as Debian's fonts-noto-core.",
            certificate.number,
            _named(gap.texts),
        )
        return _with_gaps(said, gap.texts, certificate)


def _named(undrawn: tuple[str, ...]) -> str:
    """Return the code points and names of the characters in some text."""
    characters = sorted({c for text in undrawn for c in text} - {BREAK})
    return ", ".join(f"U+{ord(c):04X} {unicodedata.name(c, '')}".strip() for c in characters)


def _with_gaps(said: dict[str, Any], undrawn: tuple[str, ...], certificate: Certificate) -> bytes:
    """Set the sheet with a mark for each piece of text that no font draws."""
    marked = {**said, "note": NOTE}
    for text in undrawn:
        marked |= {part: marked[part].replace(text, typeset.UNKNOWN) for part in WORDS}
        marked["record"] = [line.replace(text, typeset.UNKNOWN) for line in marked["record"]]
    return typeset.pdf(_template(), marked, certificate.issued_at)


@cache
def _template() -> bytes:
    return (Path(__file__).parent / "certificate.typ").read_bytes()


def _said(certificate: Certificate) -> dict[str, Any]:
    """Return everything the sheet of a first edition says, in words, when nothing happened since."""
    url = link("public.verify", code=certificate.code)
    words = [_clean(w) for w in (certificate.name, certificate.title, current_app.config["SITE_NAME"])]
    revoked = certificate.revoked_at
    return {
        **dict(zip(WORDS, words, strict=True)),
        "fonts": typeset.families(words[0] + words[1]),
        "mark": _mark(),
        "heading": f"Certificate {certificate.number}",
        "score": f"with {certificate.percent} per cent",
        "pairs": _pairs(certificate),
        "void": f"Revoked on {day(clock.day_of(revoked))}" if revoked else None,
        "url": url,
        "address": url.removeprefix("https://").removeprefix("http://").removesuffix(certificate.code),
        "code": _in_lines(codes.grouped(certificate.code)),
        "qr": _qr(url),
        "scan": f"QR code that opens {url}",
        "rests": _rests(certificate),
        "digest": certificate.manifest_digest,
        "attachments": [asdict(_manifest(certificate))],
        "edition": None,
        "record": [],
        "note": NOTE if typeset.UNKNOWN in "".join(words) else None,
    }


def _clean(words: str) -> str:
    """Return words in composed form, with a mark for what is no character and places to break where a word is long."""
    composed = unicodedata.normalize("NFC", words)
    drawable = "".join(typeset.UNKNOWN if unicodedata.category(c) in UNDRAWABLE else c for c in composed)
    return " ".join(BREAK.join(word) if _may_break(word) else word for word in drawable.split())


def _may_break(word: str) -> bool:
    """Whether a word is too long for a line and its letters can be parted: they do not join, stack or carry marks."""
    parted = not any(unicodedata.category(c).startswith("M") or "\u0590" <= c < "\u1100" for c in word)
    return len(word) > LONGEST_WORD and parted


def _pairs(certificate: Certificate) -> list[dict[str, Any]]:
    """Return the facts at the foot, as a term and its value; ``wide`` takes the room that is left."""
    where = ", ".join(jurisdictions.named(certificate.jurisdictions))
    pairs = [
        ("Issued", day(clock.day_of(certificate.issued_at)), False),
        ("Valid until", day(certificate.expires_on) if certificate.expires_on else "no end date", False),
        ("CPD", wording.cpd(certificate.cpd_hours), False),
        ("Jurisdictions", where, True),
    ]
    return [{"term": term, "value": value, "wide": wide} for term, value, wide in pairs if value]


def day(value: date) -> str:
    """Return a date as 22 Nov 2026."""
    return f"{value.day} {value:%b %Y}"


def _in_lines(code: str) -> list[str]:
    """Return a grouped code in two lines."""
    groups = code.split("-")
    return ["-".join(groups[:4]) + "-", "-".join(groups[4:])]


def _rests(certificate: Certificate) -> str:
    """Say in words what the certificate rests on, and where the list is."""
    questions, facts, sources = (f"{count} {part}" for part, count in wording.rests_on(certificate).items())
    return f"It rests on {questions}, {facts} and {sources}, listed in the attached manifest.json with SHA-256"


@cache
def _mark() -> str:
    return (Path(current_app.static_folder or "") / "img" / "mark.svg").read_text()


def _qr(url: str) -> str:
    """Return a QR code as SVG: error correction M, with no quiet zone of its own since the sheet is white around it."""
    drawn = BytesIO()
    segno.make_qr(url, error="m").save(drawn, kind="svg", border=0, dark="#1c211f", xmldecl=False, svgns=True)
    return drawn.getvalue().decode()
