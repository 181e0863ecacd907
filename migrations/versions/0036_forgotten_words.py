"""Free words of somebody who was forgotten."""

from __future__ import annotations

from alembic import op

from ledger.db.sql_file import execute_sql_beside

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    execute_sql_beside(__file__, op.get_bind())
