"""Moving points between wallets on a real database: entries, lots and last days stay together."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.period import Month
from ledger.errors import Refusal
from ledger.estates.people.operations import move_in, open_household
from ledger.evidence.database_verification import verify_database
from ledger.points import statements
from ledger.points.entries import PointsTransfer, SpendOrder, household_holder, resident_holder
from ledger.points.expiry import expire_lots
from ledger.points.lot_restoration import PointsReversal, reverse_points
from ledger.points.lot_transfer import LotMove, LotNature
from ledger.points.operations import (
    points_available,
    post_spends,
    spend_points,
)
from ledger.points.rules import LotUse, PointsAreTooFew
from ledger.points.transfers import Transferred, post_moves, transfer_points
from tests.databases import Database
from tests.evidence.test_screen import edit, screened
from tests.points.estate import TODAY, SmallEstate, grant, make_estate
from tests.points.test_operations import check_everything, give

JULY, NEXT_APRIL = date(2026, 7, 31), date(2028, 4, 30)


async def make_household(conn: AsyncConnection, estate: SmallEstate) -> int:
    """Let 张三, the head, and 李四 live together."""
    dwelling_id = await conn.scalar(
        text("select min(dwelling_id) from dwelling where estate_id = :e"), {"e": estate.estate_id}
    )
    household_id = await open_household(
        conn,
        estate_id=estate.estate_id,
        dwelling_id=dwelling_id,
        head_resident_id=estate.residents[0],
        tenure="owner",
        on=date(2026, 1, 1),
        actor_user_id=estate.organiser,
    )
    await move_in(
        conn,
        estate_id=estate.estate_id,
        household_id=household_id,
        resident_id=estate.residents[1],
        relation="spouse",
        on=date(2026, 1, 1),
        actor_user_id=estate.organiser,
    )
    return household_id


def transfer(
    estate: SmallEstate, household_id: int, points: int, *, resident: int = 0, key: str = "t1"
) -> PointsTransfer:
    return PointsTransfer(
        estate_id=estate.estate_id,
        from_holder=resident_holder(estate.residents[resident]),
        to_holder=household_holder(household_id),
        points=points,
        kind="household_points_in",
        narration="转入家庭账户",
        on=TODAY,
        source=f"household:{household_id}",
        idempotency_key=key,
    )


async def put_in(
    conn: AsyncConnection,
    estate: SmallEstate,
    household_id: int,
    points: int,
    *,
    resident: int = 0,
    key: str = "t1",
) -> Transferred:
    return await transfer_points(
        conn,
        transfer(estate, household_id, points, resident=resident, key=key),
        actor_user_id=estate.organiser,
        today=TODAY,
    )


async def lots_of(conn: AsyncConnection, estate: SmallEstate, holder: str) -> list[tuple[Any, ...]]:
    rows = await conn.execute(
        text("""select l.source_code, l.rule_version, l.expires_on, l.points_left
            from points_lot l join account a using (estate_id, account_id)
            where l.estate_id = :e and a.holder = :holder and l.points_left > 0
            order by l.expires_on, l.lot_id"""),
        {"e": estate.estate_id, "holder": holder},
    )
    return [tuple(row) for row in rows]


async def two_sources(conn: AsyncConnection) -> tuple[SmallEstate, int]:
    estate = await make_estate(conn)
    await give(
        conn,
        estate,
        grant(estate, 10, key="a", expires_on=JULY),
        grant(estate, 4, key="b", expires_on=NEXT_APRIL, source_code="P1102"),
        grant(estate, 6, key="c", expires_on=NEXT_APRIL, source_code="P1102"),
        grant(estate, 30, key="d", expires_on=NEXT_APRIL, resident=1),
    )
    return estate, await make_household(conn, estate)


async def test_what_arrives_keeps_its_source_and_last_day(conn: AsyncConnection) -> None:
    estate, household_id = await two_sources(conn)
    done = await put_in(conn, estate, household_id, 18)
    assert (done.points, done.giver_had, done.taker_had, len(done.posted)) == (18, 20, 0, 2)
    # The two lots of sorting points are alike and arrive as one.
    assert await lots_of(conn, estate, household_holder(household_id)) == [
        ("P1101", "shuxiangyuan/1", JULY, 10),
        ("P1102", "shuxiangyuan/1", NEXT_APRIL, 8),
    ]
    assert await lots_of(conn, estate, resident_holder(estate.residents[0])) == [
        ("P1102", "shuxiangyuan/1", NEXT_APRIL, 2)
    ]
    again = await put_in(conn, estate, household_id, 5, resident=1, key="t2")
    assert (again.giver_had, again.taker_had) == (30, 18)
    narrations = await conn.scalars(
        text("""select narration from journal_entry
            where estate_id = :e and kind = 'household_points_in' order by seq limit 1"""),
        {"e": estate.estate_id},
    )
    assert list(narrations) == ["转入家庭账户（志愿服务积分，2026-07-31 到期）"]
    await check_everything(conn, estate)
    summary = await statements.points_summary(
        conn, estate_id=estate.estate_id, first=Month(2026, 4), last=Month(2026, 7)
    )
    # The household's points are outstanding like the residents'.
    assert (summary.issued, summary.outstanding) == (50, 50)


async def test_too_many_points_move_nothing(conn: AsyncConnection) -> None:
    estate, household_id = await two_sources(conn)
    with pytest.raises(PointsAreTooFew):
        await put_in(conn, estate, household_id, 21)
    assert await lots_of(conn, estate, household_holder(household_id)) == []
    await check_everything(conn, estate)


async def test_a_household_of_nobody_gets_nothing(conn: AsyncConnection) -> None:
    estate, household_id = await two_sources(conn)
    with pytest.raises(Refusal, match="P2102"):
        await put_in(conn, estate, household_id + 99, 1)


async def test_a_household_spends_its_lots_and_they_expire(conn: AsyncConnection) -> None:
    estate, household_id = await two_sources(conn)
    await put_in(conn, estate, household_id, 18)
    mine: dict[str, Any] = {
        "estate_id": estate.estate_id,
        "resident_id": estate.residents[0],
        "today": TODAY,
    }
    assert await points_available(conn, **mine) == 2
    assert await points_available(conn, **mine, household_id=household_id) == 18
    prepared = await spend_points(
        conn,
        SpendOrder(
            estate_id=estate.estate_id,
            resident_id=estate.residents[1],
            household_id=household_id,
            points=4,
            to_account="P3104",
            kind="redemption",
            narration="兑换 肥皂",
            on=TODAY,
            source="test:1",
        ),
        idempotency_key="s1",
        prepared_by=estate.organiser,
        today=TODAY,
    )
    await post_spends(conn, [prepared], posted_by=estate.organiser, today=TODAY)
    assert [row[3] for row in await lots_of(conn, estate, household_holder(household_id))] == [6, 8]
    result = await expire_lots(
        conn, estate_id=estate.estate_id, today=date(2026, 8, 1), actor_user_id=estate.organiser
    )
    assert (result.lots, result.points) == (1, 6)
    assert [row[3] for row in await lots_of(conn, estate, household_holder(household_id))] == [8]
    await check_everything(conn, estate)


async def test_a_reversed_transfer_gives_back_and_takes_back(conn: AsyncConnection) -> None:
    estate, household_id = await two_sources(conn)
    done = await put_in(conn, estate, household_id, 18)
    for points, key in ((3, "r1"), (None, "r2")):
        await reverse_points(
            conn,
            PointsReversal(
                estate_id=estate.estate_id,
                seq=done.posted[1].seq,
                reason="转错了",
                on=TODAY,
                idempotency_key=key,
                prepared_by=estate.organiser,
                approved_by=estate.committee,
                points=points,
            ),
            posted_by=estate.organiser,
            today=TODAY,
        )
        await check_everything(conn, estate)
    assert await lots_of(conn, estate, household_holder(household_id)) == [
        ("P1101", "shuxiangyuan/1", JULY, 10)
    ]
    given = await lots_of(conn, estate, resident_holder(estate.residents[0]))
    assert sorted(row[3] for row in given) == [4, 6]


@pytest.mark.parametrize(
    "change",
    [
        "expires_on = expires_on + 365",
        "source_code = 'P1105'",
        "rule_version = 'other/1'",
    ],
)
async def test_the_screen_and_the_exact_pass_find_a_moved_lot_that_was_altered(
    engine: AsyncEngine,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    change: str,
) -> None:
    async with engine.begin() as conn:
        estate, household_id = await two_sources(conn)
        await put_in(conn, estate, household_id, 18)
    with monkeypatch.context() as patch:
        assert await screened(engine, patch)
    await edit(
        database,
        f"""update points_lot set {change} where granted_seq = (
            select max(seq) from journal_entry where kind = 'household_points_in')""",
    )
    with monkeypatch.context() as patch:
        assert not await screened(engine, patch)
    async with engine.connect() as conn:
        [report] = await verify_database(conn, jobs=0)
    assert {fault.code for fault in report.faults} == {"lot_record_differs"}


@pytest.mark.parametrize(
    "nature",
    [
        LotNature("P1101", "shuxiangyuan/1", NEXT_APRIL),
        LotNature("P1101", "shuxiangyuan/1", None),
        LotNature("P1105", "shuxiangyuan/1", JULY),
        LotNature("P1101", "other/1", JULY),
    ],
)
async def test_the_database_refuses_a_moved_lot_that_is_another(
    conn: AsyncConnection, nature: LotNature
) -> None:
    estate, household_id = await two_sources(conn)
    lot_id = await conn.scalar(text("select min(lot_id) from points_lot"))
    falsified = LotMove(nature, (LotUse(lot_id, 5),))
    asked = transfer(estate, household_id, 5)
    with pytest.raises(DBAPIError) as refused:
        await post_moves(conn, [(asked, [falsified])], actor_user_id=estate.organiser, today=TODAY)
    assert getattr(refused.value.orig, "sqlstate", None) == "LG025"
