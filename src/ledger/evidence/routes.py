"""The state of a book as evidence: its size, its root hash, when it was last written."""

from __future__ import annotations

from datetime import datetime

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.evidence.health_queries import book_health
from ledger.identity.guards import allow
from ledger.identity.roles import Role


class SeriesCountView(BaseModel):
    series: str = Field(examples=["记"])
    entries: int = Field(examples=[66])


class BookHealthView(BaseModel):
    size: int = Field(examples=[3101], description="已记账的凭证张数，也是日志的叶子数")
    root_hash: str = Field(examples=["9f2c…"], description="全部凭证的根哈希（十六进制）")
    last_recorded_at: datetime | None
    entries_by_series: list[SeriesCountView]
    database_bytes: int = Field(examples=[48_000_000])


@get(
    "/api/v1/estates/{estate_id:int}/health/books",
    guards=[allow(Role.OPERATOR, Role.AUDITOR, Role.SUPERVISOR)],
    tags=["health"],
)
async def read_book_health(
    estate_id: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> BookHealthView:
    """账套健康：凭证张数、根哈希、最近入账时间、数据库大小。"""
    health = await book_health(conn, estate_id)
    return BookHealthView(
        size=health.size,
        root_hash=health.root_hash.hex(),
        last_recorded_at=health.last_recorded_at,
        entries_by_series=[
            SeriesCountView(series=series, entries=entries)
            for series, entries in health.entries_by_series
        ],
        database_bytes=health.database_bytes,
    )
