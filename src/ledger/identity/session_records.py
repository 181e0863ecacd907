"""The rows of sessions: opened, replaced, seen, listed, ended. Only digests of cookies are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.identity.session_rules import Life, Proof

REPLACED_SECONDS = 30
"""How long the former cookie is still good, for requests that were under way with it."""
SEEN_EVERY_MINUTES = 5
"""`last_seen_at` is this coarse, so that reading a session seldom writes."""
DEVICE_LENGTH_MAX = 200


def digest_of(cookie: str) -> bytes:
    """Return what is stored of a cookie."""
    return sha256(cookie.encode()).digest()


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session that begins: whose, how it was proved, from where."""

    user_id: int
    proof: Proof
    factor_is_proved: bool
    roles: str
    life: Life
    address: str
    device: str


_OPEN = text("""
    insert into user_session (session_digest, user_id, proof, second_factor_at, roles,
        idle_seconds, address, device, expires_at)
    values (:digest, :user_id, :proof, case when :is_proved then clock_timestamp() end, :roles,
        :idle_seconds, :address, :device, clock_timestamp() + :whole)
    returning session_id
""")


async def open_session(conn: AsyncConnection, *, cookie: str, session: NewSession) -> int:
    """Keep a new session under the cookie and return its number; sweeps those that are over."""
    await conn.execute(
        text("delete from user_session where expires_at <= clock_timestamp()"),
    )
    opened = await conn.execute(
        _OPEN,
        {
            "digest": digest_of(cookie),
            "user_id": session.user_id,
            "proof": session.proof.value,
            "is_proved": session.factor_is_proved,
            "roles": session.roles,
            "idle_seconds": int(session.life.idle.total_seconds()),
            "whole": session.life.whole,
            "address": session.address,
            "device": session.device[:DEVICE_LENGTH_MAX],
        },
    )
    session_id: int = opened.scalar_one()
    return session_id


_REPLACE = text("""
    with former as (
        update user_session
        set replaced_at = clock_timestamp(), expires_at = least(expires_at, clock_timestamp()
            + make_interval(secs => :replaced_seconds))
        where session_digest = :former and replaced_at is null
        returning user_id, proof, second_factor_at, began_at, address, device)
    insert into user_session (session_digest, user_id, proof, second_factor_at, roles,
        idle_seconds, began_at, address, device, expires_at)
    select :fresh, user_id, proof, second_factor_at, :roles, :idle_seconds, began_at, address,
        device, began_at + :whole
    from former
    returning session_id
""")


async def replace_cookie(
    conn: AsyncConnection, *, former: bytes, fresh: str, roles: str, life: Life
) -> bool:
    """Move a session to a fresh cookie; False when another request has just done so."""
    replaced = await conn.execute(
        _REPLACE,
        {
            "former": former,
            "fresh": digest_of(fresh),
            "roles": roles,
            "idle_seconds": int(life.idle.total_seconds()),
            "whole": life.whole,
            "replaced_seconds": REPLACED_SECONDS,
        },
    )
    return replaced.first() is not None


async def see_session(conn: AsyncConnection, *, digest: bytes) -> None:
    """Note that a session is in use, unless that was noted minutes ago."""
    await conn.execute(
        text("""update user_session set last_seen_at = clock_timestamp()
            where session_digest = :digest
                and last_seen_at < clock_timestamp() - make_interval(mins => :minutes)"""),
        {"digest": digest, "minutes": SEEN_EVERY_MINUTES},
    )


async def end_session(conn: AsyncConnection, *, digest: bytes) -> None:
    """End the session with this digest, if it is there."""
    await conn.execute(
        text("delete from user_session where session_digest = :digest"), {"digest": digest}
    )


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session as its user sees it; `last_seen_at` is minutes coarse."""

    session_id: int
    began_at: datetime
    last_seen_at: datetime
    proof: Proof
    factor_is_proved: bool
    address: str
    device: str


async def sessions_of(conn: AsyncConnection, user_id: int) -> list[SessionRow]:
    """Return the sessions of a user that are open now, the one used last first."""
    rows = await conn.execute(
        text("""select session_id, began_at, last_seen_at, proof, second_factor_at is not null,
                address, device
            from user_session
            where user_id = :user_id and replaced_at is null and expires_at > clock_timestamp()
                and last_seen_at > clock_timestamp() - make_interval(secs => idle_seconds)
            order by last_seen_at desc, session_id desc limit 100"""),
        {"user_id": user_id},
    )
    return [
        SessionRow(number, began_at, seen_at, Proof(proof), is_proved, address, device)
        for number, began_at, seen_at, proof, is_proved, address, device in rows
    ]


async def end_sessions_of(
    conn: AsyncConnection, *, user_id: int, session_id: int | None = None, but: int | None = None
) -> int:
    """End sessions of a user and return how many: the one named, or all but one, or all."""
    ended = await conn.execute(
        text("""delete from user_session where user_id = :user_id
                and (cast(:session_id as bigint) is null or session_id = :session_id)
                and (cast(:but as bigint) is null or session_id <> :but)
            returning session_id"""),
        {"user_id": user_id, "session_id": session_id, "but": but},
    )
    return len(ended.all())


def coarse(moment: datetime) -> datetime:
    """Return the moment to ten minutes, as a list of devices shows it."""
    return moment - timedelta(
        minutes=moment.minute % 10, seconds=moment.second, microseconds=moment.microsecond
    )
