"""A question page is light enough for a phone in a cellar."""

import pytest

from tests.browser import steps
from tests.browser.house import EVERY_KIND

pytestmark = pytest.mark.browser

BYTES, REQUESTS = 60_000, 6


def sizes(page):
    """Return the bytes that come over the wire for each request from now on, headers included; 0 from the cache."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    loaded: list[float] = []
    wire.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
    return loaded


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_question_page_loaded_cold_is_light(page, new_browser, house, kind):
    attempt = steps.sit(page, house, kind, certainty="report")
    cold = new_browser(storage_state=page.context.storage_state()).new_page()
    loaded = sizes(cold)
    cold.goto(f"/attempts/{attempt}/questions/1", wait_until="networkidle")
    said = f"{kind}: {round(sum(loaded))} bytes in {len(loaded)} requests"
    assert sum(loaded) <= BYTES, said
    assert len(loaded) <= REQUESTS, said


def test_the_next_question_page_is_the_answer_and_one_page(page, house):
    steps.sit(page, house)
    page.wait_for_load_state("networkidle")
    loaded = sizes(page)
    steps.press(page, "Save and next")
    steps.is_at(page, 2)
    page.wait_for_load_state("networkidle")
    from_the_server = [size for size in loaded if size]
    assert len(from_the_server) == 2, loaded
