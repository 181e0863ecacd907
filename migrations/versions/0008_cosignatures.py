"""Who else signed what the books signed: the cosignatures of witnesses."""

from __future__ import annotations

from alembic import op

from ledger.db.sql_file import execute_sql_beside

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    execute_sql_beside(__file__, op.get_bind())
