"""Who watches over the sample estate from above: its subdistrict's office, and the platform."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.demo.loading import FIRST_MONTH
from ledger.identity.operations import create_user
from ledger.identity.role_grants import give_region_role
from ledger.identity.role_queries import region_of_path
from ledger.identity.roles import RegionRole

STREET = ("川南市", "江北县", "东门街道")
OFFICES = {
    "platform": (RegionRole.PLATFORM_OPERATOR, "平台运维", None),
    "street": (RegionRole.SUBDISTRICT_OFFICE, "东门街道", STREET),
    "community": (RegionRole.COMMUNITY_OFFICE, "书香社区", (*STREET, "书香社区")),
}


async def open_offices(conn: AsyncConnection, *, password: str) -> None:
    """Give the offices their logins and roles, as the shell gives the first; once."""
    for login, (role, name, path) in OFFICES.items():
        if await conn.scalar(
            text("select user_id from app_user where login = :login"), {"login": login}
        ):
            continue
        user_id = await create_user(conn, login=login, display_name=name, password=password)
        await give_region_role(
            conn,
            granter=None,
            user_id=user_id,
            role=role,
            region_id=None if path is None else (await region_of_path(conn, path)).region_id,
            starts_on=FIRST_MONTH.first_day,
        )
