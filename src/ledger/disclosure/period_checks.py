"""Disclosure's check on months: what residents have read is never opened again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.disclosure.rules import PeriodIsPublished
from ledger.errors import JsonValue, Refusal
from ledger.posting.period_checks import PeriodCheck, PeriodStep

_COVERING = text("""
    select number from disclosure
    where estate_id = :estate_id and :month between from_month and to_month
        and state in ('published', 'superseded')
    order by publication_no
""")


async def refuse_published_months(
    conn: AsyncConnection, *, estate_id: int, month: Month, step: PeriodStep
) -> Sequence[Refusal]:
    """Refuse to open a month whose figures were published, be it in an edition since corrected.

    A correction to a published month falls into an open one and points back (domain.md §2.3);
    the next edition says what was corrected.
    """
    if step != "reopen":
        return []
    rows = await conn.execute(_COVERING, {"estate_id": estate_id, "month": month.number})
    numbers: list[JsonValue] = list(rows.scalars())
    if not numbers:
        return []
    return [
        PeriodIsPublished(
            f"{month.title}的数字已经公示（{'、'.join(map(str, numbers))}），不能重新打开；"
            "请在没有结账的月份做冲销和更正，再发一期更正公示。",
            month=str(month),
            disclosures=numbers,
        )
    ]


PERIOD_CHECKS: tuple[PeriodCheck, ...] = (refuse_published_months,)
