"""Is the program there, can it reach its database, and what has it done."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from litestar import Request, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from pydantic import BaseModel, Field
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger import __version__
from ledger.errors import ObjectIsNotHere
from ledger.web.metrics import Counters

FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


class HealthView(BaseModel):
    status: str = Field(examples=["ok"])
    version: str = Field(examples=["0.1.0"])
    database: str = Field(examples=["18.6"])


@get("/api/v1/health", exclude_from_auth=True, opt={"permission": "see_health"}, tags=["health"])
async def read_health(conn: NamedDependency[AsyncConnection]) -> HealthView:
    """程序和数据库是否正常；不正常时这里答 503。"""
    version = (await conn.execute(text("show server_version"))).scalar_one()
    return HealthView(status="ok", version=__version__, database=version)


@get(
    "/metrics",
    exclude_from_auth=True,
    opt={"permission": "see_health"},
    include_in_schema=False,
    media_type="text/plain; version=0.0.4",
)
async def read_metrics(request: Request[Any, Any, State]) -> str:
    """What the server has done, for a program on the same machine and for nobody else."""
    # Behind a proxy everybody comes from this machine.
    if not _is_of_this_machine(request) or any(name in request.headers for name in FORWARDED):
        raise ObjectIsNotHere
    counters: Counters = request.app.state.counters
    return counters.exposition()


def _is_of_this_machine(request: Request[Any, Any, State]) -> bool:
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False
