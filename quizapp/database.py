"""The database: its base class, its column types, and how a transaction begins.

SQLite runs with a write-ahead log, every commit synced to the disk, foreign keys enforced and a wait for locks. A
transaction that will write takes SQLite's write lock at its first statement (``BEGIN IMMEDIATE``), because one that
starts by reading and then finds that somebody else has written meanwhile can only fail.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, Connection, DateTime, Dialect, Enum, Integer, MetaData, String, event, inspect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from quizapp.core.errors import NotHere

GRAINS = 2520
"""Marks are stored as whole 2520ths: a number that everything up to 10 divides, so every part-mark is exact."""

reads_only: ContextVar[bool] = ContextVar("reads_only", default=False)
"""Whether what runs now has promised not to write; a web request that is a GET has."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC: aware in Python on every database. Refuses a naive one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Marks(TypeDecorator[Fraction]):
    """Exact marks, stored as whole 2520ths so that SQL can add them up."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Fraction | int | None, dialect: Dialect) -> int | None:
        """Store as 2520ths. Raises ValueError for a fraction that is none."""
        if value is None:
            return None
        grains = Fraction(value) * GRAINS
        if grains.denominator != 1:
            raise ValueError(f"{value} is no whole number of 2520ths")
        return int(grains)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Fraction | None:
        """Read back as a fraction."""
        return None if value is None else Fraction(value, GRAINS)


NullableJson = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON column in which nothing is SQL's NULL, never JSON's."""

Json = JSON().with_variant(JSONB(), "postgresql")
"""A JSON column. Assign it anew: edits in place are not tracked."""

Key = BigInteger().with_variant(Integer(), "sqlite")
"""A row's number. SQLite numbers rows by itself only in a column called INTEGER."""


def choice(enum: type[StrEnum], name: str) -> Enum:
    """Return a column type for a StrEnum: stored as its value, held by a check constraint called ``name``."""
    return Enum(
        enum, values_callable=lambda e: [m.value for m in e], native_enum=False, create_constraint=True, name=name,
        length=40,
    )  # fmt: skip


class Base(DeclarativeBase):
    """What every model derives from. Constraints have names, so that a migration can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, str: String, dict[str, Any]: Json, Fraction: Marks}


db = SQLAlchemy(metadata=Base.metadata)


def lock(row: DeclarativeBase) -> None:
    """Let nobody else change a row before the commit, and read it as it stands by now. Raises NotHere when it is gone.

    Rows that point to it can still be added meanwhile: those are what its key is for, and waiting would deadlock.
    """
    db.session.flush()
    identity = inspect(row).identity
    if db.session.get(type(row), identity, populate_existing=True, with_for_update={"key_share": True}) is None:
        raise NotHere


WAIT = 10
"""Seconds to wait for what somebody else is writing, before a person is told to try again."""


@event.listens_for(Engine, "connect")
def _prepare_postgresql(connection: Any, _record: Any) -> None:
    """Let no statement wait for a lock for ever: whoever holds it may be gone."""
    if type(connection).__module__.startswith("psycopg"):
        connection.execute(f"SET lock_timeout = '{WAIT}s'")
        connection.commit()


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Set what SQLite keeps per connection, and leave it to us when a transaction begins."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={WAIT * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Begin a SQLite transaction, with the write lock unless it only reads."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN" if reads_only.get() else "BEGIN IMMEDIATE")


@contextmanager
def unlocked() -> Iterator[None]:
    """Commit what was written so far and hold no write lock inside: for work that is slow on purpose, such as argon2.

    What runs inside only reads; after it, no transaction is open.
    """
    db.session.commit()
    token = reads_only.set(True)
    try:
        yield
        db.session.commit()
    finally:
        reads_only.reset(token)
