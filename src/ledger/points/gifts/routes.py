"""转赠与捐出 over HTTP."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import today_in_china
from ledger.estates.people.relatives import needs_guardian, relatives_of
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.points.entries import resident_holder
from ledger.points.gifts import operations
from ledger.points.gifts.payloads import (
    FamilyMemberView,
    GivenView,
    GivingView,
    NewPointsDonation,
    NewPointsGift,
)
from ledger.points.queries import spendable_of
from ledger.web.idempotency import Once, key_of

ME = "/api/v1/estates/{estate_id:int}/me"


def _view(given: operations.Given) -> GivenView:
    return GivenView(
        points=given.points,
        points_before=given.points_before,
        points_after=given.points_before - given.points,
        seqs=list(given.seqs),
    )


@get(f"{ME}/points-giving", guards=[may(Permission.GIVE_POINTS)], tags=["me"])
async def read_giving(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> GivingView:
    """我能转赠多少积分、能转赠给谁，公益池里有多少。"""
    me, today = resident_of(actor), today_in_china()
    family = await relatives_of(conn, estate_id=estate_id, resident_id=me, today=today)
    return GivingView(
        own_points=await spendable_of(
            conn, estate_id=estate_id, holder=resident_holder(me), today=today
        ),
        pool_points=await operations.pool_points(conn, estate_id),
        is_child=await needs_guardian(conn, estate_id=estate_id, resident_id=me, today=today),
        family=[FamilyMemberView(resident_id=each.resident_id, name=each.name) for each in family],
    )


@post(f"{ME}/points-gifts", guards=[may(Permission.GIVE_POINTS)], tags=["me"])
async def give_points(
    request: Request[Any, Any, Any],
    estate_id: FromPath[int],
    data: JSONBody[NewPointsGift],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[GivenView]:
    """把积分转赠给家人；到期日不变，不能收回。"""

    async def work() -> GivenView:
        given = await operations.give_points(
            conn,
            estate_id=estate_id,
            from_resident_id=resident_of(actor),
            to_resident_id=data.to_resident_id,
            points=data.points,
            idempotency_key=key_of(request),
            actor_user_id=actor.user_id,
            today=today_in_china(),
        )
        return _view(given)

    return await once(conn, data, work)


@post(f"{ME}/points-donations", guards=[may(Permission.GIVE_POINTS)], tags=["me"])
async def donate_points(
    request: Request[Any, Any, Any],
    estate_id: FromPath[int],
    data: JSONBody[NewPointsDonation],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[GivenView]:
    """把积分捐入小区的公益池；不能收回。"""

    async def work() -> GivenView:
        given = await operations.donate_points(
            conn,
            estate_id=estate_id,
            resident_id=resident_of(actor),
            points=data.points,
            idempotency_key=key_of(request),
            actor_user_id=actor.user_id,
            today=today_in_china(),
        )
        return _view(given)

    return await once(conn, data, work)


gifts = Router(path="/", route_handlers=[read_giving, give_points, donate_points])
