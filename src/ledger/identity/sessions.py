"""Server-side sessions in PostgreSQL: Litestar's session middleware over a table.

Only a digest of the cookie is stored, so a copy of the database opens no session. A session is
written when it changes, not on every answer, and signing in always gives it a new id. Each request
reads its session, its user and the roles that the user holds today in one statement, which requests
that arrive together share; nothing is remembered from one request to the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any

from litestar.connection import ASGIConnection
from litestar.middleware.session.server_side import (
    ServerSideSessionBackend,
    ServerSideSessionConfig,
)
from litestar.stores.base import Store
from litestar.types import Empty, Message, ScopeSession
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.batched_reads import BatchedReads
from ledger.db.ids import new_token, today_in_china
from ledger.identity.queries import users_of_sessions
from ledger.identity.roles import SignedInUser

COOKIE = "ledger_session"
MAX_AGE_SECONDS = 7 * 24 * 3600


def held_for(user_id: int) -> dict[str, Any]:
    """Return what the session of this user holds: nothing else, see `users_of_sessions`."""
    return {"user_id": user_id}


def _digest(session_id: str) -> bytes:
    return sha256(session_id.encode()).digest()


class SessionStore(Store):
    """Litestar's store interface over the table `user_session`."""

    __slots__ = ("_engine", "_users")

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._users = BatchedReads(self._read_users)

    async def _read_users(self, digests: Sequence[bytes]) -> Mapping[bytes, SignedInUser]:
        return await users_of_sessions(self._engine, digests, today=today_in_china())

    async def user_of(self, key: str) -> SignedInUser | None:
        """Return whose session this is, or None; requests at the same time share the read."""
        return await self._users.of(_digest(key))

    def numbers(self) -> dict[str, int]:
        """Return how many sessions were asked for, in how many reads, and how many wait."""
        return {
            "ledger_session_questions_total": self._users.questions,
            "ledger_session_reads_total": self._users.reads,
            "ledger_session_questions_waiting": self._users.waiting,
        }

    async def set(
        self, key: str, value: str | bytes, expires_in: int | timedelta | None = None
    ) -> None:
        seconds = expires_in.total_seconds() if isinstance(expires_in, timedelta) else expires_in
        async with self._engine.begin() as conn:
            await conn.execute(
                text("""insert into user_session (session_digest, data, expires_at)
                    values (:digest, :data, clock_timestamp() + make_interval(secs => :seconds))
                    on conflict (session_digest) do update
                    set data = excluded.data, expires_at = excluded.expires_at"""),
                {
                    "digest": _digest(key),
                    "data": value.encode() if isinstance(value, str) else value,
                    "seconds": float(seconds or MAX_AGE_SECONDS),
                },
            )

    async def get(self, key: str, renew_for: int | timedelta | None = None) -> bytes | None:
        async with self._engine.connect() as conn:
            found = await conn.execute(
                text("""select data from user_session
                    where session_digest = :digest and expires_at > clock_timestamp()"""),
                {"digest": _digest(key)},
            )
            data: bytes | None = found.scalar_one_or_none()
            return data

    async def delete(self, key: str) -> None:
        async with self._engine.begin() as conn:
            await conn.execute(
                text("delete from user_session where session_digest = :digest"),
                {"digest": _digest(key)},
            )

    async def delete_all(self) -> None:
        async with self._engine.begin() as conn:
            await conn.execute(text("delete from user_session"))

    async def delete_expired(self) -> None:
        """Delete the sessions that open nothing any more."""
        async with self._engine.begin() as conn:
            await conn.execute(
                text("delete from user_session where expires_at <= clock_timestamp()")
            )

    async def exists(self, key: str) -> bool:
        return await self.get(key) is not None

    async def expires_in(self, key: str) -> int | None:
        async with self._engine.connect() as conn:
            found = await conn.execute(
                text("""select cast(extract(epoch from expires_at - clock_timestamp()) as int)
                    from user_session where session_digest = :digest"""),
                {"digest": _digest(key)},
            )
            seconds: int | None = found.scalar_one_or_none()
            return seconds


class SessionBackend(ServerSideSessionBackend):
    """Keeps the cookie and the row as they are while the session does not change."""

    async def load_from_connection(
        self, connection: ASGIConnection[Any, Any, Any, Any]
    ) -> dict[str, Any]:
        """Return what the session holds, its user, who is read with it (`user_of_session`)."""
        state = connection.scope["state"]
        session_id = connection.cookies.get(COOKIE)
        if not session_id:
            return {}
        store = self.config.get_store_from_app(connection.app)
        assert isinstance(store, SessionStore)
        user = await store.user_of(session_id)
        if user is None:
            return {}
        state["user_of_session"] = user
        state["session_as_loaded"] = held_for(user.user_id)
        return held_for(user.user_id)

    def get_session_id(self, connection: ASGIConnection[Any, Any, Any, Any]) -> str:
        renewed: str | None = connection.scope["state"].get("renewed_session_id")
        return renewed or super().get_session_id(connection)

    async def store_in_message(
        self,
        scope_session: ScopeSession,
        message: Message,
        connection: ASGIConnection[Any, Any, Any, Any],
    ) -> None:
        as_loaded = connection.scope["state"].get("session_as_loaded", {})
        if scope_session is Empty:
            if COOKIE in connection.cookies:
                await super().store_in_message(scope_session, message, connection)
            return
        renewed = "renewed_session_id" in connection.scope["state"]
        if scope_session != as_loaded or (renewed and scope_session):
            await super().store_in_message(scope_session, message, connection)


async def user_of_session(
    session: dict[str, Any], connection: ASGIConnection[Any, Any, Any, Any]
) -> SignedInUser | None:
    """Return who the request's session belongs to, with the roles that they hold today."""
    state = connection.scope["state"]
    user: SignedInUser | None = state.get("user_of_session")
    if user is None or session != held_for(user.user_id):
        return None
    state["actor_user_id"] = user.user_id
    return user


class SessionConfig(ServerSideSessionConfig):
    _backend_class = SessionBackend


async def begin_session(
    connection: ASGIConnection[Any, Any, Any, Any], engine: AsyncEngine, user_id: int
) -> None:
    """Start a session for the user under a new id; an id that the browser brought is dropped."""
    store = SessionStore(engine)
    brought = connection.cookies.get(COOKIE)
    if brought:
        await store.delete(brought)
    await store.delete_expired()
    connection.scope["state"]["renewed_session_id"] = new_token(32)
    connection.set_session(held_for(user_id))
