"""LinkedIn's "add to profile" address, which opens its form filled in: a plain link, nothing of theirs is loaded."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import current_app

from quizapp.certificates.models import Certificate
from quizapp.people.links import link

ADDRESS = "https://www.linkedin.com/profile/add"


def address(certificate: Certificate) -> str:
    """Return the address that adds a certificate to a profile, by the parameters of addtoprofile.linkedin.com."""
    issued, expires = certificate.held.issued_on, certificate.expires_on
    said: dict[str, str | int] = {
        "startTask": "CERTIFICATION_NAME",
        "name": certificate.title,
        "organizationName": current_app.config["SITE_NAME"],
        "issueYear": issued.year,
        "issueMonth": issued.month,
        "certId": certificate.number,
        "certUrl": link("public.verify", code=certificate.code),
    }
    if expires is not None:
        said |= {"expirationYear": expires.year, "expirationMonth": expires.month}
    return f"{ADDRESS}?{urlencode(said)}"
