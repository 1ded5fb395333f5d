"""The badge of a certificate: taken along by its holder, and by nobody else."""

import pytest

from quizapp.certificates import signing
from quizapp.credentials import verify
from quizapp.credentials.report import Verdict
from quizapp.database import db
from quizapp.people.models import Person
from tests.certificates import builders
from tests.factories import NOW


@pytest.fixture
def code(app, cast) -> str:
    """The code of Pam's certificate."""
    with app.app_context():
        certificate = builders.certificate(db.session.get_one(Person, cast["pam"]))
        db.session.commit()
        return certificate.code


@pytest.mark.parametrize("kind", ["png", "svg", "json", "jwt"])
def test_a_badge_that_was_downloaded_proves_itself(app, as_, code, kind):
    answer = as_("pam").get(f"/certificates/{code}/badge.{kind}")
    assert f".{kind}" in answer.headers["Content-Disposition"]
    with app.app_context():
        report = verify.check(answer.data, f"badge.{kind}", signing.identity().trusted, NOW)
    assert (report.verdict, report.code) == (Verdict.GENUINE, code)


def test_anothers_badge_is_not_there(as_, code):
    assert as_("sid").get(f"/certificates/{code}/badge.png").status_code == 404


def test_a_kind_that_there_is_not(as_, code):
    assert as_("pam").get(f"/certificates/{code}/badge.gif").status_code == 404


def test_the_page_of_a_certificate_offers_each(as_, code):
    page = as_("pam").get(f"/certificates/{code}").text
    assert all(f"badge.{kind}" in page for kind in ("png", "svg", "json", "jwt"))
