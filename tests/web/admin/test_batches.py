"""The documents of a quiz's certificates in one file: asked for on a page, made by the job, downloaded."""

import zipfile
from io import BytesIO

import pytest

from quizapp.certificates import batches
from quizapp.certificates.models import Batch
from quizapp.database import db
from quizapp.people.models import Person
from tests.certificates import builders
from tests.factories import NOW

PAGE = "/admin/certificates/batches"


@pytest.fixture
def exam(app, cast):
    with app.app_context():
        builders.certificate(db.session.get_one(Person, cast["pam"]))
        db.session.commit()


@pytest.mark.usefixtures("exam")
def test_an_administrator_asks_and_downloads(app, ada):
    assert ada.post(PAGE, data={"quiz": "exam"}).location == PAGE
    page = ada.get(PAGE).text
    assert "1 document" in page
    with ada.get(f"{PAGE}/1.zip") as file, zipfile.ZipFile(BytesIO(file.data)) as archive:
        assert len(archive.namelist()) == 1
    with app.app_context():
        batches.path_of(db.session.get_one(Batch, 1)).unlink()
    assert ada.get(f"{PAGE}/1.zip").status_code == 404
    assert "Make it again" in ada.get(PAGE).text


@pytest.mark.usefixtures("exam")
def test_one_that_failed_can_be_made_again(app, ada):
    ada.post(PAGE, data={"quiz": "exam"})
    with app.app_context():
        batch = db.session.get_one(Batch, 1)
        batch.finished_at, batch.failed_at, batch.done = None, NOW, 0
        db.session.commit()
    page = ada.get(PAGE).text
    assert "Failed at 0 of 1" in page
    assert 'name="quiz" value="exam"' in page


def test_an_unknown_quiz_is_refused(ada):
    assert ada.post(PAGE, data={"quiz": "nothing"}).status_code == 200
    assert ada.get(f"{PAGE}/9.zip").status_code == 404
    assert "Nothing was asked for yet" in ada.get(PAGE).text


def test_nobody_else_may(as_):
    pam = as_("pam")
    assert pam.get(PAGE).status_code == 403
    assert pam.get(f"{PAGE}/1.zip").status_code == 403
