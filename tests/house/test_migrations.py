"""Migrations lead to the tables that the models describe."""

import shutil
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, func, inspect, select

from quizapp import create_app
from quizapp.attempts import actions
from quizapp.attempts.models import Closing, Response
from quizapp.database import Base, db
from quizapp.people.models import Person, Role, RoleName
from tests import factories
from tests.attempts import builders

CHANGE = """
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999", "0002", None, None

def upgrade():
    with op.batch_alter_table("attempts", recreate="always"):
        pass
"""


def test_an_empty_database_migrates_to_the_models_and_back(tmp_path):
    url = f"sqlite:///{tmp_path / 'migrated.db'}"
    app = create_app({"DATABASE_URL": url, "SECRET_KEY": "test"}, tmp_path)
    with app.app_context():
        upgrade()
        with db.engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        assert set(db.session.scalars(select(Role.name))) == {role.value for role in RoleName}
        db.session.remove()
        downgrade(revision="base")
        db.engine.dispose()
    assert inspect(create_engine(url)).get_table_names() == ["alembic_version"]


def test_changing_a_table_that_others_refer_to_takes_no_row_along(tmp_path):
    """As a later migration will: SQLite makes the changed table anew and drops the old one."""
    app = create_app({"DATABASE_URL": f"sqlite:///{tmp_path / 'filled.db'}", "SECRET_KEY": "test"}, tmp_path)
    folder = tmp_path / "migrations"
    shutil.copytree(Path(app.extensions["migrate"].directory), folder)
    (folder / "versions" / "9999_change.py").write_text(CHANGE)
    with app.app_context():
        upgrade(str(folder), "0002")
        people = factories.cast()
        builders.library(1)
        attempt = actions.start(db.session.get_one(Person, people["pam"]), builders.quiz(count=1), factories.NOW, 1)
        actions.submit(attempt, factories.NOW, Closing.PERSON)
        db.session.commit()
        upgrade(str(folder), "9999")
        assert db.session.scalar(select(func.count()).select_from(Response)) == 1
        db.session.remove()
        db.engine.dispose()
