"""Somebody who knows nothing."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.kinds import KINDS
from tests.core.builders import sample


@pytest.mark.parametrize("kind", KINDS)
@given(seed=st.integers(0, 2**32))
def test_a_guess_is_a_complete_reply_that_can_be_marked(kind, seed):
    question = sample(kind)
    guess = question.guess(Random(seed))
    assert question.is_complete(guess)
    assert 0 <= question.mark(guess) <= question.worth


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "short_answer"])
def test_a_guess_is_sometimes_right_and_sometimes_not(kind):
    question = sample(kind)
    marks = {question.mark(question.guess(Random(seed))) for seed in range(200)}
    assert question.worth in marks
    assert len(marks) > 1
