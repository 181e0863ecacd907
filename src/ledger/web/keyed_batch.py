"""One key has one outcome for ever (I11), for a batch of requests in one database transaction.

The outcomes are written together with what they say, after everything else. Where another process
has given one of the keys an outcome meanwhile, the batch is undone and repeated, and then finds it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.lane import BatchMustBeRepeated, Postponed
from ledger.errors import Refusal
from ledger.web.idempotency import COME_BACK_LATER, check_same, object_of
from ledger.web.problems import refusal_body

_READ = text("""
    select o.estate_id, o.actor_user_id, o.idempotency_key, o.fingerprint, o.status, o.body
    from unnest(cast(:estate_ids as bigint[]), cast(:user_ids as bigint[]), cast(:keys as text[]))
        as wanted (estate_id, actor_user_id, idempotency_key)
    join request_outcome o using (estate_id, actor_user_id, idempotency_key)
    where o.status is not null
""")

_KEEP = text("""
    insert into request_outcome (estate_id, actor_user_id, idempotency_key, fingerprint, status,
        body)
    select w.estate_id, w.user_id, w.key, w.fingerprint::jsonb, w.status, w.body::jsonb
    from unnest(cast(:estate_ids as bigint[]), cast(:user_ids as bigint[]), cast(:keys as text[]),
        cast(:fingerprints as text[]), cast(:statuses as int[]), cast(:bodies as text[]))
        as w (estate_id, user_id, key, fingerprint, status, body)
    on conflict (estate_id, actor_user_id, idempotency_key) do nothing
""")


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """A write as asked for: under which key, what was said, and for the audit log by whom.

    `said` is the body as JSON values; `route` is method and path, part of what the key stands for.
    """

    estate_id: int
    actor_user_id: int
    key: str
    route: str
    said: Mapping[str, Any]
    action: str
    request_id: str
    address: str

    @property
    def fingerprint(self) -> dict[str, Any]:
        return {"route": self.route, "body": self.said}


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """The outcome of a key: status and body, and whether it was given before."""

    request: KeyedRequest
    status: int
    body: Mapping[str, Any]
    is_replay: bool = False

    @property
    def outcome(self) -> str:
        """What the audit log says: `done`, or the refusal's code."""
        return str(self.body["code"]) if self.status >= 400 else "done"

    @property
    def object_(self) -> str:
        return object_of(self.body)


_Key = tuple[int, int, str]


async def once_each(
    conn: AsyncConnection,
    requests: Sequence[KeyedRequest],
    work: Callable[[Sequence[int]], Awaitable[Sequence[BaseModel | Refusal | Postponed]]],
    *,
    status: int = 201,
) -> tuple[list[KeptAnswer | Refusal | Postponed], list[KeptAnswer]]:
    """Answer every request once under its key: with what was answered before, or by `work`.

    `work` gets the positions of the requests that are new and answers them in order; a key that
    comes twice in the batch is worked on once. Returns the answers in the order of the requests,
    and those that are new, for the audit log. A refusal among the answers was not kept: the key
    belongs to another request, or it came too often and is welcome later. What `work` postponed
    is postponed, with whatever else came under the same key.

    Raises `BatchMustBeRepeated` when another process answered one of the keys meanwhile.
    """
    kept = await _read(conn, requests)
    first: dict[_Key, int] = {}
    for position, request in enumerate(requests):
        key = _key(request)
        if key not in kept:
            first.setdefault(key, position)
    fresh = list(first.values())
    answers: list[KeptAnswer | Refusal | Postponed | None] = [None] * len(requests)
    new: list[KeptAnswer] = []
    for position, done in zip(fresh, await work(fresh) if fresh else [], strict=True):
        request = requests[position]
        if isinstance(done, Postponed) or (
            isinstance(done, Refusal) and done.status in COME_BACK_LATER
        ):
            answers[position] = done
            continue
        answer = _answer(request, done, status)
        answers[position] = answer
        kept[_key(request)] = (request.fingerprint, answer)
        new.append(answer)
    await _keep(conn, new)
    return [
        answer if answer is not None else _again(request, kept.get(_key(request)), answers, first)
        for request, answer in zip(requests, answers, strict=True)
    ], new


def _key(request: KeyedRequest) -> _Key:
    return (request.estate_id, request.actor_user_id, request.key)


def _answer(request: KeyedRequest, done: BaseModel | Refusal, status: int) -> KeptAnswer:
    if isinstance(done, Refusal):
        body = refusal_body(done, request.route.partition(" ")[2])
        return KeptAnswer(request, done.status, body)
    return KeptAnswer(request, status, done.model_dump(mode="json"))


def _again(
    request: KeyedRequest,
    kept: tuple[Mapping[str, Any], KeptAnswer] | None,
    answers: Sequence[KeptAnswer | Refusal | Postponed | None],
    first: Mapping[_Key, int],
) -> KeptAnswer | Refusal | Postponed:
    if kept is None:
        # The first with this key came too often, or its turn has not come; so it is with this one.
        found = answers[first[_key(request)]]
        assert isinstance(found, Refusal | Postponed)
        return found
    fingerprint, answer = kept
    try:
        check_same(fingerprint, request.fingerprint)
    except Refusal as refusal:
        return refusal
    return KeptAnswer(request, answer.status, answer.body, is_replay=True)


async def _read(
    conn: AsyncConnection, requests: Sequence[KeyedRequest]
) -> dict[_Key, tuple[Mapping[str, Any], KeptAnswer]]:
    by_key = {_key(request): request for request in requests}
    rows = await conn.execute(
        _READ,
        {
            "estate_ids": [key[0] for key in by_key],
            "user_ids": [key[1] for key in by_key],
            "keys": [key[2] for key in by_key],
        },
    )
    return {
        (key := (row.estate_id, row.actor_user_id, row.idempotency_key)): (
            row.fingerprint,
            KeptAnswer(by_key[key], row.status, row.body),
        )
        for row in rows
    }


async def _keep(conn: AsyncConnection, answers: Sequence[KeptAnswer]) -> None:
    # In the order of the keys, or two processes that share keys would wait for each other.
    ordered = sorted(answers, key=lambda answer: _key(answer.request))
    if not ordered:
        return
    written = await conn.execute(
        _KEEP,
        {
            "estate_ids": [answer.request.estate_id for answer in ordered],
            "user_ids": [answer.request.actor_user_id for answer in ordered],
            "keys": [answer.request.key for answer in ordered],
            "fingerprints": [_json(answer.request.fingerprint) for answer in ordered],
            "statuses": [answer.status for answer in ordered],
            "bodies": [_json(answer.body) for answer in ordered],
        },
    )
    if written.rowcount != len(ordered):
        raise BatchMustBeRepeated


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
