"""What the tests of the trainer's pages stand on."""

import pytest
from sqlalchemy import select

from quizapp.database import db
from quizapp.people.models import Person, Role, RoleName
from tests.bank import builders


@pytest.fixture
def ted(as_):
    """Ted's browser."""
    return as_("ted")


@pytest.fixture
def ada(app, cast, as_):
    """The browser of Ada, who trains as well: she approves what Ted proposes."""
    with app.app_context():
        person = db.session.get_one(Person, cast["ada"])
        person.roles = [*person.roles, db.session.scalar(select(Role).where(Role.name == RoleName.TRAINER))]
        db.session.commit()
    return as_("ada")


@pytest.fixture
def library(app, cast):
    """Add the bank "biology", its fact, and the published questions bio-one and bio-two."""
    with app.app_context():
        builders.library(cast["ted"], "bio-one", "bio-two")
