"""Server-side sessions in PostgreSQL: Litestar's session middleware over a table.

Only a digest of the cookie is stored, so a copy of the database opens no session. A session gets a
new cookie when it begins, when its second factor is proved and when its user's roles have changed.
Each request reads its session, its user and the roles that the user holds today in one statement,
which requests that arrive together share; nothing is remembered from one request to the next. A
machine brings a key instead of a cookie, and its cookie, if it has one, is not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.middleware.session.server_side import (
    ServerSideSessionBackend,
    ServerSideSessionConfig,
)
from litestar.stores.base import Store
from litestar.types import Empty, Message, ScopeSession
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.batched_reads import BatchedReads
from ledger.db.ids import new_token, now_utc, today_in_china
from ledger.db.session import in_installation
from ledger.identity import api_keys, session_records
from ledger.identity.open_session import OpenSession
from ledger.identity.queries import users_of_sessions
from ledger.identity.roles import SignedInUser
from ledger.identity.session_rules import (
    LIFE_OF_OTHERS,
    Proof,
    SecondFactorIsMissing,
    Standing,
    roles_key,
)

COOKIE = "ledger_session"
COOKIE_SIZE_BYTES = 32
BEFORE_SECOND_FACTOR = "before_second_factor"
"""In a route's `opt`: a session may call it that is not open yet."""


def held_for(user_id: int) -> dict[str, Any]:
    """Return what the framework holds of a session; the row says the rest."""
    return {"user_id": user_id}


class SessionStore(Store):
    """The table `user_session`, asked by cookies."""

    __slots__ = ("_engine", "_users")

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._users = BatchedReads(self._read_users)

    async def _read_users(self, digests: Sequence[bytes]) -> Mapping[bytes, OpenSession]:
        return await users_of_sessions(self._engine, digests, today=today_in_china())

    async def session_of(self, cookie: str) -> OpenSession | None:
        """Return whose session this is, or None; requests at the same time share the read."""
        return await self._users.of(session_records.digest_of(cookie))

    async def machine_of(self, authorization: str, *, address: str) -> SignedInUser | None:
        """Return the machine whose key stands in the header, or None."""
        return await api_keys.machine_of(
            self._engine,
            authorization,
            address=address,
            now=now_utc(),
            today=today_in_china(),
        )

    def numbers(self) -> dict[str, int]:
        """Return how many sessions were asked for, in how many reads, and how many wait."""
        return {
            "ledger_session_questions_total": self._users.questions,
            "ledger_session_reads_total": self._users.reads,
            "ledger_session_questions_waiting": self._users.waiting,
        }

    async def keep_current(self, cookie: str, session: OpenSession) -> str | None:
        """Note that the session is in use; return a fresh cookie when its roles have changed."""
        if session.roles_have_changed and not session.is_replaced:
            fresh = new_token(COOKIE_SIZE_BYTES)
            async with in_installation(self._engine) as conn:
                is_ours = await session_records.replace_cookie(
                    conn,
                    former=session_records.digest_of(cookie),
                    fresh=fresh,
                    roles=roles_key(session.whole_user),
                    life=session.life,
                )
            return fresh if is_ours else None
        if session.is_stale:
            async with in_installation(self._engine) as conn:
                await session_records.see_session(conn, digest=session_records.digest_of(cookie))
        return None

    async def delete(self, key: str) -> None:
        async with in_installation(self._engine) as conn:
            await session_records.end_session(conn, digest=session_records.digest_of(key))

    # The framework's other verbs: rows are written by `begin_session`, and nothing else asks.

    async def set(
        self, key: str, value: str | bytes, expires_in: int | timedelta | None = None
    ) -> None:
        raise RuntimeError("a session is opened by begin_session")

    async def get(self, key: str, renew_for: int | timedelta | None = None) -> bytes | None:
        return None

    async def delete_all(self) -> None:
        raise RuntimeError("sessions end one by one, or all of one user")

    async def exists(self, key: str) -> bool:
        return await self.session_of(key) is not None

    async def expires_in(self, key: str) -> int | None:
        return None


class SessionBackend(ServerSideSessionBackend):
    """Sets the cookie when the session has a new one, and takes it away when the session ends."""

    async def load_from_connection(
        self, connection: ASGIConnection[Any, Any, Any, Any]
    ) -> dict[str, Any]:
        """Return what the session holds, its user, who is read with it (`user_of_session`)."""
        state = connection.scope["state"]
        store = self.config.get_store_from_app(connection.app)
        assert isinstance(store, SessionStore)
        authorization = connection.headers.get("authorization")
        if authorization is not None:
            address = connection.client.host if connection.client else ""
            machine = await store.machine_of(authorization, address=address)
            if machine is None:
                return {}
            state["user_of_session"] = machine
            return held_for(machine.user_id)
        cookie = connection.cookies.get(COOKIE)
        session = await store.session_of(cookie) if cookie else None
        if not cookie or session is None:
            return {}
        fresh = await store.keep_current(cookie, session)
        if fresh is not None:
            state["fresh_cookie"] = fresh
        state["open_session"] = session
        state["user_of_session"] = session.user
        return held_for(session.user.user_id)

    async def store_in_message(
        self,
        scope_session: ScopeSession,
        message: Message,
        connection: ASGIConnection[Any, Any, Any, Any],
    ) -> None:
        state = connection.scope["state"]
        fresh: str | None = state.get("fresh_cookie")
        if scope_session is Empty:
            cookie = connection.cookies.get(COOKIE)
            if cookie is not None and "authorization" not in connection.headers:
                store = self.config.get_store_from_app(connection.app)
                for ended in {cookie, fresh or cookie}:
                    await store.delete(ended)
                self._set_cookie(message, "null", seconds=0)
        elif fresh is not None:
            self._set_cookie(message, fresh, seconds=int(LIFE_OF_OTHERS.whole.total_seconds()))

    def _set_cookie(self, message: Message, value: str, *, seconds: int) -> None:
        cookie = Cookie(
            key=COOKIE,
            value=value,
            max_age=seconds,
            path=self.config.path,
            secure=self.config.secure,
            httponly=True,
            samesite=self.config.samesite,
        )
        headers = MutableScopeHeaders.from_message(message)
        headers.add("Set-Cookie", cookie.to_header(header=""))


async def user_of_session(
    session: dict[str, Any], connection: ASGIConnection[Any, Any, Any, Any]
) -> SignedInUser | None:
    """Return who the request's session belongs to, with the roles that they hold today.

    Raises `SecondFactorIsMissing` where the session is not open yet and the route asks for that.
    """
    state = connection.scope["state"]
    user: SignedInUser | None = state.get("user_of_session")
    if user is None or session != held_for(user.user_id):
        return None
    state["actor_user_id"] = user.user_id
    opened: OpenSession | None = state.get("open_session")
    if (
        opened is not None
        and opened.standing is not Standing.OPEN
        and not connection.route_handler.opt.get(BEFORE_SECOND_FACTOR)
    ):
        if opened.standing is Standing.MUST_ENROL:
            raise SecondFactorIsMissing(
                "您的岗位要用两步验证，请先按登录页的指引绑定动态口令，再办理这件事。", next="enrol"
            )
        raise SecondFactorIsMissing("请先输入动态口令完成登录，再办理这件事。", next="prove")
    return user


def session_of(connection: ASGIConnection[Any, Any, Any, Any]) -> OpenSession | None:
    """Return the session that the request came with; None for a machine."""
    opened: OpenSession | None = connection.scope["state"].get("open_session")
    return opened


class SessionConfig(ServerSideSessionConfig):
    _backend_class = SessionBackend


async def begin_session(
    connection: ASGIConnection[Any, Any, Any, Any],
    engine: AsyncEngine,
    user: SignedInUser,
    *,
    proof: Proof,
    factor_is_proved: bool,
    has_factor: bool,
) -> OpenSession:
    """Start a session of the user under a new cookie; one that the browser brought is ended.

    `user` carries all grants of today; the session that is returned, those that it opens.
    """
    opened = OpenSession.of(
        user,
        session_id=0,
        proof=proof,
        factor_is_proved=factor_is_proved,
        has_factor=has_factor,
    )
    fresh = new_token(COOKIE_SIZE_BYTES)
    state = connection.scope["state"]
    brought: set[str] = {
        cookie for cookie in (connection.cookies.get(COOKIE), state.get("fresh_cookie")) if cookie
    }
    new = session_records.NewSession(
        user_id=user.user_id,
        proof=proof,
        factor_is_proved=factor_is_proved,
        roles=opened.roles,
        life=opened.life,
        address=connection.client.host if connection.client else "",
        device=connection.headers.get("user-agent", ""),
    )
    async with in_installation(engine) as conn:
        for cookie in brought:
            await session_records.end_session(conn, digest=session_records.digest_of(cookie))
        session_id = await session_records.open_session(conn, cookie=fresh, session=new)
    opened = replace(opened, session_id=session_id)
    state["fresh_cookie"] = fresh
    state["open_session"] = opened
    connection.set_session(held_for(user.user_id))
    return opened
