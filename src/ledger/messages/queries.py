"""Every read of the outbox: a reader's list, what a delivery needs, what the operator looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import JsonValue
from ledger.messages.outbox import DeliveryRef, Reader
from ledger.messages.rules import Wishes

# Row security keeps to the estates in which the reader holds a role today.
_OF_READER = """(m.user_id = :user_id or (m.estate_id, m.resident_id) in (
        select * from unnest(cast(:estate_ids as bigint[]), cast(:resident_ids as bigint[]))))"""

_MESSAGES = text(f"""
    select m.message_id, m.template, m.args, m.link, m.created_at, m.read_at
    from message m
    where {_OF_READER} and m.message_id < coalesce(cast(:before as bigint), 9223372036854775807)
        and (m.read_at is null or not :unread_only)
    order by m.message_id desc
    limit :limit
""")  # noqa: S608 - our own constant

_UNREAD = text(f"select count(*) from message m where {_OF_READER} and m.read_at is null")  # noqa: S608


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message as its reader finds it; the words come from the template."""

    message_id: int
    template: str
    args: dict[str, JsonValue]
    link: str
    created_at: datetime
    read_at: datetime | None


async def messages_of(
    conn: AsyncConnection, reader: Reader, *, before: int | None, unread_only: bool, limit: int
) -> list[MessageRow]:
    """Return the reader's messages, newest first."""
    rows = await conn.execute(
        _MESSAGES,
        reader.values() | {"before": before, "unread_only": unread_only, "limit": limit},
    )
    return [MessageRow(*row) for row in rows]


async def unread_count(conn: AsyncConnection, reader: Reader) -> int:
    """Return how many messages the reader has not opened."""
    return int((await conn.execute(_UNREAD, reader.values())).scalar_one())


_WISHES = text("""
    select sms, wechat, quiet_from, quiet_until, told_from_points
    from message_preference where user_id = :user_id
""")


async def wishes_of(conn: AsyncConnection, user_id: int) -> Wishes:
    """Return what a person wants told; the defaults if nothing was ever said."""
    row = (await conn.execute(_WISHES, {"user_id": user_id})).one_or_none()
    return Wishes() if row is None else Wishes(*row)


_TO_DELIVER = text("""
    select d.delivery_id, d.state, m.template, m.args, m.link, m.user_id, m.resident_id,
        r.phone_sealed, w.openid_sealed,
        p.sms, p.wechat, p.quiet_from, p.quiet_until, p.told_from_points
    from message_delivery d
    join message m using (estate_id, message_id)
    left join lateral (
        -- Whose wishes hold: the login's own, or those of the login that reads for the resident.
        select coalesce(m.user_id, (
            select min(g.user_id) from role_grant g
            where g.estate_id = m.estate_id and g.resident_id = m.resident_id
                and role_grant_holds(g, :today)
        )) as user_id
    ) reader on true
    left join message_preference p on p.user_id = reader.user_id
    left join wechat_identity w on w.user_id = reader.user_id
    left join lateral (
        -- The resident's own phone, or that of the resident whom the login belongs to.
        select x.phone_sealed from resident x
        where x.phone_sealed is not null and (
            (x.estate_id = m.estate_id and x.resident_id = m.resident_id)
            or (m.user_id is not null and (x.estate_id, x.resident_id) in (
                select g.estate_id, g.resident_id from role_grant g
                where g.user_id = m.user_id and g.resident_id is not null
                    and role_grant_holds(g, :today))))
        order by x.estate_id, x.resident_id
        limit 1
    ) r on true
    where d.estate_id = :estate_id and d.message_id = :message_id and d.channel = :channel
    for update of d
""")

_SENT_LATELY = text("""
    select count(*) filter (where d.ended_at > cast(:now as timestamptz) - interval '1 hour')
            as last_hour,
        count(*) as last_day
    from message_delivery d
    join message m using (estate_id, message_id)
    where d.estate_id = :estate_id and d.channel = :channel and d.state = 'sent'
        and d.ended_at > cast(:now as timestamptz) - interval '1 day'
        and m.user_id is not distinct from cast(:user_id as bigint)
        and m.resident_id is not distinct from cast(:resident_id as bigint)
""")


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """All that a delivery needs, its row locked."""

    delivery_id: str
    state: str
    template: str
    args: dict[str, JsonValue]
    link: str
    user_id: int | None
    resident_id: int | None
    phone_sealed: bytes | None
    openid_sealed: bytes | None
    wishes: Wishes


def _due(row: Row[tuple[object, ...]]) -> DueDelivery:
    wishes = (
        Wishes()
        if row.sms is None
        else Wishes(row.sms, row.wechat, row.quiet_from, row.quiet_until, row.told_from_points)
    )
    return DueDelivery(
        delivery_id=str(row.delivery_id),
        state=row.state,
        template=row.template,
        args=row.args,
        link=row.link,
        user_id=row.user_id,
        resident_id=row.resident_id,
        phone_sealed=row.phone_sealed,
        openid_sealed=row.openid_sealed,
        wishes=wishes,
    )


async def lock_delivery(
    conn: AsyncConnection, delivery: DeliveryRef, *, today: date
) -> DueDelivery | None:
    """Lock a delivery and return what it needs, or None when it is not there."""
    row = (await conn.execute(_TO_DELIVER, delivery.values() | {"today": today})).one_or_none()
    return None if row is None else _due(row)


async def sent_lately(
    conn: AsyncConnection, delivery: DeliveryRef, due: DueDelivery, *, now: datetime
) -> tuple[int, int]:
    """Return how many the receiver got by this channel in the last hour and in the last day."""
    row = (
        await conn.execute(
            _SENT_LATELY,
            {
                "estate_id": delivery.estate_id,
                "channel": delivery.channel,
                "user_id": due.user_id,
                "resident_id": due.resident_id,
                "now": now,
            },
        )
    ).one()
    return row.last_hour, row.last_day


_DEAD = text("""
    select d.message_id, d.channel, m.template, d.reason, d.attempts, d.ended_at, d.delivery_id
    from message_delivery d
    join message m using (estate_id, message_id)
    where d.estate_id = :estate_id and d.state = 'dead'
        and (-d.message_id, d.channel) > (-cast(:message_id as bigint), cast(:channel as text))
    order by d.message_id desc, d.channel
    limit :limit
""")


@dataclass(frozen=True, slots=True)
class DeadDelivery:
    """A delivery that was given up. To whom it went is not shown: the operator needs no names."""

    message_id: int
    channel: str
    template: str
    reason: str
    attempts: int
    ended_at: datetime
    delivery_id: str


async def dead_deliveries(
    conn: AsyncConnection, estate_id: int, *, after: tuple[int, str] | None, limit: int
) -> list[DeadDelivery]:
    """Return what was given up, newest first, after the message and channel `after`."""
    message_id, channel = after or (2**63 - 1, "")
    rows = await conn.execute(
        _DEAD,
        {"estate_id": estate_id, "message_id": message_id, "channel": channel, "limit": limit},
    )
    return [
        DeadDelivery(
            r.message_id, r.channel, r.template, r.reason, r.attempts, r.ended_at,
            str(r.delivery_id),
        )
        for r in rows
    ]  # fmt: skip


_STATES = text("""
    select d.channel, d.state, count(*) as deliveries
    from message_delivery d
    where d.estate_id = :estate_id
        and (d.state in ('waiting', 'dead') or d.ended_at > cast(:since as timestamptz))
    group by d.channel, d.state
    order by d.channel, d.state
""")


@dataclass(frozen=True, slots=True)
class DeliveryCount:
    channel: str
    state: str
    deliveries: int


async def delivery_counts(
    conn: AsyncConnection, estate_id: int, *, now: datetime
) -> list[DeliveryCount]:
    """Return how many deliveries wait or were given up, and what ended in the last week."""
    rows = await conn.execute(_STATES, {"estate_id": estate_id, "since": now - timedelta(days=7)})
    return [DeliveryCount(r.channel, r.state, r.deliveries) for r in rows]


_ALL_STATES = text("""
    select channel, state, count(*) as deliveries from message_delivery
    where state in ('waiting', 'dead') group by channel, state
""")


async def open_deliveries(conn: AsyncConnection) -> Sequence[DeliveryCount]:
    """Return how many deliveries of the whole installation wait or were given up."""
    return [
        DeliveryCount(r.channel, r.state, r.deliveries) for r in await conn.execute(_ALL_STATES)
    ]
