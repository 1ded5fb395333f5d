"""The same act by several people at the same moment is done once; the others are told so, and nobody sees an error."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, func, select

from quizapp import clock
from quizapp.bank import actions as bank
from quizapp.bank import queries as banks
from quizapp.completion import actions as completion
from quizapp.core.errors import NotHere, Refused
from quizapp.database import db
from quizapp.people import actions as people
from quizapp.people import invitations, teams
from quizapp.people.models import AuditEntry, Invitation, Person, Team
from quizapp.quizzes import actions as quizzes
from quizapp.quizzes.models import Accommodation, Quiz, QuizState
from tests.attempts import builders
from tests.bank import builders as written
from tests.factories import NOW

TIMES = 4


def found(rows: Select[Any]) -> Any:
    """Return the only row. Raises NotHere when another has made an end of it."""
    row = db.session.scalars(rows).one_or_none()
    if row is None:
        raise NotHere
    return row


def person(name: str) -> Person:
    return found(select(Person).where(Person.name.startswith(name)))


def ada() -> Person:
    return person("Ada")


def ted() -> Person:
    return person("Ted")


def team() -> Team:
    return db.session.scalars(select(Team).where(Team.slug == "north-clinic")).one()


def question() -> Any:
    return banks.by_slug("bio-one")


def quiz() -> Quiz:
    return db.session.scalars(select(Quiz)).one()


def granted() -> Accommodation:
    return found(select(Accommodation))


def invitation() -> Invitation:
    return db.session.scalars(select(Invitation)).one()


def one_question() -> None:
    """A question in its second revision."""
    written.bank()
    first = written.published(ada())
    draft = written.revise(first, ada(), stem="Another stem?")
    bank.publish(draft.question, banks.version(draft.question), "Said better.", ted(), clock.now())


def retired() -> None:
    one_question()
    bank.retire(question(), ted(), NOW)


def one_quiz(state: QuizState = QuizState.PUBLISHED) -> Quiz:
    builders.library(3)
    return builders.quiz(state=state)


def draft_quiz() -> None:
    one_quiz(QuizState.DRAFT)


def allowance() -> None:
    quizzes.grant(one_quiz(), person("Pam"), quizzes.Grant(reason="Asked."), ted(), NOW)


def invited() -> None:
    invitations.invite(ada(), "new@example.org", "New", ["trainer"], None, clock.now())


def nothing() -> None:
    """Nothing but the cast."""


@dataclass(frozen=True)
class Act:
    """What there is before, what each loads, what each does, and the verb that the audit log is to hold once."""

    verb: str
    before: Callable[[], Any]
    loaded: Callable[[], Any]
    done: Callable[[Any], Any]


ACTS = {
    "restoring": Act(
        "question revision restored", one_question, question, lambda it: bank.restore(it, 1, ted(), NOW)
    ),
    "retiring a question": Act("question retired", one_question, question, lambda it: bank.retire(it, ted(), NOW)),
    "bringing back": Act("question brought back", retired, question, lambda it: bank.bring_back(it, ted(), NOW)),
    "publishing a quiz": Act("quiz published", draft_quiz, quiz, lambda it: quizzes.publish(it, ted(), clock.now())),
    "retiring a quiz": Act("quiz retired", one_quiz, quiz, lambda it: quizzes.retire(it, ted(), NOW)),
    "withdrawing": Act("accommodation withdrawn", allowance, granted, lambda it: quizzes.withdraw(it, ted(), NOW)),
    "making a team": Act("created a team", nothing, team, lambda _: teams.create(None, "East clinic", NOW)),
    "adding to a team": Act(
        "added to a team", nothing, lambda: (team(), person("Sid")), lambda it: teams.add_member(None, *it, NOW)
    ),
    "taking out of a team": Act(
        "removed from a team", nothing, lambda: (team(), person("Pam")),
        lambda it: teams.remove_member(ada(), it[0], it[1].id, NOW),
    ),
    "giving roles": Act(
        "changed roles", nothing, lambda: person("Pam"), lambda it: people.set_roles(None, it, ["trainer"], NOW)
    ),
    "switching off": Act(
        "switched off the account", nothing, lambda: person("Pam"), lambda it: people.switch_off(ada(), it, NOW)
    ),
    "erasing": Act(
        "erased the person", nothing, lambda: person("Pam"), lambda it: people.erase(ada(), it, NOW)
    ),
    "revoking": Act(
        "revoked an invitation", invited, invitation, lambda it: invitations.revoke(ada(), it, clock.now())
    ),
    "assigning": Act(
        "quiz assigned", one_quiz, lambda: (quiz(), team()),
        lambda it: completion.assign(*it, None, "", ada(), clock.now()),
    ),
}  # fmt: skip


def at_once(app: Flask, *works: tuple[Callable[[], Any], Callable[[Any], Any]]) -> list[str]:
    """Let each load and then do something; return "done", or the name of its refusal.

    On PostgreSQL all have loaded before the first acts. SQLite lets one at a time begin.
    """
    gate = threading.Barrier(len(works))

    def work(it: tuple[Callable[[], Any], Callable[[Any], Any]]) -> str:
        loaded, done = it
        with app.app_context():
            one_by_one = db.engine.dialect.name == "sqlite"
            if one_by_one:
                gate.wait()
            try:
                thing = loaded()
                if not one_by_one:
                    gate.wait()
                done(thing)
                db.session.commit()
            except Refused as refused:
                db.session.rollback()
                return type(refused).__name__
            return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(work, works))


@pytest.mark.parametrize("name", ACTS)
def test_an_act_that_several_do_at_once_is_done_once(app, cast, name):
    act = ACTS[name]
    with app.app_context():
        act.before()
        db.session.commit()
    outcomes = at_once(app, *[(act.loaded, act.done)] * TIMES)
    assert "done" in outcomes
    with app.app_context():
        told = select(func.count()).where(AuditEntry.verb == act.verb)
        assert db.session.scalar(told) == 1


def test_an_invitation_is_either_accepted_or_revoked(app, cast):
    with app.app_context():
        invited()
        secret = "known"
        invitation().secret_digest = invitations.digest(secret)
        db.session.commit()
    outcomes = at_once(
        app,
        (invitation, lambda it: invitations.revoke(ada(), it, clock.now())),
        (invitation, lambda _: invitations.accept(secret, "", "New", "hash", clock.now())),
    )
    assert sorted(outcomes) == ["Conflict", "done"]
    with app.app_context():
        kept = invitation()
        assert (kept.accepted_at is None) != (kept.revoked_at is None)


def test_of_two_teams_that_take_one_name_at_once_the_second_is_told(app, cast):
    def named(slug: str) -> Any:
        return lambda: found(select(Team).where(Team.slug == slug))

    def rename(it: Team) -> None:
        teams.rename(ada(), it, "East clinic", NOW)

    outcomes = at_once(app, (named("north-clinic"), rename), (named("south-clinic"), rename))
    assert sorted(outcomes) == ["Conflict", "done"]
