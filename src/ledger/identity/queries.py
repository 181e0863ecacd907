"""Reading users and the roles they hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.db import batched_reads
from ledger.identity.open_session import OpenSession
from ledger.identity.roles import RegionGrant, RegionRole, Role, RoleGrant, SignedInUser
from ledger.identity.session_rules import Proof

# What a user holds today, `{today}`: roles in estates, a row each, and roles above them, together
# in one column, which is null for nearly everybody. A role that was given for a committee's term
# ends with it.
_HELD_COLUMNS = """u.user_id, u.login, u.display_name, above.region_grants, g.role, g.estate_id,
        e.code as estate_code, e.name as estate_name, g.resident_id, g.merchant_id, g.starts_on,
        g.ends_on, g.buildings"""
_HELD_TABLES = """
    left join lateral (
        select jsonb_agg(jsonb_build_array(r.role, r.region_id, region_path(r.region_id))
            order by r.region_role_grant_id) as region_grants
        from region_role_grant r
        where r.user_id = u.user_id and r.revoked_at is null
            and {today} between r.starts_on and coalesce(r.ends_on, {today})
    ) above on true
    left join role_grant g
        on g.user_id = u.user_id and g.revoked_at is null
        and {today} between g.starts_on and coalesce(g.ends_on, {today})
        and (g.committee_term_id is null or {today} <= (select t.ends_on from committee_term t
            where t.estate_id = g.estate_id and t.committee_term_id = g.committee_term_id))
    left join estate e on e.estate_id = g.estate_id
"""
_USER = text(
    f"select {_HELD_COLUMNS} from app_user u "  # noqa: S608
    + _HELD_TABLES.format(today="cast(:today as date)")
    + " where u.user_id = :user_id and not u.is_disabled order by g.role_grant_id"
)


async def signed_in_user(
    conn: AsyncConnection, user_id: int, *, today: date
) -> SignedInUser | None:
    """Return the user with the grants that hold today, or None when disabled or unknown."""
    rows = (await conn.execute(_USER, {"user_id": user_id, "today": today})).all()
    return _user_of(rows) if rows else None


def _user_of(rows: Sequence[Sequence[Any]]) -> SignedInUser:
    """Return the user of these rows, one for each grant: the columns of `_USER`, in its order."""
    user_id, login, display_name, above = rows[0][:4]
    grants = tuple(_grant_of(*row[4:13]) for row in rows if row[4] is not None)
    if above is None:
        return SignedInUser(user_id, login, display_name, grants)
    region_grants = tuple(
        RegionGrant(RegionRole(role), region_id, name) for role, region_id, name in above
    )
    return SignedInUser(user_id, login, display_name, grants, region_grants=region_grants)


def _grant_of(role: str, *held: Any) -> RoleGrant:
    estate_id, code, name, resident_id, merchant_id, starts_on, ends_on, buildings = held
    return RoleGrant(
        Role(role), estate_id, code, name, resident_id, merchant_id, starts_on, ends_on,
        tuple(buildings or ()),
    )  # fmt: skip


_USERS_OF_SESSIONS = f"""
    select s.session_digest, s.session_id, s.proof, s.second_factor_at is not null,
        f.user_id is not null, s.roles,
        s.last_seen_at < clock_timestamp() - interval '5 minutes', s.replaced_at is not null,
        {_HELD_COLUMNS}
    from user_session s
    join app_user u on u.user_id = s.user_id and not u.is_disabled
    left join second_factor f on f.user_id = u.user_id and f.confirmed_at is not null
    {_HELD_TABLES.format(today="$2")}
    where s.session_digest = any($1::bytea[]) and s.expires_at > clock_timestamp()
        and s.last_seen_at > clock_timestamp() - s.idle_seconds * interval '1 second'
    order by s.session_digest, g.role_grant_id
"""  # noqa: S608


async def users_of_sessions(
    engine: AsyncEngine, digests: Sequence[bytes], *, today: date
) -> dict[bytes, OpenSession]:
    """Return those sessions that are open and their users, with the grants that hold today."""
    rows = await batched_reads.fetch(engine, _USERS_OF_SESSIONS, digests, today)
    return {
        digest: _session_of(list(of_session))
        for digest, of_session in groupby(rows, key=itemgetter(0))
    }


def _session_of(rows: Sequence[Sequence[Any]]) -> OpenSession:
    _, session_id, proof, is_proved, has_factor, roles, is_stale, is_replaced = rows[0][:8]
    return OpenSession.of(
        _user_of([row[8:] for row in rows]),
        session_id=session_id,
        proof=Proof(proof),
        factor_is_proved=is_proved,
        has_factor=has_factor,
        roles=roles,
        is_stale=is_stale,
        is_replaced=is_replaced,
    )


async def user_of_login(conn: AsyncConnection, login: str, *, today: date) -> SignedInUser | None:
    """Return the user with this login and the grants that hold today, or None."""
    found = await conn.execute(
        text("select user_id from app_user where login = :login"), {"login": login}
    )
    user_id = found.scalar_one_or_none()
    return None if user_id is None else await signed_in_user(conn, user_id, today=today)
