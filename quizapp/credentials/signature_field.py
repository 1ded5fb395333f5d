"""A field for a signature, added to a PDF as PDF asks: after the document, which stays as it was (incremental update).

The signature certifies the document and allows no change (DocMDP 1). Its field is neither drawn nor read out, and keeps
to PDF/A-3 (print flag) and PDF/UA-1 (off the page).
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

FIELD = "Seal"
PRINTED_LOCKED = 4 | 128
"""What PDF/A asks of an annotation, the print flag, and that its field stays where it is."""
OFF_THE_PAGE = (-9999, -9999, -9999, -9999)


def add(pdf: bytes, contents: bytes, byte_range: bytes, words: str, at: datetime) -> bytes:
    """Return the document with a field for a signature; ``words`` name it to who cannot see that there is one.

    ``contents`` and ``byte_range`` are written as they are, to be filled in when it is known where they stand.
    """
    update: Any = _Update(BytesIO(pdf if pdf.endswith(b"\n") else pdf + b"\n"))
    page, _ = update.find_page_for_modification(0)
    value = update.add_object(_signature(contents, byte_range, at))
    widget = update.add_object(_widget(page, value, words))
    update.register_annotation(page, widget)
    update.root["/AcroForm"] = _names(Fields=generic.ArrayObject([widget]), SigFlags=generic.NumberObject(3))
    update.root["/Perms"] = _names(DocMDP=value)
    update.update_root()
    made = BytesIO()
    update.write(made)
    return made.getvalue()


def _signature(contents: bytes, byte_range: bytes, at: datetime) -> generic.DictionaryObject:
    """Return the signature's dictionary."""
    certifying = _names(
        Type="SigRef",
        TransformMethod="DocMDP",
        TransformParams=_names(Type="TransformParams", V="1.2", P=generic.NumberObject(1)),
    )
    return _names(
        Type="Sig",
        Filter="Adobe.PPKLite",
        SubFilter="ETSI.CAdES.detached",
        M=generic.pdf_date(at),
        Reference=generic.ArrayObject([certifying]),
        ByteRange=_Verbatim(byte_range),
        Contents=_Verbatim(contents),
    )


def _widget(page: generic.PdfObject, value: generic.PdfObject, words: str) -> generic.DictionaryObject:
    """Return the field, which is an annotation of a page too."""
    return _names(
        Type="Annot",
        Subtype="Widget",
        FT="Sig",
        T=generic.pdf_string(FIELD),
        TU=generic.pdf_string(words),
        F=generic.NumberObject(PRINTED_LOCKED),
        Rect=generic.ArrayObject(generic.NumberObject(edge) for edge in OFF_THE_PAGE),
        P=page,
        V=value,
    )


class _Update(IncrementalPdfFileWriter):
    """Adds to a document without rewriting its description, which would take the time of day into it."""

    def _update_meta(self) -> None:
        """Leave title, dates and XMP as they are."""

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> generic.ArrayObject:
        """Return the document's identifier with a second half that follows from its bytes, not from chance."""
        first = prev.trailer["/ID"][0]
        prev.stream.seek(0)
        second = hashlib.sha256(prev.stream.read()).digest()[:16]
        return generic.ArrayObject([generic.ByteStringObject(first.original_bytes), generic.ByteStringObject(second)])


class _Verbatim(generic.PdfObject):
    """Bytes that are written into a PDF as they are."""

    def __init__(self, written: bytes) -> None:
        self.written = written

    def write_to_stream(self, stream: Any, handler: Any = None, container_ref: Any = None) -> None:  # noqa: ARG002
        """Write the bytes; a placeholder knows no encryption."""
        stream.write(self.written)


def _names(**entries: Any) -> generic.DictionaryObject:
    """Return a PDF dictionary; plain strings are names (PDF's own strings are of a subclass)."""
    plain = {key: generic.NameObject(f"/{value}") if type(value) is str else value for key, value in entries.items()}
    return generic.DictionaryObject({generic.NameObject(f"/{key}"): value for key, value in plain.items()})
