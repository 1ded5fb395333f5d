"""The four roles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROLES = sa.table("roles", sa.column("name", sa.String))
NAMES = ("practitioner", "trainer", "manager", "administrator")


def upgrade() -> None:
    """Add what is missing: a database may have been made with them."""
    there = set(op.get_bind().scalars(sa.select(ROLES.c.name)))
    op.bulk_insert(ROLES, [{"name": name} for name in NAMES if name not in there])


def downgrade() -> None:
    """Take them away."""
    op.execute(sa.delete(ROLES))
