"""Points taken back: the same lots, once per portion, whatever has expired since."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import JournalEntry, credit, debit
from ledger.bookkeeping.reversal import (
    EntryIsAlreadyReversed,
    ReversalMayNotBeReversed,
    ReversalTakesTooMuch,
)
from ledger.errors import IdempotencyKeyWasUsed, ObjectIsNotHere
from ledger.evidence.database_verification import verify_database
from ledger.points.expiry import expire_lots
from ledger.points.lot_restoration import (
    EntryMovesNoWallet,
    GrantedPointsWereUsed,
    PointsReversal,
    give_back,
    reverse_points,
)
from ledger.points.operations import points_available
from ledger.points.rules import OpenLot, choose_lots, in_spending_order
from ledger.posting.operations import PostedEntry, PostingCommand, post_entries
from tests.points.estate import TODAY, SmallEstate, grant, make_estate
from tests.points.test_operations import check_everything, give, spend

JULY, AUGUST = date(2026, 7, 31), date(2026, 8, 31)


async def take_back(
    conn: AsyncConnection,
    estate: SmallEstate,
    seq: int,
    points: int | None = None,
    *,
    key: str = "r1",
    on: date = TODAY,
) -> PostedEntry:
    return await reverse_points(
        conn,
        PointsReversal(
            estate_id=estate.estate_id,
            seq=seq,
            reason="换错了东西",
            on=on,
            idempotency_key=key,
            prepared_by=estate.organiser,
            approved_by=estate.committee,
            points=points,
        ),
        posted_by=estate.organiser,
        today=on,
    )


async def left_by_lot(conn: AsyncConnection, estate: SmallEstate) -> list[int]:
    rows = await conn.execute(
        text("select points_left from points_lot where estate_id = :e order by lot_id"),
        {"e": estate.estate_id},
    )
    return list(rows.scalars())


async def check_all(conn: AsyncConnection, estate: SmallEstate) -> None:
    await check_everything(conn, estate)
    (report,) = await verify_database(conn, estate_id=estate.estate_id)
    assert [fault.code for fault in report.faults] == []


async def two_lots(conn: AsyncConnection) -> SmallEstate:
    """One wallet with 10 points until the end of July and 20 until the end of August."""
    estate = await make_estate(conn)
    await give(
        conn,
        estate,
        grant(estate, 10, key="g1", expires_on=JULY),
        grant(estate, 20, key="g2", expires_on=AUGUST),
    )
    return estate


async def test_a_spend_goes_back_to_its_lots_part_by_part(conn: AsyncConnection) -> None:
    estate = await two_lots(conn)
    seq = await spend(conn, estate, 15, key="s1")
    assert await left_by_lot(conn, estate) == [0, 15]
    # The lot that lasts longest is filled first, as far as this entry took from it.
    await take_back(conn, estate, seq, 7)
    assert await left_by_lot(conn, estate) == [2, 20]
    with pytest.raises(ReversalTakesTooMuch):
        await take_back(conn, estate, seq, 9, key="r2")
    await take_back(conn, estate, seq, key="r3")
    assert await left_by_lot(conn, estate) == [10, 20]
    with pytest.raises(EntryIsAlreadyReversed):
        await take_back(conn, estate, seq, 1, key="r4")
    await check_all(conn, estate)


async def test_a_key_that_comes_again_moves_no_lot(conn: AsyncConnection) -> None:
    estate = await two_lots(conn)
    seq = await spend(conn, estate, 15, key="s1")
    await take_back(conn, estate, seq, 7, key="part")
    first = await take_back(conn, estate, seq, key="rest")
    again = await take_back(conn, estate, seq, key="rest")
    assert (again.seq, again.is_replay) == (first.seq, True)
    assert await left_by_lot(conn, estate) == [10, 20]
    with pytest.raises(IdempotencyKeyWasUsed):
        await take_back(conn, estate, seq, 6, key="part")
    await check_all(conn, estate)


async def test_what_goes_back_to_a_lot_past_its_day_expires_again(conn: AsyncConnection) -> None:
    estate = await two_lots(conn)
    seq = await spend(conn, estate, 15, key="s1")
    late = JULY + timedelta(days=1)
    await take_back(conn, estate, seq, on=late)
    assert await left_by_lot(conn, estate) == [10, 20]
    available = await points_available(
        conn, estate_id=estate.estate_id, resident_id=estate.residents[0], today=late
    )
    assert available == 20
    for expected in (1, 0):
        run = await expire_lots(
            conn, estate_id=estate.estate_id, today=late, actor_user_id=estate.organiser
        )
        assert run.lots == expected
    assert await left_by_lot(conn, estate) == [0, 20]
    await check_all(conn, estate)


async def test_an_expiry_taken_back_can_expire_again(conn: AsyncConnection) -> None:
    """Once more under another key than the first time, however often."""
    estate = await make_estate(conn)
    await give(conn, estate, grant(estate, 10, key="g1", expires_on=JULY))
    late = JULY + timedelta(days=1)
    for round_ in range(3):
        run = await expire_lots(
            conn, estate_id=estate.estate_id, today=late, actor_user_id=estate.organiser
        )
        assert (run.lots, run.points) == (1, 10)
        seq = (await conn.execute(text("select max(seq) from journal_entry"))).scalar_one()
        await take_back(conn, estate, seq, key=f"r{round_}", on=late)
        assert await left_by_lot(conn, estate) == [10]
    await check_all(conn, estate)


async def test_a_grant_takes_back_what_is_left_of_its_own_lot(conn: AsyncConnection) -> None:
    estate = await two_lots(conn)
    spent = await spend(conn, estate, 4, key="s1")
    with pytest.raises(GrantedPointsWereUsed, match="只剩 6 分，收不回 10 分"):
        await take_back(conn, estate, 1)
    await take_back(conn, estate, 1, 5, key="r2")
    assert await left_by_lot(conn, estate) == [1, 20]
    await take_back(conn, estate, spent, key="r3")
    await take_back(conn, estate, 1, key="r4")
    assert await left_by_lot(conn, estate) == [0, 20]
    await check_all(conn, estate)


async def test_what_cannot_be_taken_back_is_refused(conn: AsyncConnection) -> None:
    estate = await two_lots(conn)
    seq = await spend(conn, estate, 15, key="s1")
    red = await take_back(conn, estate, seq, 5)
    with pytest.raises(ObjectIsNotHere):
        await take_back(conn, estate, 99, key="r2")
    with pytest.raises(ReversalMayNotBeReversed):
        await take_back(conn, estate, red.seq, 5, key="r2")
    pool = JournalEntry(
        EntrySeries.POINTS, "service_points", TODAY, "x",
        (debit("P1105", 5, Currency.PTS), credit("P2301", 5, Currency.PTS)),
    )  # fmt: skip
    command = PostingCommand(estate.estate_id, pool, "pool", prepared_by=estate.organiser)
    (posted,) = await post_entries(conn, [command], posted_by=estate.organiser, today=TODAY)
    with pytest.raises(EntryMovesNoWallet):
        await take_back(conn, estate, posted.seq, key="r2")
    await check_all(conn, estate)


@pytest.mark.parametrize(
    "seq, lot, points",
    [(3, 1, -11), (3, 2, -6), (4, 1, -11), (4, 2, 5), (3, 1, 0)],
    ids=["a spend gives", "more than it took", "a reversal gives more", "another's lot", "nothing"],
)
async def test_the_database_lets_no_lot_be_filled_from_nothing(
    conn: AsyncConnection, seq: int, lot: int, points: int
) -> None:
    estate = await two_lots(conn)
    spent = await spend(conn, estate, 15, key="s1")
    await take_back(conn, estate, spent, 1)
    ids = list(
        (await conn.execute(text("select lot_id from points_lot order by lot_id"))).scalars()
    )
    with pytest.raises(DBAPIError) as refused:
        await conn.execute(
            text("""insert into points_lot_use (estate_id, seq, lot_id, points)
                values (:e, :seq, :lot, :points)"""),
            {"e": estate.estate_id, "seq": seq, "lot": ids[lot - 1], "points": points},
        )
    state = getattr(refused.value.orig, "sqlstate", "")
    assert state in ("LG010", "23514", "23505")


lots = st.lists(
    st.tuples(st.integers(0, 40), st.none() | st.integers(0, 60), st.integers(1, 20)),
    min_size=1,
    max_size=6,
)


@given(lots, st.integers(1, 100), st.lists(st.integers(1, 40), max_size=8))
def test_parts_given_back_fill_the_lots_that_were_taken_from(
    given_lots: list[tuple[int, int | None, int]], wanted: int, parts: list[int]
) -> None:
    held = [
        OpenLot(
            number,
            TODAY - timedelta(days=age),
            None if life is None else TODAY + timedelta(days=life),
            points,
        )
        for number, (age, life, points) in enumerate(given_lots)
    ]
    total = sum(lot.points_left for lot in held)
    spent = min(wanted, total)
    uses = {use.lot_id: use.points for use in choose_lots(
        held, points=spent, available=total, today=TODAY
    )}  # fmt: skip
    taken = dict(uses)
    by_id = {lot.lot_id: lot for lot in held}
    for asked in [*parts, spent]:
        part = min(asked, sum(taken.values()))
        rest = [
            OpenLot(lot_id, by_id[lot_id].granted_on, by_id[lot_id].expires_on, points)
            for lot_id, points in taken.items()
            if points
        ]
        back = give_back(rest, points=part)
        assert -sum(use.points for use in back) == part
        for use in back:
            taken[use.lot_id] += use.points
        assert all(0 <= points <= uses[lot_id] for lot_id, points in taken.items())
        # What is still taken is what would have been spent first.
        order = [lot.lot_id for lot in in_spending_order(held) if lot.lot_id in uses]
        still = [taken[lot_id] for lot_id in order]
        emptied = next((at for at, lot_id in enumerate(order) if taken[lot_id] < uses[lot_id]), 99)
        assert not any(still[emptied + 1 :])
    assert not any(taken.values())
