"""A money entry names activities of its own estate only."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.entry import Dimensions, EntryLine, credit, debit
from ledger.errors import ObjectIsNotHere
from tests.funds.estate import SmallEstate, draft, open_estate, prepare


async def _activity(conn: AsyncConnection, estate: SmallEstate) -> int:
    found = await conn.execute(
        text("""insert into activity (estate_id, name, service_type, held_on)
            values (:estate_id, '端午包粽', '社区活动', '2026-06-08') returning activity_id"""),
        {"estate_id": estate.estate_id},
    )
    return int(found.scalar_one())


def _spent_on(activity_id: int) -> tuple[EntryLine, ...]:
    named = Dimensions(activity_id=activity_id)
    return (
        debit("5103", 100, Currency.CNY, dimensions=named),
        credit("1002001", 100, Currency.CNY),
    )


async def test_an_activity_that_is_not_there_costs_nothing(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    own = await _activity(conn, estate)
    foreign = await _activity(conn, await open_estate(conn, "jinxiuyuan"))
    for activity_id in (foreign, 10**15):
        with pytest.raises(ObjectIsNotHere) as refused:
            await prepare(conn, estate, draft(_spent_on(activity_id)))
        assert refused.value.details == {"activity_id": activity_id}
    assert (await prepare(conn, estate, draft(_spent_on(own)))).state == "prepared"
