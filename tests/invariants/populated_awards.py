"""Awards, deductions and purchases in the small estate: two of each, so that they swap."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.intake.operations import book_import, upload_import
from ledger.intake.source_file import SourceFile
from ledger.points.awards.operations import NewList, approve_list, propose_list
from ledger.points.awards.queries import rows_of
from ledger.points.awards.rules import AwardRow, AwardSource
from ledger.points.deductions.operations import (
    Asked,
    answer_appeal,
    appeal_deduction,
    approve_deduction,
    propose_deduction,
)
from ledger.redemption.purchases.operations import NewPurchase, confirm_purchase, register_purchase
from tests.invariants.populated_teams import share_out
from tests.redemption.world import World, add_user
from tests.reporting import books


async def give_and_correct(
    conn: AsyncConnection, estate: books.Estate, *, now: datetime, today: date
) -> None:
    """Give two lists, one with a cap and a notice, correct the row of each; then to two teams."""
    await conn.execute(
        text("""insert into rule_version (estate_id, version, name, effective_on, source, body)
            select estate_id, 2, name, '2026-07-01', source, body || jsonb_build_object(
                'version', 2, 'effective_on', '2026-07-01',
                'awards', '{"caps": {"month": 30}}'::jsonb,
                'points', body -> 'points' || '{"notice_days": 3}'::jsonb)
            from rule_version where estate_id = :estate_id and version = 1"""),
        {"estate_id": estate.estate_id},
    )
    paper = await _paper(conn, estate)
    when: dict[str, Any] = {"now": now, "today": today}
    for title, points, source, resident_id in (
        ("移风易俗评比", 20, AwardSource.ENVIRONMENT, estate.residents[0]),
        ("最美楼道", 40, AwardSource.HONOUR, estate.residents[1]),
    ):
        award_list_id = await propose_list(
            conn,
            NewList(
                title,
                source,
                "业委会会议评定",
                (AwardRow(points, title, resident_id=resident_id),),
                paper if source is AwardSource.ENVIRONMENT else None,
            ),
            estate_id=estate.estate_id,
            actor_user_id=estate.organiser,
            **when,
        )
        await approve_list(
            conn,
            estate_id=estate.estate_id,
            award_list_id=award_list_id,
            actor_user_id=estate.committee,
            **when,
        )
        [row] = await rows_of(conn, estate_id=estate.estate_id, award_list_id=award_list_id)
        await _correct(conn, estate, row.seq or 0, resident_id, paper, now=now, today=today)
    await share_out(conn, estate, now=now, today=today)


async def _correct(
    conn: AsyncConnection,
    estate: books.Estate,
    seq: int,
    resident_id: int,
    paper: int | None,
    *,
    now: datetime,
    today: date,
    points: int = 3,
    restores: bool | None = None,
) -> None:
    """Take points back, restored on appeal: by default if they are the first resident's."""
    if restores is None:
        restores = resident_id == estate.residents[0]
    this: dict[str, Any] = {
        "estate_id": estate.estate_id,
        "points_deduction_id": await propose_deduction(
            conn,
            Asked(seq, points, f"名单写错了 {resident_id}", paper),
            estate_id=estate.estate_id,
            actor_user_id=estate.organiser,
            now=now,
        ),
    }
    when: dict[str, Any] = {"now": now, "today": today}
    await approve_deduction(conn, actor_user_id=estate.committee, **this, **when)
    await appeal_deduction(
        conn,
        resident_id=resident_id,
        reason="写的没有错",
        actor_user_id=await add_user(conn, f"appellant-{seq}"),
        **this,
        **when,
    )
    await answer_appeal(
        conn,
        grants=restores,
        answer="核对过名单",
        actor_user_id=estate.treasurer,
        **this,
        **when,
    )


async def buy(engine: AsyncEngine, world: World, estate: books.Estate, *, now: datetime) -> None:
    """Confirm two receipts of the partner merchant, one of a file; take a point of each back."""
    when: dict[str, Any] = {"now": now, "today": now.date()}
    digest = world.digest(await world.show_code(0))
    async with engine.begin() as conn:
        await register_purchase(
            conn,
            NewPurchase(digest, "R1", now.date(), 2_000),
            estate_id=world.estate_id,
            merchant_id=world.merchants["M04"],
            actor_user_id=world.cook,
            **when,
        )
        await _hand_in(conn, world, f"R2,{now.date()},30.00,O1,M04", **when)
        for number in await _numbers(conn, "merchant_purchase_id from merchant_purchase"):
            this: dict[str, Any] = {
                "estate_id": world.estate_id,
                "merchant_purchase_id": number,
            }
            await confirm_purchase(conn, actor_user_id=estate.committee, **this, **when)
        found = await conn.execute(
            text("select points_seq, resident_id from merchant_purchase order by points_seq")
        )
        for seq, resident_id in found.all():
            await _correct(
                conn,
                estate,
                seq,
                resident_id,
                None,
                points=1,
                restores=resident_id == world.residents[0],
                **when,
            )


async def _hand_in(
    conn: AsyncConnection, world: World, row: str, *, now: datetime, today: date
) -> None:
    head = "小票号,消费日期,消费金额,业主编号,商户编号"
    uploaded = await upload_import(
        conn,
        estate_id=world.estate_id,
        kind="merchant_purchases",
        file=SourceFile.of("小票.csv", f"{head}\n{row}\n".encode()),
        actor_user_id=world.cook,
    )
    await book_import(
        conn,
        estate_id=world.estate_id,
        import_id=uploaded.batch.import_id,
        accepted_rows=frozenset(each.row_no for each in uploaded.preview.rows),
        actor_user_id=world.cook,
        now=now,
        today=today,
    )


async def _numbers(conn: AsyncConnection, wanted: str) -> list[int]:
    return list((await conn.execute(text(f"select {wanted} order by 1"))).scalars())


async def _paper(conn: AsyncConnection, estate: books.Estate) -> int:
    found = await conn.execute(
        text("""insert into source_document (estate_id, sha256, filename, media_type, size_bytes,
                content, uploaded_by)
            values (:e, sha256('评定记录'::bytea), '评定记录.txt', 'text/plain',
                length('评定记录'::bytea), '评定记录'::bytea, :by)
            returning document_id"""),
        {"e": estate.estate_id, "by": estate.organiser},
    )
    document_id: int = found.scalar_one()
    return document_id
