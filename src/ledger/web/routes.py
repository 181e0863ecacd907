"""Is the program there, and can it reach its database."""

from __future__ import annotations

from litestar import get
from litestar.di import NamedDependency
from pydantic import BaseModel, Field
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger import __version__


class HealthView(BaseModel):
    status: str = Field(examples=["ok"])
    version: str = Field(examples=["0.1.0"])
    database: str = Field(examples=["18.6"])


@get("/api/v1/health", exclude_from_auth=True, tags=["health"])
async def read_health(conn: NamedDependency[AsyncConnection]) -> HealthView:
    """程序和数据库是否正常；不正常时这里答 503。"""
    version = (await conn.execute(text("show server_version"))).scalar_one()
    return HealthView(status="ok", version=__version__, database=version)
