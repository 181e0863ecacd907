"""The second factor of staff: time-based one-time passwords (RFC 6238) and recovery codes.

The secret is sealed under keys outside the database, together with whose it is. A time step is
taken once: the database keeps the last one, and a trigger lets it only grow.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import new_recovery_code
from ledger.db.personal_data import PersonalDatum
from ledger.errors import Refusal
from ledger.identity.attempts import check_attempts, record_attempt
from ledger.identity.sign_in_keys import SignInKeys

STEP_SECONDS = 30
WINDOW_STEPS = 1
"""How many steps the clock of a phone may be behind or ahead."""
RECOVERY_CODES = 10
ISSUER = "邻里账本"


class SecondFactorIsWrong(Refusal):
    """The one-time password or recovery code is wrong, was used, or its time is over."""

    code = "second_factor_is_wrong"
    status = 401


class SecondFactorIsSet(Refusal):
    """There is a second factor already; a new one follows after this one has been removed."""

    code = "second_factor_is_set"


class EnrolmentHasNotBegun(Refusal):
    code = "enrolment_has_not_begun"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator program needs; shown once."""

    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class FactorState:
    """Whether a user has a second factor, since when, and how many recovery codes are left."""

    confirmed_at: datetime | None
    recovery_codes_left: int


def steps_of(now: datetime) -> range:
    """Return the time steps whose one-time passwords are taken at `now`."""
    step = int(now.timestamp()) // STEP_SECONDS
    return range(step - WINDOW_STEPS, step + WINDOW_STEPS + 1)


def step_of(secret: str, code: str, *, now: datetime) -> int | None:
    """Return the time step that a one-time password belongs to, or None."""
    totp = pyotp.TOTP(secret)
    found = None
    for step in steps_of(now):
        # All of them are compared, so that the time tells nothing.
        if hmac.compare_digest(totp.generate_otp(step), code):
            found = step
    return found


def _sealed_text(user_id: int, secret: str) -> str:
    return f"{user_id}:{secret}"


async def begin_enrolment(
    conn: AsyncConnection, *, user_id: int, login: str, secret: str, keys: SignInKeys
) -> Enrolment:
    """Keep a fresh secret until it is confirmed; a former unconfirmed one ends.

    Raises `SecondFactorIsSet`.
    """
    begun = await conn.execute(
        text("""insert into second_factor (user_id, sealed_secret) values (:user_id, :sealed)
            on conflict (user_id) do update
            set sealed_secret = excluded.sealed_secret, begun_at = clock_timestamp(), last_step = 0
            where second_factor.confirmed_at is null
            returning user_id"""),
        {
            "user_id": user_id,
            "sealed": keys.personal.seal(
                _sealed_text(user_id, secret), PersonalDatum.SECOND_FACTOR
            ),
        },
    )
    if begun.first() is None:
        raise SecondFactorIsSet("您已经绑定了动态口令；换手机请先用现在的口令解除，再重新绑定。")
    uri = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)
    return Enrolment(secret, uri)


async def confirm_enrolment(
    conn: AsyncConnection, *, user_id: int, code: str, now: datetime, keys: SignInKeys
) -> tuple[str, ...]:
    """Take the first one-time password of a new secret and return fresh recovery codes.

    Raises `EnrolmentHasNotBegun`, `SecondFactorIsSet` and `SecondFactorIsWrong`.
    """
    secret, is_confirmed = await _secret_of(conn, user_id, keys)
    if secret is None:
        raise EnrolmentHasNotBegun("请先取得绑定用的二维码，再输入动态口令。")
    if is_confirmed:
        raise SecondFactorIsSet("您已经绑定了动态口令，不用再绑定。")
    step = step_of(secret, code, now=now)
    if step is None:
        raise SecondFactorIsWrong("动态口令不对，请核对手机时间后输入新的 6 位数字。")
    await conn.execute(
        text("""update second_factor set confirmed_at = clock_timestamp(), last_step = :step
            where user_id = :user_id"""),
        {"user_id": user_id, "step": step},
    )
    return await make_recovery_codes(conn, user_id=user_id, keys=keys)


async def make_recovery_codes(
    conn: AsyncConnection, *, user_id: int, keys: SignInKeys
) -> tuple[str, ...]:
    """Return ten fresh recovery codes, each good once; the former ones end."""
    codes = tuple(new_recovery_code() for _ in range(RECOVERY_CODES))
    await conn.execute(
        text("delete from recovery_code where user_id = :user_id"), {"user_id": user_id}
    )
    await conn.execute(
        text("""insert into recovery_code (user_id, code_digest)
            select :user_id, unnest(cast(:digests as bytea[]))"""),
        {"user_id": user_id, "digests": [_recovery_digest(user_id, c, keys) for c in codes]},
    )
    return codes


async def take_factor(
    conn: AsyncConnection, *, user_id: int, said: str, address: str, now: datetime, keys: SignInKeys
) -> bool:
    """Take a one-time password, or a recovery code, once; False when it is not good.

    The attempt is counted; the caller commits also when the answer is False. Raises
    `SignInIsThrottled`.
    """
    login = f"second factor {user_id}"
    await check_attempts(conn, login=login, address=address)
    compact = re.sub(r"[\s-]", "", said).lower()
    if re.fullmatch(r"[0-9]{6}", compact):
        is_good = await _take_step(conn, user_id, compact, now=now, keys=keys)
    else:
        is_good = await _take_recovery_code(conn, user_id, compact, keys)
    await record_attempt(conn, login=login, address=address, succeeded=is_good)
    return is_good


async def _take_step(
    conn: AsyncConnection, user_id: int, code: str, *, now: datetime, keys: SignInKeys
) -> bool:
    secret, is_confirmed = await _secret_of(conn, user_id, keys)
    step = step_of(secret, code, now=now) if secret is not None and is_confirmed else None
    if step is None:
        return False
    taken = await conn.execute(
        text("""update second_factor set last_step = :step
            where user_id = :user_id and last_step < :step returning user_id"""),
        {"user_id": user_id, "step": step},
    )
    return taken.first() is not None


async def _take_recovery_code(
    conn: AsyncConnection, user_id: int, code: str, keys: SignInKeys
) -> bool:
    taken = await conn.execute(
        text("""update recovery_code set used_at = clock_timestamp()
            where user_id = :user_id and code_digest = :digest and used_at is null
            returning user_id"""),
        {"user_id": user_id, "digest": _recovery_digest(user_id, code, keys)},
    )
    return taken.first() is not None


def _recovery_digest(user_id: int, code: str, keys: SignInKeys) -> bytes:
    return keys.digest("recovery code", str(user_id), code.replace("-", ""))


async def _secret_of(
    conn: AsyncConnection, user_id: int, keys: SignInKeys
) -> tuple[str | None, bool]:
    found = await conn.execute(
        text("""select sealed_secret, confirmed_at is not null from second_factor
            where user_id = :user_id for update"""),
        {"user_id": user_id},
    )
    row = found.one_or_none()
    if row is None:
        return None, False
    owner, _, secret = keys.personal.reveal(row[0], PersonalDatum.SECOND_FACTOR).partition(":")
    # A row that was copied from another user proves nothing about this one.
    return (secret if owner == str(user_id) else None), row[1]


async def remove_factor(conn: AsyncConnection, *, user_id: int) -> bool:
    """Forget a user's second factor and recovery codes; False when there was none."""
    await conn.execute(
        text("delete from recovery_code where user_id = :user_id"), {"user_id": user_id}
    )
    removed = await conn.execute(
        text("delete from second_factor where user_id = :user_id returning confirmed_at"),
        {"user_id": user_id},
    )
    return removed.scalar_one_or_none() is not None


async def has_factor(conn: AsyncConnection, user_id: int) -> bool:
    """Tell whether the user has a confirmed second factor."""
    return (await factor_state(conn, user_id)).confirmed_at is not None


async def factor_state(conn: AsyncConnection, user_id: int) -> FactorState:
    """Return whether the user has a second factor, and what is left of its recovery codes."""
    row = (
        await conn.execute(
            text("""select
                    (select confirmed_at from second_factor where user_id = :user_id),
                    (select count(*) from recovery_code
                        where user_id = :user_id and used_at is null)"""),
            {"user_id": user_id},
        )
    ).one()
    return FactorState(row[0], row[1])
