"""An organisation with something to see on every page: the demonstration one, made small, and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from unittest.mock import patch

from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import select

from quizapp import clock
from quizapp.certificates import actions as certificates
from quizapp.certificates.models import Certificate
from quizapp.cli import demo
from quizapp.database import db
from quizapp.people import invitations
from quizapp.people.models import Mail, Passkey, Person, RoleName, Team
from quizapp.quizzes import actions as quizzes
from quizapp.quizzes import queries as published
from tests import factories
from tests.browser.house import House

SMALL = 7
LONG = "Alexandrina-Konstantina of the northern and the southern clinics"


@dataclass(frozen=True)
class Organisation:
    """Where to find in it what no link leads to."""

    cast: dict[str, str]
    """Email addresses by first name."""
    half_signed_in: str
    """The email address of somebody who is asked for a second factor, and may choose which."""
    invitation: str
    reset: str
    valid: str
    expired: str
    revoked: str


def furnish(house: House) -> Organisation:
    """Make the organisation in a house and say where things are."""
    with house.inside():
        now = clock.now()
        with patch.object(demo, "PRACTITIONERS", SMALL):
            demo.seed(factories._hash(), now, lambda _done: None)
        people = {who.name.lower(): _by_email(who.email) for who in demo.CAST}
        people["sid"] = factories.person("Sid", RoleName.PRACTITIONER, email="sid@demo.example")
        people["nobody"] = factories.person("No Role Yet", email="no-role@demo.example")
        people["everybody"] = factories.person(LONG, *RoleName, email="everybody@demo.example")
        _grant(people["pam"], people["ted"])
        token = generate_reset_password_token(people["sid"])
        return Organisation(
            {name: person.email for name, person in people.items()},
            _with_second_factors(house).email,
            _invitation(people["ada"]),
            f"/reset/{token}",
            **_certificates(people),
        )


def _by_email(email: str) -> Person:
    return db.session.scalars(select(Person).where(Person.email == email)).one()


def _grant(pam: Person, ted: Person) -> None:
    grant = quizzes.Grant(extra_minutes=15, reason="Dyslexia")
    quizzes.grant(published.published()[0], pam, grant, ted, clock.now())


def _with_second_factors(house: House) -> Person:
    person = factories.person("Two Steps", RoleName.ADMINISTRATOR, email="two-steps@demo.example")
    totp = house.app.extensions["security"].totp_factory
    person.tf_primary_method, person.tf_totp_secret = "authenticator", totp.generate_totp_secret()
    now = clock.now()
    db.session.add(
        Passkey(
            credential_id=b"key", public_key=b"key", backup_state=False, device_type="single_device", extensions="{}",
            create_datetime=now, lastuse_datetime=now, name="Phone", usage="secondary", user_id=person.id,
        )
    )  # fmt: skip
    return person


def _invitation(ada: Person) -> str:
    team = db.session.scalars(select(Team)).first()
    invitations.invite(ada, "new@demo.example", "Somebody New", [RoleName.PRACTITIONER], team, clock.now())
    db.session.flush()
    mail = db.session.scalars(select(Mail).where(Mail.recipient == "new@demo.example")).one()
    return next(word for word in mail.body.split() if "/invitation/" in word)


def _certificates(people: dict[str, Person]) -> dict[str, str]:
    """Return the codes of a valid, an expired and a revoked certificate, all of Pam's."""
    valid, expired, revoked = db.session.scalars(select(Certificate).order_by(Certificate.id.desc()).limit(3))
    for certificate in (valid, expired, revoked):
        certificate.person_id, certificate.name = people["pam"].id, people["pam"].name
    expired.issued_at, expired.expires_on = clock.now() - timedelta(days=400), clock.today() - timedelta(days=35)
    certificates.revoke(revoked, people["ada"], "It was issued to the wrong person.", clock.now())
    return {"valid": valid.code, "expired": expired.code, "revoked": revoked.code}
