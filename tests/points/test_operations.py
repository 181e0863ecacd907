"""Granting, spending and expiring on a real database, where lots and balance must agree."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import JournalEntry, credit, debit
from ledger.bookkeeping.period import Month
from ledger.evidence.database_verification import verify_database
from ledger.points import queries, statements
from ledger.points.entries import PointsGrant, SpendOrder, grant_entry
from ledger.points.expiry import ExpiryResult, expire_lots
from ledger.points.operations import (
    grant_points,
    points_available,
    post_spends,
    spend_points,
)
from ledger.points.rules import PointsAreTooFew
from ledger.posting.operations import PostingCommand, post_entries
from tests.points.estate import TODAY, SmallEstate, grant, make_estate


async def give(conn: AsyncConnection, estate: SmallEstate, *grants: PointsGrant) -> None:
    await grant_points(
        conn,
        grants,
        prepared_by=estate.organiser,
        posted_by=estate.organiser,
        today=TODAY,
    )


async def spend(
    conn: AsyncConnection, estate: SmallEstate, points: int, *, key: str, to: str = "P3104"
) -> int:
    prepared = await spend_points(
        conn,
        SpendOrder(
            estate_id=estate.estate_id,
            resident_id=estate.residents[0],
            points=points,
            to_account=to,
            kind="redemption",
            narration="兑换 东北大米5kg",
            on=TODAY,
            source="redemption:1",
        ),
        idempotency_key=key,
        prepared_by=estate.organiser,
        today=TODAY,
    )
    posted = await post_spends(conn, [prepared], posted_by=estate.organiser, today=TODAY)
    return posted[0].seq


async def lots_left(conn: AsyncConnection, estate: SmallEstate) -> list[int]:
    held = await queries.lots_of_resident(
        conn, estate_id=estate.estate_id, resident_id=estate.residents[0]
    )
    return [each.points_left for each in held]


async def check_everything(conn: AsyncConnection, estate: SmallEstate) -> None:
    """Fire the deferred checks, and rebuild lots from the journal."""
    await conn.execute(text("set constraints all immediate"))
    await conn.execute(text("set constraints all deferred"))
    [report] = await verify_database(conn, estate_id=estate.estate_id)
    assert report.is_unaltered, report.lines()


async def test_a_grant_opens_a_lot_and_shows_in_plain_words(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    await give(conn, estate, grant(estate, 2, key="a"), grant(estate, 5, key="b", resident=1))

    mine = {"estate_id": estate.estate_id, "resident_id": estate.residents[0]}
    [line] = await queries.points_history(conn, **mine, before_seq=None, limit=10)
    assert (line.text, line.points, line.balance_after) == ("周末清扫 2 小时", 2, 2)
    assert line.entry_no == "积-202604-0001"
    assert await lots_left(conn, estate) == [2]
    [expiring] = await queries.next_expiry(conn, **mine, today=TODAY)
    assert (expiring.points, expiring.expires_on) == (2, date(2028, 4, 30))
    balance = await queries.wallet_balance(conn, **mine)
    assert (balance.points, balance.held_points, balance.service_minutes) == (2, 0, 0)
    await check_everything(conn, estate)


async def test_the_same_grant_twice_opens_one_lot(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    await give(conn, estate, grant(estate, 2, key="a"))
    await give(conn, estate, grant(estate, 2, key="a"), grant(estate, 3, key="b"))
    assert await lots_left(conn, estate) == [2, 3]
    await check_everything(conn, estate)


async def test_a_spend_uses_the_nearest_expiry_and_says_so(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    await give(
        conn,
        estate,
        grant(estate, 10, key="late", expires_on=date(2028, 4, 30)),
        grant(estate, 30, key="soon", expires_on=date(2027, 4, 30)),
        grant(estate, 6, key="never", expires_on=None),
    )
    seq = await spend(conn, estate, 44, key="r1")
    assert await lots_left(conn, estate) == [2]
    uses = await conn.execute(
        text("""select l.points_granted, u.points from points_lot_use u
            join points_lot l using (estate_id, lot_id) where u.seq = :seq
            order by l.points_granted"""),
        {"seq": seq},
    )
    assert [tuple(row) for row in uses] == [(6, 4), (10, 10), (30, 30)]
    await check_everything(conn, estate)

    summary = await statements.points_summary(
        conn, estate_id=estate.estate_id, first=Month(2026, 4), last=Month(2026, 7)
    )
    assert (summary.issued, summary.redeemed, summary.outstanding) == (46, 44, 2)
    assert summary.by_source == {"P1101": 46}
    assert [(str(m.month), m.issued, m.redeemed) for m in summary.by_month] == [
        ("2026-04", 46, 0),
        ("2026-05", 0, 0),
        ("2026-06", 0, 0),
        ("2026-07", 0, 44),
    ]

    # The pool can still be spent, so the page counts it as the published statement does.
    into_the_pool = JournalEntry(
        series=EntrySeries.POINTS,
        kind="service_points",
        effective_on=date(2026, 7, 1),
        narration="公益池期初",
        lines=(debit("P1109", 5, Currency.PTS), credit("P2301", 5, Currency.PTS)),
    )
    await post_entries(
        conn,
        [PostingCommand(estate.estate_id, into_the_pool, "pool", estate.organiser)],
        posted_by=estate.organiser,
        today=TODAY,
    )
    summary = await statements.points_summary(
        conn, estate_id=estate.estate_id, first=Month(2026, 4), last=Month(2026, 7)
    )
    assert summary.outstanding == 2 + 5


async def test_a_replayed_spend_uses_its_lots_once(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    await give(conn, estate, grant(estate, 20, key="a"))
    first = await spend(conn, estate, 8, key="r1")
    assert await spend(conn, estate, 8, key="r1") == first
    assert await lots_left(conn, estate) == [12]
    await check_everything(conn, estate)


async def test_too_few_points_write_nothing(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    await give(conn, estate, grant(estate, 3, key="a"))
    with pytest.raises(PointsAreTooFew) as refused:
        await spend(conn, estate, 4, key="r1")
    assert refused.value.details == {"points_available": 3, "points_needed": 4}
    assert await lots_left(conn, estate) == [3]
    await check_everything(conn, estate)


async def test_expired_lots_are_retired_once_and_cannot_be_spent_before(
    conn: AsyncConnection,
) -> None:
    estate = await make_estate(conn)
    await give(
        conn,
        estate,
        grant(estate, 5, key="gone", expires_on=date(2026, 6, 30)),
        grant(estate, 4, key="also", expires_on=date(2026, 5, 31), source_code="P1102"),
        grant(estate, 7, key="kept", expires_on=TODAY),
        grant(estate, 9, key="other", expires_on=date(2026, 6, 30), resident=1),
    )
    available = await points_available(
        conn, estate_id=estate.estate_id, resident_id=estate.residents[0], today=TODAY
    )
    assert available == 7

    async def run() -> ExpiryResult:
        return await expire_lots(
            conn, estate_id=estate.estate_id, today=TODAY, actor_user_id=estate.committee
        )

    result = await run()
    assert (result.lots, result.points) == (3, 18)
    assert (await run()).lots == 0
    assert await lots_left(conn, estate) == [7]
    history = await queries.points_history(
        conn,
        estate_id=estate.estate_id,
        resident_id=estate.residents[0],
        before_seq=None,
        limit=2,
    )
    assert [(line.text, line.points, line.balance_after) for line in history] == [
        ("志愿服务积分于 2026-06-30 到期", -5, 7),
        ("绿色账户积分于 2026-05-31 到期", -4, 12),
    ]
    await check_everything(conn, estate)


async def test_history_pages_by_seq(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    await give(conn, estate, *(grant(estate, n, key=f"g{n}") for n in range(1, 8)))
    mine = {"estate_id": estate.estate_id, "resident_id": estate.residents[0]}
    seen: list[int] = []
    before: int | None = None
    while page := await queries.points_history(conn, **mine, before_seq=before, limit=3):
        seen += [line.points for line in page]
        before = page[-1].seq
    assert seen == [7, 6, 5, 4, 3, 2, 1]


async def test_thousands_of_grants_cost_a_few_round_trips(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    grants = [grant(estate, 1, key=f"g{n}", resident=n % 3) for n in range(2000)]
    await give(conn, estate, *grants)
    assert (await conn.execute(text("select count(*) from points_lot"))).scalar_one() == 2000
    await check_everything(conn, estate)


async def test_two_purchases_at_once_never_spend_a_point_twice(engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        estate = await make_estate(conn)
        await give(conn, estate, *(grant(estate, 5, key=f"g{n}") for n in range(4)))

    async def buy(number: int) -> bool:
        try:
            async with engine.begin() as conn:
                await spend(conn, estate, 6, key=f"r{number}")
        except PointsAreTooFew:
            return False
        return True

    bought = await asyncio.gather(*(buy(number) for number in range(8)))
    assert sum(bought) == 3
    async with engine.begin() as conn:
        assert await lots_left(conn, estate) == [2]
        await check_everything(conn, estate)


class TestTheDatabaseRefuses:
    """The same invariants, attacked with SQL (I2, I9)."""

    async def test_points_in_a_wallet_without_a_lot(self, engine: AsyncEngine) -> None:
        async with engine.begin() as conn:
            estate = await make_estate(conn)
        entry = grant_entry(grant(estate, 5, key="x"))
        command = PostingCommand(estate.estate_id, entry, "x", estate.organiser)
        async with engine.connect() as conn:
            with pytest.raises(DBAPIError, match="differs from its lots"):
                await post_entries(conn, [command], posted_by=estate.organiser, today=TODAY)

    @pytest.mark.parametrize(
        "statement, message",
        [
            ("update points_lot set points_left = points_left - 1", "differ from its last line"),
            ("update points_lot set points_left = -1", "check constraint"),
            ("update points_lot set points_left = points_granted + 1", "check constraint"),
            ("update points_lot set expires_on = null", "permission denied"),
            ("delete from points_lot", "permission denied"),
            ("update points_lot_use set points = 1", "permission denied"),
            ("delete from points_lot_use", "permission denied"),
        ],
    )
    async def test_a_change_of_lots_by_the_service(
        self, engine: AsyncEngine, statement: str, message: str
    ) -> None:
        async with engine.begin() as conn:
            estate = await make_estate(conn)
            await give(conn, estate, grant(estate, 20, key="a"))
            await spend(conn, estate, 8, key="r")
        with pytest.raises(DBAPIError, match=message):
            async with engine.begin() as conn:
                await conn.execute(text(statement))

    @pytest.mark.parametrize(
        "statement",
        ["delete from points_lot", "delete from points_lot_use", "truncate points_lot_use"],
    )
    async def test_removal_even_by_the_owner(
        self, engine: AsyncEngine, owner_engine: AsyncEngine, statement: str
    ) -> None:
        async with engine.begin() as conn:
            estate = await make_estate(conn)
            await give(conn, estate, grant(estate, 20, key="a"))
        with pytest.raises(DBAPIError, match="append-only"):
            async with owner_engine.begin() as conn:
                await conn.execute(text(statement))
