"""Lists of activities by pages: the next moment and the id of the last one seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ledger.volunteering.activities.payloads import ActivityView
from ledger.volunteering.activities.queries import PlannedActivity
from ledger.web.paging import Page, PageCursorIsMalformed, decode_cursor, page_of


def moment_and_id(after: str | None) -> tuple[datetime, int] | None:
    """Return where a page begins, or None for the first; raises `PageCursorIsMalformed`."""
    key = decode_cursor(after, str, int)
    if key is None:
        return None
    try:
        moment = datetime.fromisoformat(key[0])
    except ValueError as fault:
        raise _malformed() from fault
    if moment.tzinfo is None:
        raise _malformed()
    return moment, key[1]


def _malformed() -> PageCursorIsMalformed:
    return PageCursorIsMalformed("翻页位置无法识别，请从第一页重新打开列表。")


def activities_page(
    rows: Sequence[PlannedActivity], *, limit: int, now: datetime
) -> Page[ActivityView]:
    """Return one page of `limit` activities out of one more than that."""
    return page_of(
        rows,
        limit=limit,
        key=lambda row: (row.starts_at.isoformat(), row.activity_id),
        item=lambda row: ActivityView.of(row, now=now),
    )
