"""A money entry names merchants of its own estate, and pays each no more than it is owed."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.entry import Dimensions, EntryLine, credit, debit
from ledger.errors import ObjectIsNotHere
from ledger.redemption import catalogue
from ledger.redemption.entry_checks import MerchantIsOverpaid
from ledger.redemption.rules import Settlement
from tests.funds.estate import SmallEstate, approve_and_post_all, draft, open_estate, prepare


async def _merchant(conn: AsyncConnection, estate: SmallEstate, code: str = "M02") -> int:
    row = {
        "code": code,
        "name": "惠民超市",
        "address": "东门外",
        "settlement": Settlement.CASH.value,
        "rate_fen_per_point": 100,
    }
    await catalogue.write_merchants(conn, estate.estate_id, [row])
    found = await conn.execute(
        text("select merchant_id from merchant where estate_id = :estate_id and code = :code"),
        {"estate_id": estate.estate_id, "code": code},
    )
    return int(found.scalar_one())


def _owed(merchant_id: int, amount_fen: int = 100) -> tuple[EntryLine, ...]:
    named = Dimensions(merchant_id=merchant_id)
    return (
        debit("5104001", amount_fen, Currency.CNY, dimensions=named),
        credit("2202001", amount_fen, Currency.CNY, dimensions=named),
    )


def _settled(merchant_id: int, amount_fen: int = 100) -> tuple[EntryLine, ...]:
    named = Dimensions(merchant_id=merchant_id)
    return (
        debit("2202001", amount_fen, Currency.CNY, dimensions=named),
        credit("1002001", amount_fen, Currency.CNY),
    )


async def test_a_merchant_that_is_not_there_is_paid_nothing(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    own = await _merchant(conn, estate)
    foreign = await _merchant(conn, await open_estate(conn, "jinxiuyuan"))
    for merchant_id in (foreign, 10**15):
        with pytest.raises(ObjectIsNotHere) as refused:
            await prepare(conn, estate, draft(_settled(merchant_id)))
        assert refused.value.details == {"merchant_id": merchant_id}
    await prepare(conn, estate, draft(_owed(own)))
    assert (await prepare(conn, estate, draft(_settled(own)))).state == "prepared"


async def test_a_merchant_is_paid_no_more_than_it_is_owed(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    own, neighbour = [await _merchant(conn, estate, code) for code in ("M02", "M03")]
    income = (debit("1002001", 999, Currency.CNY), credit("4301001", 999, Currency.CNY))
    for lines in (income, _owed(own, 500), _owed(neighbour, 300)):
        await prepare(conn, estate, draft(lines))
    assert await approve_and_post_all(conn, estate) == ["done"] * 3
    # The account as a whole could pay it: the neighbour's money stands there too.
    with pytest.raises(MerchantIsOverpaid) as refused:
        await prepare(conn, estate, draft(_settled(own, 501)))
    assert refused.value.details == {"merchant_id": own, "left_fen": 500, "wanted_fen": 501}
    # What waits counts, and so does what one entry owes and pays at once.
    await prepare(conn, estate, draft(_settled(own, 400)))
    with pytest.raises(MerchantIsOverpaid):
        await prepare(conn, estate, draft(_settled(own, 101)))
    await prepare(conn, estate, draft((*_owed(own, 50), *_settled(own, 150))))
    assert await approve_and_post_all(conn, estate) == ["done"] * 2
    with pytest.raises(MerchantIsOverpaid):
        await prepare(conn, estate, draft(_settled(own, 1)))


async def test_the_database_refuses_a_foreign_merchant_that_gets_past_the_check(
    conn: AsyncConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate = await open_estate(conn)
    foreign = await _merchant(conn, await open_estate(conn, "jinxiuyuan"))
    monkeypatch.setattr("ledger.posting.entry_checks.entry_checks", tuple)
    await prepare(conn, estate, draft(_owed(foreign)))
    with pytest.raises(DBAPIError) as refused:
        await approve_and_post_all(conn, estate)
    assert getattr(refused.value.orig, "sqlstate", "") == "23503"
