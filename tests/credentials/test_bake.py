"""A credential in a picture: found again to the byte, and nothing harmful is let in."""

from __future__ import annotations

import contextlib
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib.ob3 import OB3Verifier

from quizapp.credentials import bake
from quizapp.credentials.bake import KEYWORD, PNG, BadFile, Baked
from tests.credentials.badges import drawn, unhurried
from tests.credentials.pictures import png

JWT = "e30.e30.e30"
JSON = '{"a":"<&]]>\\" ü"}'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>'


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _with(*chunks: bytes, header: bytes | None = None) -> bytes:
    """Return a PNG with chunks after its header."""
    plain = png()
    return b"".join([PNG, header or plain[8:33], *chunks, plain[33:]])


def _text(flags: bytes, text: bytes) -> bytes:
    return _chunk(b"iTXt", KEYWORD + b"\0" + flags + b"\0\0" + text)


@pytest.mark.parametrize("credential", [JWT, JSON])
@pytest.mark.parametrize("kind", ["png", "svg"])
def test_what_is_baked_is_found_again_and_so_is_the_picture(kind: str, credential: str) -> None:
    picture = png() if kind == "png" else drawn()
    baked = bake.bake(picture, credential)
    assert bake.extract(baked) == Baked(credential, picture)
    assert bake.bake(picture, credential) == baked


@unhurried
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufffe\uffff"), max_size=80))
def test_any_json_survives_in_an_svg(text: str) -> None:
    credential = '{"' + text + '"}'
    found = bake.extract(bake.bake(SVG, credential))
    assert found == Baked(credential, SVG)


@pytest.mark.parametrize("credential", [JWT, JSON])
def test_other_software_finds_it_too(credential: str) -> None:
    assert OB3Verifier.extract_token_from_png(bake.bake(png(), credential)) == credential
    assert OB3Verifier.extract_token_from_svg(bake.bake(drawn(), credential)) == credential


@pytest.mark.parametrize("picture", [b"<svg xmlns='http://www.w3.org/2000/svg' a='>'\n ></svg>", b"\xef\xbb\xbf" + SVG])
def test_the_credential_stands_right_after_the_root(picture: bytes) -> None:
    commented = b'<?xml version="1.0"?>\n<!-- <svg> -->\n' + picture.removeprefix(b"\xef\xbb\xbf")
    for each in (picture, commented):
        assert bake.extract(bake.bake(each, JWT)) == Baked(JWT, each)


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_picture_is_baked_once(kind: str) -> None:
    baked = bake.bake(png() if kind == "png" else drawn(), JWT)
    with pytest.raises(BadFile, match="already"):
        bake.bake(baked, JWT)


def test_a_picture_without_a_credential_has_none() -> None:
    assert bake.extract(png()) is None
    assert bake.extract(drawn()) is None


def test_a_picture_baked_by_other_software_gives_its_credential() -> None:
    space = f'xmlns:ob="{bake.NAMESPACE}"'.encode()
    attribute = b'<svg xmlns="http://www.w3.org/2000/svg" %s><g/><ob:credential verify="%s"/></svg>' % (
        space,
        JWT.encode(),
    )
    text = b'<svg xmlns="http://www.w3.org/2000/svg" %s><ob:credential>\n {"a":1} </ob:credential></svg>' % space
    assert bake.extract(attribute) == Baked(JWT, None)
    assert bake.extract(text) == Baked('{"a":1}', None)
    compressed = _with(_text(b"\1\0", zlib.compress(JWT.encode())))
    assert bake.extract(compressed) == Baked(JWT, png())


@pytest.mark.parametrize(
    "picture",
    [
        b"",
        b"hello",
        b"<html/>",
        b"<svg/>",
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        b"<!DOCTYPE svg><svg xmlns='http://www.w3.org/2000/svg'></svg>",
        b"<!DOCTYPE s [<!ENTITY a 'aaaa'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
        b"<?xml version='1.0' encoding='no-such'?><svg xmlns='http://www.w3.org/2000/svg'></svg>",
        b"<svg xmlns='http://www.w3.org/2000/svg'>\0</svg>",
        b"GIF89a",
        b"\xff\xd8\xff",
    ],
)
def test_what_is_neither_png_nor_svg_is_refused_in_a_sentence(picture: bytes) -> None:
    with pytest.raises(BadFile, match="neither a PNG nor"):
        bake.extract(picture)
    with pytest.raises(BadFile, match="neither a PNG nor"):
        bake.bake(picture, JWT)


@pytest.mark.parametrize(
    "picture", [b'<svg xmlns="http://www.w3.org/2000/svg"/>', b'<s:svg xmlns:s="http://www.w3.org/2000/svg"></s:svg>']
)
def test_an_svg_with_no_room_for_a_credential_is_refused(picture: bytes) -> None:
    with pytest.raises(BadFile, match="no root element"):
        bake.bake(picture, JWT)


@pytest.mark.parametrize(
    "picture",
    [
        PNG,
        png()[:-1],
        png()[:40],
        png() + b"more",
        png()[:20] + b"\xff" + png()[21:],
        _with(header=_chunk(b"IHDR", b"")),
        _with(header=_chunk(b"tEXt", b"")),
        _with(_text(b"\2\0", b"a")),
        _with(_text(b"\0\1", b"a")),
        _with(_text(b"\1\0", b"not compressed")),
        _with(_text(b"\0\0", b"\xff\xff")),
        _with(_chunk(b"iTXt", KEYWORD + b"\0\0\0en")),
        _with(*[_chunk(b"tEXt", b"")] * 10_001),
    ],
)
def test_a_damaged_png_is_called_damaged(picture: bytes) -> None:
    with pytest.raises(BadFile, match="damaged"):
        bake.extract(picture)


def test_a_png_of_enormous_size_is_refused_undecoded() -> None:
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", 1_000_000, 1_000_000, 8, 6, 0, 0, 0))
    with pytest.raises(BadFile, match="8192 pixels"):
        bake.extract(_with(header=header))


def test_a_compressed_bomb_is_refused_before_it_unpacks() -> None:
    bomb = _with(_text(b"\1\0", zlib.compress(bytes(50_000_000), 9)))
    with pytest.raises(BadFile, match="larger than 2 MB"):
        bake.extract(bomb)


def test_an_enormous_svg_is_refused_unread() -> None:
    with pytest.raises(BadFile, match="larger than 500 kB"):
        bake.extract(SVG[:40] + b"<g/>" * 200_000 + SVG[40:])


def test_a_picture_with_two_credentials_is_refused() -> None:
    twice = _with(_text(b"\0\0", b"a"), _text(b"\0\0", b"b"))
    with pytest.raises(BadFile, match="more than one"):
        bake.extract(twice)
    element = bake._element(JWT)
    with pytest.raises(BadFile, match="more than one"):
        bake.extract(SVG[:40] + element + element + SVG[40:])


@unhurried
@given(st.binary(max_size=200))
def test_no_bytes_whatever_break_the_reading(content: bytes) -> None:
    for file in (content, PNG + content, b"<svg" + content):
        with contextlib.suppress(BadFile):
            bake.extract(file)
