"""Groups of participants over HTTP."""

from __future__ import annotations

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.estates.participant_groups import operations, queries
from ledger.estates.participant_groups.payloads import (
    LastDay,
    MembershipIdView,
    MembershipView,
    NewMembership,
)
from ledger.estates.people.routes import log_reading
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.web.idempotency import Once
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

E = "/api/v1/estates/{estate_id:int}"


@get(f"{E}/participant-groups", guards=[may(Permission.READ_RULES)], tags=["rules"])
async def list_group_members(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
) -> Page[MembershipView]:
    """谁在规则分别计分的人群里；姓名已脱敏。"""
    key = decode_cursor(after, int)
    rows = await queries.members(conn, estate_id, after=key[0] if key else 0, limit=limit + 1)
    return page_of(
        rows,
        limit=limit,
        key=lambda row: (row.participant_group_member_id,),
        item=MembershipView.of,
    )


@post(f"{E}/participant-groups", guards=[may(Permission.KEEP_PARTICIPANT_GROUPS)], tags=["rules"])
async def join_group(
    estate_id: FromPath[int],
    data: JSONBody[NewMembership],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[MembershipIdView]:
    """登记一位居民属于某个人群。"""

    async def work() -> MembershipIdView:
        member_id = await operations.join_group(
            conn,
            estate_id=estate_id,
            resident_id=data.resident_id,
            group_name=data.group_name,
            starts_on=data.starts_on,
            reason=data.reason,
            actor_user_id=actor.user_id,
        )
        return MembershipIdView(member_id=member_id)

    return await once(conn, data, work)


@post(
    f"{E}/participant-groups/{{member_id:int}}/end",
    guards=[may(Permission.KEEP_PARTICIPANT_GROUPS)],
    tags=["rules"],
    status_code=200,
)
async def leave_group(
    estate_id: FromPath[int],
    member_id: FromPath[int],
    data: JSONBody[LastDay],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[MembershipIdView]:
    """写明一位居民在人群里的最后一天和理由。"""

    async def work() -> MembershipIdView:
        await operations.leave_group(
            conn, estate_id=estate_id, member_id=member_id, ends_on=data.ends_on
        )
        await log_reading(
            conn, actor, action="leave_group", object_=f"member:{member_id}", reason=data.reason
        )
        return MembershipIdView(member_id=member_id)

    return await once(conn, data, work, status=200)


participant_groups = Router(path="/", route_handlers=[list_group_members, join_group, leave_group])
