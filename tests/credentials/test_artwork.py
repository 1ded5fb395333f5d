"""The picture of a badge: any title fits, nothing breaks out of it."""

from __future__ import annotations

import struct
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.credentials import artwork
from tests.credentials.badges import unhurried
from tests.credentials.pictures import render

SVG = "{http://www.w3.org/2000/svg}"


def _texts(svg: str) -> list[ET.Element]:
    return ET.fromstring(svg).findall(f"{SVG}text")


def _title(title: str) -> list[ET.Element]:
    return _texts(artwork.draw(title, "Vesicle"))[1:-1]


@unhurried
@given(st.text(max_size=220), st.text(max_size=80))
def test_any_words_give_a_well_formed_picture_of_the_same_shape(title: str, site: str) -> None:
    picture = artwork.draw(title, site)
    root = ET.fromstring(picture)
    assert root.tag == f"{SVG}svg"
    assert root.get("viewBox") == "0 0 600 600"
    assert {element.tag for element in root} == {f"{SVG}circle", f"{SVG}text", f"{SVG}path"}
    assert artwork.draw(title, site) == picture


@unhurried
@given(st.text(max_size=220))
def test_no_title_leaves_its_place(title: str) -> None:
    lines = _title(title)
    assert len(lines) <= 6
    for line in lines:
        size = int(line.get("font-size", ""))
        assert float(line.get("y", "")) - size * 0.75 > 207
        assert float(line.get("y", "")) + size * 0.25 < 435
        assert artwork._width(line.text or "") * size <= 1.1 * artwork.WIDEST


def test_words_from_outside_stay_words() -> None:
    picture = artwork.draw('<script>alert("1")</script>', "A & B")
    assert "<script" not in picture
    assert ET.fromstring(picture).get("aria-label") == 'Certificate: <script>alert("1")</script>, A & B'
    assert " style=" not in picture


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Sourcing ethics", ["Sourcing", "ethics"]),
        ("Exosome essentials", ["Exosome", "essentials"]),
        ("Law", ["Law"]),
        ("엑소좀 생물학", ["엑소좀", "생물학"]),
    ],
)
def test_a_short_title_is_set_large(title: str, lines: list[str]) -> None:
    drawn = _title(title)
    assert [line.text for line in drawn] == lines
    assert drawn[0].get("font-size") == "66"


def test_a_title_that_fits_at_no_size_is_cut_short_and_says_so() -> None:
    drawn = _title("Regulation of exosome products " * 6)
    assert (drawn[-1].text or "").endswith("…")


def test_a_word_wider_than_a_line_is_broken() -> None:
    drawn = _title("Donaudampfschifffahrtsgesellschaft")
    assert "".join(line.text or "" for line in drawn) == "Donaudampfschifffahrtsgesellschaft"
    assert len(drawn) > 1


@pytest.mark.parametrize(
    ("site", "shown", "size"),
    [
        ("Vesicle", "Vesicle", "28"),
        ("Northern College NZ", "Northern College NZ", "23"),
        ("Northern College of Aesthetic Medicine", "Northern College of Aesthetic M…", "19"),
    ],
)
def test_the_name_of_the_site_fits_on_a_line(site: str, shown: str, size: str) -> None:
    name = _texts(artwork.draw("Law", site))[0]
    assert (name.text, name.get("font-size")) == (shown, size)


@pytest.mark.parametrize("pixels", [200, 600])
def test_the_picture_can_be_had_as_png_of_any_size(pixels: int) -> None:
    made = artwork.png(artwork.draw("Sourcing ethics", "Vesicle"), pixels, render)
    assert struct.unpack_from(">II", made, 16) == (pixels, pixels)
    assert made[25] == 6  # colour with transparency: nothing behind the medallion


def test_accents_take_no_room_of_their_own() -> None:
    assert artwork._width("e\u0301") == artwork._width("e")
