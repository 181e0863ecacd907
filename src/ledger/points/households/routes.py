"""The household's account over HTTP: on its members' phones, and at the desk for them."""

from __future__ import annotations

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.audit_log.operations import write_audit_line
from ledger.db.ids import now_utc, today_in_china
from ledger.estates.people.household_spenders import (
    HouseholdStay,
    allow_spender,
    end_spender,
    stay_if_any,
    stay_of,
    stays_in,
)
from ledger.estates.people.operations import choose_head
from ledger.estates.people.payloads import Nothing, Recorded, WithReason
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.points.entries import resident_holder
from ledger.points.households import operations, queries
from ledger.points.households.payloads import (
    DeskHouseholdView,
    DeskSpenderBody,
    GivenBackView,
    HouseholdAccountView,
    HouseholdLineView,
    PutInBody,
    PutInView,
    SpenderBody,
)
from ledger.points.queries import spendable_of
from ledger.web.idempotency import Once
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

ME = "/api/v1/estates/{estate_id:int}/me/household-points"
HOUSEHOLD = "/api/v1/estates/{estate_id:int}/households/{household_id:int}"
LATEST_AT_THE_DESK = 20


async def _own_stay(conn: AsyncConnection, estate_id: int, actor: Actor) -> HouseholdStay | None:
    return await stay_if_any(
        conn, estate_id=estate_id, resident_id=resident_of(actor), today=today_in_china()
    )


@get(ME, guards=[may(Permission.USE_HOUSEHOLD_POINTS)], tags=["me"])
async def read_household_points(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> HouseholdAccountView | None:
    """家庭账户：余额、快到期的积分、家人和谁能使用；没有登记住在哪一户的，没有内容。"""
    today = today_in_china()
    stay = await _own_stay(conn, estate_id, actor)
    if stay is None:
        return None
    household_id = stay.household_id
    return HouseholdAccountView.of(
        stay,
        await queries.household_points(
            conn, estate_id=estate_id, household_id=household_id, today=today
        ),
        await stays_in(conn, estate_id=estate_id, household_id=household_id, today=today),
        own_points=await spendable_of(
            conn, estate_id=estate_id, holder=resident_holder(stay.resident_id), today=today
        ),
    )


@get(f"{ME}/history", guards=[may(Permission.USE_HOUSEHOLD_POINTS)], tags=["me"])
async def list_household_history(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
) -> Page[HouseholdLineView]:
    """家庭账户明细：谁转入、谁使用，从新到旧。"""
    stay = await _own_stay(conn, estate_id, actor)
    key = decode_cursor(after, int)
    rows = stay and await queries.household_history(
        conn,
        estate_id=estate_id,
        household_id=stay.household_id,
        before_seq=key[0] if key else None,
        limit=limit + 1,
    )
    return page_of(
        rows or [],
        limit=limit,
        key=lambda line: (line.seq,),
        item=lambda line: HouseholdLineView.of(line, masked=False),
    )


@post(f"{ME}/transfers", guards=[may(Permission.USE_HOUSEHOLD_POINTS)], tags=["me"])
async def put_into_household(
    estate_id: FromPath[int],
    data: JSONBody[PutInBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PutInView]:
    """把自己的积分转入家庭账户；来源和到期日不变。"""
    resident_id = resident_of(actor)

    async def work() -> PutInView:
        put_in = await operations.put_points_in(
            conn,
            estate_id=estate_id,
            resident_id=resident_id,
            points=data.points,
            idempotency_key=once.key,
            actor_user_id=actor.user_id,
            today=today_in_china(),
        )
        return PutInView.of(put_in)

    return await once(conn, data, work)


@post(f"{ME}/spenders", guards=[may(Permission.USE_HOUSEHOLD_POINTS)], tags=["me"])
async def allow_household_spender(
    estate_id: FromPath[int],
    data: JSONBody[SpenderBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """户主允许一位家人使用家庭账户。"""
    resident_id, today = resident_of(actor), today_in_china()

    async def work() -> Recorded:
        head = await operations.head_of(
            conn, estate_id=estate_id, resident_id=resident_id, today=today
        )
        await allow_spender(
            conn,
            estate_id=estate_id,
            household_id=head.household_id,
            household_member_id=data.household_member_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today,
        )
        return Recorded(recorded_id=data.household_member_id)

    return await once(conn, data, work)


@post(f"{ME}/spenders/{{household_member_id:int}}/end",
      guards=[may(Permission.USE_HOUSEHOLD_POINTS)], tags=["me"], status_code=200)  # fmt: skip
async def end_household_spender(
    estate_id: FromPath[int],
    household_member_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """不再允许一位家人使用家庭账户：户主随时可以，家人自己也可以，立即生效。"""
    resident_id, today = resident_of(actor), today_in_china()

    async def work() -> Recorded:
        stay = await stay_of(
            conn, estate_id=estate_id, resident_id=resident_id, today=today, locked=True
        )
        if stay.household_member_id != household_member_id:
            await operations.head_of(
                conn, estate_id=estate_id, resident_id=resident_id, today=today
            )
        await end_spender(
            conn,
            estate_id=estate_id,
            household_id=stay.household_id,
            household_member_id=household_member_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today,
        )
        return Recorded(recorded_id=household_member_id)

    return await once(conn, data, work, status=200)


@post(f"{ME}/give-back", guards=[may(Permission.USE_HOUSEHOLD_POINTS)], tags=["me"])
async def give_household_points_back(
    estate_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[GivenBackView]:
    """户主把家庭账户里的积分退回各人：谁转入的退给谁，来源和到期日不变。"""
    resident_id, today = resident_of(actor), today_in_china()

    async def work() -> GivenBackView:
        head = await operations.head_of(
            conn, estate_id=estate_id, resident_id=resident_id, today=today
        )
        shares = await operations.give_points_back(
            conn,
            estate_id=estate_id,
            household_id=head.household_id,
            idempotency_key=once.key,
            actor_user_id=actor.user_id,
            today=today,
        )
        return GivenBackView.of(head.household_id, shares)

    return await once(conn, data, work)


# The desk ---------------------------------------------------------------------------------------


@get(f"{HOUSEHOLD}/points", guards=[may(Permission.READ_PEOPLE)], tags=["people"])
async def read_points_of_household(
    estate_id: FromPath[int],
    household_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
) -> DeskHouseholdView:
    """一户的家庭账户：余额、快到期的积分、谁能使用、最近的明细；姓名已脱敏。"""
    household = {"estate_id": estate_id, "household_id": household_id}
    today = today_in_china()
    await queries.check_household(conn, **household)
    return DeskHouseholdView.of(
        household_id,
        await queries.household_points(conn, **household, today=today),
        await stays_in(conn, **household, today=today),
        await queries.household_history(
            conn, **household, before_seq=None, limit=LATEST_AT_THE_DESK
        ),
    )


async def _with_reason(
    conn: AsyncConnection, actor: Actor, household_id: int, reason: str, what: str
) -> None:
    """Write down why the desk did what else the head does, in the same database transaction."""
    await write_audit_line(
        conn,
        estate_id=actor.estate_id,
        actor_user_id=actor.user_id,
        action="help_household",
        outcome="done",
        object_=f"household:{household_id}",
        request_id=actor.request_id,
        address=actor.address,
        details={"reason": reason, "what": what},
    )


@post(f"{HOUSEHOLD}/spenders", guards=[may(Permission.KEEP_PEOPLE)], tags=["people"])
async def allow_spender_at_desk(
    estate_id: FromPath[int],
    household_id: FromPath[int],
    data: JSONBody[DeskSpenderBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """代户主允许一位家人使用家庭账户，要写理由。"""

    async def work() -> Recorded:
        await allow_spender(
            conn,
            estate_id=estate_id,
            household_id=household_id,
            household_member_id=data.household_member_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        await _with_reason(conn, actor, household_id, data.reason, "allow_spender")
        return Recorded(recorded_id=data.household_member_id)

    return await once(conn, data, work)


@post(f"{HOUSEHOLD}/spenders/end", guards=[may(Permission.KEEP_PEOPLE)], tags=["people"],
      status_code=200)  # fmt: skip
async def end_spender_at_desk(
    estate_id: FromPath[int],
    household_id: FromPath[int],
    data: JSONBody[DeskSpenderBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """代户主停止一位家人使用家庭账户，立即生效，要写理由。"""

    async def work() -> Recorded:
        await end_spender(
            conn,
            estate_id=estate_id,
            household_id=household_id,
            household_member_id=data.household_member_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        await _with_reason(conn, actor, household_id, data.reason, "end_spender")
        return Recorded(recorded_id=data.household_member_id)

    return await once(conn, data, work, status=200)


@post(f"{HOUSEHOLD}/head", guards=[may(Permission.KEEP_PEOPLE)], tags=["people"],
      status_code=200)  # fmt: skip
async def choose_household_head(
    estate_id: FromPath[int],
    household_id: FromPath[int],
    data: JSONBody[DeskSpenderBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """更换户主，要写理由。"""

    async def work() -> Recorded:
        await choose_head(
            conn,
            estate_id=estate_id,
            household_id=household_id,
            household_member_id=data.household_member_id,
        )
        await _with_reason(conn, actor, household_id, data.reason, "choose_head")
        return Recorded(recorded_id=data.household_member_id)

    return await once(conn, data, work, status=200)


@post(f"{HOUSEHOLD}/points/give-back", guards=[may(Permission.KEEP_PEOPLE)], tags=["people"])
async def give_back_at_desk(
    estate_id: FromPath[int],
    household_id: FromPath[int],
    data: JSONBody[WithReason],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[GivenBackView]:
    """代户主把家庭账户里的积分退回各人，要写理由；各人收到消息。"""

    async def work() -> GivenBackView:
        shares = await operations.give_points_back(
            conn,
            estate_id=estate_id,
            household_id=household_id,
            idempotency_key=once.key,
            actor_user_id=actor.user_id,
            today=today_in_china(),
        )
        await _with_reason(conn, actor, household_id, data.reason, "give_back")
        return GivenBackView.of(household_id, shares)

    return await once(conn, data, work)


household_points = Router(
    path="/",
    route_handlers=[
        read_household_points,
        list_household_history,
        put_into_household,
        allow_household_spender,
        end_household_spender,
        give_household_points_back,
        read_points_of_household,
        allow_spender_at_desk,
        end_spender_at_desk,
        choose_household_head,
        give_back_at_desk,
    ],
)
