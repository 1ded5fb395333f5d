"""Whether the service is well."""

import tomllib
from pathlib import Path

from quizapp import create_app
from quizapp.version import VERSION

NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
PROJECT = Path(__file__).parents[3] / "pyproject.toml"


def test_a_well_service_says_so_to_anybody(client):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json == {"status": "ok", "database": "ok", "version": VERSION}


def test_without_its_database_it_answers_503_and_not_with_a_page(tmp_path):
    gone = create_app(
        {"DATABASE_URL": NOWHERE, "SECRET_KEY": "test"},
        tmp_path,
        TESTING=True,
    )
    response = gone.test_client().get("/healthz")
    assert response.status_code == 503
    assert response.json == {"status": "failing", "database": "not answering", "version": VERSION}


def test_the_version_is_the_projects():
    assert tomllib.loads(PROJECT.read_text())["project"]["version"] == VERSION
