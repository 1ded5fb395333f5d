"""Which facts a certificate rests on, and what a change of one does to it."""

import hashlib
import json
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core import currency
from quizapp.core.currency import (
    CONSEQUENCES,
    CURRENT,
    SOURCE_RETIRED,
    Consequence,
    Moved,
    Rest,
    Revision,
    Severity,
    digest,
    in_force,
    manifest,
    moved,
    refreshed,
    substance,
)

RESTS = [
    Rest("what-is-an-exosome", 2, (("origin", 3), ("size", 1)), (("misev", 4),)),
    Rest("how-small", 1, (("size", 1),), (("misev", 4), ("review", 1))),
]
DAY = date(2026, 11, 22)
MONTH = timedelta(days=30)
names = st.text("abcdefgh-", min_size=1, max_size=8)
pairs = st.lists(st.tuples(names, st.integers(1, 9)), max_size=5).map(tuple)
rests = st.lists(st.builds(Rest, names, st.integers(1, 9), pairs, pairs), max_size=6)
grave = st.sampled_from(Severity)


@st.composite
def histories(draw):
    """Draw a history as the house writes one: each revision ends where the next begins, the first holds since ever."""
    steps = draw(st.lists(st.tuples(grave, st.integers(0, 40), st.booleans()), max_size=6))
    day, revisions = DAY, [Revision(number=1, severity=None, safety_critical=draw(st.booleans()))]
    for number, (severity, later, critical) in enumerate(steps, 2):
        day += timedelta(days=later)
        last = revisions[-1]
        revisions[-1] = Revision(**{**vars(last), "effective_until": day - timedelta(days=1)})
        revisions.append(Revision(number=number, severity=severity, safety_critical=critical, effective_from=day))
    return revisions


days = st.integers(-20, 300).map(lambda offset: DAY + timedelta(days=offset))


def history(*severities: Severity, critical: bool = False) -> list[Revision]:
    """Return a history whose changes come a month apart, the first on DAY."""
    changes = [
        Revision(
            number=number, severity=severity, safety_critical=critical, effective_from=DAY + (number - 2) * MONTH,
            effective_until=DAY + (number - 1) * MONTH - timedelta(days=1) if number <= len(severities) else None,
        )
        for number, severity in enumerate(severities, 2)
    ]  # fmt: skip
    first = Revision(number=1, severity=None, safety_critical=critical, effective_until=DAY - timedelta(days=1))
    return [first, *changes]


def test_a_manifest_names_each_revision_once_in_the_order_of_ids():
    assert manifest(RESTS) == {
        "questions": [{"id": "how-small", "revision": 1}, {"id": "what-is-an-exosome", "revision": 2}],
        "facts": [{"id": "origin", "revision": 3}, {"id": "size", "revision": 1}],
        "sources": [{"id": "misev", "revision": 4}, {"id": "review", "revision": 1}],
    }


def test_the_digest_is_the_sha_256_of_the_canonical_json():
    stored = manifest(RESTS)
    canonical = json.dumps(stored, sort_keys=True, separators=(",", ":"))
    assert digest(stored) == hashlib.sha256(canonical.encode()).hexdigest()


def test_a_refresher_puts_what_was_shown_in_the_place_of_what_was_there():
    shown = manifest([Rest("how-small", 2, (("size", 5),), (("review", 2),))])
    assert refreshed(manifest(RESTS), shown) == {
        "questions": [{"id": "how-small", "revision": 2}, {"id": "what-is-an-exosome", "revision": 2}],
        "facts": [{"id": "origin", "revision": 3}, {"id": "size", "revision": 5}],
        "sources": [{"id": "misev", "revision": 4}, {"id": "review", "revision": 2}],
    }


@given(rests, st.randoms())
def test_the_order_of_questions_on_the_paper_does_not_change_the_digest(laid, rng):
    mixed = rng.sample(laid, len(laid))
    assert digest(manifest(mixed)) == digest(manifest(laid))


@given(rests, rests)
def test_a_refreshed_manifest_lists_everything_once_in_the_latest_revision_that_was_shown(before, after):
    stored = refreshed(manifest(before), manifest(after))
    for part in currency.PARTS:
        ids = [entry["id"] for entry in stored[part]]
        assert ids == sorted(set(ids))
        assert set(ids) == {entry["id"] for laid in (before, after) for entry in manifest(laid)[part]}
        seen = [entry for laid in (before, after) for entry in manifest(laid)[part]]
        assert all(e["revision"] == max(s["revision"] for s in seen if s["id"] == e["id"]) for e in stored[part])


def test_what_was_drawn_before_a_change_does_not_undo_that_the_change_was_shown_since():
    before = manifest([Rest("how-small", 2, (("size", 5),))])
    drawn_earlier = manifest([Rest("how-small", 1, (("size", 4), ("origin", 1)))])
    assert refreshed(before, drawn_earlier)["facts"] == [{"id": "origin", "revision": 1}, {"id": "size", "revision": 5}]


@given(rests, rests)
def test_after_a_further_pass_a_certificate_rests_on_its_paper_alone(before, after):
    stored, shown = currency.extended(manifest(before), manifest(after)), manifest(after)
    for part in currency.PARTS:
        assert {entry["id"] for entry in stored[part]} == {entry["id"] for entry in shown[part]}
        latest = {entry["id"]: entry["revision"] for entry in refreshed(manifest(before), shown)[part]}
        assert all(latest[entry["id"]] == entry["revision"] for entry in stored[part])


def test_a_first_pass_rests_on_its_paper():
    assert currency.extended({}, manifest(RESTS)) == manifest(RESTS)


def test_the_table_knows_every_change():
    kinds = {*Severity, SOURCE_RETIRED}
    assert set(CONSEQUENCES) == {(kind, critical) for kind in kinds for critical in (True, False)}


def test_a_change_known_today_holds_from_its_day_on():
    told = history(Severity.MATERIAL)
    assert in_force(told, DAY - timedelta(days=1)).number == 1
    assert in_force(told, DAY).number == 2


def test_a_fact_whose_last_day_has_passed_is_not_in_force():
    ended = [Revision(number=1, severity=None, effective_until=DAY)]
    assert in_force(ended, DAY)
    assert in_force(ended, DAY + timedelta(days=1)) is None


@given(histories(), days)
def test_exactly_one_revision_is_in_force_on_any_day(told, day):
    assert len([r for r in told if r.holds_on(day)]) == 1
    assert in_force(told, day).number == max(r.number for r in told if r.has_begun(day))


def test_a_change_of_wording_moves_nothing():
    assert moved("fact", history(Severity.EDITORIAL, Severity.EDITORIAL), 1, DAY + 9 * MONTH) is None


def test_what_was_shown_last_has_not_moved():
    assert moved("fact", history(Severity.REVERSAL), 2, DAY + 9 * MONTH) is None


def test_of_several_changes_the_gravest_counts_from_the_day_of_the_first():
    told = history(Severity.EDITORIAL, Severity.MATERIAL, Severity.REVERSAL, Severity.MATERIAL)
    change = moved("fact", told, 1, DAY + 9 * MONTH)
    assert (change.severity, change.since, change.shown, change.now) == (Severity.REVERSAL, DAY + MONTH, 1, 5)


def test_a_change_that_begins_tomorrow_asks_for_nothing_today():
    assert moved("fact", history(Severity.REVERSAL), 1, DAY - timedelta(days=1)) is None


def test_a_fact_that_becomes_safety_critical_in_between_counts_as_such():
    told = history(Severity.REVERSAL)
    critical = [told[0], Revision(**{**vars(told[1]), "safety_critical": True})]
    assert moved("fact", critical, 1, DAY).consequence is Consequence.NOT_CURRENT
    assert moved("fact", told, 1, DAY).consequence is Consequence.REFRESHER_DUE


@given(histories(), st.integers(1, 7), days)
def test_the_substance_tells_as_much_as_the_whole_history(told, shown, day):
    now = in_force(told, day).number
    if shown <= now:
        assert (moved("fact", told, shown, day) is not None) == (shown < substance(told, now))


@given(histories(), st.integers(1, 7), days, days)
def test_a_further_change_never_puts_a_duty_off(told, shown, day, later):
    before, after = moved("fact", told, shown, min(day, later)), moved("fact", told, shown, max(day, later))
    if before is not None:
        assert after is not None
        assert after.since <= before.since
        assert after.severity.rank >= before.severity.rank


def change(severity: Severity, since: date = DAY, *, critical: bool = False, thing: str = "fact") -> Moved:
    return Moved(thing=thing, shown=1, now=2, severity=severity, safety_critical=critical, since=since)


def test_nothing_moved_is_current():
    assert currency.currency([]) == CURRENT
    assert CURRENT.consequence(DAY) is Consequence.NOTHING
    assert CURRENT.due_on is None


def test_a_material_change_is_due_within_its_banks_period():
    found = currency.currency([(change(Severity.MATERIAL), 60)])
    assert found.due_on == DAY + timedelta(days=60)
    assert found.consequence(found.due_on) is Consequence.REFRESHER_DUE
    assert found.consequence(found.due_on + timedelta(days=1)) is Consequence.NOT_CURRENT


def test_the_reversal_of_a_safety_critical_fact_leaves_it_not_current_at_once():
    found = currency.currency([(change(Severity.REVERSAL, critical=True), 60)])
    assert found.consequence(DAY) is Consequence.NOT_CURRENT


def test_the_worst_change_stands_first_and_the_earliest_day_counts():
    found = currency.currency(
        [
            (change(Severity.MATERIAL, DAY - MONTH, thing="old"), 60),
            (change(Severity.REVERSAL, DAY, critical=True, thing="worst"), 60),
            (change(Severity.REVERSAL, DAY, thing="bad"), 60),
        ]
    )
    assert [m.thing for m in found.moved] == ["worst", "bad", "old"]
    assert found.lapses_on == DAY


moves = st.builds(
    change, grave.filter(lambda s: s is not Severity.EDITORIAL), days, critical=st.booleans(), thing=names
)


@given(st.lists(st.tuples(moves, st.integers(0, 90)), max_size=4), moves, st.integers(0, 90), days)
def test_one_more_change_never_asks_for_less(changes, more, period, day):
    ranks = list(Consequence)
    before = currency.currency(changes).consequence(day)
    after = currency.currency([*changes, (more, period)]).consequence(day)
    assert ranks.index(after) >= ranks.index(before)
