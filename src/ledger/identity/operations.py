"""Users and sign-in: the verbs that write."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere, Refusal
from ledger.identity import role_queries, rules
from ledger.identity.passwords import check_password_strength, hash_password, password_matches
from ledger.identity.roles import Role
from ledger.identity.second_factor import remove_factor
from ledger.identity.session_records import end_sessions_of


class SignInFailed(Refusal):
    """Unknown login, wrong password or disabled user; the answer is the same."""

    code = "sign_in_failed"
    status = 401


class PasswordIsWrong(Refusal):
    """Somebody who is signed in gave another password than theirs."""

    code = "password_is_wrong"
    status = 401


class FactorIsOnesOwn(Refusal):
    """Nobody resets their own second factor: a second person vouches for who they are."""

    code = "factor_is_ones_own"


class UserActsElsewhere(Refusal):
    """Who works in another estate or above the estates is not one estate's to let in anew."""

    code = "user_acts_elsewhere"


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
    committee_term_id: int | None = None,
    buildings: Collection[str] = (),
    granted_by: int | None = None,
) -> int:
    """Give a user a role in an estate and return the grant's id.

    Whether `granted_by` may give it, `role_grants.give_role` asks. Raises `RoleNeedsItsPerson`,
    `RoleNeedsItsBuildings`, `NobodyGrantsToThemselves`, `ObjectIsNotHere`, what
    `rules.check_days` raises, and `RolesAreIncompatible`, in this order.
    """
    if (role is Role.RESIDENT) != (resident_id is not None) or (role is Role.SHOPKEEPER) != (
        merchant_id is not None
    ):
        raise RoleNeedsItsPerson("居民账号要指定住户，商户账号要指定商户，其他角色都不指定。")
    if not await _is_here(conn, _RESIDENT_IS_HERE, estate_id, resident_id):
        raise RoleNeedsItsPerson("本小区没有这位住户，请核对后重试。")
    if not await _is_here(conn, _MERCHANT_IS_HERE, estate_id, merchant_id):
        raise RoleNeedsItsPerson("本小区没有这家商户，请核对后重试。")
    known = await role_queries.buildings_of(conn, estate_id) if buildings else ()
    rules.check_buildings(role, buildings, known=known)
    rules.check_not_oneself(granted_by, user_id)
    term = None
    if committee_term_id is not None:
        term = await role_queries.committee_term(conn, estate_id, committee_term_id)
    rules.check_days(starts_on, ends_on, role=role, term=term)
    await lock_roles(conn, estate_id, user_id)
    held = await role_queries.roles_of_user(conn, estate_id, user_id)
    rules.check_beside(role, starts_on, rules.end_of(ends_on, term), held)
    granted = await conn.execute(
        text("""insert into role_grant (estate_id, user_id, role, resident_id, merchant_id,
                committee_term_id, buildings, starts_on, ends_on, granted_by)
            values (:estate_id, :user_id, :role, :resident_id, :merchant_id, :committee_term_id,
                cast(:buildings as text[]), :starts_on, :ends_on, :granted_by)
            returning role_grant_id"""),
        {
            "estate_id": estate_id,
            "user_id": user_id,
            "role": role.value,
            "resident_id": resident_id,
            "merchant_id": merchant_id,
            "committee_term_id": committee_term_id,
            "buildings": sorted(set(buildings)) or None,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "granted_by": granted_by,
        },
    )
    role_grant_id: int = granted.scalar_one()
    return role_grant_id


async def lock_roles(conn: AsyncConnection, estate_id: int, user_id: int) -> None:
    """Let changes of one person's roles in an estate wait for each other."""
    await conn.execute(
        text("select lock_roles(:estate_id, :user_id)"),
        {"estate_id": estate_id, "user_id": user_id},
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


async def has_password(conn: AsyncConnection, user_id: int) -> bool:
    """Tell whether the user can sign in with a password."""
    return bool(
        await conn.scalar(
            text("select password_hash is not null from app_user where user_id = :id"),
            {"id": user_id},
        )
    )


async def set_password(conn: AsyncConnection, *, user_id: int, password: str) -> None:
    """Replace a user's password. Raises `PasswordIsTooWeak`."""
    check_password_strength(password)
    await conn.execute(
        text("update app_user set password_hash = :hashed where user_id = :id"),
        {"hashed": await hash_password(password), "id": user_id},
    )


_WORKS_ELSEWHERE = text("""
    select exists (select from region_role_grant where user_id = :user_id and revoked_at is null)
        or exists (select from role_grant where user_id = :user_id and revoked_at is null
            and estate_id <> :estate_id and role <> 'resident')
""")


async def check_works_here_alone(
    everywhere: AsyncConnection, *, estate_id: int, user_id: int
) -> None:
    """Raise `UserActsElsewhere` for whom an estate's operator may not let in anew.

    `everywhere` sees the grants of all estates. Without this rule an operator could give somebody
    else's auditor a role here and take their second factor away.
    """
    values = {"estate_id": estate_id, "user_id": user_id}
    if await everywhere.scalar(_WORKS_ELSEWHERE, values):
        raise UserActsElsewhere(
            "这位用户在别的小区或上级也有工作身份，两步验证请由平台运维在服务器上重置。"
        )


async def reset_second_factor(
    conn: AsyncConnection, *, estate_id: int, user_id: int, actor_user_id: int
) -> None:
    """Forget a user's lost second factor and end their sessions.

    The caller has asked `check_works_here_alone`. Raises `FactorIsOnesOwn`, and `ObjectIsNotHere`
    for who has no role here or no second factor.
    """
    if user_id == actor_user_id:
        raise FactorIsOnesOwn("不能重置自己的两步验证，请本小区另一位运维办理，或用一个恢复码。")
    is_here = await conn.scalar(
        text("""select exists (select from role_grant
            where estate_id = :estate_id and user_id = :user_id and revoked_at is null)"""),
        {"estate_id": estate_id, "user_id": user_id},
    )
    if not is_here:
        raise ObjectIsNotHere("这位用户的两步验证")
    await forget_second_factor(conn, user_id=user_id)


async def forget_second_factor(conn: AsyncConnection, *, user_id: int) -> None:
    """Forget a user's second factor and end their sessions; raises `ObjectIsNotHere`."""
    if not await remove_factor(conn, user_id=user_id):
        raise ObjectIsNotHere("这位用户的两步验证")
    await end_sessions_of(conn, user_id=user_id)
