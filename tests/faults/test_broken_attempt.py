"""One attempt that cannot be closed keeps nobody else's open."""

from datetime import timedelta

import time_machine

from quizapp import jobs
from quizapp.attempts import actions
from quizapp.attempts.models import AttemptState
from quizapp.database import db
from quizapp.people.models import Person
from tests.attempts import builders
from tests.factories import NOW


def test_an_exam_whose_paper_is_spoilt_is_logged_and_the_others_are_closed(ctx, cast, caplog):
    builders.library(3)
    quiz = builders.quiz()
    spoilt, sound = (actions.start(db.session.get_one(Person, cast[name]), quiz, NOW, 1) for name in ("pam", "sid"))
    spoilt.paper = {"items": "spoilt"}
    db.session.commit()
    with time_machine.travel(NOW + timedelta(hours=2), tick=True):
        jobs.close_overdue_exams()
    db.session.expire_all()
    assert (spoilt.state, sound.state) == (AttemptState.OPEN, AttemptState.SUBMITTED)
    assert f"attempt {spoilt.public_id} could not be closed" in caplog.text
