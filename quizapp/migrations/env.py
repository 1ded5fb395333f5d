"""How migrations run: on the application's own engine, in one transaction, one process at a time."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from flask import current_app
from flask_security import AsaList
from sqlalchemy import Connection, DateTime, text

from quizapp.database import Base, Marks, UtcDateTime, db

LOCK = 20261122
"""The number that processes migrating the same PostgreSQL database agree to wait on."""


def render(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Write column types that are not SQLAlchemy's own as the plain types beneath: old migrations need no code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Marks):
        return "sa.BigInteger()"
    if kind == "type" and isinstance(item, AsaList):
        return "sa.UnicodeText()"
    return False


def same_type(_context: Any, _inspected: Any, _column: Any, _found: Any, wanted: Any) -> bool | None:
    """Take a moment for the timestamp it is stored as."""
    return False if isinstance(wanted, (UtcDateTime, DateTime)) else None


def migrate(connection: Connection) -> None:
    """Run what is asked for on a connection.

    SQLite changes a table by making it anew; with foreign keys enforced, dropping the old one would take the rows that
    refer to it along. So they are not enforced meanwhile, and checked at the end.
    """
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:  # on the driver's connection, as it has no effect within a transaction
        connection.connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=render,
        compare_type=same_type,
        render_as_batch=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        context.run_migrations()
        if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise RuntimeError("a row would refer to nothing after this migration; nothing was changed")


with current_app.app_context(), db.engine.connect() as open_connection:
    migrate(open_connection)
    open_connection.detach()  # it is not used again without its foreign keys
