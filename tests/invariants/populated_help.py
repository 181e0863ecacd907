"""Help in the small estate: paid by oneself, still open, and paid by the pool."""

from __future__ import annotations

from datetime import time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc, today_in_china
from ledger.time_bank.help.completion import confirm_service
from ledger.time_bank.help.operations import (
    Acting,
    Wish,
    accept_request,
    publish_request,
    report_service,
)
from ledger.time_bank.help.rules import Service
from ledger.time_bank.operations import donate_minutes
from ledger.time_bank.pool.operations import Deciding, Proposal, approve_grant, propose_grant
from tests.redemption.world import World
from tests.reporting import books


async def ask_for_help(conn: AsyncConnection, world: World, estate: books.Estate) -> None:
    """Let the first resident ask, the second help; holds run out by the database's clock."""
    now, estate_id = now_utc(), estate.estate_id
    asker, volunteer = world.residents[:2]

    def wish(category: str, skill: str | None = None) -> Wish:
        return Wish(category, "想请人搭把手", 30, now, now + timedelta(hours=2), skill)

    async def publish(category: str) -> int:
        return await publish_request(
            conn,
            wish(category),
            estate_id=estate_id,
            resident_id=asker,
            idempotency_key=category,
            actor_user_id=estate.treasurer,
            now=now,
        )

    async def be_helped(request: int, minutes: int, hour: int) -> None:
        helper = Acting(estate_id, request, estate.committee, volunteer, now)
        await accept_request(conn, helper)
        await report_service(conn, helper, Service(today_in_china(now), time(hour), minutes))
        asking = Acting(estate_id, request, estate.treasurer, asker, now)
        await confirm_service(conn, asking, rating=5, remark="很耐心")

    await donate_minutes(
        conn,
        estate_id=estate_id,
        resident_id=asker,
        minutes=45,
        idempotency_key="pool",
        actor_user_id=estate.treasurer,
        today=today_in_china(now),
    )
    await be_helped(await publish("陪同就医"), 20, 8)
    await publish("代买代取")
    grant = await propose_grant(
        conn,
        Proposal(asker, "高龄", "独居，腿脚不便", wish("陪伴聊天", "心理陪伴")),
        estate_id=estate_id,
        actor_user_id=estate.organiser,
        now=now,
    )
    await be_helped(
        await approve_grant(conn, Deciding(estate_id, grant, estate.committee, now)), 25, 9
    )
