"""What a shopkeeper reads afterwards: the day's list and the month's statement."""

from __future__ import annotations

from datetime import date

from ledger.bookkeeping.period import Month
from ledger.redemption import queries
from tests.redemption.world import DAY, World


async def test_the_days_list_and_the_months_statement(world: World) -> None:
    for n in range(3):
        await world.submit(
            await world.show_code(0), world.lines(S007=1), key=f"k{n}", user_id=world.cook
        )
    await world.submit(
        await world.show_code(1),
        world.lines(S007=2),
        key="next day",
        user_id=world.cook,
        today=date(2026, 6, 17),
    )
    await world.submit(await world.show_code(0), world.lines(S003=1), key="elsewhere")
    async with world.engine.connect() as conn:
        merchant_id = world.merchants["M04"]
        day = await queries.redemptions_of_day(
            conn, world.estate_id, merchant_id, on=DAY, before=None, limit=2
        )
        rest = await queries.redemptions_of_day(
            conn, world.estate_id, merchant_id, on=DAY, before=day[-1].redemption_id, limit=9
        )
        totals = await queries.totals_of_day(conn, world.estate_id, merchant_id, on=DAY)
        statement = await queries.statement_of_month(
            conn, world.estate_id, merchant_id, Month(2026, 6)
        )
        empty = await queries.statement_of_month(conn, world.estate_id, merchant_id, Month(2026, 5))
    assert len(day) == 2
    assert len(rest) == 1
    assert [each.redemption_id for each in (*day, *rest)] == sorted(
        (each.redemption_id for each in (*day, *rest)), reverse=True
    )
    assert totals == queries.DayTotals(3, 30, 2400)
    assert statement.totals == queries.DayTotals(4, 50, 4000)
    assert statement.by_item == (queries.ItemTotals("社区食堂午餐", 5, 50, 4000),)
    assert statement.by_day == (
        (date(2026, 6, 17), queries.DayTotals(1, 20, 1600)),
        (DAY, queries.DayTotals(3, 30, 2400)),
    )
    assert statement.settled_fen == 0
    assert empty.totals == queries.DayTotals(0, 0, 0)


async def test_the_statement_says_what_was_paid(world: World) -> None:
    from ledger.bookkeeping.currency import Currency, EntrySeries
    from ledger.bookkeeping.entry import Dimensions, JournalEntry, credit, debit
    from ledger.posting.operations import PostingCommand, post_entries

    await world.submit(await world.show_code(), world.lines(S007=3), key="k", user_id=world.cook)
    about = Dimensions(merchant_id=world.merchants["M04"])
    opening = JournalEntry(
        series=EntrySeries.MONEY,
        kind="opening",
        effective_on=DAY,
        narration="期初",
        lines=(debit("1002001", 5000, Currency.CNY), credit("3101001", 5000, Currency.CNY)),
    )
    paid = JournalEntry(
        series=EntrySeries.MONEY,
        kind="manual",
        effective_on=DAY,
        narration="付社区食堂六月积分款",
        lines=(
            debit("2202001", 1500, Currency.CNY, dimensions=about),
            credit("1002001", 1500, Currency.CNY),
        ),
    )
    async with world.engine.begin() as conn:
        await post_entries(
            conn,
            [
                PostingCommand(world.estate_id, entry, key, world.grocer, world.cook)
                for key, entry in (("opening", opening), ("paid", paid))
            ],
            posted_by=world.grocer,
            today=DAY,
        )
        statement = await queries.statement_of_month(
            conn, world.estate_id, world.merchants["M04"], Month(2026, 6)
        )
        other = await queries.statement_of_month(
            conn, world.estate_id, world.merchants["M01"], Month(2026, 6)
        )
        july = await queries.statement_of_month(
            conn, world.estate_id, world.merchants["M04"], Month(2026, 7)
        )
    assert (statement.totals.payable_fen, statement.settled_fen) == (2400, 1500)
    assert (statement.opening_fen, statement.closing_fen) == (0, 900)
    assert (july.opening_fen, july.settled_fen, july.closing_fen) == (900, 0, 900)
    assert other.settled_fen == 0
