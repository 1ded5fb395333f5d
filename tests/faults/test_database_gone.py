"""The database is full, read-only, unreachable or restarted: 503 with when to try again, and nothing is lost."""

import pytest
from sqlalchemy import create_engine, event, text

from quizapp import clock, create_app
from quizapp.attempts import actions
from quizapp.attempts.models import Response
from quizapp.database import Base, db
from quizapp.people.models import Person
from tests import factories
from tests.attempts import builders
from tests.faults.conftest import DATABASE_SERVER
from tests.serving import free_port

SETTINGS = {"SECRET_KEY": "test", "BASE_URL": "http://localhost"}
# A commit that fails is answered where errors of no view are; a test application would raise it.
OVERRIDES = {"TESTING": True, "PROPAGATE_EXCEPTIONS": False, "WTF_CSRF_ENABLED": False, "JOBS_IMMEDIATE": True}


NOWHERE = "sqlite:////no/such/folder/vesicle.db"
NOBODY = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/nothing"


@pytest.mark.parametrize("place", [NOWHERE, NOBODY], ids=["SQLite", "PostgreSQL"])
@pytest.mark.parametrize("path", ["/", "/sign-in", "/quizzes/", "/verify/ABCD"])
def test_without_a_database_a_page_says_when_to_try_again(tmp_path, place, path):
    app = create_app({**SETTINGS, "DATABASE_URL": place}, tmp_path, **OVERRIDES)
    browser = app.test_client()
    with browser.session_transaction() as session:
        session["_user_id"], session["_fresh"] = "somebody", True
    response = browser.get(path)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


@pytest.mark.parametrize("place", [NOWHERE, NOBODY], ids=["SQLite", "PostgreSQL"])
def test_without_a_database_the_service_says_that_it_is_not_well(tmp_path, place):
    app = create_app({**SETTINGS, "DATABASE_URL": place}, tmp_path, **OVERRIDES)
    response = app.test_client().get("/healthz")
    assert (response.status_code, response.json["database"]) == (503, "not answering")


@pytest.fixture
def small(tmp_path):
    """An application on a SQLite file, Pam's browser, and where her open attempt is."""
    app = create_app({**SETTINGS, "DATABASE_URL": f"sqlite:///{tmp_path / 'small.db'}"}, tmp_path, **OVERRIDES)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with db.engine.begin() as connection:
            factories.roles(connection)
        pam = db.session.get_one(Person, factories.cast()["pam"])
        builders.library(3)
        started = actions.start(pam, builders.quiz(), clock.now(), 1)
        who, attempt = pam.fs_uniquifier, started.public_id
        db.session.commit()
    browser = app.test_client()
    with browser.session_transaction() as session:
        session["_user_id"], session["_fresh"] = who, True
    yield app, browser, f"/attempts/{attempt}/questions/"
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def ailing(small):
    """Return a way to let every connection have a fault from now on, and to mend it."""
    app, *_ = small
    faults = []

    def turn(*now):
        faults[:] = now

    with app.app_context():
        event.listen(db.engine, "checkout", lambda connection, *_: [connection.execute(fault) for fault in faults])
    return turn


@pytest.mark.parametrize(
    ("fault", "mended"),
    [("PRAGMA query_only=1", "PRAGMA query_only=0"), ("PRAGMA max_page_count=1", "PRAGMA max_page_count=1000000")],
    ids=["read-only", "full"],
)
def test_what_cannot_be_written_is_refused_and_nothing_acknowledged_is_lost(small, ailing, fault, mended):
    app, browser, url = small
    assert browser.post(f"{url}1", data={"reply": "one"}).status_code == 303
    ailing(fault)
    acknowledged, refused = [], None
    for turn in range(400):  # a full file takes what still fits in its last page
        name = f"A name of two hundred letters {turn} ".ljust(200, "x")
        answer = browser.post("/account/name", data={"name": name})
        if answer.status_code == 503:
            refused = answer
            break
        acknowledged.append(name)
    assert refused is not None
    assert refused.headers["Retry-After"] == "5"
    ailing(mended)
    assert browser.post(f"{url}2", data={"reply": "two"}).status_code == 303
    with app.app_context():
        assert [row.reply for row in db.session.query(Response).order_by(Response.position)] == ["one", "two"]
        if acknowledged:
            assert db.session.query(Person).filter_by(name=acknowledged[-1]).count() == 1


if DATABASE_SERVER:

    def test_connections_that_the_database_has_dropped_are_made_anew(site):
        pam, attempt = site.started()
        assert pam.save(attempt, 1, "one").status == 200
        admin = create_engine(DATABASE_SERVER, isolation_level="AUTOCOMMIT")
        with site.app.app_context():
            name = db.engine.url.database
        with admin.connect() as connection:
            drop = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
            connection.execute(text(drop), {"name": name})
        admin.dispose()
        assert pam.save(attempt, 2, "two").status == 200
        assert {place: row.reply for place, row in site.responses(attempt).items()} == {1: "one", 2: "two"}
