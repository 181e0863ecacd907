"""What the points books have to tell their holders: points that came, went, or will soon end.

Read off the books by the worker, minutes later at most, so that posting and the counter's lane pay
nothing for it. Each run goes on where the last one ended, in one database transaction with the
messages that it writes: whatever stops it, everything is told once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.messages.operations import put_messages
from ledger.messages.outbox import NewMessage
from ledger.messages.words import day_words
from ledger.points.budgets.entries import LATER_KIND
from ledger.points.entries import WALLET
from ledger.points.households.telling import endings_to_tell, uses_to_tell
from ledger.points.teams.telling import team_endings_to_tell

NOTICE_DAYS = (60, 30, 7)
"""How long before the last day the holder is told (domain.md §4)."""
ENTRIES_PER_RUN_MAX = 5000

# Who starts to be told is not told what was before.
_BEGIN = text("""
    insert into points_told (estate_id, seq)
    select estate_id, size from book where estate_id = :estate_id
    on conflict (estate_id) do nothing
""")
_LOCK = text("""
    select t.seq, b.size from points_told t join book b using (estate_id)
    where t.estate_id = :estate_id for update of t
""")
_GO_ON = text("update points_told set seq = :seq where estate_id = :estate_id")

# Only those for whom somebody can read it: a message that nobody opens is a row for nothing.
_MOVEMENTS = text("""
    with lines as (
        select a.holder, l.seq, e.kind, -sum(l.side * l.amount)::bigint as points
        from entry_line l
        join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
        join journal_entry e on e.estate_id = l.estate_id and e.seq = l.seq
        where l.estate_id = :estate_id and l.seq > :after and l.seq <= :until
            and a.code = :wallet
            -- Of what was given by a list, taken back or came back, its own message tells.
            and e.kind not in ('points_expiry', 'household_points_back', 'award_points',
                'honour_points', 'pool_relief', 'points_deduction', 'team_points_share')
            and not exists (select from points_deduction d
                where d.estate_id = e.estate_id and d.restored_seq = e.seq)
        group by a.holder, l.seq, e.kind
    ),
    readers as (
        select g.resident_id, min(p.told_from_points) as told_from_points
        from role_grant g
        left join message_preference p using (user_id)
        where g.estate_id = :estate_id and g.resident_id is not null
            and role_grant_holds(g, :today)
        group by g.resident_id
    )
    select r.resident_id, l.seq, l.kind, l.points, r.told_from_points
    from lines l
    join readers r on l.holder = 'resident:' || r.resident_id
    order by r.resident_id, l.seq
""")

_EXPIRING = text("""
    select cast(substring(a.holder from '^resident:([0-9]+)$') as bigint) as resident_id,
        l.expires_on, sum(l.points_left)::bigint as points
    from points_lot l
    join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
    where l.estate_id = :estate_id and l.points_left > 0 and a.code = :wallet
        and l.expires_on between :today and cast(:until as date)
        and a.holder ~ '^resident:[0-9]+$'
    group by a.holder, l.expires_on
    order by 1, 2
""")


@dataclass(frozen=True, slots=True)
class Movement:
    """One entry's effect on one resident's wallet."""

    resident_id: int
    seq: int
    kind: str
    points: int
    told_from_points: int | None


async def tell_movements(conn: AsyncConnection, *, estate_id: int, today: date) -> int:
    """Write messages of what was posted since the last run, and return how many."""
    await conn.execute(_BEGIN, {"estate_id": estate_id})
    told = (await conn.execute(_LOCK, {"estate_id": estate_id})).one_or_none()
    if told is None or told.size <= told.seq:
        return 0
    until = min(told.size, told.seq + ENTRIES_PER_RUN_MAX)
    rows = await conn.execute(
        _MOVEMENTS,
        {
            "estate_id": estate_id,
            "after": told.seq,
            "until": until,
            "wallet": WALLET,
            "today": today,
        },
    )
    messages = movement_messages(estate_id, [Movement(*row) for row in rows])
    messages += await uses_to_tell(conn, estate_id=estate_id, after=told.seq, until=until)
    written = await put_messages(conn, messages)
    await conn.execute(_GO_ON, {"estate_id": estate_id, "seq": until})
    return written


def movement_messages(estate_id: int, movements: Sequence[Movement]) -> list[NewMessage]:
    """Return one message for each resident and direction, and one for each large redemption.

    Points that had waited for a budget are told of apart from those that came at once.
    """
    sums: dict[tuple[str, int], list[Movement]] = {}
    messages = []
    for each in movements:
        is_use = each.points < 0 and "redemption" in each.kind
        if each.points > 0 or is_use:
            sums.setdefault((_template_of(each), each.resident_id), []).append(each)
        if is_use and each.told_from_points is not None and -each.points >= each.told_from_points:
            messages.append(
                NewMessage(
                    estate_id=estate_id,
                    template="points_redeemed_large",
                    key=f"points_redeemed_large:{each.resident_id}:{each.seq}",
                    args={"points": f"{-each.points:,}"},
                    resident_id=each.resident_id,
                )
            )
    for (template, resident_id), of_one in sums.items():
        messages.append(
            NewMessage(
                estate_id=estate_id,
                template=template,
                key=f"{template}:{resident_id}:{of_one[-1].seq}",
                args={
                    "points": f"{abs(sum(each.points for each in of_one)):,}",
                    "count": str(len(of_one)),
                },
                resident_id=resident_id,
            )
        )
    return messages


def _template_of(each: Movement) -> str:
    if each.points < 0:
        return "points_redeemed"
    # Whoever was told that points wait is told that they have come.
    return "points_granted_later" if each.kind == LATER_KIND else "points_granted"


async def tell_expiring(conn: AsyncConnection, *, estate_id: int, today: date) -> int:
    """Write the notices 60, 30 and 7 days before points end, and return how many were new.

    A notice that could not be written on its day is written on a later one, before the next is
    due; each is written once for a holder and a last day.
    """
    rows = await conn.execute(
        _EXPIRING,
        {
            "estate_id": estate_id,
            "wallet": WALLET,
            "today": today,
            "until": today + timedelta(days=max(NOTICE_DAYS)),
        },
    )
    return await put_messages(
        conn,
        [
            expiry_message(estate_id, row.resident_id, row.expires_on, row.points, today=today)
            for row in rows
        ]
        + await endings_to_tell(conn, estate_id=estate_id, today=today, notice_days=NOTICE_DAYS)
        + await team_endings_to_tell(
            conn, estate_id=estate_id, today=today, notice_days=NOTICE_DAYS
        ),
    )


def expiry_message(
    estate_id: int, resident_id: int, expires_on: date, points: int, *, today: date
) -> NewMessage:
    """Return the notice that is due today for points that end on `expires_on`."""
    left = (expires_on - today).days
    due = min(days for days in NOTICE_DAYS if left <= days)
    return NewMessage(
        estate_id=estate_id,
        template="points_expiring_soon" if due == min(NOTICE_DAYS) else "points_expiring",
        key=f"points_expiring:{resident_id}:{expires_on.isoformat()}:{due}",
        args={
            "points": f"{points:,}",
            "expires_on": day_words(expires_on),
            "days": str(left),
        },
        resident_id=resident_id,
    )
