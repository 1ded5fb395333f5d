"""Questions of every kind, drawn by Hypothesis: each is one that can be asked."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from quizapp.core.kinds import (
    Case,
    Matching,
    MultipleResponse,
    Numeric,
    Ordering,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)
from quizapp.core.kinds.matching import Match, Prompt
from quizapp.core.kinds.numeric import MisreadNumber
from quizapp.core.kinds.short_answer import MisreadText, folded
from quizapp.core.question import Level, Option

some = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)  # fmt: skip
"""For tests that draw questions: a question is large, and the first one waits for Hypothesis's table of characters."""

ids = st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff", include_characters="\n\t"),
    min_size=1,
    max_size=12,
).filter(str.strip)
numbers = st.decimals(-(10**14), 10**14, places=3) | st.integers(-50, 50).map(Decimal)


def several(low: int, high: int, shape: object = Match, **others: object) -> st.SearchStrategy[tuple[object, ...]]:
    """Draw things that have an id, a text and a rationale, no two alike."""
    things = st.builds(shape, id=ids, text=texts, rationale=texts, **others)
    alike = (lambda thing: thing.id, lambda thing: " ".join(thing.text.casefold().split()))
    return st.lists(things, min_size=low, max_size=high, unique_by=alike).map(tuple)


@st.composite
def common(draw: st.DrawFn) -> dict[str, object]:
    """Draw what every kind has."""
    return {
        "id": draw(ids),
        "topic": draw(st.just("topic")),
        "level": draw(st.sampled_from(Level)),
        "facts": tuple(draw(st.lists(ids, min_size=1, max_size=3, unique=True))),
        "jurisdictions": tuple(draw(st.lists(st.sampled_from(["US", "EU", "GB-ENG", "NO"]), max_size=2, unique=True))),
        "stem": draw(texts),
        "rationale": draw(texts),
        "marks": draw(st.integers(1, 100)),
    }


@st.composite
def single_choice(draw: st.DrawFn) -> SingleChoice:
    options = draw(several(2, 5, Option, correct=st.just(False)))
    key = draw(st.sampled_from(options))
    marked = tuple(Option(**{**vars(o), "correct": o is key}) for o in options)
    return SingleChoice(**draw(common()), options=marked, shuffle=draw(st.booleans()))


@st.composite
def multiple_response(draw: st.DrawFn) -> MultipleResponse:
    options = draw(several(2, 5, Option, correct=st.just(False)))
    right = draw(st.integers(1, len(options) - 1))
    marked = tuple(Option(**{**vars(o), "correct": i < right}) for i, o in enumerate(options))
    return MultipleResponse(**draw(common()), options=marked, shuffle=draw(st.booleans()))


@st.composite
def true_false(draw: st.DrawFn) -> TrueFalse:
    return TrueFalse(**draw(common()), answer=draw(st.booleans()), if_true=draw(texts), if_false=draw(texts))


@st.composite
def matching(draw: st.DrawFn) -> Matching:
    choices = draw(several(2, 5))
    prompts = draw(several(2, 5, Prompt, answer=st.sampled_from([choice.id for choice in choices])))
    return Matching(**draw(common()), choices=choices, prompts=prompts)


@st.composite
def ordering(draw: st.DrawFn) -> Ordering:
    return Ordering(**draw(common()), items=draw(several(3, 6)))


@st.composite
def numeric(draw: st.DrawFn) -> Numeric:
    answer, tolerance = draw(numbers), draw(st.decimals(0, 10, places=2))
    wrong = st.builds(MisreadNumber, value=numbers, rationale=texts)
    far = draw(st.lists(wrong.filter(lambda one: abs(one.value - answer) > tolerance), max_size=2))
    unit = draw(st.sampled_from(["", "nm", "°C", "business days"]))
    return Numeric(**draw(common()), answer=answer, tolerance=tolerance, unit=unit, misreadings=tuple(far))


@st.composite
def short_answer(draw: st.DrawFn) -> ShortAnswer:
    forms = st.text(st.characters(codec="latin-1"), min_size=1, max_size=30).filter(folded).filter(str.isprintable)
    accepted = draw(st.lists(forms, min_size=1, max_size=4, unique_by=folded))
    wrong = st.builds(MisreadText, text=forms, rationale=texts)
    right = {folded(form) for form in accepted}
    others = draw(st.lists(wrong.filter(lambda one: folded(one.text) not in right), max_size=2))
    return ShortAnswer(**draw(common()), accepted=tuple(accepted), misreadings=tuple(others))


parts = single_choice() | multiple_response() | true_false() | matching() | ordering() | numeric() | short_answer()


@st.composite
def case(draw: st.DrawFn) -> Case:
    held = tuple(draw(st.lists(parts, min_size=2, max_size=3, unique_by=lambda part: part.id)))
    highest = max((part.level for part in held), key=list(Level).index)
    return Case(**{**draw(common()), "facts": (), "level": highest, "marks": 1}, parts=held)


questions = parts | case()
