"""Things that happen at the same moment: what must be one stays one, and what was acknowledged counts."""

from functools import partial

import pytest

from quizapp import clock, jobs
from quizapp.attempts.models import Attempt, AttemptState
from quizapp.certificates.models import Certificate
from quizapp.core.grading import Outcome
from quizapp.database import db
from quizapp.people.models import Mail
from tests.faults.conftest import QUESTIONS, at_once

PLACES = range(1, QUESTIONS + 1)


def certificates(site, public_id):
    with site.app.app_context():
        return db.session.query(Certificate).join(Attempt).filter(Attempt.public_id == public_id).count()


def test_twelve_starts_at_once_are_one_attempt(site):
    slug, pam = site.quiz(), site.person()
    answers = at_once([partial(pam.post, f"/quizzes/{slug}/attempts")] * 12)
    assert {answer.status for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert len(site.attempts(slug)) == 1


def test_starts_at_once_by_different_people_do_not_disturb_each_other(site):
    slug = site.quiz()
    answers = at_once([partial(site.person().post, f"/quizzes/{slug}/attempts") for _ in range(12)])
    assert {answer.status for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 12


def test_racing_starts_never_exceed_the_attempts_allowed(site):
    slug, pam = site.quiz(attempts_allowed=2), site.person()

    def start_and_submit():
        """Take every attempt that can be had."""
        seen = []
        for _ in range(4):
            answer = pam.post(f"/quizzes/{slug}/attempts")
            seen.append(answer.status)
            if answer.status == 303:
                assert pam.submit(answer.location.split("/")[2]).status == 303
        return seen

    statuses = [status for seen in at_once([start_and_submit] * 8) for status in seen]
    assert set(statuses) == {303, 409}
    assert sorted(attempt.number for attempt in site.attempts(slug)) == [1, 2]


def test_thirty_people_saving_at_once_get_no_error_and_every_answer_is_there(site):
    slug = site.quiz()
    sittings = [site.started(slug) for _ in range(30)]

    def sit(sitting):
        visitor, public_id = sitting
        return [visitor.save(public_id, place, "one" if place % 2 else "two").status for place in PLACES]

    for statuses in at_once([partial(sit, sitting) for sitting in sittings]):
        assert statuses == [200] * QUESTIONS
    for _, public_id in sittings:
        assert {place: row.reply for place, row in site.responses(public_id).items()} == {
            place: "one" if place % 2 else "two" for place in PLACES
        }


def test_one_answer_saved_thirty_times_at_once_is_one_answer(site):
    pam, public_id = site.started()
    answers = at_once([partial(pam.save, public_id, 1, "two", version="0")] * 30)
    assert {answer.status for answer in answers} == {200}
    assert {answer.json["version"] for answer in answers} == {1}
    assert site.responses(public_id)[1].version == 1


def test_of_different_answers_to_one_version_at_once_one_is_kept_and_the_others_are_told(site):
    pam, public_id = site.started()
    replies = ["one", "two"] * 6
    answers = at_once([partial(pam.save, public_id, 1, reply, version="0") for reply in replies])
    kept = site.responses(public_id)[1].reply
    assert {reply for reply, answer in zip(replies, answers, strict=True) if answer.status == 200} == {kept}
    assert {reply for reply, answer in zip(replies, answers, strict=True) if answer.status == 409} == {"one", "two"} - {
        kept
    }


def test_twelve_submits_at_once_give_one_certificate_and_one_mail(site):
    pam, public_id = site.started()
    for place in PLACES:
        pam.save(public_id, place, "one")
    with site.app.app_context():
        before = db.session.query(Mail).count()
    answers = at_once([partial(pam.submit, public_id)] * 12)
    assert {(answer.status, answer.location) for answer in answers} == {(303, f"/attempts/{public_id}/result")}
    assert certificates(site, public_id) == 1
    with site.app.app_context():
        assert db.session.query(Mail).count() == before + 1


def test_the_clock_and_the_person_closing_at_once_give_one_certificate(site):
    pam, public_id = site.started()
    for place in PLACES:
        pam.save(public_id, place, "one")
    with site.app.app_context():
        attempt = db.session.query(Attempt).filter_by(public_id=public_id).one()
        attempt.deadline_at = clock.now()
        db.session.commit()

    def by_the_clock():
        with site.app.app_context():
            jobs.close_overdue_exams()

    works = [partial(pam.submit, public_id), partial(pam.get, f"/attempts/{public_id}/result"), by_the_clock] * 3
    at_once(works)
    assert certificates(site, public_id) == 1
    with site.app.app_context():
        attempt = db.session.query(Attempt).filter_by(public_id=public_id).one()
        assert (attempt.state, attempt.submitted_at) == (AttemptState.SUBMITTED, attempt.deadline_at)


@pytest.mark.parametrize("saved_before", range(QUESTIONS))
def test_an_answer_acknowledged_while_the_exam_is_submitted_is_graded(site, saved_before):
    pam, public_id = site.started()
    for place in range(1, saved_before + 1):
        assert pam.save(public_id, place, "one").status == 200
    late = range(saved_before + 1, QUESTIONS + 1)
    *answers, submitted = at_once(
        [*(partial(pam.save, public_id, place, "one") for place in late), partial(pam.submit, public_id)]
    )
    assert submitted.status == 303
    assert {answer.status for answer in answers} <= {200, 409}
    right = {place for place, row in site.responses(public_id).items() if row.outcome is Outcome.RIGHT}
    acknowledged = {place for place, answer in zip(late, answers, strict=True) if answer.status == 200}
    assert right == acknowledged | set(range(1, saved_before + 1))
