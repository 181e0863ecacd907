"""Sign-in, sign-out, and the operator's list of users."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.audit_log.operations import write_audit_line
from ledger.db.ids import today_in_china
from ledger.db.session import in_installation
from ledger.identity import operations, queries
from ledger.identity.guards import may
from ledger.identity.payloads import NewUser, RoleView, SessionView, SignIn, UserListView
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor, SignedInUser
from ledger.identity.sessions import begin_session
from ledger.web.idempotency import Once
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of


@post(
    "/api/v1/session",
    exclude_from_auth=True,
    guards=[may(Permission.SIGN_IN)],
    exclude_from_csrf=True,
    tags=["session"],
)
async def sign_in(
    request: Request[Any, Any, Any],
    data: JSONBody[SignIn],
    engine: NamedDependency[AsyncEngine],
) -> SessionView:
    """登录：登录名和密码正确时开始一个会话。"""
    address = request.client.host if request.client else ""
    # Whoever signs in has no estate yet, and may come to have several.
    async with in_installation(engine) as conn:
        await operations.check_attempts(conn, login=data.login, address=address)
        user_id = await operations.authenticate(conn, login=data.login, password=data.password)
        await operations.record_attempt(
            conn, login=data.login, address=address, succeeded=user_id is not None
        )
        await write_audit_line(
            conn,
            estate_id=None,
            actor_user_id=user_id,
            action="sign_in",
            outcome="done" if user_id is not None else operations.SignInFailed.code,
            request_id=str(request.scope["state"].get("request_id", "")),
            address=address,
        )
        user = (
            await queries.signed_in_user(conn, user_id, today=today_in_china())
            if user_id is not None
            else None
        )
    if user is None:
        raise operations.SignInFailed("登录名或密码不对，请核对后再试。")
    await begin_session(request, engine, user.user_id)
    return SessionView.of(user)


@get("/api/v1/session", guards=[may(Permission.KEEP_OWN_SESSION)], tags=["session"])
async def read_session(request: Request[SignedInUser, Any, Any]) -> SessionView:
    """当前会话：登录的人和各小区的角色。"""
    return SessionView.of(request.user)


@delete("/api/v1/session", guards=[may(Permission.KEEP_OWN_SESSION)], tags=["session"])
async def sign_out(request: Request[SignedInUser, Any, Any]) -> None:
    """退出登录：会话立即失效。"""
    request.clear_session()


@get("/api/v1/estates/{estate_id:int}/users", guards=[may(Permission.MANAGE_USERS)], tags=["users"])
async def list_users(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
) -> Page[UserListView]:
    """本小区的用户。"""
    key = decode_cursor(after, int)
    rows = await queries.users_of_estate(
        conn, estate_id, after=key[0] if key else 0, limit=limit + 1
    )
    return page_of(
        rows,
        limit=limit,
        key=lambda row: (row.user_id,),
        item=lambda row: UserListView(
            user_id=row.user_id,
            login=row.login,
            display_name=row.display_name,
            is_disabled=row.is_disabled,
            roles=[
                RoleView(
                    role=role, role_title=role.chinese_title, starts_on=starts_on, ends_on=ends_on
                )
                for role, starts_on, ends_on in row.roles
            ],
        ),
    )


@post(
    "/api/v1/estates/{estate_id:int}/users", guards=[may(Permission.MANAGE_USERS)], tags=["users"]
)
async def add_user(
    estate_id: FromPath[int],
    data: JSONBody[NewUser],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[UserListView]:
    """新建用户并授予本小区的一个角色。"""
    today = today_in_china()

    async def work() -> UserListView:
        user_id = await operations.create_user(
            conn, login=data.login, display_name=data.display_name, password=data.password
        )
        await operations.grant_role(
            conn,
            estate_id=estate_id,
            user_id=user_id,
            role=data.role,
            starts_on=today,
            resident_id=data.resident_id,
            merchant_id=data.merchant_id,
            granted_by=actor.user_id,
        )
        granted = RoleView(
            role=data.role, role_title=data.role.chinese_title, starts_on=today, ends_on=None
        )
        return UserListView(
            user_id=user_id,
            login=data.login,
            display_name=data.display_name,
            is_disabled=False,
            roles=[granted],
        )

    said = data.model_dump(mode="json", exclude={"password"})
    return await once(conn, said, work)
