"""B10: how much a transfer and a redemption add to the tables and indexes on disk."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from benchmarks import city
from benchmarks.bars import BARS_BY_CODE, Figure
from benchmarks.city import City
from benchmarks.engine import village_of
from benchmarks.loads import purchases, transfers
from benchmarks.stage import Stage
from benchmarks.verbs import VERBS
from ledger.db.embedded import OWNER_ROLE
from ledger.db.ids import today_in_china
from ledger.redemption.codes import code_digest

DATABASE = "storage"
PART = 2_000
"""How many codes are alive at a time."""

T = TypeVar("T")


async def b10(stage: Stage) -> Figure:
    template, where = await village_of(stage)
    async with stage.superuser() as conn:
        await conn.execute(f"drop database if exists {DATABASE} with (force)")
        await conn.execute(f"create database {DATABASE} owner {OWNER_ROLE} template {template}")
    transfer, transfer_note = await _transfers(stage, where)
    redemption, redemption_note = await _redemptions(stage, where)
    values = {"per transfer": transfer, "per redemption": redemption}
    return Figure(BARS_BY_CODE["B10"], values, (transfer_note, redemption_note))


async def _transfers(stage: Stage, where: City) -> tuple[float, str]:
    count = stage.sizes.storage_operations
    asked = transfers(where, hot=False, seed=7, today=today_in_china())
    before = await _bytes_by_table(stage)
    async with VERBS["lane"](stage.service_url(DATABASE)) as verbs:
        await _all(stage.sizes.callers, [next(asked) for _ in range(count)], verbs.transfer)
    return _grown(before, await _bytes_by_table(stage), count, "transfer")


async def _redemptions(stage: Stage, where: City) -> tuple[float, str]:
    count = stage.sizes.storage_operations
    # In parts that are redeemed within the life of a code. The first makes room for the codes of
    # one part, which all later parts use again.
    wanted = purchases(where, hot=False, count=PART + count, seed=8)
    before: dict[str, int] = {}
    async with VERBS["lane"](stage.service_url(DATABASE)) as verbs:
        for start in range(0, len(wanted), PART):
            part = wanted[start : start + PART]
            await city.issue_codes(stage, DATABASE, part, lambda d, e: code_digest(d, estate_id=e))
            await _all(stage.sizes.callers, part, verbs.redeem)
            await _sweep(stage)
            before = before or await _bytes_by_table(stage)
    return _grown(before, await _bytes_by_table(stage), count, "redemption")


async def _sweep(stage: Stage) -> None:
    """Let used codes go, as the server does by itself when a fifth of a table is gone."""
    async with stage.superuser(DATABASE) as conn:
        await conn.execute("vacuum pay_code")


async def _all(callers: int, asked: Sequence[T], do: Callable[[T], Awaitable[None]]) -> None:
    waiting = iter(asked)

    async def call() -> None:
        for each in waiting:
            await do(each)

    await asyncio.gather(*(call() for _ in range(callers)))


async def _bytes_by_table(stage: Stage) -> dict[str, int]:
    """Return the bytes of every table of the program with its indexes and long values."""
    async with stage.superuser(DATABASE) as conn:
        rows = await conn.fetch(
            """select c.relname, pg_total_relation_size(c.oid) as bytes
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'public' and c.relkind = 'r'"""
        )
    return {row["relname"]: row["bytes"] for row in rows}


def _grown(
    before: dict[str, int], after: dict[str, int], count: int, what: str
) -> tuple[float, str]:
    """Return the bytes that each of `count` operations added, and where they went."""
    grown = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    largest = sorted(grown.items(), key=lambda item: -item[1])
    words = ", ".join(f"{name} {added / count:,.0f}" for name, added in largest if added > count)
    return sum(grown.values()) / count, f"bytes of a {what}: {words}"
