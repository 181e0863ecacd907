"""Run a migration's SQL file: many statements, one round trip, the migration's own transaction."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import Connection


def execute_sql_beside(migration: str, bind: Connection) -> None:
    """Execute the `.sql` file that stands beside a migration's `__file__`.

    The driver's simple protocol takes the whole file, function bodies included, so nothing has to
    split statements. A failure undoes the migration's database transaction.
    """
    sql = Path(migration).with_suffix(".sql").read_text("utf-8")
    # The adapter opens its database transaction at the first statement that it sees itself.
    bind.exec_driver_sql("select 1")
    connection = bind.connection.dbapi_connection
    assert connection is not None
    connection.run_async(lambda driver: driver.execute(sql))
