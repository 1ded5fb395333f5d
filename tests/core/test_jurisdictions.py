"""Codes of jurisdictions."""

from importlib.resources import files

import pytest

from quizapp.core.jurisdictions import COUNTRIES, EU, concerns, covers, holds_in, is_known


def test_the_countries_are_those_of_iso_3166():
    table = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text()
    assert {line.split("\t")[0] for line in table.splitlines() if not line.startswith("#")} == COUNTRIES


@pytest.mark.parametrize("code", ["US", "GB", "EU", "GB-ENG", "GB-SCT", "US-CA", "FR-75", "CH-ZH"])
def test_countries_the_union_and_subdivisions_are_known(code):
    assert is_known(code)


@pytest.mark.parametrize("code", ["UK", "us", "ZZ", "EU-FR", "GB-", "GB-england", "GB-ENGL", "", "U S", "USA"])
def test_anything_else_is_not(code):
    assert not is_known(code)


@pytest.mark.parametrize(
    ("code", "law", "named"),
    [("GB", "GB", True), ("GB-ENG", "GB", True), ("GB", "GB-ENG", False), ("US", "GB", False), ("GBX", "GB", False)],
)
def test_a_part_of_a_country_names_the_country_too(code, law, named):
    assert covers(code, law) is named


@pytest.mark.parametrize(
    ("law", "place", "holds"),
    [("EU", "FR", True), ("EU", "FR-75", True), ("EU", "CH", False), ("EU", "EU", True), ("GB", "GB-SCT", True),
     ("GB-SCT", "GB", False), ("FR", "EU", False)],
)  # fmt: skip
def test_the_law_of_the_union_holds_in_its_member_states(law, place, holds):
    assert holds_in(law, place) is holds


def test_what_names_no_jurisdiction_concerns_everybody():
    assert concerns([], ["NZ"])
    assert concerns([], [])


@pytest.mark.parametrize(
    ("laws", "places", "does"),
    [(["NZ"], ["NZ"], True), (["NZ"], ["AU"], False), (["EU", "KR"], ["DE"], True), (["GB-SCT"], ["GB"], True),
     (["GB-SCT"], ["GB-ENG"], False), (["US"], [], False)],
)  # fmt: skip
def test_the_law_of_a_place_concerns_whoever_practises_there(laws, places, does):
    assert concerns(laws, places) is does


def test_the_member_states_are_countries():
    assert EU <= COUNTRIES
    assert len(EU) == 27
