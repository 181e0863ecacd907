"""What heads of households are told: what was used from the account, and what will soon end."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.messages.outbox import NewMessage
from ledger.messages.words import day_words
from ledger.points.entries import HOUSEHOLD_WALLET

# The head uses the account themself, too; their own uses are no news.
_USES = text("""
    select m.resident_id, max(l.seq) as seq, count(*) as uses, sum(l.amount)::bigint as points
    from entry_line l
    join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
    join journal_entry e on e.estate_id = l.estate_id and e.seq = l.seq and e.kind = 'redemption'
    join redemption r on r.estate_id = l.estate_id and e.source = 'redemption:' || r.redemption_id
    join household_member m on m.estate_id = l.estate_id and m.household_id = r.household_id
        and m.relation = 'head' and m.moved_out_on is null
    where l.estate_id = :estate_id and l.seq > :after and l.seq <= :until and a.code = :wallet
        and r.resident_id <> m.resident_id
    group by m.resident_id
    order by m.resident_id
""")

_EXPIRING = text("""
    select m.resident_id, m.household_id, l.expires_on, sum(l.points_left)::bigint as points
    from points_lot l
    join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
    join household_member m on m.estate_id = l.estate_id
        and a.holder = 'household:' || m.household_id
        and m.relation = 'head' and m.moved_out_on is null
    where l.estate_id = :estate_id and l.points_left > 0 and a.code = :wallet
        and l.expires_on between :today and cast(:until as date)
    group by m.resident_id, m.household_id, l.expires_on
    order by 1, 3
""")


async def uses_to_tell(
    conn: AsyncConnection, *, estate_id: int, after: int, until: int
) -> list[NewMessage]:
    """Return a message for each head whose family used the account in these entries."""
    rows = await conn.execute(
        _USES,
        {"estate_id": estate_id, "after": after, "until": until, "wallet": HOUSEHOLD_WALLET},
    )
    return [
        NewMessage(
            estate_id=estate_id,
            template="household_points_used",
            key=f"household_points_used:{row.resident_id}:{row.seq}",
            args={"points": f"{row.points:,}", "count": str(row.uses)},
            resident_id=row.resident_id,
        )
        for row in rows
    ]


async def endings_to_tell(
    conn: AsyncConnection, *, estate_id: int, today: date, notice_days: tuple[int, ...]
) -> list[NewMessage]:
    """Return the notices that are due for household's points, one for each stage and last day."""
    rows = await conn.execute(
        _EXPIRING,
        {
            "estate_id": estate_id,
            "wallet": HOUSEHOLD_WALLET,
            "today": today,
            "until": today + timedelta(days=max(notice_days)),
        },
    )
    messages = []
    for row in rows:
        left = (row.expires_on - today).days
        due = min(days for days in notice_days if left <= days)
        messages.append(
            NewMessage(
                estate_id=estate_id,
                template="household_points_expiring",
                key=f"household_points_expiring:{row.household_id}:{row.resident_id}"
                f":{row.expires_on.isoformat()}:{due}",
                args={
                    "points": f"{row.points:,}",
                    "expires_on": day_words(row.expires_on),
                    "days": str(left),
                },
                resident_id=row.resident_id,
            )
        )
    return messages
