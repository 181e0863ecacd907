"""What the engine does to every connection and to every error."""

from __future__ import annotations

import traceback

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection


@pytest.mark.parametrize(
    "statement",
    [
        "insert into region (level, name) values ('city', :name), ('city', :name)",
        "insert into region (level, name) values ('nowhere', :name)",
    ],
    ids=["the key that was there", "the row that failed"],
)
async def test_an_error_does_not_quote_what_was_written(
    conn: AsyncConnection, statement: str
) -> None:
    # In pieces, because a traceback shows this line.
    name = "-".join(["张三", "13800000000"])  # noqa: FLY002
    with pytest.raises(IntegrityError) as refused:
        await conn.execute(text(statement), {"name": name})
    # As the log would print it, causes and all.
    printed = "".join(traceback.format_exception(refused.value))
    assert "region" in printed
    assert name not in printed
