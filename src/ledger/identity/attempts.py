"""How often signing in may fail, counted in the database by login and by address."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import Refusal

ATTEMPTS_MAX = 5
ADDRESS_ATTEMPTS_MAX = 50
WINDOW_MINUTES = 15


class SignInIsThrottled(Refusal):
    """Too many failures of one login or from one address."""

    code = "sign_in_is_throttled"
    status = 429


def _digest(login: str) -> bytes:
    return sha256(login.encode()).digest()


def _throttled() -> SignInIsThrottled:
    return SignInIsThrottled(
        f"登录失败次数太多，请 {WINDOW_MINUTES} 分钟后再试，或请工作人员协助。",
        retry_after=WINDOW_MINUTES * 60,
    )


async def take_turn(conn: AsyncConnection, subject: str) -> None:
    """Let attempts on one subject wait for each other until their database transactions end.

    Otherwise as many could be tried at once as there are connections, before the first counts.
    """
    await conn.execute(
        text("select pg_advisory_xact_lock(hashtextextended(encode(:digest, 'hex'), 0))"),
        {"digest": _digest(subject)},
    )


async def check_attempts(conn: AsyncConnection, *, login: str, address: str) -> None:
    """Raise `SignInIsThrottled` after too many failures of this login or from this address."""
    await take_turn(conn, login)
    row = (
        await conn.execute(
            text("""select
                    count(*) filter (where login_digest = :digest) as of_login,
                    count(*) filter (where address = :address) as of_address
                from sign_in_attempt
                where not succeeded and at > clock_timestamp() - make_interval(mins => :minutes)
                    and (login_digest = :digest or address = :address)"""),
            {"digest": _digest(login), "address": address, "minutes": WINDOW_MINUTES},
        )
    ).one()
    if row.of_login >= ATTEMPTS_MAX or row.of_address >= ADDRESS_ATTEMPTS_MAX:
        raise _throttled()


async def check_address(conn: AsyncConnection, *, address: str) -> None:
    """Raise `SignInIsThrottled` after too many failures from this address."""
    failed = await conn.scalar(
        text("""select count(*) from sign_in_attempt
            where not succeeded and at > clock_timestamp() - make_interval(mins => :minutes)
                and address = :address"""),
        {"address": address, "minutes": WINDOW_MINUTES},
    )
    if failed is not None and failed >= ADDRESS_ATTEMPTS_MAX:
        raise _throttled()


async def record_attempt(
    conn: AsyncConnection, *, login: str, address: str, succeeded: bool
) -> None:
    """Remember a sign-in attempt; only a digest of the login is kept."""
    await conn.execute(
        text("""insert into sign_in_attempt (login_digest, address, succeeded)
            values (:digest, :address, :succeeded)"""),
        {"digest": _digest(login), "address": address, "succeeded": succeeded},
    )
