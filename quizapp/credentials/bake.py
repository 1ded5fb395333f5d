"""A credential inside the picture of its badge, put there and found again (Open Badges 3.0, section 5.3).

What is put into a picture can be taken out of it again to the byte, so that the picture around a credential can be held
against the digest the credential names. Pictures come from strangers: nothing is decoded, nothing grows past a limit.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from quizapp.core.errors import Invalid

LARGEST = 2_000_000
"""The most bytes a credential may have, unpacked."""
LARGEST_SVG = 500_000
"""The most bytes an SVG may have: read, it takes fifty times the room."""
LARGEST_SIDE = 8192
"""The most pixels a side may have."""
MOST_CHUNKS = 10_000

PNG = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_SVG = "http://www.w3.org/2000/svg"
_CREDENTIAL = f"{{{NAMESPACE}}}credential"
# What may stand before the root of an SVG, and the root's own tag with its attributes.
_PROLOGUE = rb"\A(?:\xef\xbb\xbf)?(?:\s|<\?(?:[^?]|\?(?!>))*\?>|<!--(?:[^-]|-(?!->))*-->)*"
_ROOT = re.compile(_PROLOGUE + rb"<svg(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*\s*>")
_CHANGED = "The picture is damaged: it was changed or cut short after it was made."
_TWICE = "The picture holds more than one credential, so that it is not clear which counts."


class BadFile(Invalid):
    """A picture that cannot be read, or cannot hold a credential; the message is for whoever sent it."""


@dataclass(frozen=True)
class Baked:
    """The credential in a picture, and the picture as it was before, to the byte; None where that cannot be told."""

    credential: str
    picture: bytes | None


def bake(picture: bytes, credential: str) -> bytes:
    """Return a PNG or SVG with a credential in it, a compact JWT or JSON. Raises BadFile for any other file."""
    if picture.startswith(PNG):
        return _bake_png(picture, credential)
    return _bake_svg(picture, credential)


def extract(picture: bytes) -> Baked | None:
    """Return what is baked into a PNG or SVG; None when nothing is. Raises BadFile for any other file."""
    if picture.startswith(PNG):
        return _extract_png(picture)
    return _extract_svg(picture)


def _bake_png(picture: bytes, credential: str) -> bytes:
    if _extract_png(picture) is not None:
        raise BadFile("The picture holds a credential already.")
    header, *rest = _chunks(picture)
    # Keyword, not compressed, no language, no translated keyword (PNG 1.2, section 4.2.3.3).
    text = KEYWORD + b"\0\0\0\0\0" + credential.encode()
    return b"".join([PNG, _chunk(*header), _chunk(b"iTXt", text), *(_chunk(*each) for each in rest)])


def _extract_png(picture: bytes) -> Baked | None:
    chunks = list(_chunks(picture))
    found = [body for kind, body in chunks if kind == b"iTXt" and body.startswith(KEYWORD + b"\0")]
    if not found:
        return None
    if len(found) > 1:
        raise BadFile(_TWICE)
    rest = [_chunk(kind, body) for kind, body in chunks if body is not found[0]]
    return Baked(_text(found[0]), b"".join([PNG, *rest]))


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks of a PNG as type and body, each checked against its CRC. Raises BadFile for a damaged one."""
    at, kind = len(PNG), b""
    for number in range(MOST_CHUNKS):
        if len(picture) < at + 12:
            raise BadFile(_CHANGED)
        length, kind = struct.unpack_from(">I4s", picture, at)
        body = picture[at + 8 : at + 8 + length]
        if picture[at + 8 + length : at + 12 + length] != _crc(kind, body):
            raise BadFile(_CHANGED)
        if number == 0:
            _check_header(kind, body)
        yield kind, body
        at += 12 + length
        if kind == b"IEND":
            break
    if at != len(picture):
        raise BadFile(_CHANGED)


def _check_header(kind: bytes, body: bytes) -> None:
    if kind != b"IHDR" or len(body) != 13:
        raise BadFile(_CHANGED)
    if max(struct.unpack_from(">II", body)) > LARGEST_SIDE:
        raise BadFile(f"The picture is larger than {LARGEST_SIDE} pixels a side.")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + _crc(kind, body)


def _crc(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(body, zlib.crc32(kind)))


def _text(body: bytes) -> str:
    """Return the text of an iTXt chunk, unpacked within the limit; others may compress it, though they should not."""
    flags, after = body[len(KEYWORD) + 1 : len(KEYWORD) + 3], body[len(KEYWORD) + 3 :]
    parts = after.split(b"\0", 2)
    if len(parts) != 3 or flags not in (b"\0\0", b"\1\0"):
        raise BadFile(_CHANGED)
    text = _unpacked(parts[2]) if flags[0] else parts[2]
    if len(text) > LARGEST:
        raise BadFile(f"The credential in the picture is larger than {LARGEST // 1_000_000} MB.")
    return _decoded(text)


def _unpacked(text: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        return unpacker.decompress(text, LARGEST + 1)
    except zlib.error:
        raise BadFile(_CHANGED) from None


def _decoded(text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise BadFile(_CHANGED) from None


def _bake_svg(picture: bytes, credential: str) -> bytes:
    if _extract_svg(picture) is not None:
        raise BadFile("The picture holds a credential already.")
    root = _ROOT.match(picture)
    if root is None:
        raise BadFile("The SVG has no root element that a credential could be put into.")
    return picture[: root.end()] + _element(credential) + picture[root.end() :]


def _element(credential: str) -> bytes:
    """Return the element that carries a credential: a JWT as an attribute, JSON as CDATA."""
    start = f'<openbadges:credential xmlns:openbadges="{NAMESPACE}"'
    if not credential.startswith("{"):
        return f"{start} verify={quoteattr(credential)}/>".encode()
    inside = credential.replace("]]>", "]]]]><![CDATA[>")
    return f"{start}><![CDATA[{inside}]]></openbadges:credential>".encode()


def _extract_svg(picture: bytes) -> Baked | None:
    if len(picture) > LARGEST_SVG:
        raise BadFile(f"The SVG is larger than {LARGEST_SVG // 1000} kB.")
    try:
        root = ElementTree.fromstring(picture, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError):
        raise BadFile("The file is neither a PNG nor a well-formed SVG without a DOCTYPE.") from None
    if root.tag != f"{{{_SVG}}}svg":
        raise BadFile("The file is neither a PNG nor an SVG.")
    found = list(root.iter(_CREDENTIAL))
    if len(found) > 1:
        raise BadFile(_TWICE)
    if not found:
        return None
    credential = (found[0].get("verify") or found[0].text or "").strip()
    return Baked(credential, _without(picture, credential))


def _without(picture: bytes, credential: str) -> bytes | None:
    """Return the picture as it was before a credential was baked into it here; None if it was done elsewhere."""
    root, element = _ROOT.match(picture), _element(credential)
    if root is None or not picture.startswith(element, root.end()):
        return None
    return picture[: root.end()] + picture[root.end() + len(element) :]
