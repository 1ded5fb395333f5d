"""A PDF that shows whether it was changed: sealed with a signature over every byte (PAdES), and checked.

The check reads nothing of a file as PDF before the signature is found to be ours and every byte to be as signed: what a
stranger wrote is only searched and hashed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from itertools import islice
from typing import Any

from cryptography import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodeLimits, StreamDecodeLimits
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from quizapp.credentials import cms, signature_field, signers
from quizapp.credentials.signers import Signer

LARGEST = 5_000_000
"""The most bytes a document may have to be checked."""
LARGEST_ATTACHMENT = 2_000_000
"""The most bytes an attachment may have to be handed out."""
MOST_ATTACHMENTS = 16
"""How many attachments are looked at."""

HEADER, END = b"%PDF-", b"%%EOF"
CERTIFIED = b"/DocMDP"
"""What a certified document has, and keeps when its signature is damaged."""
NEAR_EDGE = 1024
"""How far from the edges of a file its header and its end are looked for."""

_BYTE_RANGE = re.compile(
    rb"/ByteRange\s{0,9}\[\s{0,9}(\d{1,9})\s{1,9}(\d{1,9})\s{1,9}(\d{1,9})\s{1,9}(\d{1,9})\s{0,99}\]"
)
_RANGE_BLANK = b"[0 0 0 0" + b" " * 32 + b"]"
_LIMITS = DecodeLimits(per_stream=StreamDecodeLimits(max_ratio=None, max_output_size=LARGEST_ATTACHMENT))


class State(StrEnum):
    """What the check of a file came to."""

    SOUND = "sound"
    """Every byte is as one of the certificates signed it."""
    EDITED = "edited"
    """Changed, added to or cut short after it was signed."""
    UNSIGNED = "unsigned"
    UNKNOWN_SIGNER = "unknown signer"
    NOT_A_PDF = "not a pdf"
    TOO_LARGE = "too large"


@dataclass(frozen=True)
class Seal:
    """What the signature of a file says; everything but the state is empty unless the file is sound."""

    state: State
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    """Attached files by name; those above LARGEST_ATTACHMENT are left out."""
    signed_at: datetime | None = None
    """When, by the signer's own clock."""
    signer_fingerprint: str = ""
    """The SHA-256 of the signer's certificate, in hexadecimal."""


def seal(pdf: bytes, signer: Signer, at: datetime) -> bytes:
    """Return a PDF of ours with a signature over all of it; the same arguments give the same bytes.

    Raises ValueError for one that is signed already.
    """
    if _BYTE_RANGE.search(pdf):
        raise ValueError("The document is signed already.")
    certificates = [cms.of(certificate) for certificate in signer.certificates]
    blank = _blank(signer, certificates)
    words = f"Electronic seal of {_common_name(signer.certificate)}"
    written = bytearray(signature_field.add(pdf, blank, _RANGE_BLANK, words, at))
    start = written.rindex(blank)
    end = start + len(blank)
    of_range = written.rindex(_RANGE_BLANK)
    span = b"[0 %d %d %d" % (start, end, len(written) - end)
    written[of_range : of_range + len(_RANGE_BLANK)] = span.ljust(len(_RANGE_BLANK) - 1) + b"]"
    signed = cms.attributes(_digest(written, start, end), certificates)
    written[start:end] = _hole(cms.container(signed, signer.sign(signed), certificates), len(blank))
    return bytes(written)


def check(pdf: bytes, certificates: Iterable[x509.Certificate]) -> Seal:
    """Return whether a file is byte for byte what one of the certificates signed, and what is attached to it."""
    if len(pdf) > LARGEST:
        return Seal(State.TOO_LARGE)
    if HEADER not in pdf[:NEAR_EDGE]:
        return Seal(State.NOT_A_PDF)
    ranges = list(islice(_BYTE_RANGE.finditer(pdf), 2))
    if not ranges:
        whole = END in pdf[-NEAR_EDGE:] and CERTIFIED not in pdf
        return Seal(State.UNSIGNED if whole else State.EDITED)
    _, start, end, rest = (int(number) for number in ranges[0].groups())
    der = _inside(pdf[start:end])
    ours = [certificate for certificate in certificates if cms.names(der, cms.of(certificate))]
    if not ours:
        return Seal(State.UNKNOWN_SIGNER if cms.SIGNED in der[:NEAR_EDGE] else State.EDITED)
    covered = len(ranges) == 1 and end + rest == len(pdf)
    by = _signed_by(pdf, start, end, der, ours) if covered else None
    return _read(pdf, by) if by else Seal(State.EDITED)


def _blank(signer: Signer, certificates: list[bytes]) -> bytes:
    """Return the placeholder for the signature: as long as it will be, for signatures vary by a few bytes."""
    trial = cms.attributes(bytes(32), certificates)
    longest = len(cms.container(trial, signer.sign(trial), certificates)) + 16
    return b"<" + b"0" * (2 * longest) + b">"


def _hole(der: bytes, length: int) -> bytes:
    """Return the signature in hexadecimal, as PDF writes it, filled up with noughts."""
    return b"<" + der.hex().encode().ljust(length - 2, b"0") + b">"


def _inside(hole: bytes) -> bytes:
    """Return the bytes that hexadecimal stands for; none if it is not that."""
    try:
        return bytes.fromhex(hole[1:-1].decode("ascii"))
    except ValueError:
        return b""


def _digest(pdf: bytes | bytearray, start: int, end: int) -> bytes:
    """Return the SHA-256 of all but what lies from start to end."""
    said = hashlib.sha256(memoryview(pdf)[:start])
    said.update(memoryview(pdf)[end:])
    return said.digest()


def _signed_by(pdf: bytes, start: int, end: int, der: bytes, ours: list[x509.Certificate]) -> x509.Certificate | None:
    """Return the certificate that signed the file, if the signature is byte for byte what we would have written."""
    if (found := cms.parts(der)) is None:
        return None
    signature, held = found
    for certificate in ours:
        own = cms.of(certificate)
        among = [own, *(other for other in held if other != own)]
        signed = cms.attributes(_digest(pdf, start, end), among)
        same = _hole(cms.container(signed, signature, among), end - start) == pdf[start:end]
        if same and signers.is_signature(signature, signed, certificate):
            return certificate
    return None


def _read(pdf: bytes, by: x509.Certificate) -> Seal:
    """Return what a sound file holds; nothing attached where it cannot be read."""
    attached: dict[str, bytes] = {}
    signed_at = None
    try:
        reader = PdfFileReader(BytesIO(pdf), decode_limits=_LIMITS)
        signed_at = generic.parse_pdf_date(reader.root["/Perms"]["/DocMDP"]["/M"])
        attached = _attachments(reader.root)
    except (PdfError, *cms.UNREADABLE):
        pass  # signed by ours, yet no document of ours: the seal is sound, and there is nothing in it for us
    return Seal(State.SOUND, attached, signed_at, signers.fingerprint(by))


def _attachments(root: Any) -> dict[str, bytes]:
    """Return the attached files by name."""
    listed = root["/Names"]["/EmbeddedFiles"]["/Names"]
    named = ((str(listed[place]), listed[place + 1]) for place in range(0, len(listed), 2))
    contents = ((name, _content(entry["/EF"]["/F"])) for name, entry in islice(named, MOST_ATTACHMENTS))
    return {name: content for name, content in contents if content is not None}


def _content(stream: Any) -> bytes | None:
    try:
        content: bytes = stream.data
    except PdfError:
        return None  # larger than the limit
    return content if len(content) <= LARGEST_ATTACHMENT else None


def _common_name(certificate: x509.Certificate) -> str:
    found = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value) if found else certificate.subject.rfc4514_string()
