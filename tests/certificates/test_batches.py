"""Many documents in one file, made by a job that says how far it is."""

import zipfile
from datetime import timedelta

import pytest

from quizapp import jobs
from quizapp.certificates import actions, batches, queries, signing
from quizapp.core.errors import Conflict, NotHere
from quizapp.credentials import seal
from quizapp.credentials.seal import State
from quizapp.database import db
from quizapp.people.models import Person
from tests.certificates import builders
from tests.factories import NOW


@pytest.fixture
def ada(pam, cast):
    return db.session.get_one(Person, cast["ada"])


@pytest.fixture
def quiz(pam, cast):
    exam = builders.quiz()
    for name in ("pam", "sid"):
        builders.certificate(db.session.get_one(Person, cast[name]), exam)
    return exam


def test_every_certificate_of_the_quiz_is_in_the_file_sealed(ada, quiz):
    asked = batches.ask(quiz, ada, NOW).id
    db.session.commit()
    batches.make(asked)
    db.session.commit()
    batch = batches.by_id(asked)
    assert (batch.done, batch.total) == (2, 2)
    known = [each.certificate for each in signing.identity().certificates]
    with zipfile.ZipFile(batches.path_of(batch)) as archive:
        documents = [archive.read(name) for name in archive.namelist()]
    assert [seal.check(document, known).state for document in documents] == [State.SOUND, State.SOUND]


def test_a_revoked_certificate_is_left_out(ada, quiz, pam):
    first = queries.live(pam.id, NOW.date())[0]
    actions.revoke(first, None, "Sat by somebody else.", NOW)
    assert batches.ask(quiz, ada, NOW).total == 1


def test_a_batch_that_is_finished_is_not_made_again(ada, quiz):
    asked = batches.ask(quiz, ada, NOW).id
    db.session.commit()
    jobs.enqueue(jobs.make_batch, asked)
    db.session.expire_all()
    finished = batches.by_id(asked).finished_at
    assert finished is not None
    batches.make(asked)
    assert batches.by_id(asked).finished_at == finished


def test_nothing_is_put_together_for_a_quiz_that_nobody_passed(ada):
    with pytest.raises(Conflict, match="Nobody holds"):
        batches.ask(builders.quiz(), ada, NOW)


def test_a_batch_that_there_is_not(ada):
    with pytest.raises(NotHere):
        batches.by_id(999)


def made(quiz, ada):
    """Return a batch that is finished."""
    asked = batches.ask(quiz, ada, NOW).id
    db.session.commit()
    batches.make(asked)
    db.session.commit()
    return batches.by_id(asked)


def test_a_file_goes_once_a_certificate_in_it_is_revoked_and_is_not_offered_should_it_be_there(ada, quiz, pam):
    batch = made(quiz, ada)
    assert batches.is_offered(batch)
    actions.revoke(queries.live(pam.id, NOW.date())[0], None, "Sat by somebody else.", NOW)
    assert not batches.path_of(batch).exists()
    batches.path_of(batch).touch()
    assert not batches.is_offered(batch)


def test_all_files_go_when_somebody_is_erased(ada, quiz, pam):
    batch = made(quiz, ada)
    actions.forget(pam, NOW)
    assert not batches.path_of(batch).exists()


def test_a_file_is_kept_for_a_week(ada, quiz):
    batch = made(quiz, ada)
    batches.clean(NOW + timedelta(days=7))
    assert batches.is_offered(batch)
    batches.clean(NOW + timedelta(days=7, seconds=1))
    assert not batches.path_of(batch).exists()


def test_a_batch_that_fails_says_so(ada, quiz, monkeypatch):
    asked = batches.ask(quiz, ada, NOW).id
    db.session.commit()
    monkeypatch.setattr(batches.bundle, "bundle", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        batches.make(asked)
    db.session.expire_all()
    assert batches.by_id(asked).failed_at is not None


def test_a_batch_that_was_cut_short_says_so_after_a_day(ada, quiz):
    batch = batches.ask(quiz, ada, NOW)
    batches.clean(NOW + timedelta(days=2))
    db.session.refresh(batch)
    assert batch.failed_at == NOW + timedelta(days=2)
