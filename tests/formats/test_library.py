"""Sources and facts as the database keeps them."""

import pytest

from quizapp.formats.library import FileProblem, fact_of, source_of
from quizapp.formats.plain import plain
from tests.formats.builders import library


def test_a_source_comes_back_from_json():
    source = library().sources[0]
    assert source_of(plain(source)) == source


def test_a_fact_comes_back_from_json():
    fact = library().facts[0].fact
    assert fact_of(plain(fact)) == fact


def test_anything_else_is_refused():
    with pytest.raises(ValueError, match="id"):
        fact_of({})


def test_a_problem_is_printed_as_editors_read_it():
    assert str(FileProblem("a.yaml", 3, "is wrong")) == "a.yaml:3: is wrong"
