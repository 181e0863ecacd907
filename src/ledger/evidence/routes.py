"""What signs the head of a book over HTTP: closing a month."""

from __future__ import annotations

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.db.ids import now_utc, today_in_china
from ledger.evidence.operations import for_period, make_checkpoint
from ledger.evidence.sealer import Sealer
from ledger.identity.guards import allow
from ledger.identity.roles import Actor, Role
from ledger.posting import periods
from ledger.posting.payloads import Nothing, PeriodView
from ledger.settings import Settings
from ledger.web.idempotency import Once

E = "/api/v1/estates/{estate_id:int}"


@post(
    f"{E}/periods/{{month:str}}/close",
    guards=[allow(Role.TREASURER)],
    tags=["periods"],
    status_code=200,
)
async def close_period(
    estate_id: FromPath[int],
    month: FromPath[str],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    settings: NamedDependency[Settings],
    once: NamedDependency[Once],
) -> Response[PeriodView]:
    """结账：按月份顺序，当月没有未记账的凭证；账簿的根哈希随即签名存证。"""
    wanted = Month.parse(month)

    async def work() -> PeriodView:
        now = now_utc()
        closed = await periods.close_period(
            conn,
            estate_id=estate_id,
            month=wanted,
            actor_user_id=actor.user_id,
            now=now,
            today=today_in_china(),
        )
        await make_checkpoint(
            conn,
            estate_id=estate_id,
            sealer=Sealer.of(settings),
            now=now,
            reason=for_period(str(wanted)),
        )
        return PeriodView.of(closed)

    return await once(conn, data, work, status=200)
