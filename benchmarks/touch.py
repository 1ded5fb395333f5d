"""Whom does a change of this fact touch? The dry run of a change, asked of a million certificates on 100 facts each.

    make bench-touch
    python -m benchmarks.touch --certificates 1000000

A PostgreSQL database of its own is filled (40,000 people in 400 teams, 242 facts of which some have changed before,
2,000 open attempts) and dropped at the end; TEST_DATABASE_URL names the server, 127.0.0.1:5432 without it. Then the
queries of the application are asked as it asks them, warm, RUNS times each. The tables are as the models say, only that
what certificates rest on is laid without foreign keys, which reading does not touch. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, Table, create_engine, func, insert, make_url, select, text
from sqlalchemy.schema import AddConstraint, CreateIndex, DropConstraint, DropIndex

from quizapp import create_app
from quizapp.attempts.models import Attempt
from quizapp.bank.models import Bank
from quizapp.certificates import queries, resting
from quizapp.certificates.models import Certificate, CertificateFact
from quizapp.core import currency
from quizapp.core.currency import Severity
from quizapp.database import Base, db
from quizapp.facts.models import Fact, FactRevision
from quizapp.people.models import Membership, Person, Team
from quizapp.quizzes.models import Quiz, QuizState
from tests import factories

RUNS = 5
WANTED_S = 1.0
NOW = datetime.now(UTC)
TODAY = NOW.date()
PRIME = 241
"""Facts that a certificate may rest on: with a prime, a stride and a start give each a random choice of its own."""
FACTS = PRIME + 1
"""One more, on which every certificate rests."""
EACH = 100
"""Facts a certificate rests on."""
CHANGED = 20
"""Facts that have changed before; three certificates in ten were issued, or refreshed, since."""
PEOPLE, TEAMS, OPEN_ATTEMPTS = 40_000, 400, 2_000


def say(words: str) -> None:
    """Say how far we are."""
    print(f"{time.strftime('%H:%M:%S')}  {words}", flush=True)


@contextmanager
def database(*, keep: bool) -> Iterator[str]:
    """Make an empty database, give its URL, and drop it, unless it is kept to be looked into."""
    server = os.environ.get("TEST_DATABASE_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
    url = make_url(server).set(database=f"vesicle_touch_{uuid4().hex[:8]}")
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{url.database}"'))
    try:
        yield url.render_as_string(hide_password=False)
    finally:
        if keep:
            say(f"kept: {url.database}")
        else:
            with admin.connect() as connection:
                connection.execute(text(f'DROP DATABASE "{url.database}" WITH (FORCE)'))
        admin.dispose()


def fill(engine: Engine, certificates: int) -> None:
    """Make the tables and fill them: the indexes of the large ones last, and statistics of all at the end."""
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        _people(connection)
        _facts(connection)
        _open_attempts(connection)
    say(f"{PEOPLE:,} people in {TEAMS} teams, {FACTS} facts, {OPEN_ATTEMPTS:,} open attempts")
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL synchronous_commit = off"))
        _insert(connection, ATTEMPTS, certificates)
        _insert(connection, CERTIFICATES, certificates)
        say(f"{certificates:,} certificates")
        _insert_bare(connection, CertificateFact.__table__, RESTING, certificates)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM (ANALYZE)"))


def _people(connection: Connection) -> None:
    factories.roles(connection)
    connection.execute(
        insert(Person),
        [
            {"email": f"{n}@example.org", "name": f"Person {n}", "created_at": NOW, "fs_uniquifier": str(n)}
            for n in range(1, PEOPLE + 1)
        ],
    )
    connection.execute(insert(Team), [{"slug": f"team-{n}", "name": f"Team {n}"} for n in range(1, TEAMS + 1)])
    connection.execute(insert(Membership), [{"team_id": n % TEAMS + 1, "person_id": n} for n in range(1, PEOPLE + 1)])


def _facts(connection: Connection) -> None:
    """Add the facts; the first so many have a second revision, which has said something else for 20 days."""
    connection.execute(insert(Bank), [{"slug": "bank", "title": "Bank"}])
    connection.execute(insert(Quiz), [{"slug": "exam", "title": "Exam", "state": QuizState.PUBLISHED}])
    connection.execute(insert(Fact), [{"slug": slug(n), "bank_slug": "bank"} for n in range(1, FACTS + 1)])
    since = TODAY - timedelta(days=20)
    shared = {"created_at": NOW, "digest": "d", "topic": "t", "publishable": True, "jurisdictions": [],
              "review_by": TODAY + timedelta(days=500), "content": {}, "statement": "It is so. " * 20}  # fmt: skip
    first = [
        {**shared, "fact_id": n, "number": 1, "is_latest": n > CHANGED, "safety_critical": n % 5 == 0,
         "severity": None, "substance": 1, "effective_from": None,
         "effective_until": since - timedelta(days=1) if n <= CHANGED else None}
        for n in range(1, FACTS + 1)
    ]  # fmt: skip
    second = [
        {**shared, "fact_id": n, "number": 2, "is_latest": True, "safety_critical": n % 5 == 0,
         "severity": Severity.MATERIAL, "substance": 2, "effective_from": since, "effective_until": None}
        for n in range(1, CHANGED + 1)
    ]  # fmt: skip
    connection.execute(insert(FactRevision), first + second)


def slug(number: int) -> str:
    """Return the id of a fact, as long as they are."""
    return f"fact-{number:03}-on-what-is-known"


def _open_attempts(connection: Connection) -> None:
    rng = random.Random(1)
    connection.execute(
        insert(Attempt),
        [
            {"public_id": f"open-{n}", "person_id": n, "quiz_id": 1, "mode": "exam", "number": 1000, "title": "Exam",
             "state": "open", "started_at": NOW, "deadline_at": NOW + timedelta(minutes=60), "rules": {},
             "paper": paper(rng)}
            for n in range(1, OPEN_ATTEMPTS + 1)
        ],
    )  # fmt: skip


def paper(rng: random.Random) -> dict[str, Any]:
    """Return a paper of 50 questions that rest on 100 facts."""
    item = {"question_id": 1, "revision_id": 1, "section": "All", "bank": "bank", "topic": "t",
            "safety_critical": False, "order": ["one", "two", "three", "four"]}  # fmt: skip
    about = rng.sample(range(1, FACTS + 1), EACH)
    return {"seed": 1, "items": [item] * 50, "facts": {slug(n): 1 for n in about}}


# The manifest of a real certificate lies outside its row, where these queries do not look: a short one stands for it.
ATTEMPTS = """
    INSERT INTO attempts (id, public_id, person_id, quiz_id, mode, number, title, state, started_at, submitted_at,
        closed_by, paper, rules, score, possible, passed, missed_safety)
    SELECT 1000000 + n, 'attempt-' || n, (n - 1) % :people + 1, 1, 'exam', 1 + (n - 1) / :people, 'Exam', 'submitted',
        :now, :now, 'person', '{}', '{}', 2520, 2520, true, 0
    FROM generate_series(1, :certificates) n
"""
CERTIFICATES = """
    INSERT INTO certificates (id, code, number, attempt_id, person_id, quiz_id, name, title, score, possible,
        shows_score, issued_at, expires_on, cpd_hours, jurisdictions, manifest, manifest_digest, edition,
        revoked_at, revoked_reason)
    SELECT n, upper(md5(n::text)), '2026-' || n, 1000000 + n, (n - 1) % :people + 1, 1, 'Person ' || n, 'Exam', 2520,
        2520, false, :now, :today + (n % 800) * interval '1 day' - interval '60 days', 3, '["NZ"]', '{"facts": []}',
        md5(n::text) || md5(n::text), 1, CASE WHEN n % 100 = 0 THEN :now END, CASE WHEN n % 100 = 0 THEN 'Why.' END
    FROM generate_series(1, :certificates) n
"""
# Each certificate has a start and a stride of its own among the facts; the last fact is on every one.
RESTING = """
    INSERT INTO certificate_facts (fact_revision_id, certificate_id)
    SELECT CASE WHEN fact <= :changed AND n % 10 < 3 THEN :facts + fact ELSE fact END, n
    FROM (
        SELECT n, CASE WHEN k = 0 THEN :facts ELSE 1 + (start + k * stride) % :prime END AS fact
        FROM (
            SELECT n, (random() * 100000)::int AS start, 1 + (random() * (:prime - 2))::int AS stride
            FROM generate_series(1, :certificates) n
        ) chosen, generate_series(0, :each - 1) k
    ) laid
"""


def _insert(connection: Connection, statement: str, certificates: int) -> None:
    known = {"people": PEOPLE, "now": NOW, "today": TODAY, "prime": PRIME, "each": EACH, "changed": CHANGED,
             "facts": FACTS, "certificates": certificates}  # fmt: skip
    connection.execute(text(statement), {name: value for name, value in known.items() if f":{name}" in statement})


def _insert_bare(connection: Connection, table: Table, statement: str, certificates: int) -> None:
    """Fill an empty table without its keys and indexes, not minding a crash; then add them, but for foreign keys."""
    for constraint in (*table.foreign_key_constraints, table.primary_key):
        connection.execute(DropConstraint(constraint))
    for index in table.indexes:
        connection.execute(DropIndex(index))
    connection.execute(text(f"ALTER TABLE {table.name} SET UNLOGGED"))
    _insert(connection, statement, certificates)
    say(f"{certificates * EACH:,} rows of what they rest on")
    connection.execute(text("SET LOCAL maintenance_work_mem = '1GB'"))
    connection.execute(AddConstraint(table.primary_key))
    for index in table.indexes:
        connection.execute(CreateIndex(index))
    say("and their indexes")


def timed(asked: Callable[[], object]) -> tuple[float, float]:
    """Return the median and the longest of RUNS runs in seconds, after one that warms up; each in a new transaction."""
    took = []
    for _ in range(RUNS + 1):
        db.session.remove()
        before = time.perf_counter()
        asked()
        took.append(time.perf_counter() - before)
    return statistics.median(took[1:]), max(took[1:])


def measure(url: str, folder: Path) -> dict[str, Any]:
    """Ask the application and return the figures."""
    app = create_app({"DATABASE_URL": url, "SECRET_KEY": "bench", "BASE_URL": "http://127.0.0.1"}, folder)
    with app.app_context():
        asked = {
            "a fact that four in ten rest on": lambda: _impact(PRIME),
            "one with two revisions": lambda: _impact(CHANGED),
            "the fact that all rest on": lambda: _impact(FACTS),
            "how current one person's are": lambda: _currencies(7),
        }
        figures = {name: timed(query) for name, query in asked.items()}
        found = _impact(PRIME)
        held = queries.held_by(db.session.get_one(Person, 7), TODAY)
        behind = sum(row.currency is not currency.CURRENT for row in held)
        size = db.session.scalar(select(func.pg_database_size(func.current_database()))) or 0
        db.session.remove()
        db.engine.dispose()
    for name, (median, longest) in figures.items():
        print(f"{name:34} {median * 1000:8.0f} ms   (longest of {RUNS}: {longest * 1000:.0f} ms)")
    print(
        f"The first touches {found.certificates:,} certificates of {found.people:,} people in {len(found.teams)} teams"
    )
    print(f"and {found.open_attempts:,} open attempts. Of the person's {len(held)} certificates {behind} are behind.")
    names = ("impact_s", "impact_two_revisions_s", "impact_all_s", "one_person_s")
    medians = [round(median, 4) for median, _ in figures.values()]
    return {
        **dict(zip(names, medians, strict=True)), "touched": found.certificates, "people": found.people,
        "teams": len(found.teams), "open_attempts": found.open_attempts, "gigabytes": round(size / 1e9, 1),
        "runs": RUNS, "wanted_s": WANTED_S, "reached": medians[0] <= WANTED_S,
    }  # fmt: skip


def _impact(number: int) -> resting.Impact:
    fact = db.session.scalars(select(Fact).where(Fact.slug == slug(number))).one()
    return resting.impact(fact, Severity.MATERIAL, TODAY)


def _currencies(person_id: int) -> object:
    held = db.session.scalars(select(Certificate.id).where(Certificate.person_id == person_id)).all()
    return resting.currencies(held, TODAY)


def main() -> None:
    """Fill, measure, tell."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--certificates", type=int, default=1_000_000)
    parser.add_argument("--keep", action="store_true", help="do not drop the database")
    wanted = parser.parse_args()
    with database(keep=wanted.keep) as url, TemporaryDirectory() as folder:
        engine = create_engine(url)
        fill(engine, wanted.certificates)
        engine.dispose()
        say("filled; now asking")
        figures = measure(url, Path(folder))
    print(json.dumps({"certificates": wanted.certificates, "facts_each": EACH, **figures}))


if __name__ == "__main__":
    main()
