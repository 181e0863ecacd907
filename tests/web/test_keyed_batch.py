"""One key, one outcome (I11): within a batch, across batches, and between two processes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.db.lane import BatchMustBeRepeated, Lane, Postponed
from ledger.errors import ObjectIsNotHere, Refusal, ServiceIsBusy
from ledger.web.keyed_batch import KeptAnswer, KeyedRequest, once_each


class Done(BaseModel):
    thing_id: int


def request(key: str, said: int, *, user: int = 1, estate: int = 1) -> KeyedRequest:
    return KeyedRequest(
        estate, user, key, "POST /things", {"thing": said}, "make_thing", "r", "10.0.0.1"
    )


class Maker:
    """Makes things; refuses 13, and is too busy for 429."""

    def __init__(self) -> None:
        self.made: list[int] = []

    async def __call__(
        self, conn: AsyncConnection, requests: Sequence[KeyedRequest]
    ) -> list[KeptAnswer | Refusal | Postponed]:
        async def work(positions: Sequence[int]) -> list[BaseModel | Refusal]:
            return [self._make(int(requests[position].said["thing"])) for position in positions]

        answers, _ = await once_each(conn, requests, work)
        return answers

    def _make(self, thing: int) -> BaseModel | Refusal:
        self.made.append(thing)
        if thing == 13:
            return ObjectIsNotHere("第十三件")
        if thing == 429:
            return ServiceIsBusy()
        return Done(thing_id=thing)


async def ask(engine: AsyncEngine, maker: Maker, *requests: KeyedRequest) -> list[Any]:
    """Ask in one database transaction; refusals that are not kept come as their codes."""
    async with engine.begin() as conn:
        answers = await maker(conn, requests)
    return [
        answer.code
        if isinstance(answer, Refusal)
        else (answer.status, answer.body.get("thing_id", answer.outcome), answer.is_replay)
        for answer in answers
        if not isinstance(answer, Postponed)
    ]


async def test_a_key_that_comes_twice_in_one_batch_is_worked_on_once(engine: AsyncEngine) -> None:
    maker = Maker()
    answers = await ask(engine, maker, request("k", 1), request("k", 1), request("other", 1))
    assert answers == [(201, 1, False), (201, 1, True), (201, 1, False)]
    assert maker.made == [1, 1]


async def test_another_request_under_a_key_is_refused_in_the_same_batch_and_later(
    engine: AsyncEngine,
) -> None:
    maker = Maker()
    used = "idempotency_key_was_used"
    assert await ask(engine, maker, request("k", 1), request("k", 2)) == [(201, 1, False), used]
    assert await ask(engine, maker, request("k", 2), request("k", 1)) == [used, (201, 1, True)]
    assert maker.made == [1]


async def test_a_refusal_is_kept_and_a_busy_service_is_not(engine: AsyncEngine) -> None:
    maker = Maker()
    asked = [request("r", 13), request("b", 429), request("b", 429)]
    first = await ask(engine, maker, *asked)
    assert first == [(404, "object_is_not_here", False), "service_is_busy", "service_is_busy"]
    again = await ask(engine, maker, *asked)
    assert again == [(404, "object_is_not_here", True), "service_is_busy", "service_is_busy"]
    assert maker.made == [13, 429, 429]


async def test_a_key_is_one_users_in_one_estate(engine: AsyncEngine) -> None:
    maker = Maker()
    asked = [request("k", 1), request("k", 2, user=2), request("k", 3, estate=2)]
    assert await ask(engine, maker, *asked) == [(201, n, False) for n in (1, 2, 3)]


async def test_two_processes_that_share_a_key_agree(engine: AsyncEngine) -> None:
    """Neither sees the other's outcome before it commits; one of them is undone and repeated."""
    maker = Maker()
    both_worked = asyncio.Barrier(2)

    async def slowly(
        conn: AsyncConnection, requests: Sequence[KeyedRequest], *, insistent: int
    ) -> list[KeptAnswer | Refusal | Postponed]:
        async def work(positions: Sequence[int]) -> list[BaseModel | Refusal]:
            await asyncio.wait_for(both_worked.wait(), 20)
            return [Done(thing_id=1) for _ in positions]

        answers, _ = await once_each(conn, requests, work)
        return answers

    lanes: list[Lane[KeyedRequest, KeptAnswer]] = [Lane(engine, slowly) for _ in range(2)]
    answers = await asyncio.gather(*(lane.submit(request("k", 1)) for lane in lanes))
    assert sorted(answer.is_replay for answer in answers) == [False, True]
    assert sum(lane.metrics.retries["repeat"] for lane in lanes) == 1
    async with engine.connect() as conn:
        kept = await conn.execute(text("select count(*) from request_outcome"))
        assert kept.scalar_one() == 1
    assert maker.made == []


async def test_the_batch_says_when_it_must_be_repeated(engine: AsyncEngine) -> None:
    async def meanwhile(positions: Sequence[int]) -> list[BaseModel | Refusal]:
        await ask(engine, Maker(), request("k", 1))
        return [Done(thing_id=2) for _ in positions]

    async with engine.connect() as conn:
        with pytest.raises(BatchMustBeRepeated):
            await partial(once_each, conn, [request("k", 1)], meanwhile)()
