"""The documents of a certificate as they are handed out: sealed, with the credential inside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from quizapp import clock
from quizapp.certificates import credential, document, queries
from quizapp.certificates.document import MOST_LINES, Attachment, day
from quizapp.certificates.models import Certificate, Event
from quizapp.certificates.signing import Identity

SAID = {Event.REFRESHED: "Refreshed", Event.EXTENDED: "Passed again", Event.HELD_FURTHER: "Extended to a further place"}


def pdf(certificate: Certificate, by: Identity) -> bytes:
    """Return the latest document of a certificate: sealed, with its manifest and its credential attached."""
    editions = {edition.number: edition for edition in queries.editions(certificate)}
    before = editions.get(certificate.edition - 1)
    return document.pdf(
        certificate,
        attachments=[
            Attachment(
                "credential.json", credential.as_text(credential.signed_json(certificate, by)), "application/vc+json",
                "The same certificate as a verifiable credential: Open Badges 3.0, signed",
            )
        ],
        edition=certificate.edition,
        replaces=clock.day_of(before.made_at) if before else None,
        record=_lines(certificate),
        signer=by.signer,
    )  # fmt: skip


def _lines(certificate: Certificate) -> list[str]:
    """Return what happened to a certificate since it was issued, the last few things, as lines."""
    since = [f"{SAID[entry.event]} on {day(clock.day_of(entry.at))}" for entry in queries.refreshed_on(certificate)]
    return since[-MOST_LINES:]


def name(certificate: Certificate) -> str:
    """Return the name of the file in which a certificate's document is handed out."""
    return f"certificate-{certificate.number}.pdf"


def all_of(certificates: Iterable[Certificate], by: Identity) -> Iterator[tuple[str, bytes]]:
    """Yield the documents of certificates with their names, each made when it is asked for."""
    for certificate in certificates:
        yield name(certificate), pdf(certificate, by)
