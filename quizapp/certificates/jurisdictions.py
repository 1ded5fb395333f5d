"""The names of jurisdictions, as they stand on a certificate."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

# Where the name of the time zone database is not the usual one, and what it does not know.
NAMES = {
    "AS": "American Samoa",
    "CC": "Cocos Islands",
    "CD": "Democratic Republic of the Congo",
    "CG": "Republic of the Congo",
    "CZ": "Czechia",
    "EU": "European Union",
    "GB": "United Kingdom",
    "GB-ENG": "England",
    "GB-NIR": "Northern Ireland",
    "GB-SCT": "Scotland",
    "GB-WLS": "Wales",
    "KP": "North Korea",
    "KR": "South Korea",
    "MF": "Saint Martin",
    "MM": "Myanmar",
    "SX": "Sint Maarten",
    "SZ": "Eswatini",
    "TC": "Turks and Caicos Islands",
    "VG": "British Virgin Islands",
    "VI": "United States Virgin Islands",
    "WS": "Samoa",
}


@cache
def _countries() -> dict[str, str]:
    """Return the English names of ISO 3166-1 codes, from the time zone database (which is a package we depend on)."""
    lines = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if not line.startswith("#"))


def name(code: str) -> str:
    """Return the name of a jurisdiction; the code itself where it has no name here."""
    return NAMES.get(code) or _countries().get(code, code)


def named(codes: Iterable[str]) -> list[str]:
    """Return the names of jurisdictions, in the order given."""
    return [name(code) for code in codes]
