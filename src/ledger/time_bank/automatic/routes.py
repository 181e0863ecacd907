"""Automatic deposits over HTTP: what one chose, and choosing."""

from __future__ import annotations

from litestar import Response, Router, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.time_bank.automatic import operations, queries
from ledger.time_bank.automatic.payloads import AutomaticDepositBody, AutomaticDepositView
from ledger.web.idempotency import Once

OWN = "/api/v1/estates/{estate_id:int}/me/time-bank/automatic-deposit"


async def _own(conn: AsyncConnection, actor: Actor) -> AutomaticDepositView:
    wish = await queries.wish_of(conn, estate_id=actor.estate_id, resident_id=resident_of(actor))
    return AutomaticDepositView.of(wish)


@get(OWN, guards=[may(Permission.USE_TIME_BANK)], tags=["me"])
async def read_own_automatic_deposit(
    estate_id: FromPath[int], actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection]
) -> AutomaticDepositView:
    """以后服务的时长要不要自动存。"""
    return await _own(conn, actor)


@put(OWN, guards=[may(Permission.USE_TIME_BANK)], tags=["me"])
async def choose_own_automatic_deposit(
    estate_id: FromPath[int],
    data: JSONBody[AutomaticDepositBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[AutomaticDepositView]:
    """选择以后服务的时长自动存入，超出上限的要不要捐入公益池；随时可以关。"""

    async def work() -> AutomaticDepositView:
        await operations.choose_automatic_deposit(
            conn,
            data.wish(),
            estate_id=estate_id,
            resident_id=resident_of(actor),
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return await _own(conn, actor)

    return await once(conn, data, work, status=200)


automatic_deposits = Router(
    path="/", route_handlers=[read_own_automatic_deposit, choose_own_automatic_deposit]
)
