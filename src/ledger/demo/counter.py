"""Redeem at the counters in June: show a pay code, scan it, redeem."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.db.ids import new_digits
from ledger.demo.loading import ESTATE_CODE
from ledger.redemption import codes, pay_codes
from ledger.redemption.code_failures import Terminal
from ledger.redemption.counter_batch import Submission
from ledger.redemption.operations import redeem
from ledger.redemption.rules import RequestedLine

# What the residents with the most points took home in June: (resident's place, SKU, quantity, day).
_TAKEN_IN_JUNE = (
    (1, "S001", 1, date(2026, 6, 12)),
    (2, "S006", 1, date(2026, 6, 14)),
    (3, "S005", 2, date(2026, 6, 16)),
    (4, "S007", 2, date(2026, 6, 18)),
    (5, "S003", 1, date(2026, 6, 20)),
    (1, "S007", 1, date(2026, 6, 23)),
    (2, "S008", 12, date(2026, 6, 25)),
    (3, "S006", 1, date(2026, 6, 27)),
)


class Person(NamedTuple):
    """A demo user, and whom or what the role is about."""

    user_id: int
    resident_id: int | None
    merchant_id: int | None


async def people_of(conn: AsyncConnection) -> tuple[int, dict[str, Person]]:
    """Return the estate's id and its users by login."""
    found = await conn.execute(
        text("""select g.estate_id, u.login, u.user_id, g.resident_id, g.merchant_id
            from role_grant g join app_user u using (user_id) join estate e using (estate_id)
            where e.code = :code"""),
        {"code": ESTATE_CODE},
    )
    rows = found.all()
    people = {row.login: Person(row.user_id, row.resident_id, row.merchant_id) for row in rows}
    return rows[0].estate_id, people


async def redeem_in_june(engine: AsyncEngine) -> None:
    async with engine.connect() as conn:
        estate_id, people = await people_of(conn)
        found = await conn.execute(
            text("select sku, item_id, merchant_id from item where estate_id = :estate_id"),
            {"estate_id": estate_id},
        )
        items = {row.sku: row for row in found}
        done = await conn.execute(
            text("""select r.resident_id, l.item_id, r.effective_on
                from redemption r join redemption_line l using (estate_id, redemption_id)
                where r.estate_id = :estate_id"""),
            {"estate_id": estate_id},
        )
        taken = {tuple(row) for row in done}
    shops = {person.merchant_id: person.user_id for person in people.values()}
    for place, sku, quantity, day in _TAKEN_IN_JUNE:
        login, item = f"resident{place:02d}", items[sku]
        key = f"demo-{login}-{sku}-{day.isoformat()}"
        if (people[login].resident_id, item.item_id, day) not in taken:
            await _redeem(
                engine,
                _Counter(estate_id, item.merchant_id, shops[item.merchant_id], key),
                people[login],
                RequestedLine(item.item_id, quantity),
                day,
            )


class _Counter(NamedTuple):
    estate_id: int
    merchant_id: int
    shopkeeper_id: int
    key: str


async def _redeem(
    engine: AsyncEngine, counter: _Counter, resident: Person, line: RequestedLine, day: date
) -> None:
    """Show a pay code, scan it and redeem, as a real counter does."""
    assert resident.resident_id is not None
    async with engine.begin() as conn:
        issued = await pay_codes.issue_pay_code(
            conn,
            estate_id=counter.estate_id,
            resident_id=resident.resident_id,
            user_id=resident.user_id,
            random_digits=new_digits(17),
        )
    submission = Submission(
        estate_id=counter.estate_id,
        merchant_id=counter.merchant_id,
        digest=codes.code_digest(issued.digits, estate_id=counter.estate_id),
        lines=(line,),
        terminal=Terminal(counter.shopkeeper_id, "demo"),
        idempotency_key=counter.key,
    )
    async with engine.begin() as conn:
        await redeem(conn, submission, today=day)
