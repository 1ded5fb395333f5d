"""Two loads of the same files at the same time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from quizapp.bank.models import Load, QuestionRevision
from quizapp.database import db
from quizapp.quizzes import files
from tests.factories import NOW
from tests.formats.builders import library


def test_one_loads_and_the_others_find_it_done(app):
    together, read_in = Barrier(4), library()

    def load(_):
        with app.app_context():
            together.wait()
            report = files.load(read_in, "digest", NOW)
            db.session.commit()
            return report.was_loaded

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(load, range(4))) == [False, True, True, True]
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Load)) == 1
        assert db.session.scalar(select(func.count()).select_from(QuestionRevision)) == 1
