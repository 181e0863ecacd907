"""The time bank on the phone: how it stands, its statement, and what one does with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import today_in_china
from ledger.estates.queries import rule_profile
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.posting.payloads import Nothing
from ledger.time_bank import operations, queries
from ledger.time_bank.automatic.queries import wish_of
from ledger.time_bank.automatic.routes import automatic_deposits as automatic_deposits
from ledger.time_bank.help.routes import help_each_other as help_each_other
from ledger.time_bank.offers.routes import help_offers as help_offers
from ledger.time_bank.payloads import (
    GiftBody,
    MinutesBody,
    MovedView,
    TimeBankMovementView,
    TimeBankView,
)
from ledger.time_bank.pool.routes import pool_of_minutes as pool_of_minutes
from ledger.web.idempotency import Once
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

ME = "/api/v1/estates/{estate_id:int}/me/time-bank"


@get(ME, guards=[may(Permission.USE_TIME_BANK)], tags=["me"])
async def read_time_bank(
    estate_id: FromPath[int], actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection]
) -> TimeBankView:
    """我的时间银行：有多少、能存多少、能转给谁。"""
    resident_id, today = resident_of(actor), today_in_china()
    mine = {"estate_id": estate_id, "resident_id": resident_id}
    services = await queries.services_to_deposit(conn, estate_id=estate_id, resident_id=resident_id)
    profile = await rule_profile(conn, estate_id, on=today)
    wish = await wish_of(conn, **mine)
    return TimeBankView.of(
        await queries.standing_of(conn, **mine),
        undeposited_minutes=sum(service.minutes_left for service in services),
        lifetime_max=profile.time_bank.minutes_lifetime_max,
        is_automatic=wish is not None and wish.is_on,
        relatives=await queries.relatives_of(conn, **mine, today=today),
    )


@get(f"{ME}/movements", guards=[may(Permission.USE_TIME_BANK)], tags=["me"])
async def list_time_bank_movements(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
) -> Page[TimeBankMovementView]:
    """我的时间银行对账单，从新到旧。"""
    key = decode_cursor(after, int)
    rows = await queries.movements_of(
        conn,
        estate_id=estate_id,
        resident_id=resident_of(actor),
        before=key[0] if key else None,
        limit=limit + 1,
    )
    return page_of(rows, limit=limit, key=lambda row: (row.seq,), item=TimeBankMovementView.of)


async def _done(
    conn: AsyncConnection,
    actor: Actor,
    act: Callable[[int, date], Awaitable[operations.Moved]],
) -> MovedView:
    resident_id = resident_of(actor)
    moved = await act(resident_id, today_in_china())
    standing = await queries.standing_of(conn, estate_id=actor.estate_id, resident_id=resident_id)
    return MovedView(minutes=moved.minutes, balance_minutes=standing.balance_minutes, seq=moved.seq)


@post(f"{ME}/deposits", guards=[may(Permission.USE_TIME_BANK)], tags=["me"])
async def deposit_own_minutes(
    estate_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[MovedView]:
    """把已核实、还没存的服务时长都存进时间银行；服务时长本身不减。"""

    async def act(resident_id: int, today: date) -> operations.Moved:
        return await operations.deposit_minutes(
            conn,
            estate_id=estate_id,
            resident_id=resident_id,
            actor_user_id=actor.user_id,
            today=today,
        )

    async def work() -> MovedView:
        return await _done(conn, actor, act)

    return await once(conn, data, work)


@post(f"{ME}/excess-donations", guards=[may(Permission.USE_TIME_BANK)], tags=["me"])
async def donate_own_excess(
    estate_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[MovedView]:
    """把超出上限、存不进去的时长捐入公益池。"""

    async def act(resident_id: int, today: date) -> operations.Moved:
        return await operations.donate_excess(
            conn,
            estate_id=estate_id,
            resident_id=resident_id,
            actor_user_id=actor.user_id,
            today=today,
        )

    async def work() -> MovedView:
        return await _done(conn, actor, act)

    return await once(conn, data, work)


@post(f"{ME}/gifts", guards=[may(Permission.USE_TIME_BANK)], tags=["me"])
async def give_own_minutes(
    estate_id: FromPath[int],
    data: JSONBody[GiftBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[MovedView]:
    """把时间银行里的时长转给家人。"""

    async def act(resident_id: int, today: date) -> operations.Moved:
        return await operations.give_minutes(
            conn,
            estate_id=estate_id,
            giver_id=resident_id,
            taker_id=data.taker_resident_id,
            minutes=data.minutes,
            idempotency_key=f"{actor.user_id}:{once.key}",
            actor_user_id=actor.user_id,
            today=today,
        )

    async def work() -> MovedView:
        return await _done(conn, actor, act)

    return await once(conn, data, work)


@post(f"{ME}/donations", guards=[may(Permission.USE_TIME_BANK)], tags=["me"])
async def donate_own_minutes(
    estate_id: FromPath[int],
    data: JSONBody[MinutesBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[MovedView]:
    """把时间银行里的时长捐入公益池。"""

    async def act(resident_id: int, today: date) -> operations.Moved:
        return await operations.donate_minutes(
            conn,
            estate_id=estate_id,
            resident_id=resident_id,
            minutes=data.minutes,
            idempotency_key=f"{actor.user_id}:{once.key}",
            actor_user_id=actor.user_id,
            today=today,
        )

    async def work() -> MovedView:
        return await _done(conn, actor, act)

    return await once(conn, data, work)
