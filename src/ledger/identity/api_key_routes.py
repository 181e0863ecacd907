"""The operator's page of keys for machines."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.router import Router
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import new_recovery_code, new_token, today_in_china
from ledger.identity import api_keys
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.identity.sign_in_payloads import (
    ApiKeyView,
    KeyRolesView,
    KeyRoleView,
    NewApiKey,
    ScopeView,
)
from ledger.web.idempotency import REPLAY_HEADER, Once
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

_GUARDS = [may(Permission.KEEP_API_KEYS)]
_PATH = "/api/v1/estates/{estate_id:int}/api-keys"


@get(f"{_PATH}/roles", guards=_GUARDS)
async def key_roles(estate_id: FromPath[int]) -> KeyRolesView:
    """接口密钥可以用的身份，以及每种身份可以有的权限。"""
    return KeyRolesView(
        items=[
            KeyRoleView(
                role=role,
                role_title=role.chinese_title,
                scopes=[
                    ScopeView.of(permission)
                    for permission in api_keys.KEY_PERMISSIONS
                    if role in permission.roles
                ],
            )
            for role in api_keys.KEY_ROLES
        ]
    )


@get(_PATH, guards=_GUARDS)
async def list_api_keys(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
) -> Page[ApiKeyView]:
    """本小区的接口密钥，停用和过期的也在内。"""
    key = decode_cursor(after, int)
    rows = await api_keys.api_keys_of(
        conn, estate_id=estate_id, after=key[0] if key else 0, limit=limit + 1
    )
    return page_of(rows, limit=limit, key=lambda row: (row.api_key_id,), item=ApiKeyView.of)


@post(_PATH, guards=_GUARDS)
async def add_api_key(
    estate_id: FromPath[int],
    data: JSONBody[NewApiKey],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ApiKeyView]:
    """发放一个接口密钥；整个密钥只在这次答复里出现，重复提交不再给出。"""
    prefix = new_recovery_code().replace("-", "")[: api_keys.PREFIX_LENGTH]
    secret = new_token(api_keys.SECRET_SIZE_BYTES)

    async def work() -> ApiKeyView:
        return ApiKeyView.of(
            await api_keys.make_api_key(
                conn,
                estate_id=estate_id,
                key=api_keys.NewKey(
                    name=data.name.strip(),
                    role=data.role,
                    scopes=tuple(api_keys.permission_named(code) for code in data.scopes),
                    expires_on=data.expires_on,
                    prefix=prefix,
                    secret=secret,
                ),
                actor_user_id=actor.user_id,
                today=today_in_china(),
            )
        )

    answer: Response[Any] = await once(conn, data, work)
    # The outcome that is kept under the key holds no secret.
    if answer.status_code == 201 and REPLAY_HEADER not in answer.headers:
        answer.content = answer.content | {"secret": f"ledger_{estate_id}_{prefix}_{secret}"}
    return answer


@post(f"{_PATH}/{{api_key_id:int}}/revocation", guards=_GUARDS)
async def revoke_api_key(
    estate_id: FromPath[int],
    api_key_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ApiKeyView]:
    """停用一个接口密钥，立即生效。"""

    async def work() -> ApiKeyView:
        return ApiKeyView.of(
            await api_keys.revoke_api_key(
                conn, estate_id=estate_id, api_key_id=api_key_id, actor_user_id=actor.user_id
            )
        )

    return await once(conn, None, work)


ROUTER = Router(
    "/", tags=["api keys"], route_handlers=[key_roles, list_api_keys, add_api_key, revoke_api_key]
)
