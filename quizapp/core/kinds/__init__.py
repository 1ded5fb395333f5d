"""The kinds of question. A kind is one file here, one template in ``templates/kinds`` and one line in KINDS."""

from quizapp.core.kinds.case import Case
from quizapp.core.kinds.matching import Matching
from quizapp.core.kinds.multiple_response import MultipleResponse
from quizapp.core.kinds.numeric import Numeric
from quizapp.core.kinds.ordering import Ordering
from quizapp.core.kinds.short_answer import ShortAnswer
from quizapp.core.kinds.single_choice import SingleChoice
from quizapp.core.kinds.true_false import TrueFalse
from quizapp.core.question import Question

KINDS: dict[str, type[Question]] = {
    "single_choice": SingleChoice,
    "multiple_response": MultipleResponse,
    "true_false": TrueFalse,
    "matching": Matching,
    "ordering": Ordering,
    "numeric": Numeric,
    "short_answer": ShortAnswer,
    "case": Case,
}

__all__ = [
    "KINDS",
    "Case",
    "Matching",
    "MultipleResponse",
    "Numeric",
    "Ordering",
    "ShortAnswer",
    "SingleChoice",
    "TrueFalse",
]
