"""The server is killed in the middle of an exam: what it acknowledged is there when it is back."""

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from tests.faults.conftest import QUESTIONS, Site
from tests.serving import Server


@pytest.fixture(scope="module")
def doomed(site):
    """A second server over the same data, to be killed and started again."""
    server = Server(site.server.folder, site.server.environ["DATABASE_URL"])
    yield Site(server.start(), site.app)
    server.stop()


class Sitting:
    """Somebody who answers without a pause, and remembers what was acknowledged."""

    def __init__(self, site):
        self.visitor, self.public_id = site.started()
        self.acknowledged = {}
        self.under_way = (0, "")

    def answer_until_the_end(self):
        try:
            for turn in count():
                place, reply = turn % QUESTIONS + 1, ("one", "two")[turn // QUESTIONS % 2]
                self.under_way = (place, reply)
                assert self.visitor.save(self.public_id, place, reply).status == 200
                self.acknowledged[place] = reply
        except (OSError, http.client.HTTPException):
            return  # the server is gone

    def is_kept_in(self, responses):
        """Whether the database holds what was acknowledged; what was under way may be there or not."""
        place, reply = self.under_way
        kept = {at: row.reply for at, row in responses.items()}
        return kept in (self.acknowledged, {**self.acknowledged, place: reply})


@pytest.mark.parametrize("answers", [3, 17])
def test_every_acknowledged_answer_is_there_after_a_kill(doomed, site, answers):
    sittings = [Sitting(doomed) for _ in range(4)]
    with ThreadPoolExecutor(len(sittings)) as pool:
        for sitting in sittings:
            pool.submit(sitting.answer_until_the_end)
        while min(len(sitting.acknowledged) for sitting in sittings) < min(answers, QUESTIONS):
            time.sleep(0.01)
        time.sleep(answers / 50)  # anywhere in the middle of something
        doomed.server.kill()
    doomed.server.start()
    for sitting in sittings:
        assert sitting.acknowledged
        assert sitting.is_kept_in(site.responses(sitting.public_id))
        assert sitting.visitor.save(sitting.public_id, 1, "one").status == 200
        assert sitting.visitor.submit(sitting.public_id).status == 303


def test_a_server_that_is_stopped_answers_what_it_has_begun(doomed, site):
    sitting = Sitting(doomed)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(sitting.answer_until_the_end)
        while not sitting.acknowledged:
            time.sleep(0.01)
        doomed.server.stop()
    assert sitting.is_kept_in(site.responses(sitting.public_id))
