"""Finding certificates: one's own, by a code however typed, everybody's."""

from datetime import timedelta

import pytest

from quizapp.certificates import codes, jurisdictions, queries
from quizapp.core.errors import NotHere
from quizapp.database import db
from quizapp.people.models import Person
from tests.certificates import builders
from tests.factories import NOW

TODAY = NOW.date()


def test_a_code_is_read_whatever_its_capitals_hyphens_and_look_alikes(pam):
    certificate = builders.certificate(pam)
    typed = codes.grouped(certificate.code).lower().replace("0", "o").replace("1", "l")
    assert queries.by_code(f" {typed} ", TODAY) is certificate


@pytest.mark.parametrize("typed", ["", "-", "x" * 200, "ÄÖÜ" * 9 + "A", "U" * 28, "'; drop table certificates"])
def test_what_is_no_code_finds_nothing(ctx, typed):
    assert queries.by_code(typed, TODAY) is None


def test_a_code_is_printed_in_groups_of_four():
    assert codes.grouped("ABCDEFGH0123") == "ABCD-EFGH-0123"


def test_new_codes_use_only_letters_that_cannot_be_mistaken():
    assert all(codes.is_code(codes.new()) for _ in range(200))
    assert not set("ILOU") & set(codes.ALPHABET)


def test_anothers_certificate_is_not_there(pam, cast):
    certificate = builders.certificate(pam)
    assert queries.own(pam, certificate.code, TODAY) is certificate
    for stranger, code in [("sid", certificate.code), ("pam", codes.new())]:
        with pytest.raises(NotHere):
            queries.own(db.session.get_one(Person, cast[stranger]), code, TODAY)


def test_a_person_sees_what_they_hold_the_latest_first(pam, cast):
    held = [builders.certificate(pam, builders.quiz(f"exam-{n}"), NOW + timedelta(days=n)) for n in range(2)]
    builders.certificate(db.session.get_one(Person, cast["sid"]), builders.quiz("another"))
    assert queries.held_by(pam, TODAY) == held[::-1]
    assert len(queries.everything(TODAY)) == 3
    assert queries.held_by(db.session.get_one(Person, cast["ted"]), TODAY) == []


def test_the_certificate_of_an_attempt_is_found(pam):
    certificate = builders.certificate(pam)
    assert queries.for_attempt(certificate.attempt, TODAY) is certificate


def test_jurisdictions_have_names():
    named = jurisdictions.named(["US", "GB", "GB-SCT", "EU", "KR", "NZ", "US-CA"])
    assert named == [
        "United States",
        "United Kingdom",
        "Scotland",
        "European Union",
        "South Korea",
        "New Zealand",
        "US-CA",
    ]
