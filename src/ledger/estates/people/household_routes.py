"""Moves in and out of dwellings, over HTTP."""

from __future__ import annotations

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.estates.people import operations, queries
from ledger.estates.people.payloads import (
    HouseholdBody,
    HouseholdIdView,
    MemberBody,
    MembersView,
    MemberView,
    MoveOutBody,
    Recorded,
)
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.web.idempotency import Once

E = "/api/v1/estates/{estate_id:int}"


@get(
    f"{E}/dwellings/{{dwelling_id:int}}/people",
    guards=[may(Permission.READ_PEOPLE)],
    tags=["people"],
)
async def people_of_dwelling(
    estate_id: FromPath[int],
    dwelling_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
) -> MembersView:
    """这套房现在住着谁、以前住过谁；姓名已脱敏。"""
    rows = await queries.people_of_dwelling(conn, estate_id, dwelling_id)
    return MembersView(items=[MemberView.of(row) for row in rows])


@post(
    f"{E}/dwellings/{{dwelling_id:int}}/households",
    guards=[may(Permission.KEEP_PEOPLE)],
    tags=["people"],
)
async def open_household(
    estate_id: FromPath[int],
    dwelling_id: FromPath[int],
    data: JSONBody[HouseholdBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[HouseholdIdView]:
    """登记一户住进这套房，户主在先。"""

    async def work() -> HouseholdIdView:
        household_id = await operations.open_household(
            conn,
            estate_id=estate_id,
            dwelling_id=dwelling_id,
            head_resident_id=data.head_resident_id,
            tenure=data.tenure,
            on=data.moved_in_on,
            actor_user_id=actor.user_id,
        )
        return HouseholdIdView(household_id=household_id)

    return await once(conn, data, work)


@post(
    f"{E}/households/{{household_id:int}}/members",
    guards=[may(Permission.KEEP_PEOPLE)],
    tags=["people"],
)
async def move_in(
    estate_id: FromPath[int],
    household_id: FromPath[int],
    data: JSONBody[MemberBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """迁入：一位住户住进这一户。"""

    async def work() -> Recorded:
        member_id = await operations.move_in(
            conn,
            estate_id=estate_id,
            household_id=household_id,
            resident_id=data.resident_id,
            relation=data.relation,
            on=data.moved_in_on,
            actor_user_id=actor.user_id,
        )
        return Recorded(recorded_id=member_id)

    return await once(conn, data, work)


@post(
    f"{E}/household-members/{{household_member_id:int}}/move-out",
    guards=[may(Permission.KEEP_PEOPLE)],
    tags=["people"],
    status_code=200,
)
async def move_out(
    estate_id: FromPath[int],
    household_member_id: FromPath[int],
    data: JSONBody[MoveOutBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """迁出：结束一段居住，记录保留。"""

    async def work() -> Recorded:
        await operations.move_out(
            conn,
            estate_id=estate_id,
            household_member_id=household_member_id,
            on=data.moved_out_on,
            actor_user_id=actor.user_id,
        )
        return Recorded(recorded_id=household_member_id)

    return await once(conn, data, work, status=200)


households = Router(
    path="/",
    route_handlers=[
        people_of_dwelling,
        open_household,
        move_in,
        move_out,
    ],
)
