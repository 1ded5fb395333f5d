"""A name in any script: drawn by the fonts we bring as its bearers write it, and read as it was typed."""

import pytest
import typst

from quizapp.certificates import document, typeset
from tests.certificates import builders, drawn

LEFT_TO_RIGHT = {
    "Māori": "Tāne Māhūta",
    "Vietnamese": "Nguyễn Thị Ánh Tuyết",
    "Turkish and Polish": "İbrahim Łukasz",
    "Cyrillic": "Ольга Ђорђевић",
    "Greek": "Ελένη Παπαδοπούλου",
    "Hangul": "김민지",
    "Kana": "やまだ たろう",
    "Han, simplified": "王小明",
    "Han, traditional": "陳怡君",
    "Devanagari": "प्रिया क्षत्रिय श्रीकृष्ण",
}
# Typst draws a mark that is raised or lowered on its own and repeats the letters it belongs to in the text.
STACKED = {"Thai": "สมชาย เกียรติ์", "Arabic": "عائشة بنت محمد"}
EVERY = LEFT_TO_RIGHT | STACKED | {"Hebrew": "דוד בן־גוריון"}


@pytest.fixture
def certificate(pam):
    return builders.certificate(pam)


@pytest.fixture
def of(certificate, caplog):
    """Return the document of a name; nothing in it may be missing from the fonts."""

    def made(name: str) -> bytes:
        certificate.name = name
        pdf = document.pdf(certificate)
        assert caplog.records == []
        return pdf

    return made


def letters(words: str) -> str:
    return "".join(words.split())


@pytest.mark.parametrize("name", LEFT_TO_RIGHT.values(), ids=LEFT_TO_RIGHT)
def test_the_text_of_a_name_is_the_name(of, name):
    assert said_of(of(name)) == letters(name)


def said_of(made: bytes) -> str:
    return letters(drawn.text(made)).partition("Thiscertifiesthat")[2].partition("haspassed")[0]


def test_hebrew_is_drawn_from_right_to_left(of):
    assert said_of(of("דוד בן־גוריון")) == letters("דוד בן־גוריון")[::-1]


@pytest.mark.parametrize("name", STACKED.values(), ids=STACKED)
def test_the_text_of_a_name_with_stacked_marks_has_all_its_letters_and_no_others(of, name):
    assert set(said_of(of(name))) == set(letters(name))


@pytest.mark.parametrize("name", EVERY.values(), ids=EVERY)
def test_no_glyph_stands_for_a_missing_one(of, name):
    assert all(glyph for _, glyph, _ in drawn.glyphs(of(name)))


def test_arabic_letters_are_joined(of):
    # The two of one letter in محمد stand at the beginning and within: joined, they have different shapes.
    shapes = {glyph for _, glyph, said in drawn.glyphs(of("محمد")) if said == "م"}
    assert len(shapes) == 2


def test_devanagari_consonants_form_conjuncts(of):
    assert "क्ष" in {said for _, _, said in drawn.glyphs(of("क्षत्रिय"))}


@pytest.mark.parametrize("name", EVERY.values(), ids=EVERY)
def test_a_machine_without_fonts_draws_every_one_of_these(certificate, name):
    certificate.name = name
    bare = typst.Compiler(font_paths=typeset.fonts(of_the_system=False))
    made = typeset.pdf(document._template(), document._said(certificate), certificate.issued_at, by=bare)
    assert made.startswith(b"%PDF-")
