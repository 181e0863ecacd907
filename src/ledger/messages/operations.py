"""The outbox: writing what is to be told, reading it, and a person's wishes about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.jobs import put_jobs
from ledger.errors import ObjectIsNotHere
from ledger.messages.outbox import DeliveryRef, NewMessage, Reader
from ledger.messages.rules import Wishes
from ledger.messages.templates import all_templates, template_of

_PUT = text("""
    with put as (
        insert into message (estate_id, user_id, resident_id, template, template_version, args,
            key, link)
        select m.estate_id, m.user_id, m.resident_id, m.template, :version, m.args, m.key, m.link
        from jsonb_to_recordset(cast(:messages as jsonb)) as m (estate_id bigint, user_id bigint,
            resident_id bigint, template text, args jsonb, key text, link text)
        order by m.estate_id, m.key
        on conflict (estate_id, key) do nothing
        returning estate_id, message_id, template
    ),
    ways as (
        insert into message_delivery (estate_id, message_id, channel)
        select p.estate_id, p.message_id, c.channel
        from put p
        join unnest(cast(:templates as text[]), cast(:channels as text[])) as c (template, channel)
            using (template)
        returning estate_id, message_id, channel
    )
    select p.estate_id, p.message_id, w.channel
    from put p left join ways w using (estate_id, message_id)
    order by p.estate_id, p.message_id, w.channel
""").bindparams(bindparam("messages", type_=JSONB))


async def put_messages(conn: AsyncConnection, messages: Sequence[NewMessage]) -> int:
    """Write messages in the caller's database transaction and return how many were new.

    One statement whatever their number, and one more if any leaves the program. They exist exactly
    if the transaction is committed; a key that was told before is passed over. Raises KeyError for
    an unknown template and `ValuesDoNotFit`, which are faults of the caller.
    """
    if not messages:
        return 0
    rows = []
    for message in messages:
        template = template_of(message.template)
        rows.append(
            {
                "estate_id": message.estate_id,
                "user_id": message.user_id,
                "resident_id": message.resident_id,
                "template": message.template,
                "args": template.values_of(message.args),
                "key": message.key,
                "link": message.link or template.link,
            }
        )
    ways = [
        (code, channel)
        for code, template in all_templates().templates.items()
        for channel in template.channels
    ]
    written = (
        await conn.execute(
            _PUT,
            {
                "messages": rows,
                "version": all_templates().version,
                "templates": [code for code, _ in ways],
                "channels": [channel for _, channel in ways],
            },
        )
    ).all()
    await put_jobs(
        conn,
        [
            DeliveryRef(row.estate_id, row.message_id, row.channel).as_job()
            for row in written
            if row.channel is not None
        ],
    )
    return len({(row.estate_id, row.message_id) for row in written})


_TO_ROLES = text("""
    select distinct user_id from role_grant g
    join app_user u using (user_id)
    where g.estate_id = :estate_id and g.role = any(:roles) and not u.is_disabled
        and role_grant_holds(g, :today)
""")


async def users_with_roles(
    conn: AsyncConnection, *, estate_id: int, roles: Sequence[str], today: date
) -> list[int]:
    """Return who holds one of the roles in the estate today, to be told something."""
    rows = await conn.execute(
        _TO_ROLES, {"estate_id": estate_id, "roles": list(roles), "today": today}
    )
    return sorted(rows.scalars())


_RESIDENTS_WITH_LOGINS = text("""
    select distinct g.resident_id from role_grant g
    where g.estate_id = :estate_id and g.resident_id is not null
        and role_grant_holds(g, :today)
    order by g.resident_id
""")


async def residents_with_logins(conn: AsyncConnection, *, estate_id: int, today: date) -> list[int]:
    """Return the residents for whom somebody can read messages inside the program."""
    rows = await conn.execute(_RESIDENTS_WITH_LOGINS, {"estate_id": estate_id, "today": today})
    return list(rows.scalars())


_OF_READER = """(user_id = :user_id or (estate_id, resident_id) in (
        select * from unnest(cast(:estate_ids as bigint[]), cast(:resident_ids as bigint[]))))"""

_READ = text(f"""
    update message set read_at = :now
    where {_OF_READER} and read_at is null and message_id = :message_id
""")  # noqa: S608 - our own constant
_READ_ALL = text(f"""
    update message set read_at = :now
    where {_OF_READER} and read_at is null and message_id <= :message_id
""")  # noqa: S608
_IS_THERE = text(f"""
    select exists (select from message where {_OF_READER} and message_id = :message_id)
""")  # noqa: S608


async def mark_read(
    conn: AsyncConnection, reader: Reader, *, message_id: int, now: datetime
) -> None:
    """Mark a message as read. Raises `ObjectIsNotHere` for one that is not the reader's."""
    values = reader.values() | {"message_id": message_id, "now": now}
    if not await conn.scalar(_IS_THERE, values):
        raise ObjectIsNotHere("这条消息")
    await conn.execute(_READ, values)


async def mark_all_read(
    conn: AsyncConnection, reader: Reader, *, until_message_id: int, now: datetime
) -> int:
    """Mark what the reader has seen, up to this id, as read; return how many were unread."""
    marked = await conn.execute(
        _READ_ALL, reader.values() | {"message_id": until_message_id, "now": now}
    )
    return int(marked.rowcount)


_WISH = text("""
    insert into message_preference (user_id, sms, wechat, quiet_from, quiet_until,
        told_from_points, changed_at)
    values (:user_id, :sms, :wechat, :quiet_from, :quiet_until, :told_from_points, :now)
    on conflict (user_id) do update set sms = excluded.sms, wechat = excluded.wechat,
        quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,
        told_from_points = excluded.told_from_points, changed_at = excluded.changed_at
""")


async def set_wishes(conn: AsyncConnection, *, user_id: int, wishes: Wishes, now: datetime) -> None:
    """Keep how a person wants to be told; it holds for what is sent from now on."""
    await conn.execute(
        _WISH,
        {
            "user_id": user_id,
            "sms": wishes.sms,
            "wechat": wishes.wechat,
            "quiet_from": wishes.quiet_from,
            "quiet_until": wishes.quiet_until,
            "told_from_points": wishes.told_from_points,
            "now": now,
        },
    )


_TRY_AGAIN = text("""
    update message_delivery
    set state = 'waiting', attempts = 0, reason = '', ended_at = null, next_at = :now
    where estate_id = :estate_id and message_id = :message_id and channel = :channel
        and state = 'dead'
    returning estate_id, message_id, channel
""")


async def try_again(
    conn: AsyncConnection, *, estate_id: int, message_id: int, channel: str, now: datetime
) -> None:
    """Put a delivery that was given up back among the waiting ones. Raises `ObjectIsNotHere`."""
    found = (
        await conn.execute(
            _TRY_AGAIN,
            {"estate_id": estate_id, "message_id": message_id, "channel": channel, "now": now},
        )
    ).one_or_none()
    if found is None:
        raise ObjectIsNotHere("这条没有送达的消息")
    await put_jobs(conn, [DeliveryRef(*found).as_job()])
