"""Keys of machines: made by the operator, shown once, good for a role and less than it allows.

A key is `ledger_<estate>_<prefix>_<secret>`; of the secret's 256 random bits only the SHA-256 is
stored. Each key acts as a user of its own, so that every record names the key that made it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.db.session import in_installation
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.identity.attempts import check_address, record_attempt
from ledger.identity.operations import grant_role
from ledger.identity.permissions import Permission
from ledger.identity.queries import signed_in_user
from ledger.identity.roles import Role, SignedInUser
from ledger.web.throttle import Throttle

DAYS_MAX: Final = 366
SECRET_SIZE_BYTES: Final = 32
PREFIX_LENGTH: Final = 8
REQUESTS_A_MINUTE: Final = 600
"""Of one key, in each process."""
KEYS_OF_AN_ESTATE_MAX: Final = 50
_KEY = re.compile(r"Bearer ledger_([1-9][0-9]{0,17})_([0-9a-z]{8})_([A-Za-z0-9_-]{43})")

KEY_ROLES: Final = (Role.TREASURER, Role.ORGANISER, Role.SUPERVISOR, Role.AUDITOR)
"""Whose work a machine may take over; what a committee or an operator decides is for persons."""
KEY_PERMISSIONS: Final = (
    Permission.READ_ESTATE,
    Permission.READ_DWELLINGS,
    Permission.READ_CHART,
    Permission.READ_DESK_TODAY,
    Permission.READ_POINTS_SUMMARY,
    Permission.READ_SERVICE_RECORDS,
    Permission.READ_BOOKS,
    Permission.READ_DISCLOSURES,
    Permission.READ_DOCUMENTS,
    Permission.READ_EXCEPTIONS,
    Permission.CHECK_BOOK_HEALTH,
    Permission.EXPORT_AUDIT_PACKAGE,
    Permission.IMPORT_FILES,
    Permission.HAND_IN_DOCUMENTS,
    Permission.PREPARE_ENTRIES,
    Permission.COMPLETE_SERVICE_RECORDS,
)
"""What a key can be for: reading, handing in, preparing. Approving and posting are for persons."""

_requests = Throttle(times=REQUESTS_A_MINUTE)


class ApiKeyDoesNotFit(Refusal):
    """A role that is not for machines, a scope that the role does not have, a wrong last day."""

    code = "api_key_does_not_fit"
    status = 400


class ApiKeysAreTooMany(Refusal):
    code = "api_keys_are_too_many"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as the operator sees it; the secret is not kept."""

    api_key_id: int
    name: str
    role: Role
    scopes: tuple[str, ...]
    prefix: str
    expires_on: date
    created_by: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewKey:
    """What a key is for; `prefix` and `secret` are random."""

    name: str
    role: Role
    scopes: tuple[Permission, ...]
    expires_on: date
    prefix: str
    secret: str


def permission_named(code: str) -> Permission:
    """Return the permission that a key may be for; raises `ApiKeyDoesNotFit` for any other word."""
    for permission in KEY_PERMISSIONS:
        if permission.code == code:
            return permission
    raise ApiKeyDoesNotFit(
        "有一项权限不能发给接口密钥，请刷新页面后重新选择。",
        fields=[{"field": "scopes", "message": "不能发给接口密钥"}],
    )


def check_new_key(key: NewKey, *, today: date) -> None:
    """Raise `ApiKeyDoesNotFit` unless role, scopes and last day fit."""
    if key.role not in KEY_ROLES:
        raise ApiKeyDoesNotFit(
            "接口密钥只能用财务委员、活动组织者、监事会或审计师的身份，请换一个。"
        )
    for scope in key.scopes:
        if scope not in KEY_PERMISSIONS or key.role not in scope.roles:
            raise ApiKeyDoesNotFit(
                f"{key.role.chinese_title}的接口密钥不能有“{scope.chinese_title}”的权限，请去掉。",
                fields=[{"field": "scopes", "message": f"不能有“{scope.chinese_title}”"}],
            )
    if not today <= key.expires_on <= today + timedelta(days=DAYS_MAX):
        raise ApiKeyDoesNotFit(
            "有效期从今天起，最长一年，请改一下最后一天。",
            fields=[{"field": "expires_on", "message": "最长一年"}],
        )


async def make_api_key(
    conn: AsyncConnection, *, estate_id: int, key: NewKey, actor_user_id: int, today: date
) -> ApiKey:
    """Keep a key and its user, whose role ends with it.

    Raises `ApiKeyDoesNotFit` and `ApiKeysAreTooMany`.
    """
    check_new_key(key, today=today)
    held = await conn.scalar(
        text("""select count(*) from api_key
            where estate_id = :estate_id and revoked_at is null and expires_on >= :today"""),
        {"estate_id": estate_id, "today": today},
    )
    if held is not None and held >= KEYS_OF_AN_ESTATE_MAX:
        raise ApiKeysAreTooMany(f"本小区已有 {held} 个有效的接口密钥，请先停用不再使用的。")
    added = await conn.execute(
        text("""insert into app_user (login, display_name, kind)
            values (:login, :name, 'machine') returning user_id"""),
        {"login": f"key-{estate_id}-{key.prefix}", "name": f"接口：{key.name}"},
    )
    user_id: int = added.scalar_one()
    said = {
        "estate_id": estate_id,
        "user_id": user_id,
        "name": key.name,
        "role": key.role.value,
        "scopes": [scope.code for scope in key.scopes],
        "prefix": key.prefix,
        "digest": sha256(key.secret.encode()).digest(),
        "expires_on": key.expires_on,
        "actor": actor_user_id,
    }
    await grant_role(
        conn,
        estate_id=estate_id,
        user_id=user_id,
        role=key.role,
        starts_on=today,
        ends_on=key.expires_on,
        granted_by=actor_user_id,
    )
    made = await conn.execute(
        text("""insert into api_key (estate_id, user_id, name, role, scopes, prefix, secret_sha256,
                expires_on, created_by)
            values (:estate_id, :user_id, :name, :role, :scopes, :prefix, :digest, :expires_on,
                :actor)
            returning api_key_id"""),
        said,
    )
    api_key_id: int = made.scalar_one()
    return await api_key_of(conn, estate_id=estate_id, api_key_id=api_key_id)


_SELECT = """
    select k.api_key_id, k.name, k.role, k.scopes, k.prefix, k.expires_on, u.display_name,
        k.created_at, k.last_used_at, k.revoked_at
    from api_key k join app_user u on u.user_id = k.created_by
    where k.estate_id = :estate_id
"""


def _key_of(row: Sequence[object]) -> ApiKey:
    key_id, name, role, scopes, *rest = row
    return ApiKey(key_id, name, Role(role), tuple(scopes), *rest)  # type: ignore[arg-type]


async def api_key_of(conn: AsyncConnection, *, estate_id: int, api_key_id: int) -> ApiKey:
    """Return a key of the estate; raises `ObjectIsNotHere`."""
    found = await conn.execute(
        text(_SELECT + " and k.api_key_id = :id"), {"estate_id": estate_id, "id": api_key_id}
    )
    row = found.one_or_none()
    if row is None:
        raise ObjectIsNotHere("这个接口密钥")
    return _key_of(row)


async def api_keys_of(
    conn: AsyncConnection, *, estate_id: int, after: int, limit: int
) -> list[ApiKey]:
    """Return the estate's keys, revoked and expired ones too, by number, after `after`."""
    found = await conn.execute(
        text(_SELECT + " and k.api_key_id > :after order by k.api_key_id limit :limit"),
        {"estate_id": estate_id, "after": after, "limit": limit},
    )
    return [_key_of(row) for row in found]


async def revoke_api_key(
    conn: AsyncConnection, *, estate_id: int, api_key_id: int, actor_user_id: int
) -> ApiKey:
    """End a key and its user at once; what has ended stays as it is. Raises `ObjectIsNotHere`."""
    await conn.execute(
        text("""update api_key set revoked_at = clock_timestamp(), revoked_by = :actor
            where estate_id = :estate_id and api_key_id = :id and revoked_at is null"""),
        {"estate_id": estate_id, "id": api_key_id, "actor": actor_user_id},
    )
    await conn.execute(
        text("""update app_user set is_disabled = true where kind = 'machine' and user_id = (
                select user_id from api_key where estate_id = :estate_id and api_key_id = :id)"""),
        {"estate_id": estate_id, "id": api_key_id},
    )
    return await api_key_of(conn, estate_id=estate_id, api_key_id=api_key_id)


# In use ------------------------------------------------------------------------------------------

_MACHINE = text("""
    select k.user_id, k.scopes,
        k.last_used_at is null or k.last_used_at < clock_timestamp() - interval '5 minutes'
    from api_key k
    where k.estate_id = :estate_id and k.prefix = :prefix and k.secret_sha256 = :digest
        and k.revoked_at is null and k.expires_on >= :today
""")


async def machine_of(
    engine: AsyncEngine, authorization: str, *, address: str, now: datetime, today: date
) -> SignedInUser | None:
    """Return the machine whose key stands in an Authorization header, with its scopes, or None.

    Raises `SignInIsThrottled` after too many wrong keys from the address, and `TooManyRequests`
    when the key is used too often.
    """
    said = _KEY.fullmatch(authorization)
    async with in_installation(engine) as conn:
        if said is None:
            await _refuse(conn, "", address)
            return None
        estate_id, prefix, secret = int(said[1]), said[2], said[3]
        key = {"estate_id": estate_id, "prefix": prefix}
        found = await conn.execute(
            _MACHINE, key | {"digest": sha256(secret.encode()).digest(), "today": today}
        )
        row = found.one_or_none()
        user = None if row is None else await signed_in_user(conn, row.user_id, today=today)
        if row is None or user is None:
            await _refuse(conn, prefix, address)
            return None
        _requests.pass_through(f"{estate_id}:{prefix}", now=now)
        if row[2]:
            await conn.execute(
                text("""update api_key set last_used_at = clock_timestamp()
                    where estate_id = :estate_id and prefix = :prefix"""),
                key,
            )
    return replace(user, scopes=frozenset(row.scopes))


async def _refuse(conn: AsyncConnection, prefix: str, address: str) -> None:
    await check_address(conn, address=address)
    await record_attempt(conn, login=f"key {prefix}", address=address, succeeded=False)
