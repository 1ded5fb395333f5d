"""A quiz as one value, as the question files have it, and back into its row."""

from __future__ import annotations

from quizapp.core.paper import Section
from quizapp.formats.library import QuizSpec
from quizapp.formats.library import QuizState as SpecState
from quizapp.formats.plain import digest, plain
from quizapp.quizzes import queries
from quizapp.quizzes.models import Quiz, QuizSection

# Fields of a QuizSpec that are columns of the same name.
_SAME = (
    "title", "description", "minutes", "pass_mark", "delay_hours", "opens_at", "closes_at", "certainty",
    "safety_critical_all_right", "review_questions", "review_key", "shuffle", "certifies", "valid_months", "cpd_hours",
)  # fmt: skip


def spec_of(quiz: Quiz) -> QuizSpec:
    """Return everything that a trainer sets of a quiz."""
    return QuizSpec(
        id=quiz.slug,
        state=SpecState(quiz.state.value),
        sections=queries.blueprint(quiz),
        attempts=quiz.attempts_allowed,
        jurisdictions=tuple(quiz.jurisdictions),
        **{name: getattr(quiz, name) for name in _SAME},
    )


def put(quiz: Quiz, spec: QuizSpec) -> None:
    """Write a spec into a quiz's row and sections; its id and its state are left alone."""
    for name in _SAME:
        setattr(quiz, name, getattr(spec, name))
    quiz.attempts_allowed = spec.attempts
    quiz.jurisdictions = list(spec.jurisdictions)
    quiz.sections = [
        QuizSection(position=position, title=section.title, count=section.count, filters=filters(section))
        for position, section in enumerate(spec.sections)
    ]


def filters(section: Section) -> dict[str, object]:
    """Return what a section filters by, as its row keeps it: without what lets everything through."""
    kept = {name: plain(getattr(section, name)) for name in ("banks", "topics", "levels", "kinds", "safety_critical")}
    return {name: value for name, value in kept.items() if value}


def digest_of(quiz: Quiz) -> str:
    """Return a digest that tells whether a quiz has changed since it was opened."""
    return digest(plain(spec_of(quiz)))
