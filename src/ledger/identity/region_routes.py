"""Roles above the estates over HTTP: regions, whoever works in their offices, the platform."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.audit_log.operations import write_audit_line
from ledger.db.ids import now_utc, today_in_china
from ledger.db.session import in_installation
from ledger.errors import ObjectIsNotHere
from ledger.identity import role_grants, role_queries, rules
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.role_payloads import (
    NewPlatformRole,
    NewRegionRole,
    RegionListView,
    RegionPlaceView,
    RegionRoleView,
    RegionView,
    Revocation,
)
from ledger.identity.role_queries import RegionGrantRow
from ledger.identity.roles import RegionRole, SignedInUser
from ledger.web.idempotency import Once, key_of
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

R = "/api/v1/regions/{region_id:int}"
PLATFORM = "/api/v1/platform/role-grants"


async def provide_conn_above(
    request: Request[SignedInUser, Any, Any], engine: NamedDependency[AsyncEngine]
) -> AsyncIterator[AsyncConnection]:
    """Open a database transaction that is not about one estate.

    A region that the address names has to be one that the caller's roles reach; raises
    `ObjectIsNotHere`. Handlers look at regions and below only.
    """
    async with in_installation(engine, actor=request.user.user_id) as conn:
        region_id = request.path_params.get("region_id")
        if region_id is not None:
            region = await role_queries.region(conn, int(region_id))
            rules.check_region_seen(request.user.region_grants, region.above)
        yield conn


async def provide_once_above(
    request: Request[SignedInUser, Any, Any], engine: NamedDependency[AsyncEngine]
) -> Once:
    """Let a write that belongs to no estate happen once under its sender's key."""
    user_id = request.user.user_id
    request_id = str(request.scope["state"].get("request_id", ""))
    address = request.client.host if request.client else ""

    async def record(conn: AsyncConnection, *, action: str, outcome: str, object_: str) -> None:
        await write_audit_line(
            conn,
            estate_id=None,
            actor_user_id=user_id,
            action=action,
            outcome=outcome,
            object_=object_,
            request_id=request_id,
            address=address,
        )

    return Once(
        estate_id=None,
        actor_user_id=user_id,
        key=key_of(request),
        route=f"{request.method} {request.scope['path']}",
        action=request.route_handler.handler_name,
        record=record,
    )


@get("/api/v1/regions", guards=[may(Permission.READ_STATUS_BOARD)], tags=["regions"])
async def list_my_regions(
    request: Request[SignedInUser, Any, Any], conn: NamedDependency[AsyncConnection]
) -> RegionListView:
    """您管理的地区；平台运维看到所有的市。"""
    granted = {grant.region_id for grant in request.user.region_grants}
    rows = await role_queries.regions_of(conn, granted)
    return RegionListView(items=[RegionView.of(row) for row in rows])


@get(R, guards=[may(Permission.READ_STATUS_BOARD)], tags=["regions"])
async def read_region(
    request: Request[SignedInUser, Any, Any],
    region_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
) -> RegionPlaceView:
    """一个地区：往上到您管理的那一级，往下一级有哪些，能不能授予它的角色。"""
    held = request.user.region_grants
    place = await role_queries.region(conn, region_id)
    around = [await role_queries.region(conn, each) for each in place.above if each != region_id]
    role = RegionRole.of_level(place.level)
    return RegionPlaceView(
        region=RegionView.of(place),
        above=sorted(
            (RegionView.of(row) for row in around if rules.reaches(held, row.above)),
            key=lambda view: len(view.path.split("/")),
        ),
        below=[RegionView.of(row) for row in await role_queries.regions_in(conn, region_id)],
        role=role,
        role_title=role.chinese_title,
        may_grant=rules.is_region_grantable(held, role, place.above),
    )


@get(f"{R}/role-grants", guards=[may(Permission.READ_REGION_ROLES)], tags=["regions"])
async def list_region_roles(
    request: Request[SignedInUser, Any, Any],
    region_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
) -> Page[RegionRoleView]:
    """这个地区和下级地区的工作人员，已结束的也在内。"""
    key = decode_cursor(after, int)
    place = await role_queries.region(conn, region_id)
    rows = await role_queries.grants_below(
        conn, region_id, after=key[0] if key else 0, limit=limit + 1
    )
    return _page(rows, limit, request.user, place.above)


@post(f"{R}/role-grants", guards=[may(Permission.GRANT_REGION_ROLES)], tags=["regions"])
async def grant_region_role(
    request: Request[SignedInUser, Any, Any],
    region_id: FromPath[int],
    data: JSONBody[NewRegionRole],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[RegionRoleView]:
    """授予下级地区的角色，写明起止日期。"""

    async def work() -> RegionRoleView:
        grant_id = await role_grants.give_region_role(
            conn,
            granter=request.user,
            user_id=await role_queries.user_id_of_login(conn, data.login),
            role=data.role,
            region_id=region_id,
            starts_on=data.starts_on,
            ends_on=data.ends_on,
        )
        return await _one(conn, grant_id, request.user)

    return await once(conn, data, work)


@post(
    f"{R}/role-grants/{{region_role_grant_id:int}}/revocation",
    guards=[may(Permission.GRANT_REGION_ROLES)],
    tags=["regions"],
    status_code=200,
)
async def revoke_region_role(
    request: Request[SignedInUser, Any, Any],
    region_id: FromPath[int],
    region_role_grant_id: FromPath[int],
    data: JSONBody[Revocation],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[RegionRoleView]:
    """收回下级地区的一个角色，立即生效，写明理由。"""

    async def work() -> RegionRoleView:
        grant = await role_queries.region_grant(conn, region_role_grant_id)
        above = await _above(conn, grant)
        if region_id not in above:
            raise ObjectIsNotHere("这个角色")
        await role_grants.revoke_region_role(
            conn,
            granter=request.user,
            region_role_grant_id=region_role_grant_id,
            reason=data.reason,
            now=now_utc(),
            today=today_in_china(),
        )
        return await _one(conn, region_role_grant_id, request.user)

    return await once(conn, data, work, status=200)


# The platform, which is above every region ------------------------------------------------------


@get(PLATFORM, guards=[may(Permission.READ_PLATFORM_ROLES)], tags=["regions"])
async def list_platform_roles(
    request: Request[SignedInUser, Any, Any],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
) -> Page[RegionRoleView]:
    """平台运维有哪些人，已结束的也在内。"""
    key = decode_cursor(after, int)
    rows = await role_queries.grants_of_platform(conn, after=key[0] if key else 0, limit=limit + 1)
    return _page(rows, limit, request.user, ())


@post(PLATFORM, guards=[may(Permission.GRANT_PLATFORM_ROLES)], tags=["regions"])
async def grant_platform_role(
    request: Request[SignedInUser, Any, Any],
    data: JSONBody[NewPlatformRole],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[RegionRoleView]:
    """授予平台运维，写明起止日期。"""

    async def work() -> RegionRoleView:
        grant_id = await role_grants.give_region_role(
            conn,
            granter=request.user,
            user_id=await role_queries.user_id_of_login(conn, data.login),
            role=RegionRole.PLATFORM_OPERATOR,
            region_id=None,
            starts_on=data.starts_on,
            ends_on=data.ends_on,
        )
        return await _one(conn, grant_id, request.user)

    return await once(conn, data, work)


@post(
    f"{PLATFORM}/{{region_role_grant_id:int}}/revocation",
    guards=[may(Permission.GRANT_PLATFORM_ROLES)],
    tags=["regions"],
    status_code=200,
)
async def revoke_platform_role(
    request: Request[SignedInUser, Any, Any],
    region_role_grant_id: FromPath[int],
    data: JSONBody[Revocation],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[RegionRoleView]:
    """收回一位平台运维，立即生效，写明理由；最后一位收不回。"""

    async def work() -> RegionRoleView:
        if (await role_queries.region_grant(conn, region_role_grant_id)).region_id is not None:
            raise ObjectIsNotHere("这个角色")
        await role_grants.revoke_region_role(
            conn,
            granter=request.user,
            region_role_grant_id=region_role_grant_id,
            reason=data.reason,
            now=now_utc(),
            today=today_in_china(),
        )
        return await _one(conn, region_role_grant_id, request.user)

    return await once(conn, data, work, status=200)


async def _above(conn: AsyncConnection, grant: RegionGrantRow) -> tuple[int, ...]:
    """Return the grant's region and those above it; the platform's has none."""
    if grant.region_id is None:
        return ()
    return (await role_queries.region(conn, grant.region_id)).above


async def _one(
    conn: AsyncConnection, region_role_grant_id: int, user: SignedInUser
) -> RegionRoleView:
    grant = await role_queries.region_grant(conn, region_role_grant_id)
    may_revoke = rules.is_region_grantable(
        user.region_grants, grant.role, await _above(conn, grant)
    )
    return RegionRoleView.of(grant, today=today_in_china(), may_revoke=may_revoke)


def _page(
    rows: list[RegionGrantRow], limit: int, user: SignedInUser, above: Iterable[int]
) -> Page[RegionRoleView]:
    # Whoever sees the region `above` ends at stands there or higher: that decides for all below.
    today = today_in_china()
    return page_of(
        rows,
        limit=limit,
        key=lambda row: (row.region_role_grant_id,),
        item=lambda row: RegionRoleView.of(
            row,
            today=today,
            may_revoke=rules.is_region_grantable(user.region_grants, row.role, above),
        ),
    )


ROUTER = Router(
    path="/",
    dependencies={
        "conn": Provide(provide_conn_above),
        "once": Provide(provide_once_above),
    },
    route_handlers=[
        list_my_regions,
        read_region,
        list_region_roles,
        grant_region_role,
        revoke_region_role,
        list_platform_roles,
        grant_platform_role,
        revoke_platform_role,
    ],
)
