"""Deductions of what a grant gave by mistake, through the program's own operations."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import CHINA
from ledger.points.deductions import operations, queries
from ledger.points.deductions.operations import Asked
from ledger.points.queries import lots_of_resident
from tests.points.estate import TODAY, SmallEstate, add_user

NOW = datetime(2026, 7, 5, 9, 0, tzinfo=CHINA)


async def seq_of(conn: AsyncConnection, key: str) -> int:
    found = await conn.execute(
        text("select seq from journal_entry where idempotency_key = :key"), {"key": key}
    )
    seq: int = found.scalar_one()
    return seq


async def propose(
    conn: AsyncConnection,
    estate: SmallEstate,
    points: int = 4,
    *,
    seq: int | None = None,
    by: int | None = None,
) -> int:
    return await operations.propose_deduction(
        conn,
        Asked(seq or await seq_of(conn, "wrong"), points, "同一件事发了两次"),
        estate_id=estate.estate_id,
        actor_user_id=by or estate.organiser,
        now=NOW,
    )


async def approve(
    conn: AsyncConnection, estate: SmallEstate, points_deduction_id: int, *, by: int | None = None
) -> queries.Deduction:
    await operations.approve_deduction(
        conn,
        estate_id=estate.estate_id,
        points_deduction_id=points_deduction_id,
        actor_user_id=by or estate.committee,
        now=NOW,
        today=TODAY,
    )
    return await queries.deduction(
        conn, estate_id=estate.estate_id, points_deduction_id=points_deduction_id
    )


async def appeal(
    conn: AsyncConnection,
    estate: SmallEstate,
    points_deduction_id: int,
    *,
    who: int = 0,
    by: int | None = None,
    today: date = TODAY,
) -> None:
    await operations.appeal_deduction(
        conn,
        estate_id=estate.estate_id,
        points_deduction_id=points_deduction_id,
        resident_id=estate.residents[who],
        reason="两次是不同的活动",
        actor_user_id=by or await add_user(conn, f"resident-{points_deduction_id}"),
        now=NOW,
        today=today,
    )


async def answer(
    conn: AsyncConnection,
    estate: SmallEstate,
    points_deduction_id: int,
    *,
    by: int,
    grants: bool = True,
) -> None:
    await operations.answer_appeal(
        conn,
        estate_id=estate.estate_id,
        points_deduction_id=points_deduction_id,
        grants=grants,
        answer="核对过签到纸",
        actor_user_id=by,
        now=NOW,
        today=TODAY,
    )


async def lots(conn: AsyncConnection, estate: SmallEstate) -> list[int]:
    """Return what is left in the lots, that of the wrong grant first."""
    held = await lots_of_resident(conn, estate_id=estate.estate_id, resident_id=estate.residents[0])
    return [lot.points_left for lot in held]


async def retired(conn: AsyncConnection) -> int:
    found = await conn.execute(
        text("""select -b.posted from account a join balance b using (estate_id, account_id)
            where a.code = 'P3103'""")
    )
    points: int = found.scalar_one()
    return points
