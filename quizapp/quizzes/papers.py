"""A quiz's paper: drawn by its blueprint from what may be asked, and laid out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from quizapp.bank import content
from quizapp.core.paper import Candidate, NotEnoughQuestions, Paper, Section, Shortage, draw, lay
from quizapp.quizzes import queries
from quizapp.quizzes.models import Quiz


def drawn(quiz: Quiz, pool: Sequence[Candidate], seed: int) -> Paper:
    """Return the paper that the seed draws from these questions. Raises NotEnoughQuestions."""
    picks = draw(queries.blueprint(quiz), pool, seed)
    asked = content.questions(pick.candidate.revision_id for pick in picks)
    return lay(picks, asked, seed, shuffle=quiz.shuffle)


def short_of(sections: Sequence[Section], pool: Sequence[Candidate]) -> tuple[Shortage, ...]:
    """Return the sections that cannot all be filled with these questions, with what is asked for and what is found."""
    try:
        draw(sections, pool, 0)
    except NotEnoughQuestions as error:
        return error.shortages
    return ()


def shortages(sections: Sequence[Section], on: date) -> tuple[Shortage, ...]:
    """Return the sections that cannot all be filled on that day."""
    return short_of(sections, content.candidates(on))
