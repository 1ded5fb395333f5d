"""What an uploaded document or badge is worth: its bytes by the keys, its certificate by the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import FileStorage

from quizapp import clock
from quizapp.certificates import codes, queries, signing
from quizapp.certificates.models import Certificate, Edition
from quizapp.core.standing import Validity
from quizapp.credentials import verify
from quizapp.credentials.report import Report, Verdict
from quizapp.people import throttling
from quizapp.people.throttling import Limit
from quizapp.web.public import verification
from quizapp.web.transaction import begin_writing

FILES = Limit("verified-files", 20, verification.LOOK_UP.window)
"""Files looked at for one address."""


WORDS: dict[Validity | None, str] = {
    Validity.REVOKED: "Genuine, and revoked",
    Validity.NOT_CURRENT: "Genuine, not current",
    Validity.EXPIRED: "Genuine, and expired",
    Validity.REFRESHER_DUE: "Genuine, refresher due",
}
"""The answer where a file is as it was signed, and the record says more. It comes before whether it is superseded."""
TONES: dict[Validity | None, str] = {
    Validity.REVOKED: "bad", Validity.NOT_CURRENT: "bad", Validity.EXPIRED: "warn", Validity.REFRESHER_DUE: "warn"
}  # fmt: skip


@dataclass(frozen=True)
class Checked:
    """What a file came to, and the certificate that it is a document of, where it is genuine and known."""

    name: str
    report: Report
    certificate: Certificate | None = None
    edition: Edition | None = None
    validity: Validity | None = None
    """What the certificate is worth today, which its file cannot know."""

    @property
    def is_superseded(self) -> bool:
        """Whether there is a newer document of the same certificate."""
        return self.edition is not None and self.edition.superseded_at is not None

    @property
    def kind(self) -> str:
        """The tone of the answer on a page."""
        if self.report.verdict not in (Verdict.GENUINE, Verdict.EXPIRED):
            return "bad"
        if self.validity in TONES:
            return TONES[self.validity]
        is_good = self.report.verdict is Verdict.GENUINE and self.certificate is not None and not self.is_superseded
        return "good" if is_good else "warn"

    @property
    def word(self) -> str:
        """The answer in a word or two."""
        if self.report.verdict is Verdict.GENUINE and self.validity in WORDS:
            return WORDS[self.validity]
        if self.report.verdict is Verdict.GENUINE and self.is_superseded:
            return "Genuine, and superseded"
        if self.report.verdict is Verdict.EXPIRED and self.validity is Validity.REVOKED:
            return "Expired, and revoked"
        return self.report.verdict.value.capitalize()


def check(file: FileStorage, address: str | None) -> Checked:
    """Check a file, counting the try against the address. Raises TooMany."""
    begin_writing()
    throttling.tried(FILES, throttling.network_of(address), now=clock.now())
    name = (file.filename or "The file")[:100]
    content = file.stream.read(verify.LARGEST + 1)
    return looked_up(name, verify.check(content, name, signing.identity().trusted, clock.now()))


def looked_up(name: str, report: Report) -> Checked:
    """Add to a report what the record says of the certificate."""
    if report.code is None or report.credential is None:
        return Checked(name, report)
    certificate = queries.by_code(report.code, clock.today())
    if certificate is None:
        return Checked(name, report)
    number = str(report.credential.get("id", "")).rpartition("/")[2]
    edition = verification.edition(certificate, number)
    return Checked(name, report, certificate, edition, queries.validity(certificate, clock.today()))


def as_json(checked: Checked) -> dict[str, Any]:
    """Return the same for a program."""
    certificate = checked.certificate
    return {
        "verdict": checked.report.verdict.value,
        "sentence": checked.report.sentence,
        "code": codes.grouped(certificate.code) if certificate else None,
        "superseded": checked.is_superseded,
        "certificate": verification.as_json(certificate, clock.today()) if certificate else None,
    }
