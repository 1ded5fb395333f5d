"""A sealed PDF: any byte that is not as it was signed is found, with nothing but the public certificate."""

import io
import re
import time
import tracemalloc
import zlib

import pikepdf
import pytest
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import pdfa
from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from quizapp.credentials import cms, seal, signers
from quizapp.credentials.seal import State
from tests.credentials import sealing
from tests.credentials.sealing import NOW

unhurried = settings(deadline=None)
VESICLE = sealing.signer()
PLAIN = sealing.document()
SEALED = seal.seal(PLAIN, VESICLE, NOW)


def state(pdf: bytes, *certificates) -> State:
    return seal.check(pdf, certificates or VESICLE.certificates).state


def span(pdf: bytes = SEALED) -> tuple[int, int]:
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) ", pdf)
    return int(found[1]), int(found[2])


def rewritten(change, pdf: bytes = SEALED) -> bytes:
    """A sealed file whose signature, as bytes, was changed; the hole keeps its length."""
    start, end = span(pdf)
    der = change(bytes.fromhex(pdf[start + 1 : end - 1].decode()))
    return pdf[:start] + b"<" + der.hex().encode().ljust(end - start - 2, b"0")[: end - start - 2] + b">" + pdf[end:]


def test_a_sealed_document_is_sound_and_says_by_whom_when_and_what_is_attached():
    found = seal.check(SEALED, VESICLE.certificates)
    assert found.state == State.SOUND
    assert found.signed_at == NOW
    assert found.signer_fingerprint == signers.fingerprint(VESICLE.certificate)
    assert found.attachments == {"manifest.json": b'{"a":1}', "credential.json": b'{"b":2}'}


def test_the_document_stands_as_it_was_at_the_front_of_the_sealed_one():
    assert SEALED.startswith(PLAIN)


def test_sealing_at_the_same_moment_gives_the_same_bytes():
    assert seal.seal(PLAIN, VESICLE, NOW) == SEALED


def test_a_document_is_sealed_once():
    with pytest.raises(ValueError, match="signed already"):
        seal.seal(SEALED, VESICLE, NOW)


@unhurried
@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_a_byte_that_changed_is_never_sound(place, change):
    edited = bytearray(SEALED)
    edited[place] ^= change
    assert state(bytes(edited)) != State.SOUND


@unhurried
@given(st.integers(span()[0], span()[1] - 1), st.sampled_from([0x01, 0x20]))
def test_no_digit_of_the_signature_itself_can_change_not_even_its_case(place, change):
    edited = bytearray(SEALED)
    edited[place] ^= change
    assert state(bytes(edited)) == State.EDITED


@unhurried
@given(st.integers(0, len(SEALED)), st.binary(min_size=1, max_size=40))
def test_bytes_put_in_anywhere_are_never_sound(place, put):
    assert state(SEALED[:place] + put + SEALED[place:]) != State.SOUND


@unhurried
@given(st.integers(0, len(SEALED) - 1))
def test_a_file_cut_short_is_never_sound(length):
    assert state(SEALED[:length]) != State.SOUND


@unhurried
@given(st.binary(max_size=400), st.binary(max_size=400))
def test_no_bytes_make_the_check_fail(before, inside):
    whole = b"%PDF-1.7\n" + before + b"/ByteRange [0 9 %d 0]<" % (len(before) + 9) + inside.hex().encode() + b">"
    for pdf in (before, whole, rewritten(lambda der: der[:40] + inside + der[60:])):
        assert state(pdf) != State.SOUND


@pytest.mark.parametrize(
    ("pdf", "expected"),
    [
        (b"", State.NOT_A_PDF),
        (b"GIF89a", State.NOT_A_PDF),
        (PLAIN, State.UNSIGNED),
        (PLAIN[:-200], State.EDITED),
        (SEALED[:-10], State.EDITED),
        (SEALED + b"\n", State.EDITED),
        (SEALED + b"x" * 2000, State.EDITED),
        (b"x" + SEALED, State.EDITED),
        (SEALED.replace(b"/ByteRange", b"/ByteTange"), State.EDITED),
        (SEALED.replace(b"(A certificate)", b"(A certainteed)", 1), State.EDITED),
        (b"%PDF-1.7 /ByteRange [0 1 2 3] %%EOF", State.EDITED),
        (SEALED + b" " * seal.LARGEST, State.TOO_LARGE),
    ],
)
def test_what_is_wrong_with_a_file_has_a_name(pdf, expected):
    assert state(pdf) == expected


def test_a_later_addition_to_the_file_is_an_edit():
    update = IncrementalPdfFileWriter(io.BytesIO(SEALED))
    update.root["/Lang"] = pdf_string("fr")
    update.update_root()
    made = io.BytesIO()
    update.write(made)
    assert state(made.getvalue()) == State.EDITED


def test_a_file_saved_again_by_another_program_is_not_sound():
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(SEALED)) as pdf:
        pdf.save(made)
    assert state(made.getvalue()) == State.EDITED


def test_a_file_that_another_program_encrypted_is_not_sound():
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(SEALED)) as pdf:
        pdf.save(made, encryption=pikepdf.Encryption(owner="o", user="u"))
    assert state(made.getvalue()) != State.SOUND


def test_somebody_elses_seal_is_of_an_unknown_signer_and_nothing_of_it_is_read():
    strangers = seal.seal(PLAIN, sealing.signer("Sid"), NOW)
    assert seal.check(strangers, VESICLE.certificates) == seal.Seal(State.UNKNOWN_SIGNER)


def test_a_stranger_who_calls_himself_by_our_name_is_not_us():
    assert state(seal.seal(PLAIN, sealing.signer(), NOW)) == State.UNKNOWN_SIGNER


def test_our_certificate_in_a_strangers_signature_does_not_make_it_ours():
    stranger = sealing.signer("Sid")
    forged = signers.Signer(stranger.key, VESICLE.certificate)
    assert state(seal.seal(PLAIN, forged, NOW)) == State.EDITED
    beside = signers.Signer(stranger.key, stranger.certificate, (VESICLE.certificate,))
    assert state(seal.seal(PLAIN, beside, NOW)) == State.EDITED


def test_a_signature_moved_to_another_document_is_not_sound():
    other = seal.seal(sealing.document(sealing.DOCUMENT.replace(b"something", b"some thing")), VESICLE, NOW)
    start, end = span()
    assert state(rewritten(lambda _: bytes.fromhex(SEALED[start + 1 : end - 1].decode()), other)) == State.EDITED


def test_any_of_several_certificates_may_have_signed():
    latest = sealing.signer("Later")
    assert state(SEALED, latest.certificate, VESICLE.certificate) == State.SOUND


def test_no_certificate_in_a_chain_can_be_exchanged():
    chained = sealing.chained()
    sealed = seal.seal(PLAIN, chained, NOW)
    assert state(sealed, chained.certificate) == State.SOUND
    for above in chained.chain:
        der = above.public_bytes(Encoding.DER)
        edited = rewritten(lambda was, der=der: was.replace(der, der[:-1] + bytes([der[-1] ^ 1])), sealed)
        assert state(edited, chained.certificate) == State.EDITED


def test_an_rsa_key_seals_as_well():
    signer = sealing.signer(key=rsa.generate_private_key(65537, 2048))
    sealed = seal.seal(PLAIN, signer, NOW)
    assert state(sealed, signer.certificate) == State.SOUND
    assert state(rewritten(lambda der: der[:-1] + bytes([der[-1] ^ 1]), sealed), signer.certificate) == State.EDITED


def test_a_certificate_of_a_kind_that_seals_nothing_is_never_the_signers():
    odd = sealing.certificate(ed25519.Ed25519PrivateKey.generate(), by=(VESICLE.key, "Vesicle"))
    assert not signers.is_signature(b"", b"", odd)


def test_a_signature_that_is_cut_off_or_no_signature_is_an_edit():
    assert state(rewritten(lambda der: der[:-30] + b"\x30" * 30)) == State.EDITED
    assert state(rewritten(lambda der: der[:300])) != State.SOUND
    nested = VESICLE.certificate.public_bytes(Encoding.DER) + b"\x30\x80" * 200
    assert state(rewritten(lambda _: nested)) == State.EDITED


def test_a_signature_without_bytes_is_none():
    own = [cms.of(VESICLE.certificate)]
    blank = cms.container(cms.attributes(bytes(32), own), b"", own)
    assert cms.parts(blank)[0] == b""
    assert cms.parts(b"\x30\x00") is None


def bomb(size: int) -> bytes:
    """A PDF with an object stream of this many bytes when unpacked."""
    packed = zlib.compress(bytes(size), 9)
    head = b"1 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>" % len(packed)
    return b"%PDF-1.7\n" + head + b"stream\n" + packed + b"\nendstream\nendobj\n%%EOF"


def test_a_file_that_would_unpack_to_gigabytes_is_not_unpacked():
    pdf = bomb(200_000_000)
    tracemalloc.start()
    began = time.process_time()
    assert state(pdf) == State.UNSIGNED
    assert time.process_time() - began < 2
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()


def test_an_attachment_above_the_limit_is_left_out_though_the_seal_is_sound():
    big = sealing.DOCUMENT.replace(b'bytes("{\\"b\\":2}")', b'bytes("x" * 2000001)')
    found = seal.check(seal.seal(sealing.document(big), VESICLE, NOW), VESICLE.certificates)
    assert found.state == State.SOUND
    assert list(found.attachments) == ["manifest.json"]


def test_a_sealed_document_without_attachments_is_sound_all_the_same():
    bare = b'#set document(title: "t", date: auto)\n#set text(lang: "en")\n= t'
    found = seal.check(seal.seal(sealing.document(bare), VESICLE, NOW), VESICLE.certificates)
    assert (found.state, found.signed_at, found.attachments) == (State.SOUND, NOW, {})


def test_an_independent_validator_finds_the_signature_valid_and_the_whole_file_covered():
    root = asn1_x509.Certificate.load(VESICLE.certificate.public_bytes(Encoding.DER))
    trusting = ValidationContext(trust_roots=[root], allow_fetching=False, moment=NOW)
    (signature,) = PdfFileReader(io.BytesIO(SEALED)).embedded_signatures
    judged = validate_pdf_signature(signature, trusting)
    assert judged.bottom_line
    assert judged.coverage.name == "ENTIRE_FILE"
    assert signature.docmdp_level.name == "NO_CHANGES"
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


def test_the_field_keeps_to_the_standards_for_archives_and_for_screen_readers():
    with pikepdf.open(io.BytesIO(SEALED)) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert "/NeedAppearances" not in pdf.Root.AcroForm
        assert "/XFA" not in pdf.Root.AcroForm
        # ISO 19005-3, 6.3.2: printed, neither hidden nor invisible; 6.3.3: no appearance for what has no size
        assert int(field.F) & 4
        assert not int(field.F) & (1 | 2 | 32)
        left, bottom, right, top = (int(edge) for edge in field.Rect)
        assert (left, bottom) == (right, top)
        # ISO 14289-1, 7.18: what lies off the page needs no tag; it has a name all the same
        assert right < pdf.pages[0].mediabox[0]
        assert str(field.TU) == "Electronic seal of Vesicle"
        assert pdf.pages[0].obj.Tabs == "/S"
        # ISO 19005-3, 6.1.12: permissions without the digests that PDF 1.5 had
        assert list(pdf.Root.Perms) == ["/DocMDP"]
        (reference,) = pdf.Root.Perms.DocMDP.Reference
        assert not {"/DigestLocation", "/DigestMethod", "/DigestValue"} & set(reference.keys())
        assert "/Encrypt" not in pdf.trailer


def test_sealing_breaks_no_rule_of_the_archival_standard_that_a_validator_knows():
    # Two of its complaints are its own limits: it does not read the schemas that XMP brings along (6.6.2.3.1), and
    # it knows level B, where the document claims the stricter A (6.6.4).
    for pdf in (PLAIN, SEALED):
        findings = pdfa.validate_written(io.BytesIO(pdf), "3b").findings
        broken = {found.rule for found in findings if found.kind == "violation"}
        assert broken <= {"ISO_19005_3:6.6.2.3.1-1", "ISO_19005_3:6.6.4-3"}


def test_sealing_leaves_the_description_of_the_document_as_it_is():
    with pikepdf.open(io.BytesIO(PLAIN)) as before, pikepdf.open(io.BytesIO(SEALED)) as after:
        assert before.Root.Metadata.read_bytes() == after.Root.Metadata.read_bytes()
        assert dict(before.docinfo) == dict(after.docinfo)
        assert bytes(before.trailer.ID[0]) == bytes(after.trailer.ID[0])


def test_a_certificate_without_a_common_name_is_called_by_what_it_has():
    with pikepdf.open(io.BytesIO(seal.seal(PLAIN, sealing.signer("nobody"), NOW))) as pdf:
        assert str(pdf.Root.AcroForm.Fields[0].TU) == "Electronic seal of O=nobody"
