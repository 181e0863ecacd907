"""A money entry names merchants of its own estate only."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.entry import Dimensions, EntryLine, credit, debit
from ledger.errors import ObjectIsNotHere
from ledger.redemption import catalogue
from ledger.redemption.rules import Settlement
from tests.funds.estate import SmallEstate, approve_and_post_all, draft, open_estate, prepare


async def _merchant(conn: AsyncConnection, estate: SmallEstate) -> int:
    row = {
        "code": "M02",
        "name": "惠民超市",
        "address": "东门外",
        "settlement": Settlement.CASH.value,
        "rate_fen_per_point": 100,
    }
    await catalogue.write_merchants(conn, estate.estate_id, [row])
    found = await conn.execute(
        text("select merchant_id from merchant where estate_id = :estate_id"),
        {"estate_id": estate.estate_id},
    )
    return int(found.scalar_one())


def _settled(merchant_id: int) -> tuple[EntryLine, ...]:
    named = Dimensions(merchant_id=merchant_id)
    return (
        debit("2202001", 100, Currency.CNY, dimensions=named),
        credit("1002001", 100, Currency.CNY),
    )


async def test_a_merchant_that_is_not_there_is_paid_nothing(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    own = await _merchant(conn, estate)
    foreign = await _merchant(conn, await open_estate(conn, "jinxiuyuan"))
    for merchant_id in (foreign, 10**15):
        with pytest.raises(ObjectIsNotHere) as refused:
            await prepare(conn, estate, draft(_settled(merchant_id)))
        assert refused.value.details == {"merchant_id": merchant_id}
    assert (await prepare(conn, estate, draft(_settled(own)))).state == "prepared"


async def test_the_database_refuses_a_foreign_merchant_that_gets_past_the_check(
    conn: AsyncConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate = await open_estate(conn)
    foreign = await _merchant(conn, await open_estate(conn, "jinxiuyuan"))
    monkeypatch.setattr("ledger.posting.entry_checks.entry_checks", tuple)
    named = Dimensions(merchant_id=foreign)
    owed = (
        debit("5104001", 100, Currency.CNY, dimensions=named),
        credit("2202001", 100, Currency.CNY, dimensions=named),
    )
    await prepare(conn, estate, draft(owed))
    with pytest.raises(DBAPIError) as refused:
        await approve_and_post_all(conn, estate)
    assert getattr(refused.value.orig, "sqlstate", "") == "23503"
