"""What may be seen of a result, and when."""

from itertools import product

import pytest

from quizapp.core.rules import Moment, Rules, visible


@pytest.mark.parametrize(("questions", "key", "final"), list(product(Moment, Moment, (True, False))))
def test_nothing_is_shown_before_submitting_and_the_key_never_without_its_question(questions, key, final):
    rules = Rules(review_questions=questions, review_key=key)
    before = visible(rules, submitted=False, final=final)
    assert not before.questions
    assert not before.key
    after = visible(rules, submitted=True, final=final)
    assert after.questions or not after.key


def test_the_key_waits_until_no_further_attempt_can_use_it():
    rules = Rules()
    assert visible(rules, submitted=True, final=False).questions
    assert not visible(rules, submitted=True, final=False).key
    assert visible(rules, submitted=True, final=True).key


def test_never_is_never():
    rules = Rules(review_questions=Moment.AT_ONCE, review_key=Moment.NEVER)
    assert not visible(rules, submitted=True, final=True).key
