"""结转 and the development fund: what a grant paid stays paid, on the page and in the statement."""

from __future__ import annotations

from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.entry import Dimensions, credit, debit
from ledger.bookkeeping.period import Month
from ledger.funds.queries import FundGrant, fund_grants
from ledger.reporting.fund_statement import FundStatement, fund_statement
from ledger.reporting.movements import Range
from ledger.reporting.queries import chart_by_code, grants_of, movements_through
from tests.funds.estate import SmallEstate, approve_and_post_all, draft, prepare
from tests.funds.test_fund_grants import estate_with_grants
from tests.posting.months import adjust, carry_forward, close

MONTHS = Range(Month(2026, 1), Month(2026, 6))


async def statement(conn: AsyncConnection, estate: SmallEstate) -> FundStatement:
    return fund_statement(
        await chart_by_code(conn, estate.estate_id),
        await movements_through(conn, estate.estate_id, MONTHS.last, currency=Currency.CNY),
        await grants_of(conn, estate.estate_id),
        MONTHS,
    )


async def spend(
    conn: AsyncConnection, estate: SmallEstate, grant: FundGrant, fen: int, *, on: date
) -> None:
    """Pay an activity; refundable money becomes income as it is spent."""
    named = Dimensions(fund_grant_id=grant.fund_grant_id)
    cny = Currency.CNY
    lines = [debit("5103", fen, cny, dimensions=named), credit("1002002", fen, cny)]
    if grant.is_refundable:
        lines += [
            debit(grant.account_code, fen, cny, dimensions=named),
            credit("4101", fen, cny, dimensions=named),
        ]
    await prepare(conn, estate, draft(tuple(lines), on=on))


async def test_carrying_forward_moves_nothing_of_a_grant(conn: AsyncConnection) -> None:
    estate = await estate_with_grants(conn)
    grants = await fund_grants(conn, estate.estate_id)
    kept = next(g for g in grants if g.account_code == "3102003" and not g.is_refundable)
    lent = next(g for g in grants if g.is_refundable)
    for grant in (kept, lent):
        await spend(conn, estate, grant, 10_000, on=date(2026, 6, 8))
    assert set(await approve_and_post_all(conn, estate)) == {"done"}
    before = await statement(conn, estate), await fund_grants(conn, estate.estate_id)
    for month in MONTHS.first.through(Month(2026, 5)):
        await close(conn, estate, month)
    await adjust(conn, estate, MONTHS.last)
    prepared = await carry_forward(conn, estate, MONTHS.last)
    assert [
        [(each.line.account_code, each.line.dimensions.fund_grant_id) for each in entry.lines]
        for entry in prepared
    ] == [
        [("4101", lent.fund_grant_id), (lent.account_code, lent.fund_grant_id)],
        [
            ("5103", kept.fund_grant_id),
            ("5103", lent.fund_grant_id),
            (lent.account_code, lent.fund_grant_id),
            (kept.account_code, kept.fund_grant_id),
        ],
    ]
    assert await approve_and_post_all(conn, estate) == ["done", "done"]
    assert (await statement(conn, estate), await fund_grants(conn, estate.estate_id)) == before
