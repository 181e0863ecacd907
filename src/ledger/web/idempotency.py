"""One key has one outcome for ever (I11).

The key's row is inserted first: a second request with the same key waits for the first database
transaction and then answers with its outcome. A business refusal is an outcome and is kept; a
failure of the machine rolls everything back, key included, so the caller may try again. So does
"too often" or "too busy": it says when to come back, and the same request is welcome then.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from litestar import Request, Response
from pydantic import BaseModel
from sqlalchemy import TextClause, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import bindparam

from ledger.errors import IdempotencyKeyWasUsed, Refusal
from ledger.web.problems import PROBLEM_MEDIA_TYPE, refusal_body

KEY_HEADER = "Idempotency-Key"
REPLAY_HEADER = "Idempotent-Replayed"
KEY_LENGTH_MAX = 80
COME_BACK_LATER = (429, 503)
"""Too often, too busy: these say when to come back, and decide nothing about the request."""


class IdempotencyKeyIsMissing(Refusal):
    code = "idempotency_key_is_missing"
    status = 400


@dataclass(frozen=True, slots=True)
class _Statements:
    """How a table of outcomes is asked and written; `key` names the columns of its primary key."""

    claim: TextClause
    read: TextClause
    keep: TextClause

    @classmethod
    def of(cls, table: str, key: Sequence[str]) -> _Statements:
        columns, values = ", ".join(key), ", ".join(f":{name}" for name in key)
        is_it = " and ".join(f"{name} = :{name}" for name in key)
        return cls(
            claim=text(
                f"""insert into {table} ({columns}, fingerprint) values ({values}, :fingerprint)
                on conflict ({columns}) do nothing returning 1"""  # noqa: S608
            ).bindparams(bindparam("fingerprint", type_=JSONB)),
            read=text(f"select fingerprint, status, body from {table} where {is_it}"),  # noqa: S608
            keep=text(
                f"update {table} set status = :status, body = :body where {is_it}"  # noqa: S608
            ).bindparams(bindparam("body", type_=JSONB)),
        )


_OF_AN_ESTATE = _Statements.of("request_outcome", ("estate_id", "actor_user_id", "idempotency_key"))
_OF_NO_ESTATE = _Statements.of("personal_request_outcome", ("actor_user_id", "idempotency_key"))


class OutcomeRecorder(Protocol):
    """Writes the audit line of a write; given by the application."""

    async def __call__(
        self, conn: AsyncConnection, *, action: str, outcome: str, object_: str
    ) -> None: ...


def key_of(request: Request[Any, Any, Any]) -> str:
    """Return the request's idempotency key; raises `IdempotencyKeyIsMissing`."""
    key = request.headers.get(KEY_HEADER, "")
    if not 1 <= len(key) <= KEY_LENGTH_MAX or not key.isascii() or not key.isprintable():
        raise IdempotencyKeyIsMissing(
            "请求缺少编号（Idempotency-Key，1 到 80 个英文字符），没有办理，请刷新页面后重试。"
        )
    return key


def first_difference(before: Any, now: Any, path: str = "") -> str:
    """Return the path of the first field in which two requests differ, or an empty text."""
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        for name in sorted(before.keys() | now.keys()):
            inner = f"{path}.{name}" if path else str(name)
            if (name in before) != (name in now):
                return inner
            found = first_difference(before[name], now[name], inner)
            if found:
                return found
        return ""
    if isinstance(before, list) and isinstance(now, list):
        for position in range(max(len(before), len(now))):
            inner = f"{path}[{position}]"
            if position >= len(before) or position >= len(now):
                return inner
            found = first_difference(before[position], now[position], inner)
            if found:
                return found
        return ""
    return "" if before == now else path or "body"


def check_same(before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Raise `IdempotencyKeyWasUsed` when the key stands for another request."""
    field = first_difference(before, now)
    if field:
        raise IdempotencyKeyWasUsed(
            f"这个请求编号已经用于另一次提交（{field} 不同），请刷新页面后重新提交。",
            field=field,
        )


@dataclass(frozen=True, slots=True)
class Once:
    """Do a write once under the caller's key, in the request's database transaction."""

    estate_id: int | None
    """None for what belongs to no estate: a person's own, or a region's."""
    actor_user_id: int
    key: str
    route: str
    """Method and path, part of what the key stands for."""
    action: str
    """The operation's name, as the audit log shows it."""
    record: OutcomeRecorder

    async def __call__(
        self,
        conn: AsyncConnection,
        said: BaseModel | Mapping[str, Any] | None,
        work: Callable[[], Awaitable[BaseModel | Mapping[str, Any]]],
        *,
        status: int = 201,
    ) -> Response[Any]:
        """Run `work` unless the key has an outcome; return the outcome either way.

        `said` is what the caller asked for (the body; for uploads the file's digest). Raises
        `IdempotencyKeyWasUsed` when the key stands for something else, and refusals that say
        when to come back.
        """
        sql = _OF_NO_ESTATE if self.estate_id is None else _OF_AN_ESTATE
        row: dict[str, Any] = {
            "actor_user_id": self.actor_user_id,
            "idempotency_key": self.key,
        }
        if self.estate_id is not None:
            row["estate_id"] = self.estate_id
        body = said.model_dump(mode="json") if isinstance(said, BaseModel) else dict(said or {})
        fingerprint = {"route": self.route, "body": body}
        claimed = await conn.execute(sql.claim, row | {"fingerprint": fingerprint})
        if claimed.first() is None:
            return await self._replay(conn, sql, row, fingerprint)
        try:
            async with conn.begin_nested():
                done = await work()
        except Refusal as refusal:
            if refusal.status in COME_BACK_LATER:
                raise
            answer = refusal_body(refusal, self.route.partition(" ")[2])
            await conn.execute(sql.keep, row | {"status": refusal.status, "body": answer})
            await self.record(
                conn, action=self.action, outcome=refusal.code, object_=object_of(answer)
            )
            return answer_of(refusal.status, answer)
        answer = done.model_dump(mode="json") if isinstance(done, BaseModel) else dict(done)
        await conn.execute(sql.keep, row | {"status": status, "body": answer})
        await self.record(conn, action=self.action, outcome="done", object_=object_of(answer))
        return answer_of(status, answer)

    async def _replay(
        self,
        conn: AsyncConnection,
        sql: _Statements,
        row: dict[str, Any],
        fingerprint: dict[str, Any],
    ) -> Response[Any]:
        kept = (await conn.execute(sql.read, row)).one()
        check_same(kept.fingerprint, fingerprint)
        return answer_of(kept.status, kept.body, replayed=True)


def object_of(answer: Mapping[str, Any]) -> str:
    """Name the object that a write made or changed by the first id in its answer."""
    for name, value in answer.items():
        if name.endswith("_id") and isinstance(value, int):
            return f"{name.removesuffix('_id')}:{value}"
    return ""


def answer_of(status: int, body: Mapping[str, Any], *, replayed: bool = False) -> Response[Any]:
    media_type = PROBLEM_MEDIA_TYPE if status >= 400 else "application/json"
    headers = {REPLAY_HEADER: "true"} if replayed else {}
    return Response(body, status_code=status, media_type=media_type, headers=headers)
