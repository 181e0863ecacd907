"""What records that wait would bring if they were verified now: the preview before the act.

The same is decided again, under the lock, when they are; somebody else may have been faster.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import booking_day
from ledger.points.budgets.issuing import read_room
from ledger.points.budgets.rules import Issue, Withheld
from ledger.volunteering import queries
from ledger.volunteering.earned import earning_facts
from ledger.volunteering.limits import ServiceClaim, settled_award


@dataclass(frozen=True, slots=True)
class Expected:
    """What a record would bring now; `waits` says why its points would not come at once."""

    points: int
    waits: str | None = None


async def expected_points(
    conn: AsyncConnection, records: Sequence[queries.ServiceRecordRow], *, estate_id: int
) -> dict[int, Expected]:
    """Return what those of the records that wait and are complete would bring, by their id.

    They are decided by day and id, each as if those before it had been verified.
    """
    complete = [
        each for each in records if each.state == "waiting" and each.service_minutes is not None
    ]
    if not complete:
        return {}
    book = await queries.book_facts(conn, estate_id=estate_id)
    facts = await earning_facts(
        conn,
        estate_id=estate_id,
        resident_ids={each.resident_id for each in complete},
        days={each.served_on for each in complete},
    )
    days = {
        each.service_record_id: booking_day(
            each.served_on, closed_months=book.closed_months, today=book.today
        )
        for each in complete
    }
    room = await read_room(conn, estate_id=estate_id, days=set(days.values()), is_locked=False)
    found: dict[int, Expected] = {}
    for record in sorted(complete, key=lambda each: (each.served_on, each.service_record_id)):
        if record.served_on not in facts.profiles or record.service_minutes is None:
            continue
        on = days[record.service_record_id]
        award = settled_award(
            ServiceClaim(
                resident_id=record.resident_id,
                service_type=record.service_type,
                served_on=record.served_on,
                service_minutes=record.service_minutes,
                on=on,
            ),
            facts,
        )
        decided = room.settle(
            Issue(award.source_code, award.points, on, activity_id=record.activity_id)
        )
        found[record.service_record_id] = Expected(
            award.points, decided.sentence if isinstance(decided, Withheld) else None
        )
    return found
