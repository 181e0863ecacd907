"""Questions that are asked often, in one place."""

from __future__ import annotations

from alembic import op

from ledger.db.sql_file import execute_sql_beside

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    execute_sql_beside(__file__, op.get_bind())
