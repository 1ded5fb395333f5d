"""Codes of jurisdictions: ISO 3166-1 alpha-2 (249 countries), ISO 3166-2 subdivisions such as GB-ENG, and EU."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

COUNTRIES = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC
    CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD
    GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH
    KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW
    MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC
    SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY
    UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    """.split()  # noqa: SIM905 - a table that can be read beats a list of 249 quoted words
)


def is_known(code: str) -> bool:
    """Whether the code is a country's, the European Union's, or has the shape of a subdivision of a country."""
    country, dash, part = code.partition("-")
    if not dash:
        return code in COUNTRIES or code == "EU"
    return country in COUNTRIES and re.fullmatch(r"[A-Z0-9]{1,3}", part) is not None


def covers(code: str, law: str) -> bool:
    """Whether the law of ``law`` is named by ``code``: the same, or a part of it (GB-ENG names the law of GB too)."""
    return code == law or code.startswith(f"{law}-")


EU = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905 - as above
)
"""The member states of the European Union, whose law holds in each."""


def holds_in(law: str, place: str) -> bool:
    """Whether the law of ``law`` holds in ``place``: the same, a part of it, or a member state of the Union."""
    return covers(place, law) or (law == "EU" and place.partition("-")[0] in EU)


def concerns(laws: Iterable[str], places: Collection[str]) -> bool:
    """Whether what is law in these jurisdictions concerns somebody who practises in one of these places.

    What names no jurisdiction concerns everybody. The law of a part (GB-SCT) concerns whoever names the whole (GB).
    """
    named = list(laws)
    return not named or any(holds_in(law, place) or covers(law, place) for law in named for place in places)
