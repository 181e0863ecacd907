"""Codes that were tried in vain: different ones are counted, so that nobody can guess one."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import Refusal

FAILURES_ALLOWED = 5
WINDOW = timedelta(minutes=15)


class CheckInIsThrottled(Refusal):
    """Too many different codes or cards failed from this login."""

    code = "check_in_is_throttled"
    status = 429


_TAKE_TURN = text("""
    select pg_advisory_xact_lock(hashtextextended('check_in_failure ' || cast(:user_id as bigint),
        cast(:estate_id as bigint)))
""")

_COUNT = text("""
    select count(distinct code_digest), min(failed_at) from check_in_failure
    where estate_id = :estate_id and user_id = :user_id and failed_at > :since
        and code_digest <> :digest
""")

_SWEEP = text("""
    delete from check_in_failure
    where estate_id = :estate_id and user_id = :user_id and failed_at < :before
""")

_ADD = text("""
    insert into check_in_failure (estate_id, user_id, code_digest, failed_at)
    values (:estate_id, :user_id, :digest, :now)
""")


def _digest(activity_id: int, given: str) -> bytes:
    return sha256(f"{activity_id}\n{given.strip()}".encode()).digest()


async def check_failures(
    conn: AsyncConnection,
    *,
    estate_id: int,
    user_id: int,
    activity_id: int,
    given: str,
    now: datetime,
) -> None:
    """Raise `CheckInIsThrottled` after five other codes failed in a quarter of an hour.

    Tries of one login wait for each other until their database transactions end.
    """
    await conn.execute(_TAKE_TURN, {"estate_id": estate_id, "user_id": user_id})
    row = await conn.execute(
        _COUNT,
        {
            "estate_id": estate_id,
            "user_id": user_id,
            "since": now - WINDOW,
            "digest": _digest(activity_id, given),
        },
    )
    count, oldest = row.one()
    if count >= FAILURES_ALLOWED:
        left = max(1, round((oldest + WINDOW - now).total_seconds()))
        raise CheckInIsThrottled(
            f"试错的次数太多，请 {-(-left // 60)} 分钟后再试，或由组织者按名单签到。",
            retry_after=left,
        )


async def record_failure(
    conn: AsyncConnection,
    *,
    estate_id: int,
    user_id: int,
    activity_id: int,
    given: str,
    now: datetime,
) -> None:
    """Write down a code that failed, and forget those of the day before."""
    said = {"estate_id": estate_id, "user_id": user_id, "now": now}
    await conn.execute(_SWEEP, said | {"before": now - timedelta(days=1)})
    await conn.execute(_ADD, said | {"digest": _digest(activity_id, given)})
