"""The life of a 付款码: issued to a phone, looked up by a terminal, burnt once.

The database's clock alone decides what is alive. A code is burnt in a database transaction of its
own, committed before the redemption begins, so that nothing which happens afterwards gives it a
second life.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import IdempotencyKeyWasUsed, Refusal
from ledger.redemption import queries, tables
from ledger.redemption.codes import LIFE_SECONDS, code_digest, pay_code

LIVE_CODES_PER_USER = 3
"""Two phones of one person may show a code each, and one more while they refresh."""
FAILURES_ALLOWED = 5
FAILURE_WINDOW_SECONDS = 15 * 60


class PayCodeIsNotValid(Refusal):
    """Unknown, used, expired or another estate's: strangers get one answer for all four."""

    code = "pay_code_is_not_valid"

    def __init__(self) -> None:
        super().__init__("付款码无效，可能已经用过或已过期，请居民刷新付款码再扫一次。")


class CodeAttemptsAreThrottled(Refusal):
    """Too many different codes failed from this account or this address."""

    code = "code_attempts_are_throttled"
    status = 429

    def __init__(self, *, retry_after: int) -> None:
        minutes = -(-retry_after // 60)
        super().__init__(
            f"无效的付款码太多，请等 {minutes} 分钟再扫；确实着急请联系业委会。",
            retry_after=retry_after,
        )


@dataclass(frozen=True, slots=True)
class IssuedPayCode:
    """A fresh code; the digits are known to nobody after this answer."""

    digits: str
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where a code is scanned: the shopkeeper's account, and the address it calls from."""

    user_id: int
    address: str


_SWEEP = text("""
    delete from pay_code
    where estate_id = :estate_id and user_id = :user_id and burnt_at is null
        and expires_at < clock_timestamp() - interval '1 day'
""")

_END_ALL_BUT_NEWEST = text("""
    update pay_code set expires_at = least(expires_at, clock_timestamp())
    where estate_id = :estate_id and burnt_at is null and code_digest in (
        select code_digest from pay_code
        where estate_id = :estate_id and user_id = :user_id and burnt_at is null
            and expires_at > clock_timestamp()
        order by issued_at desc
        offset :kept)
""")

_ISSUE = text("""
    insert into pay_code (estate_id, code_digest, resident_id, user_id, session_digest, issued_at,
        expires_at)
    select :estate_id, :code_digest, :resident_id, :user_id, :session_digest, m.at,
        m.at + make_interval(secs => :life_seconds)
    from (select clock_timestamp() as at) m
    returning issued_at, expires_at
""")

# A code lives as long as its ninety seconds, the session it was shown in and the login behind it.
_IS_ALIVE = """
    c.burnt_at is null and c.expires_at > m.at
        and not exists (select from app_user u where u.user_id = c.user_id and u.is_disabled)
        and (c.session_digest is null or exists (
            select from user_session s
            where s.session_digest = c.session_digest and s.expires_at > m.at))
"""

_BURN = text(f"""
    update pay_code c
    set burnt_at = m.at, burnt_by = :user_id, burnt_address = :address, burnt_key = :key
    from (select clock_timestamp() as at) m
    where c.estate_id = :estate_id and c.code_digest = :code_digest and {_IS_ALIVE}
    returning c.resident_id
""")  # noqa: S608

_LOOK_UP = text(f"""
    select c.resident_id, r.name, c.expires_at
    from pay_code c
    join resident r using (estate_id, resident_id)
    cross join (select clock_timestamp() as at) m
    where c.estate_id = :estate_id and c.code_digest = :code_digest and {_IS_ALIVE}
""")  # noqa: S608

_BURNT_UNDER_KEY = text("""
    select code_digest from pay_code
    where estate_id = :estate_id and burnt_by = :user_id and burnt_key = :key
""")

_FAILURES = """
    select count(distinct code_digest) as codes,
        ceil(:window_seconds - extract(epoch from clock_timestamp() - min(at)))::int as retry_after
    from code_attempt
    where estate_id = :estate_id and code_digest <> :code_digest
        and at > clock_timestamp() - make_interval(secs => :window_seconds)
"""
_FAILURES_OF_USER = text(_FAILURES + "and user_id = :user_id")
_FAILURES_OF_ADDRESS = text(_FAILURES + "and address = :address")

_SERIALISE_FAILURES = text("""
    select pg_advisory_xact_lock(hashtextextended('code_attempt ' || :who, :estate_id))
""")

_SWEEP_ATTEMPTS = text("""
    delete from code_attempt
    where estate_id = :estate_id and user_id = :user_id
        and at < clock_timestamp() - interval '1 day'
""")


async def issue_pay_code(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    user_id: int,
    random_digits: str,
    session_digest: bytes | None = None,
) -> IssuedPayCode:
    """Give a resident's user a new code, good for ninety seconds of the database's clock.

    Codes already shown stay good, up to three; of more the oldest end. Where `session_digest` is
    given, the code ends with that session. Only the digest of the code is kept.
    """
    mine = {"estate_id": estate_id, "user_id": user_id}
    # One request of a user at a time, or two could each leave three codes alive.
    await conn.execute(
        text("""select from resident
            where estate_id = :estate_id and resident_id = :resident_id for no key update"""),
        {"estate_id": estate_id, "resident_id": resident_id},
    )
    await conn.execute(_SWEEP, mine)
    await conn.execute(_END_ALL_BUT_NEWEST, mine | {"kept": LIVE_CODES_PER_USER - 1})
    digits = pay_code(random_digits)
    row = (
        await conn.execute(
            _ISSUE,
            mine
            | {
                "resident_id": resident_id,
                "code_digest": code_digest(digits, estate_id=estate_id),
                "session_digest": session_digest,
                "life_seconds": LIFE_SECONDS,
            },
        )
    ).one()
    return IssuedPayCode(digits, row.issued_at, row.expires_at)


async def look_up_pay_code(
    conn: AsyncConnection, *, estate_id: int, digest: bytes, terminal: Terminal
) -> queries.CodeHolder | None:
    """Return whose live code it is without burning it; None counts as a failed attempt.

    Commit in either case. Raises `CodeAttemptsAreThrottled`.
    """
    await _check_throttle(conn, estate_id, digest, terminal)
    found = await conn.execute(_LOOK_UP, {"estate_id": estate_id, "code_digest": digest})
    row = found.one_or_none()
    if row is None:
        await _record_failure(conn, estate_id, digest, terminal)
        return None
    return queries.CodeHolder(row.resident_id, row.name, row.expires_at)


async def burn_pay_code(
    conn: AsyncConnection,
    *,
    estate_id: int,
    digest: bytes,
    terminal: Terminal,
    idempotency_key: str,
) -> bool:
    """Burn a live code for this terminal's key; commit at once, whatever comes of the redemption.

    True also when the same terminal burnt it under the same key before: a submission that was
    cut off goes on. False means not valid, and counts as a failed attempt. Raises
    `CodeAttemptsAreThrottled`, or `IdempotencyKeyWasUsed` when the key burnt another code.
    """
    asked = {
        "estate_id": estate_id,
        "code_digest": digest,
        "user_id": terminal.user_id,
        "address": terminal.address,
        "key": idempotency_key,
    }
    if await _was_burnt_under_key(conn, asked):
        return True
    await _check_throttle(conn, estate_id, digest, terminal)
    try:
        async with conn.begin_nested():
            burnt = (await conn.execute(_BURN, asked)).one_or_none() is not None
    except IntegrityError:
        # The same key burnt a code between our look and our burn; the look will show which.
        return await _was_burnt_under_key(conn, asked)
    # Of many submissions under one key one burns; the others waited for it in the statement
    # above and now see that it was theirs.
    if burnt or await _was_burnt_under_key(conn, asked):
        return True
    await _record_failure(conn, estate_id, digest, terminal)
    return False


async def _was_burnt_under_key(conn: AsyncConnection, asked: dict[str, object]) -> bool:
    found = (await conn.execute(_BURNT_UNDER_KEY, asked)).scalar_one_or_none()
    if found is not None and found != asked["code_digest"]:
        raise IdempotencyKeyWasUsed(
            "这个请求编号已经用于另一个付款码，请刷新页面后重新扫码。", field="code"
        )
    return found is not None


async def _check_throttle(
    conn: AsyncConnection, estate_id: int, digest: bytes, terminal: Terminal
) -> None:
    """Raise when five other codes failed within fifteen minutes, by account or by address.

    Different codes are counted, not submissions: who scans one stale code ten times is a
    shopkeeper in a hurry, who tries ten codes is guessing.
    """
    asked = {
        "estate_id": estate_id,
        "code_digest": digest,
        "user_id": terminal.user_id,
        "address": terminal.address,
        "window_seconds": FAILURE_WINDOW_SECONDS,
    }
    for failures in (_FAILURES_OF_USER, _FAILURES_OF_ADDRESS):
        row = (await conn.execute(failures, asked)).one()
        if row.codes >= FAILURES_ALLOWED:
            raise CodeAttemptsAreThrottled(retry_after=max(1, row.retry_after))


async def _record_failure(
    conn: AsyncConnection, estate_id: int, digest: bytes, terminal: Terminal
) -> None:
    # One after the other, and the count again, so that guesses in parallel are counted too.
    for who in (f"user {terminal.user_id}", f"address {terminal.address}"):
        await conn.execute(_SERIALISE_FAILURES, {"who": who, "estate_id": estate_id})
    await _check_throttle(conn, estate_id, digest, terminal)
    mine = {"estate_id": estate_id, "user_id": terminal.user_id}
    await conn.execute(_SWEEP_ATTEMPTS, mine)
    await conn.execute(
        insert(tables.code_attempt).values(**mine, address=terminal.address, code_digest=digest)
    )
