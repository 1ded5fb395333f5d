"""A certificate as a signed credential: Open Badges 3.0, two ways signed, baked into a picture, with its status."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from flask import current_app

from quizapp import clock
from quizapp.attempts import queries as attempts
from quizapp.certificates import jurisdictions, queries, typeset, wording
from quizapp.certificates.models import Certificate, Edition
from quizapp.certificates.signing import Identity
from quizapp.credentials import artwork, badge, bake, proofs, statuslist
from quizapp.credentials.badge import Attached, Award
from quizapp.credentials.statuslist import Entry, Purpose, Standing
from quizapp.people.links import link

PIXELS = 600
"""The side of a badge as PNG."""
MOST_LISTS = 1000
"""The number of the last status list that there can be: beyond a hundred million documents."""
RELIED_ON = timedelta(days=1)
"""How long a copy of a status list may be relied on."""
KEPT_FOR = timedelta(minutes=1)
"""How long a process hands out the same status list: one is asked for by every verifier, and goes through many rows."""


def signed_json(certificate: Certificate, by: Identity) -> dict[str, Any]:
    """Return the credential of a certificate's latest edition with a Data Integrity proof."""
    credential, at = _credential(certificate, by)
    return proofs.sign_data_integrity(credential, by.ring, by.did, at)


def signed_jwt(certificate: Certificate, by: Identity) -> str:
    """Return the same credential as a compact JWT."""
    credential, at = _credential(certificate, by)
    return proofs.sign_jwt(credential, by.ring, by.did, at)


def as_text(signed: dict[str, Any]) -> str:
    """Return a signed credential as it is handed out."""
    return json.dumps(signed, ensure_ascii=False, indent=2) + "\n"


def baked(certificate: Certificate, kind: str, by: Identity) -> bytes:
    """Return the badge with the credential in it, as ``png`` or ``svg``."""
    picture = picture_of(certificate.title, kind)
    return bake.bake(picture, signed_jwt(certificate, by))


def badge_file(certificate: Certificate, kind: str, by: Identity) -> bytes:
    """Return the credential as a file of a kind: ``png`` and ``svg`` have it baked in, ``json`` and ``jwt`` are it."""
    if kind == "json":
        return as_text(signed_json(certificate, by)).encode()
    return signed_jwt(certificate, by).encode() if kind == "jwt" else baked(certificate, kind, by)


def picture_of(title: str, kind: str) -> bytes:
    """Return the badge's picture, with nothing baked into it, as ``png`` or ``svg``."""
    return _picture(title, current_app.config["SITE_NAME"], kind)


@lru_cache(maxsize=64)
def _picture(title: str, site: str, kind: str) -> bytes:
    drawn = artwork.draw(title, site)
    return drawn.encode() if kind == "svg" else artwork.png(drawn, PIXELS, typeset.png)


def _credential(certificate: Certificate, by: Identity) -> tuple[dict[str, Any], datetime]:
    """Return the credential, unsigned, and the moment that its signature tells: the same whenever it is made."""
    edition = queries.edition(certificate, certificate.edition)
    if edition is None:
        raise LookupError(f"certificate {certificate.number} has no edition {certificate.edition}")
    made = badge.achievement_credential(_award(certificate, edition, by))
    return made, max(edition.made_at, by.ring.current.created_at)


def _award(certificate: Certificate, edition: Edition, by: Identity) -> Award:
    quiz, url = certificate.quiz, link("public.verify", code=certificate.code)
    rules = attempts.rules_of(certificate.attempt)
    kinds = (("png", "image/png"), ("svg", "image/svg+xml"))
    return Award(
        credential_id=f"{url}/{edition.number}",
        verify_url=url,
        number=certificate.number,
        issuer=by.issuer,
        achievement_id=link("public.achievement", slug=quiz.slug),
        title=certificate.title,
        description=quiz.description or certificate.title,
        criteria=f"Pass the exam of this title with {rules.pass_mark} per cent of the marks or more.",
        criteria_url=link("public.achievement", slug=quiz.slug),
        holder_name=None if certificate.person.erased_at else certificate.name,
        issued_at=edition.made_at,
        awarded_at=certificate.issued_at,
        valid_until=_end(certificate.expires_on),
        # Never the score: whether it is seen changes without a new document, and what is signed stays. The page has it.
        percent=None,
        pass_mark=rules.pass_mark,
        cpd_hours=certificate.cpd_hours,
        jurisdictions=tuple(jurisdictions.named(certificate.jurisdictions)),
        manifest_digest=certificate.manifest_digest,
        manifest_url=link("public.manifest", code=certificate.code, digest=certificate.manifest_digest),
        manifest_counts=wording.rests_on(certificate),
        pictures=tuple(
            Attached(
                link("public.badge_picture", code=certificate.code, kind=kind), media,
                hashlib.sha256(picture_of(certificate.title, kind)).digest(),
            )
            for kind, media in kinds
        ),
        revocation=_status(edition, Purpose.REVOCATION),
        message=_status(edition, Purpose.MESSAGE),
    )  # fmt: skip


def _end(last: date | None) -> datetime | None:
    """Return the moment at which a last valid day is over, where the site is."""
    return datetime.combine(last + timedelta(days=1), time(), current_app.config["ZONE"]) if last else None


def _status(edition: Edition, purpose: Purpose) -> Entry:
    """Return where an edition stands in a status list: at its own number, in as many lists as it takes."""
    number, position = divmod(edition.id, statuslist.FEWEST)
    return Entry(link("public.status_list", purpose=purpose.value, number=number), purpose, position)


def status_list(purpose: Purpose, number: int, by: Identity, now: datetime) -> dict[str, Any]:
    """Return a status list, signed: what became of each edition whose place is in it, a minute ago at most."""
    made: dict[tuple[Purpose, int, str], tuple[datetime, dict[str, Any]]]
    made = current_app.extensions.setdefault("status lists", {})
    which = (purpose, number, by.ring.current.kid)
    if which not in made or not _is_fresh(made[which][0], now):
        # Another thread may add one meanwhile: a copy is gone through. What has aged goes.
        for key, (at, _) in list(made.items()):
            if not _is_fresh(at, now):
                made.pop(key, None)
        made[which] = (now, _listed(purpose, number, by, now))
    return made[which][1]


def _is_fresh(at: datetime, now: datetime) -> bool:
    return now - KEPT_FOR < at <= now


def _listed(purpose: Purpose, number: int, by: Identity, now: datetime) -> dict[str, Any]:
    first = number * statuslist.FEWEST
    said = _said(purpose, first, clock.day_of(now))
    url = link("public.status_list", purpose=purpose.value, number=number)
    values = {key - first: standing for key, standing in said.items()}
    listed = statuslist.status_list(url, by.did, purpose, values, now, now + RELIED_ON)
    return proofs.sign_data_integrity(listed, by.ring, by.did, now)


def _said(purpose: Purpose, first: int, today: date) -> dict[int, int]:
    """Return what a list says of each edition by its key; of several things the gravest. The others are in force."""
    revoked = dict.fromkeys(queries.revoked_in(first, statuslist.FEWEST), int(Standing.REVOKED))
    if purpose is Purpose.REVOCATION:
        return revoked
    behind = queries.behind_in(first, statuslist.FEWEST, today)
    superseded = queries.superseded_in(first, statuslist.FEWEST)
    return (
        dict.fromkeys(behind, int(Standing.REFRESHER_DUE))
        | dict.fromkeys(superseded, int(Standing.SUPERSEDED))
        | revoked
    )
