"""What a person must hear at once about the own account: a new role, one that ended, a new device.

The worker reads these off the records of identity, which stands below and knows no messages. Every
record leads to one message by its key, however often it is read.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.identity.roles import RegionRole, Role
from ledger.messages.operations import put_messages
from ledger.messages.outbox import NewMessage
from ledger.messages.words import day_words, moment_words

LOOKED_BACK = timedelta(days=2)
"""What is older was told, or nothing ran for so long that it is no news any more."""

# A resident's own account is opened in the resident's presence.
_GRANTED = text("""
    select g.estate_id, g.role_grant_id, g.user_id, g.role, g.starts_on
    from role_grant g
    where g.granted_at > :since and g.revoked_at is null and g.resident_id is null
    order by g.estate_id, g.role_grant_id
""")

_ENDED = text("""
    with ends as (
        select g.estate_id, g.role_grant_id, g.user_id, g.role, g.resident_id, least(
            cast(g.revoked_at at time zone 'Asia/Shanghai' as date),
            -- Days are held to their end.
            g.ends_on + 1, t.ends_on + 1) as ended_on
        from role_grant g
        left join committee_term t on t.estate_id = g.estate_id
            and t.committee_term_id = g.committee_term_id
    )
    select estate_id, role_grant_id, user_id, role, ended_on from ends
    where resident_id is null and ended_on between :since_day and :today
    order by estate_id, role_grant_id
""")

# A message belongs to an estate: to one in which the person works, so that it can be read there, or
# else to the first of the region; a phone hears of it either way.
_TOLD_IN = """
    with recursive reached as (
        select g.region_role_grant_id, g.region_id from region_role_grant g
        union all
        select r.region_role_grant_id, c.region_id
        from reached r
        join region c on c.parent_region_id = r.region_id
    )
    select g.region_role_grant_id, g.user_id, g.role, n.name, g.starts_on, o.ended_on, e.estate_id
    from region_role_grant g
    left join region n on n.region_id = g.region_id
    cross join lateral (
        select least(cast(g.revoked_at at time zone 'Asia/Shanghai' as date), g.ends_on + 1)
            as ended_on
    ) o
    cross join lateral (
        select coalesce((
            select min(own.estate_id) from role_grant own
            where own.user_id = g.user_id and role_grant_holds(own, :today)
        ), (
            select min(x.estate_id) from estate x
            where g.region_id is null or x.region_id in (
                select r.region_id from reached r
                where r.region_role_grant_id = g.region_role_grant_id)
        )) as estate_id
    ) e
    where e.estate_id is not null
"""
_REGION_GRANTED = text(f"{_TOLD_IN} and g.granted_at > :since and g.revoked_at is null order by 1")
_REGION_ENDED = text(f"{_TOLD_IN} and o.ended_on between :since_day and :today order by 1")

_SIGN_INS = text("""
    select a.actor_user_id as user_id, a.details ->> 'device' as device, min(a.at) as at
    from audit_line a
    where a.action = 'sign_in' and a.outcome = 'done' and a.at > :since
        and a.actor_user_id is not null and a.details ->> 'device' <> ''
    group by 1, 2
    order by 3, 1, 2
""")

_NEW_DEVICES = text("""
    with seen as (
        select * from unnest(cast(:user_ids as bigint[]), cast(:digests as bytea[]),
            cast(:moments as timestamptz[])) as s (user_id, device_digest, at)
    ),
    -- As it was before this statement: somebody's first device is no news.
    had as (select distinct user_id from known_device where user_id = any(:user_ids)),
    added as (
        insert into known_device (user_id, device_digest, first_seen_at)
        select user_id, device_digest, at from seen
        on conflict (user_id, device_digest) do nothing
        returning user_id, device_digest, first_seen_at
    )
    select a.user_id, a.device_digest, a.first_seen_at as at, e.estate_id
    from added a
    join had using (user_id)
    join lateral (
        select min(g.estate_id) as estate_id from role_grant g
        where g.user_id = a.user_id and role_grant_holds(g, :today)
    ) e on e.estate_id is not null
    order by a.user_id, a.device_digest
""")


async def tell_roles(conn: AsyncConnection, *, now: datetime, today: date) -> int:
    """Tell people of roles that they got and that ended; return how many were told anew."""
    granted = await conn.execute(_GRANTED, {"since": now - LOOKED_BACK})
    messages = [
        NewMessage(
            estate_id=row.estate_id,
            template="role_granted",
            key=f"role_granted:{row.role_grant_id}",
            args={"role": Role(row.role).chinese_title, "starts_on": day_words(row.starts_on)},
            user_id=row.user_id,
        )
        for row in granted
    ]
    ended = await conn.execute(_ENDED, {"since_day": today - LOOKED_BACK, "today": today})
    messages += [
        NewMessage(
            estate_id=row.estate_id,
            template="role_ended",
            key=f"role_ended:{row.role_grant_id}",
            args={"role": Role(row.role).chinese_title, "ended_on": day_words(row.ended_on)},
            user_id=row.user_id,
        )
        for row in ended
    ]
    return await put_messages(conn, messages)


async def tell_region_roles(conn: AsyncConnection, *, now: datetime, today: date) -> int:
    """Tell people of roles above the estates that they got and that ended; return how many."""
    granted = await conn.execute(_REGION_GRANTED, {"since": now - LOOKED_BACK, "today": today})
    messages = [
        NewMessage(
            estate_id=row.estate_id,
            template="role_granted",
            key=f"region_role_granted:{row.region_role_grant_id}",
            args={
                "role": _region_role_words(row.role, row.name),
                "starts_on": day_words(row.starts_on),
            },
            user_id=row.user_id,
        )
        for row in granted
    ]
    ended = await conn.execute(_REGION_ENDED, {"since_day": today - LOOKED_BACK, "today": today})
    messages += [
        NewMessage(
            estate_id=row.estate_id,
            template="role_ended",
            key=f"region_role_ended:{row.region_role_grant_id}",
            args={
                "role": _region_role_words(row.role, row.name),
                "ended_on": day_words(row.ended_on),
            },
            user_id=row.user_id,
        )
        for row in ended
    ]
    return await put_messages(conn, messages)


def _region_role_words(role: str, region: str | None) -> str:
    return RegionRole(role).chinese_title if region is None else f"{region}工作人员"


async def tell_new_devices(conn: AsyncConnection, *, now: datetime, today: date) -> int:
    """Tell people that their account was used on a device for the first time."""
    sign_ins = (await conn.execute(_SIGN_INS, {"since": now - LOOKED_BACK})).all()
    if not sign_ins:
        return 0
    new = await conn.execute(
        _NEW_DEVICES,
        {
            "user_ids": [row.user_id for row in sign_ins],
            "digests": [sha256(row.device.encode()).digest() for row in sign_ins],
            "moments": [row.at for row in sign_ins],
            "today": today,
        },
    )
    return await put_messages(
        conn,
        [
            NewMessage(
                estate_id=row.estate_id,
                template="new_device",
                key=f"new_device:{row.user_id}:{row.device_digest.hex()}",
                args={"at": moment_words(row.at)},
                user_id=row.user_id,
            )
            for row in new
        ],
    )
