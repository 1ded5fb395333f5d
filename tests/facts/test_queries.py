"""Reading facts and sources."""

import pytest

from quizapp.facts import actions, queries
from tests.factories import NOW
from tests.formats.builders import library

pytestmark = pytest.mark.usefixtures("ctx")


@pytest.fixture(autouse=True)
def loaded(ctx):
    read_in = library()
    actions.load_sources(read_in.sources, NOW)
    actions.load_facts(read_in.facts, NOW)
    return read_in


def test_facts_and_sources_are_found_by_their_ids():
    assert list(queries.facts_by_slug(["metre-in-centimetres", "yard"])) == ["metre-in-centimetres"]
    assert list(queries.sources_by_slug(["handbook"])) == ["handbook"]
    assert queries.sources_by_slug([]) == {}


def test_all_facts_and_sources_are_found_without_ids():
    assert list(queries.facts_by_slug()) == ["metre-in-centimetres"]
    assert list(queries.sources_by_slug()) == ["handbook"]


def test_current_revisions_are_given_with_their_bank():
    ((bank, fact),) = queries.facts_in_force(NOW.date())
    assert (bank, fact.statement) == ("measures", "A metre is a hundred centimetres.")
    assert [source.title for source in queries.current_sources().values()] == ["A handbook of metres"]
