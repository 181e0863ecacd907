"""One-time codes by text message: six digits, five minutes, one use, five tries.

A code is good for one phone in the one browser that asked for it. What is stored is a keyed digest
of all three. Asking for a number that nobody registered leaves the same row and takes the same
time; only no message goes out.
"""

from __future__ import annotations

import hmac
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import Refusal
from ledger.identity.attempts import take_turn
from ledger.identity.sign_in_keys import SignInKeys

CODE_LENGTH: Final = 6
LIFE_MINUTES: Final = 5
TRIES_MAX: Final = 5
RESEND_SECONDS: Final = 60
CODES_AN_HOUR: Final = 5
CODES_A_DAY: Final = 10
ADDRESS_CODES_AN_HOUR: Final = 60
"""Many phones of one estate, or of one mobile network, share an address."""
PHONE_CODES_OF_ADDRESS_A_DAY: Final = 5
"""Of one phone from one address, unless the browser is known."""
KEPT_DAYS: Final = 2


_REQUESTED = text("""
    with counted as (
        select sent_at, address, phone_digest = :phone and (cast(:known as bytea) is null
            or browser_digest = :known) as is_ours
        from one_time_code
        where sent_at > clock_timestamp() - interval '1 day'
            and (phone_digest = :phone or address = :address))
    select
        cast(ceil(extract(epoch from max(sent_at) filter (where is_ours)
            + make_interval(secs => :resend) - clock_timestamp())) as int) as wait_seconds,
        count(*) filter (where is_ours
            and sent_at > clock_timestamp() - interval '1 hour') as in_hour,
        count(*) filter (where is_ours) as in_day,
        count(*) filter (where is_ours and address = :address) as of_phone_from_address,
        count(*) filter (where address = :address
            and sent_at > clock_timestamp() - interval '1 hour') as of_address
    from counted
""")


class CodeIsWrong(Refusal):
    """Not the code that was sent to this phone for this browser, or it is used, tried out, old."""

    code = "code_is_wrong"
    status = 401


class CodeWasJustSent(Refusal):
    code = "code_was_just_sent"
    status = 429


class CodesAreThrottled(Refusal):
    """Too many codes for one phone or one address."""

    code = "codes_are_throttled"
    status = 429


async def check_code_requests(
    conn: AsyncConnection,
    *,
    phone_digest: bytes,
    address: str,
    known_browser_digest: bytes | None = None,
) -> None:
    """Raise `CodeWasJustSent` or `CodesAreThrottled` when it is too soon for another code.

    A browser that has signed this phone in before has a budget of its own, so that strangers can
    use up theirs only; of theirs, one address may use half.
    """
    await take_turn(conn, f"codes {phone_digest.hex()}")
    row = (
        await conn.execute(
            _REQUESTED,
            {
                "phone": phone_digest,
                "address": address,
                "resend": RESEND_SECONDS,
                "known": known_browser_digest,
            },
        )
    ).one()
    if row.wait_seconds is not None and row.wait_seconds > 0:
        raise CodeWasJustSent(
            f"验证码刚刚发过，请 {row.wait_seconds} 秒后再试。", retry_after=row.wait_seconds
        )
    is_known = known_browser_digest is not None
    if (
        row.in_hour >= CODES_AN_HOUR
        or row.in_day >= CODES_A_DAY
        or row.of_address >= ADDRESS_CODES_AN_HOUR
        or (row.of_phone_from_address >= PHONE_CODES_OF_ADDRESS_A_DAY and not is_known)
    ):
        raise CodesAreThrottled(
            "验证码要得太多了，请一小时后再试，或到服务点请工作人员协助。", retry_after=3600
        )


async def keep_code(
    conn: AsyncConnection,
    *,
    phone_digest: bytes,
    browser_digest: bytes,
    code: str,
    address: str,
    keys: SignInKeys,
) -> None:
    """Keep the digest of a code; the former codes of this phone in this browser end."""
    await conn.execute(
        text("""delete from one_time_code
            where sent_at < clock_timestamp() - make_interval(days => :days)"""),
        {"days": KEPT_DAYS},
    )
    said = {"phone": phone_digest, "browser": browser_digest}
    await conn.execute(
        text("""update one_time_code set used_at = clock_timestamp()
            where phone_digest = :phone and browser_digest = :browser and used_at is null"""),
        said,
    )
    await conn.execute(
        text("""insert into one_time_code (phone_digest, browser_digest, code_digest, address,
                expires_at)
            values (:phone, :browser, :digest, :address,
                clock_timestamp() + make_interval(mins => :minutes))"""),
        said
        | {
            "digest": _digest(phone_digest, browser_digest, code, keys),
            "address": address,
            "minutes": LIFE_MINUTES,
        },
    )


async def take_code(
    conn: AsyncConnection,
    *,
    phone_digest: bytes,
    browser_digest: bytes,
    code: str,
    keys: SignInKeys,
) -> bool:
    """Use a code up; False when it is not good. Each call counts as a try, so commit either way."""
    found = await conn.execute(
        text("""update one_time_code set tries = tries + 1
            where one_time_code_id = (
                    select one_time_code_id from one_time_code
                    where phone_digest = :phone and browser_digest = :browser
                        and used_at is null and tries < :tries_max
                        and expires_at > clock_timestamp()
                    order by one_time_code_id desc limit 1 for update)
            returning one_time_code_id, code_digest"""),
        {"phone": phone_digest, "browser": browser_digest, "tries_max": TRIES_MAX},
    )
    row = found.one_or_none()
    kept = bytes(32) if row is None else row.code_digest
    said = _digest(phone_digest, browser_digest, code, keys)
    if not hmac.compare_digest(kept, said) or row is None:
        return False
    await conn.execute(
        text("""update one_time_code set used_at = clock_timestamp()
            where one_time_code_id = :id"""),
        {"id": row.one_time_code_id},
    )
    return True


def _digest(phone_digest: bytes, browser_digest: bytes, code: str, keys: SignInKeys) -> bytes:
    return keys.digest("one-time code", phone_digest, browser_digest, code)
