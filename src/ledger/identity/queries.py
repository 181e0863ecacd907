"""Reading users and the roles they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.db import batched_reads
from ledger.identity.roles import Role, RoleGrant, SignedInUser

_USER = text("""
    select u.user_id, u.login, u.display_name, g.role, g.estate_id, e.code as estate_code,
        e.name as estate_name, g.resident_id, g.merchant_id, g.starts_on, g.ends_on
    from app_user u
    left join role_grant g
        on g.user_id = u.user_id and :today between g.starts_on and coalesce(g.ends_on, :today)
    left join estate e on e.estate_id = g.estate_id
    where u.user_id = :user_id and not u.is_disabled
    order by g.role_grant_id
""")


async def signed_in_user(
    conn: AsyncConnection, user_id: int, *, today: date
) -> SignedInUser | None:
    """Return the user with the grants that hold today, or None when disabled or unknown."""
    rows = (await conn.execute(_USER, {"user_id": user_id, "today": today})).all()
    return _user_of(rows) if rows else None


def _user_of(rows: Sequence[Sequence[Any]]) -> SignedInUser:
    """Return the user of these rows, one for each grant: the columns of `_USER`, in its order."""
    user_id, login, display_name = rows[0][:3]
    grants = (RoleGrant(Role(role), *grant) for _, _, _, role, *grant in rows if role is not None)
    return SignedInUser(user_id, login, display_name, tuple(grants))


# What a session holds is the program's own JSON. Its user is read without a cast that could fail,
# because one bad row would fail the read of everybody who asks at the same time.
_USERS_OF_SESSIONS = r"""
    select s.session_digest, u.user_id, u.login, u.display_name, g.role, g.estate_id,
        e.code as estate_code, e.name as estate_name, g.resident_id, g.merchant_id, g.starts_on,
        g.ends_on
    from user_session s
    join app_user u on not u.is_disabled and u.user_id = cast(
        substring(encode(s.data, 'escape') from '^{"user_id": ?([0-9]{1,18})}$') as bigint)
    left join role_grant g
        on g.user_id = u.user_id and $2 between g.starts_on and coalesce(g.ends_on, $2)
    left join estate e on e.estate_id = g.estate_id
    where s.session_digest = any($1::bytea[]) and s.expires_at > clock_timestamp()
    order by s.session_digest, g.role_grant_id
"""


async def users_of_sessions(
    engine: AsyncEngine, digests: Sequence[bytes], *, today: date
) -> dict[bytes, SignedInUser]:
    """Return the users of those sessions that are open, with the grants that hold today."""
    rows = await batched_reads.fetch(engine, _USERS_OF_SESSIONS, digests, today)
    return {
        digest: _user_of([row[1:] for row in of_session])
        for digest, of_session in groupby(rows, key=itemgetter(0))
    }


async def user_of_login(conn: AsyncConnection, login: str, *, today: date) -> SignedInUser | None:
    """Return the user with this login and the grants that hold today, or None."""
    found = await conn.execute(
        text("select user_id from app_user where login = :login"), {"login": login}
    )
    user_id = found.scalar_one_or_none()
    return None if user_id is None else await signed_in_user(conn, user_id, today=today)


@dataclass(frozen=True, slots=True)
class UserRow:
    user_id: int
    login: str
    display_name: str
    is_disabled: bool
    roles: list[tuple[Role, date, date | None]]


async def users_of_estate(
    conn: AsyncConnection, estate_id: int, *, after: int, limit: int
) -> list[UserRow]:
    """Return users with a role in the estate, by user id, after the id `after`."""
    rows = await conn.execute(
        text("""select u.user_id, u.login, u.display_name, u.is_disabled,
                jsonb_agg(jsonb_build_array(g.role, g.starts_on, g.ends_on)
                    order by g.role_grant_id) as roles
            from app_user u join role_grant g on g.user_id = u.user_id
            where g.estate_id = :estate_id and u.user_id > :after
            group by u.user_id order by u.user_id limit :limit"""),
        {"estate_id": estate_id, "after": after, "limit": limit},
    )
    return [
        UserRow(
            user_id=row.user_id,
            login=row.login,
            display_name=row.display_name,
            is_disabled=row.is_disabled,
            roles=[
                (
                    Role(role),
                    date.fromisoformat(starts_on),
                    date.fromisoformat(ends_on) if ends_on else None,
                )
                for role, starts_on, ends_on in row.roles
            ],
        )
        for row in rows
    ]
