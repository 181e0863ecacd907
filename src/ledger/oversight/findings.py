"""例外清单, counted by kind for the start pages."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.oversight.queries import WAITING_DAYS_MAX, exceptions
from ledger.oversight.rules import ExceptionKind
from ledger.reporting.findings import FindingCount, FindingCounter


async def count_exceptions(
    conn: AsyncConnection, estate_id: int, now: datetime
) -> list[FindingCount]:
    """Return how many exceptions of each kind stand on the list."""
    found = await exceptions(conn, estate_id, now=now, days_max=WAITING_DAYS_MAX)
    counted = Counter(each.kind for each in found)
    return [
        FindingCount(
            kind=kind.value,
            title=kind.chinese_title,
            count=counted[kind],
            href=f"/ui/desk/exceptions?kind={kind.value}",
        )
        for kind in ExceptionKind
    ]


FINDING_COUNTERS: tuple[FindingCounter, ...] = (count_exceptions,)
