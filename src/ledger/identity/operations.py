"""Users and sign-in: the verbs that write."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import Refusal
from ledger.identity.passwords import check_password_strength, hash_password, password_matches
from ledger.identity.roles import Role

ATTEMPTS_MAX = 5
ADDRESS_ATTEMPTS_MAX = 50
WINDOW_MINUTES = 15


class SignInFailed(Refusal):
    """Unknown login, wrong password or disabled user; the answer is the same."""

    code = "sign_in_failed"
    status = 401


class SignInIsThrottled(Refusal):
    code = "sign_in_is_throttled"
    status = 429


class LoginIsTaken(Refusal):
    code = "login_is_taken"


class RoleNeedsItsPerson(Refusal):
    """A resident's role needs the resident, a shopkeeper's the merchant, others neither."""

    code = "role_needs_its_person"
    status = 400


async def create_user(
    conn: AsyncConnection, *, login: str, display_name: str, password: str
) -> int:
    """Create a user and return the id. Raises `LoginIsTaken` and `PasswordIsTooWeak`."""
    check_password_strength(password)
    hashed = await hash_password(password)
    created = await conn.execute(
        text("""insert into app_user (login, display_name, password_hash)
            values (:login, :display_name, :hashed)
            on conflict (login) do nothing returning user_id"""),
        {"login": login, "display_name": display_name, "hashed": hashed},
    )
    user_id: int | None = created.scalar_one_or_none()
    if user_id is None:
        raise LoginIsTaken(
            f"登录名“{login}”已经有人使用，请换一个。",
            fields=[{"field": "login", "message": "已经有人使用"}],
        )
    return user_id


async def grant_role(
    conn: AsyncConnection,
    *,
    estate_id: int,
    user_id: int,
    role: Role,
    starts_on: date,
    ends_on: date | None = None,
    resident_id: int | None = None,
    merchant_id: int | None = None,
    granted_by: int | None = None,
) -> None:
    """Give a user a role in an estate. Raises `RoleNeedsItsPerson`."""
    if (role is Role.RESIDENT) != (resident_id is not None) or (role is Role.SHOPKEEPER) != (
        merchant_id is not None
    ):
        raise RoleNeedsItsPerson("居民账号要指定住户，商户账号要指定商户，其他角色都不指定。")
    if not await _is_here(conn, _RESIDENT_IS_HERE, estate_id, resident_id):
        raise RoleNeedsItsPerson("本小区没有这位住户，请核对后重试。")
    if not await _is_here(conn, _MERCHANT_IS_HERE, estate_id, merchant_id):
        raise RoleNeedsItsPerson("本小区没有这家商户，请核对后重试。")
    await conn.execute(
        text("""insert into role_grant (estate_id, user_id, role, resident_id, merchant_id,
                starts_on, ends_on, granted_by)
            values (:estate_id, :user_id, :role, :resident_id, :merchant_id, :starts_on, :ends_on,
                :granted_by)"""),
        {
            "estate_id": estate_id,
            "user_id": user_id,
            "role": role.value,
            "resident_id": resident_id,
            "merchant_id": merchant_id,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "granted_by": granted_by,
        },
    )


_RESIDENT_IS_HERE = text(
    "select exists (select from resident where estate_id = :estate_id and resident_id = :id)"
)
# Someone else's number, or one that is still to come, would open that shop's counter.
_MERCHANT_IS_HERE = text(
    "select exists (select from merchant where estate_id = :estate_id and merchant_id = :id)"
)


async def _is_here(
    conn: AsyncConnection, question: TextClause, estate_id: int, object_id: int | None
) -> bool:
    if object_id is None:
        return True
    return bool(await conn.scalar(question, {"estate_id": estate_id, "id": object_id}))


def _digest(login: str) -> bytes:
    return sha256(login.encode()).digest()


async def check_attempts(conn: AsyncConnection, *, login: str, address: str) -> None:
    """Raise `SignInIsThrottled` after too many failures of this login or from this address.

    Attempts on one login wait for each other until their database transactions end; otherwise as
    many passwords as there are connections could be tried before the first failure counts.
    """
    await conn.execute(
        text("select pg_advisory_xact_lock(hashtextextended(encode(:digest, 'hex'), 0))"),
        {"digest": _digest(login)},
    )
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
        raise SignInIsThrottled(
            f"登录失败次数太多，请 {WINDOW_MINUTES} 分钟后再试，或请工作人员协助。",
            retry_after=WINDOW_MINUTES * 60,
        )


async def record_attempt(
    conn: AsyncConnection, *, login: str, address: str, succeeded: bool
) -> None:
    """Remember a sign-in attempt; only a digest of the login is kept."""
    await conn.execute(
        text("""insert into sign_in_attempt (login_digest, address, succeeded)
            values (:digest, :address, :succeeded)"""),
        {"digest": _digest(login), "address": address, "succeeded": succeeded},
    )


async def authenticate(conn: AsyncConnection, *, login: str, password: str) -> int | None:
    """Return the user's id when login and password fit, else None, in the same time."""
    row = (
        await conn.execute(
            text("""select user_id, password_hash from app_user
                where login = :login and not is_disabled"""),
            {"login": login},
        )
    ).one_or_none()
    if not await password_matches(row.password_hash if row else None, password) or row is None:
        return None
    user_id: int = row.user_id
    return user_id
