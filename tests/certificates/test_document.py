"""The PDF: readable, for archives and screen readers, the same each time, in every script."""

import hashlib
import io
import json
import logging
import threading
from datetime import date, timedelta
from decimal import Decimal

import pikepdf
import pytest
from pikepdf import pdfa
from pypdf import PdfReader

from quizapp.certificates import actions, codes, document, typeset
from quizapp.credentials import seal
from tests.certificates import builders
from tests.credentials import sealing
from tests.factories import NOW


@pytest.fixture
def certificate(pam):
    return builders.certificate(pam)


def read(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made))


def text(made: bytes) -> str:
    return " ".join(read(made).pages[0].extract_text().split())


def test_it_says_who_passed_what_when_and_how_to_check_it(certificate):
    said = text(document.pdf(certificate))
    for words in (
        "Pam Practitioner", "Exosome practitioner", "with 100 per cent", "22 Nov 2026", "22 Nov 2027", "3 hours",
        "New Zealand", certificate.number, "localhost/verify/", codes.grouped(certificate.code)[-9:], "Vesicle",
        "3 questions, 3 facts and 3 sources", certificate.manifest_digest,
    ):  # fmt: skip
        assert words in said


def test_it_is_one_page_of_a4_on_its_side(certificate):
    pages = read(document.pdf(certificate)).pages
    assert [(round(p.mediabox.width), round(p.mediabox.height)) for p in pages] == [(842, 595)]


def test_it_is_tagged_titled_and_in_a_language(certificate):
    made = read(document.pdf(certificate))
    catalog = made.trailer["/Root"]
    assert catalog["/Lang"] == "en"
    assert catalog["/MarkInfo"]["/Marked"]
    assert made.metadata.title == f"Certificate {certificate.number}"
    assert made.metadata.author == "Vesicle"


def test_it_claims_the_standards_for_archives_and_for_screen_readers(certificate):
    xmp = read(document.pdf(certificate)).trailer["/Root"]["/Metadata"].get_data().decode()
    for claim in ("<pdfaid:part>3<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
        assert claim in xmp


def test_it_carries_the_manifest_it_rests_on(certificate):
    attached = read(document.pdf(certificate)).attachments["manifest.json"][0]
    assert json.loads(attached) == certificate.manifest
    assert hashlib.sha256(attached).hexdigest() == certificate.manifest_digest


def test_the_same_certificate_is_the_same_file(certificate):
    assert document.pdf(certificate) == document.pdf(certificate)


def test_it_carries_what_else_is_handed_in(certificate):
    credential = document.Attachment("credential.json", '{"name": "Tāne"}', "application/json", "The signed credential")
    made = document.pdf(certificate, attachments=[credential])
    assert set(read(made).attachments) == {"manifest.json", "credential.json"}
    assert read(made).attachments["credential.json"][0].decode() == credential.text
    assert document.pdf(certificate, attachments=[credential]) == made


def test_a_first_document_does_not_count_itself(certificate):
    assert "Document" not in text(document.pdf(certificate))


def test_a_later_document_under_the_same_number_says_which_one_it_replaces(certificate):
    assert "Document 2" in text(document.pdf(certificate, edition=2))
    said = text(document.pdf(certificate, edition=3, replaces=date(2026, 12, 1)))
    assert f"{certificate.number} Document 3, replaces the one of 1 Dec 2026" in said


def test_it_says_what_became_of_it_since(certificate):
    lines = ["Current as of 4 Mar 2027", "Refreshed on 12 Feb 2027", "European Union added on 12 Feb 2027", "And more"]
    said = text(document.pdf(certificate, record=lines))
    assert " ".join(lines) in said
    assert document.pdf(certificate, record=[]) == document.pdf(certificate)


def test_there_is_room_for_four_lines_of_its_record(certificate):
    with pytest.raises(ValueError, match="room for 4 lines of its record, not for 5"):
        document.pdf(certificate, record=["a line"] * 5)


def test_the_fullest_certificate_is_one_page(certificate):
    certificate.name = ("Featherstonehaugh-Cholmondeley " * 7)[:200]
    certificate.title, certificate.jurisdictions = "x" * 200, ["NZ", "AU", "GB", "EU", "US", "CA", "KR"]
    actions.revoke(certificate, None, "A mistake.", NOW + timedelta(days=1))
    made = document.pdf(certificate, edition=12, replaces=NOW.date(), record=["a rather long line of it " * 6] * 4)
    assert len(read(made).pages) == 1


def test_a_character_of_its_record_that_no_font_draws_is_marked_too(certificate):
    assert "On � it" in text(document.pdf(certificate, record=["On 𒾐 it"]))


def test_it_is_sealed_by_who_signs(certificate):
    signer = sealing.signer()
    made = document.pdf(certificate, signer=signer)
    found = seal.check(made, [signer.certificate])
    assert found.state == seal.State.SOUND
    assert abs(found.signed_at - NOW) < timedelta(minutes=5)
    assert json.loads(found.attachments["manifest.json"]) == certificate.manifest
    assert made.startswith(document.pdf(certificate))


def test_sealed_as_of_a_moment_it_is_the_same_file(certificate):
    signer = sealing.signer()
    assert document.pdf(certificate, signer=signer, at=NOW) == document.pdf(certificate, signer=signer, at=NOW)


@pytest.mark.parametrize("sealed", [False, True])
def test_its_structure_is_what_archives_and_screen_readers_need(certificate, sealed):
    made = document.pdf(certificate, signer=sealing.signer() if sealed else None)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        root = pdf.Root
        assert "/Encrypt" not in pdf.trailer
        assert root.ViewerPreferences.DisplayDocTitle
        assert root.StructTreeRoot.ParentTree
        assert root.OutputIntents[0].S == "/GTS_PDFA1"
        assert {str(file.AFRelationship) for file in root.AF} == {"/Data"}
        assert "/JavaScript" not in root.Names
        assert "/OpenAction" not in root
        fonts = [font for font in pdf.objects if isinstance(font, pikepdf.Dictionary) and "/FontDescriptor" in font]
        assert fonts
        assert all({"/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys()) for font in fonts)
        with pdf.open_metadata() as xmp:
            assert xmp["dc:title"] == f"Certificate {certificate.number}"
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"], xmp["pdfuaid:part"]) == ("3", "A", "1")
    rules = {
        found.rule for found in pdfa.validate_written(io.BytesIO(made), "3b").findings if found.kind == "violation"
    }
    # What this validator does not know: the schemas that XMP brings along, and level A above its B.
    assert rules <= {"ISO_19005_3:6.6.2.3.1-1", "ISO_19005_3:6.6.4-3"}


def test_a_revoked_certificate_says_so_on_the_paper(certificate):
    actions.revoke(certificate, None, "A mistake.", NOW + timedelta(days=1))
    assert "Revoked on 23 Nov 2026" in text(document.pdf(certificate))


def test_what_a_certificate_does_not_have_is_not_on_it(certificate):
    certificate.cpd_hours, certificate.jurisdictions, certificate.expires_on = Decimal(0), [], None
    said = text(document.pdf(certificate))
    assert "no end date" in said
    assert "CPD" not in said
    assert "Jurisdictions" not in said


@pytest.mark.parametrize(
    "name",
    ["Tāne Māhūta", "Nguyễn Thị Ánh Tuyết", "Ольга Иванова", "Ελένη Παπαδοπούλου", "דוד כהן", "김민지", "山田 太郎",
     "やまだ たろう", "王小明", "陳怡君", "สมชาย ใจดี", "प्रिया शर्मा", "عائشة بنت محمد"],
)  # fmt: skip
def test_a_name_in_any_of_these_scripts_is_drawn_with_the_fonts_we_bring(certificate, name, caplog):
    certificate.name = name
    document.pdf(certificate)
    assert caplog.records == []


def test_a_name_of_200_letters_and_a_title_of_200_stay_on_one_page(certificate):
    certificate.name = ("Featherstonehaugh-Cholmondeley " * 7)[:200]
    certificate.title = "x" * 200
    assert len(read(document.pdf(certificate)).pages) == 1


def test_a_character_that_no_font_draws_is_marked_on_the_paper_and_named_in_the_log(certificate, caplog):
    certificate.name = "Pam \U00012f90"
    with caplog.at_level(logging.WARNING):
        said = text(document.pdf(certificate))
    assert "Pam \ufffd" in said
    assert "could not be drawn" in said
    assert f"certificate {certificate.number}: no font here draws U+12F90 CYPRO-MINOAN SIGN CM001" in caplog.text


def test_a_long_name_that_no_font_draws_still_gives_a_page(certificate, caplog):
    certificate.name = "\U00012f90" * 200
    assert len(read(document.pdf(certificate)).pages) == 1
    assert "U+200B" not in caplog.text


@pytest.mark.parametrize("name", ["x" * 200, "प्रियदर्शिनी" * 6, "محمد" * 20, "김" * 200])
def test_a_word_without_an_end_is_broken_only_where_its_letters_can_be_parted(certificate, name):
    certificate.name = name
    broken = document.BREAK in document._said(certificate)["name"]
    assert broken == (name[0] in "x김")
    assert len(read(document.pdf(certificate)).pages) == 1


def test_a_private_or_control_character_is_marked_too(certificate):
    certificate.name = "Pam \ue000"
    said = text(document.pdf(certificate))
    assert "Pam \ufffd" in said
    assert "could not be drawn" in said


def test_a_template_that_is_wrong_fails_loudly(ctx):
    with pytest.raises(typeset.typst.TypstError):
        typeset.pdf(b"#nonsense", {}, NOW)


@pytest.mark.parametrize(
    ("words", "region"),
    [
        ("やまだ", "JP"),
        ("김민지", "KR"),
        ("王小明", "SC"),
        ("陳怡君", "TC"),
        ("辻さん", "JP"),
        ("辻", "JP"),
        ("Pam", "SC"),
        ("㐀", "SC"),
    ],
)
def test_han_characters_are_drawn_as_where_the_name_comes_from(words, region):
    assert typeset.families(words)[4] == f"Noto Sans CJK {region}"


def test_documents_can_be_made_by_several_threads_at_once(app, certificate):
    expected, made = document.pdf(certificate), []
    said = document._said(certificate)

    def make() -> None:
        made.extend(typeset.pdf(document._template(), said, certificate.issued_at) for _ in range(5))

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [expected] * 20
