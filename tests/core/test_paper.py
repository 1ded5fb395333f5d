"""Drawing a paper."""

from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.paper import NotEnoughQuestions, Paper, Section, draw, draw_about, lay
from quizapp.core.question import Level
from tests.core.builders import candidate, sample

topics = st.sampled_from(["t", "u", "v"])
candidates = st.lists(st.tuples(topics, st.sampled_from(list(Level)), st.booleans()), max_size=12).map(
    lambda rows: [
        candidate(n, topic=topic, level=level, safety_critical=safe) for n, (topic, level, safe) in enumerate(rows)
    ]
)
sections = st.builds(
    Section,
    count=st.integers(1, 3),
    topics=st.lists(topics, max_size=2).map(tuple),
    levels=st.lists(st.sampled_from(list(Level)), max_size=1).map(tuple),
    safety_critical=st.booleans(),
)
blueprints = st.lists(sections, max_size=3)


def fillable(blueprint, pool) -> bool:
    """Hall's condition, by brute force: every set of slots has at least as many questions that fit one of them."""
    slots = [section for section in blueprint for _ in range(section.count)]
    return all(
        sum(any(slot.matches(c) for slot in chosen) for c in pool) >= size
        for size in range(1, len(slots) + 1)
        for chosen in combinations(slots, size)
    )


@given(blueprints, candidates, st.integers(0, 2**32))
def test_a_paper_fills_every_section_whenever_that_is_possible(blueprint, pool, seed):
    if not fillable(blueprint, pool):
        with pytest.raises(NotEnoughQuestions):
            draw(blueprint, pool, seed)
        return
    picks = draw(blueprint, pool, seed)
    assert len(picks) == sum(section.count for section in blueprint)
    assert all(pick.section.matches(pick.candidate) for pick in picks)


@given(blueprints, candidates, st.integers(0, 2**32))
def test_no_question_is_drawn_twice_and_the_same_seed_draws_the_same_paper(blueprint, pool, seed):
    try:
        picks = draw(blueprint, pool, seed)
    except NotEnoughQuestions:
        return
    drawn = [pick.candidate.question_id for pick in picks]
    assert len(set(drawn)) == len(drawn)
    assert draw(blueprint, pool, seed) == picks


def test_a_shortage_names_the_section_and_what_it_lacks():
    with pytest.raises(NotEnoughQuestions, match="Law: 1 of 3") as raised:
        draw([Section(title="Law", count=3, topics=("u",))], [candidate(1, topic="u"), candidate(2)], 0)
    assert raised.value.shortages[0].found == 1


def test_sections_that_overlap_leave_the_scarce_question_to_the_section_that_needs_it():
    pool = [candidate(1, safety_critical=True), candidate(2)]
    for seed in range(20):
        picks = draw([Section(count=1), Section(count=1, safety_critical=True)], pool, seed)
        assert [pick.candidate.question_id for pick in picks] == [2, 1]


def test_questions_on_a_fact_that_is_already_asked_about_give_way():
    pool = [candidate(n, facts=frozenset({f"fact-{n // 2}"})) for n in range(8)]
    for seed in range(20):
        facts = [fact for pick in draw([Section(count=4)], pool, seed) for fact in pick.candidate.facts]
        assert len(set(facts)) == 4


def test_questions_on_the_law_of_other_places_give_way():
    pool = [candidate(n, concerns=n % 2 == 0) for n in range(8)]
    for seed in range(20):
        assert all(pick.candidate.concerns for pick in draw([Section(count=4)], pool, seed))


def test_questions_on_the_law_of_other_places_are_drawn_where_there_are_no_others():
    pool = [candidate(1, concerns=False), candidate(2)]
    assert len(draw([Section(count=2)], pool, 0)) == 2


def test_what_the_facts_beneath_a_paper_said_at_the_draw_is_kept_with_it():
    pool = [candidate(1, in_force=(("size", 3), ("origin", 1))), candidate(2, in_force=(("size", 3),))]
    paper = lay(draw([Section(count=2)], pool, 7), {1: sample("matching"), 2: sample("case")}, 7)
    assert paper.facts == {"size": 3, "origin": 1}
    assert Paper.from_json(paper.as_json()).facts == paper.facts


def test_every_question_is_drawn_sooner_or_later():
    pool = [candidate(n) for n in range(10)]
    drawn = {pick.candidate.question_id for seed in range(60) for pick in draw([Section(count=3)], pool, seed)}
    assert drawn == set(range(10))


@pytest.mark.parametrize(
    ("section", "fits"),
    [
        (Section(count=1), True),
        (Section(count=1, banks=("b",)), True),
        (Section(count=1, banks=("other",)), False),
        (Section(count=1, topics=("other",)), False),
        (Section(count=1, levels=(Level.JUDGEMENT,)), False),
        (Section(count=1, kinds=("numeric",)), False),
        (Section(count=1, safety_critical=True), False),
    ],
)
def test_a_section_takes_what_its_filters_let_through(section, fits):
    assert section.matches(candidate(1)) is fits


def test_a_laid_paper_survives_being_stored():
    pool = [candidate(n) for n in range(3)]
    questions = {0: sample("matching"), 1: sample("case"), 2: sample("ordering")}
    paper = lay(draw([Section(title="All", count=3)], pool, 7), questions, 7)
    assert Paper.from_json(paper.as_json()) == paper
    assert {item.section for item in paper.items} == {"All"}


def test_without_shuffling_the_questions_stay_in_the_blueprints_order_but_their_options_do_not():
    pool = [candidate(n, topic=t) for n, t in enumerate("tuv")]
    blueprint = [Section(count=1, topics=(t,)) for t in "tuv"]
    questions = {n: sample("single_choice") for n in range(3)}
    papers = [lay(draw(blueprint, pool, seed), questions, seed, shuffle=False) for seed in range(12)]
    assert all([item.topic for item in paper.items] == ["t", "u", "v"] for paper in papers)
    assert len({tuple(paper.items[0].order) for paper in papers}) > 1


def test_a_question_that_forbids_shuffling_keeps_its_written_order():
    assert sample("single_choice", shuffle=False).order(Random(1)) == ["one", "two", "three"]


facts = st.sampled_from("abcde")
about = st.lists(facts, unique=True, max_size=5)
pools = st.lists(st.sets(facts, min_size=1, max_size=3), max_size=12).map(
    lambda rows: [candidate(n, facts=frozenset(its)) for n, its in enumerate(rows)]
)


def ask(about, pool, seed=0, each=2, most=12, **others) -> list:
    return [pick.candidate for pick in draw_about(about, pool, seed, each=each, most=most, **others)]


@given(about, pools, st.integers(0, 2**32), st.integers(1, 12))
def test_a_refresher_asks_only_about_what_changed_no_question_twice_and_never_more_than_the_cap(
    about, pool, seed, most
):
    asked = ask(about, pool, seed, most=most)
    assert len(asked) <= most
    assert len({c.question_id for c in asked}) == len(asked)
    assert all(c.facts & set(about) for c in asked)


@given(about, pools, st.integers(0, 2**32))
def test_every_changed_fact_is_asked_about_where_there_is_a_question_on_it(about, pool, seed):
    asked = ask(about, pool, seed)
    for fact in about:
        assert any(fact in c.facts for c in asked) == any(fact in c.facts for c in pool)


@given(about, st.lists(facts, max_size=12), st.integers(0, 2**32))
def test_two_questions_are_asked_on_a_fact_at_most(about, its, seed):
    pool = [candidate(n, facts=frozenset({fact})) for n, fact in enumerate(its)]
    asked = ask(about, pool, seed)
    assert all(sum(fact in c.facts for c in asked) == min(2, its.count(fact)) for fact in about)


@given(about, pools, st.integers(0, 2**32))
def test_a_third_question_on_a_fact_is_asked_only_where_another_fact_has_no_other_question(about, pool, seed):
    asked = ask(about, pool, seed)
    for fact in about:
        its = [c for c in asked if fact in c.facts]
        alone = [c for c in its if any(sum(other in c.facts for c in asked) == 1 for other in c.facts & set(about))]
        assert len(its) <= max(2, len(alone) + 2)


def test_a_question_on_two_changed_facts_counts_for_both():
    pool = [candidate(n, facts=frozenset("ab")) for n in range(5)]
    assert len(ask(["a", "b"], pool)) == 2


def test_a_fact_gets_a_question_even_when_that_is_a_third_one_on_another():
    pool = [candidate(n, facts=frozenset({"a", other})) for n, other in enumerate("bcd")]
    assert len(ask(["a", "b", "c", "d"], pool)) == 3


def test_no_second_question_is_asked_that_would_be_a_third_one_on_another_fact():
    pool = [candidate(n, facts=frozenset({"a"})) for n in range(2)] + [candidate(2, facts=frozenset({"b"}))]
    pool.append(candidate(3, facts=frozenset("ab")))
    for seed in range(20):
        assert sum("a" in c.facts for c in ask(["b", "a"], pool, seed)) == 2


def test_a_cap_leaves_out_second_questions_first_and_then_the_mildest_changes():
    pool = [candidate(n, facts=frozenset({"abcd"[n // 2]})) for n in range(8)]
    for seed in range(20):
        asked = ask("abcd", pool, seed, most=5)
        assert ["".join(c.facts) for c in asked] == [*"abcd", "a"]
        assert ["".join(c.facts) for c in ask("abcd", pool, seed, most=3)] == [*"abc"]


def test_the_changed_questions_on_a_fact_are_asked_before_others():
    pool = [candidate(n, facts=frozenset({"a"})) for n in range(6)]
    for seed in range(20):
        assert {c.question_id for c in ask("a", pool, seed, first={2, 4})} == {2, 4}


@given(about, pools, st.integers(0, 2**32))
def test_the_same_seed_draws_the_same_refresher(about, pool, seed):
    assert ask(about, pool, seed) == ask(about, pool, seed)


def test_what_nothing_can_be_asked_about_draws_nothing():
    assert ask(["a"], [candidate(1)]) == []
    assert ask([], [candidate(1)]) == []


def test_a_paper_from_before_places_were_kept_names_none():
    assert Paper.from_json({"seed": 1, "items": [], "facts": {}}).places == ()
