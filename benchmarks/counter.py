"""B4 and B5: redemptions over HTTP, with the sessions, checks and codes of real counters."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from benchmarks import city, yardstick
from benchmarks.bars import BARS_BY_CODE, Figure, ratio_of_rounds
from benchmarks.city import City, Purchase
from benchmarks.crowd import Answers, in_processes
from benchmarks.engine import city_of, in_words
from benchmarks.load_generator import (
    CSRF_COOKIE,
    CSRF_HEADER,
    Load,
    csrf_token,
    get_bytes,
    post_bytes,
    send,
)
from benchmarks.loads import purchases
from benchmarks.served import free_port, ledger_command, serving, uvicorn_command
from benchmarks.stage import Stage
from ledger.identity.sessions import COOKIE
from ledger.redemption.codes import code_digest

REDEMPTIONS_AT_MOST = 8_000
"""Codes that are issued for each second of a round."""
CONNECTIONS = 256
CONNECTIONS_FOR_LATENCY = 64


@asynccontextmanager
async def _counters_open(stage: Stage, database: str) -> AsyncIterator[str]:
    port = free_port()
    environment = {
        "LEDGER_DATABASE_URL": stage.owner_url(database),
        "LEDGER_SERVICE_DATABASE_URL": stage.service_url(database),
        "LEDGER_DATA_DIR": str(stage.folder.parent / "served"),
    }
    async with serving(stage, ledger_command(port), port, environment) as base_url:
        yield base_url


async def _redemptions(
    stage: Stage, base_url: str, database: str, where: City, *, connections: int, seed: int
) -> Answers:
    sizes = stage.sizes
    count = int(REDEMPTIONS_AT_MOST * (sizes.seconds + sizes.warm_up_seconds))
    wanted = purchases(where, hot=False, count=count, seed=100 + seed)
    token = csrf_token(base_url)
    requests = tuple(_request(base_url, token, purchase) for purchase in wanted)
    await stage.settle()
    await city.issue_codes(stage, database, wanted, lambda d, e: code_digest(d, estate_id=e))
    found = await _answers(stage, base_url, requests, b"201", connections=connections)
    await city.sweep_codes(stage, database)
    return found


def _request(base_url: str, token: str, purchase: Purchase) -> bytes:
    cookies = f"{COOKIE}={City.cookie_of(purchase.merchant_id)}; {CSRF_COOKIE}={token}"
    return post_bytes(
        base_url,
        f"/api/v1/estates/{purchase.estate_id}/counter/redemptions",
        {"code": purchase.digits, "lines": [{"item_id": purchase.item_id, "quantity": 1}]},
        {"Cookie": cookies, CSRF_HEADER: token, "Idempotency-Key": purchase.key},
    )


async def _answers(
    stage: Stage,
    base_url: str,
    requests: tuple[bytes, ...],
    status: bytes,
    *,
    connections: int,
    repeat: bool = False,
) -> Answers:
    host, _, port = base_url.removeprefix("http://").partition(":")
    load = Load(
        host=host,
        port=int(port),
        connections=connections,
        seconds=stage.sizes.seconds,
        warm_up_seconds=stage.sizes.warm_up_seconds,
        requests=requests,
        wanted_status=status,
        repeat=repeat,
    )
    found = await in_processes(send, [(load,)])
    found.check()
    stage.say(
        f"  HTTP, {connections} connections: {found.rate:,.0f}/s,"
        f" p50 {found.percentile(50):.1f} ms, p99 {found.percentile(99):.1f} ms"
    )
    return found


async def _ceiling(stage: Stage) -> Answers:
    """Return what the same stack does when a handler does nothing."""
    port = free_port()
    command = uvicorn_command("benchmarks.trivial:app", port)
    async with serving(stage, command, port, {}) as base_url:
        return await _answers(
            stage, base_url, (get_bytes(base_url, "/"),), b"200",
            connections=CONNECTIONS, repeat=True,
        )  # fmt: skip


async def b4(stage: Stage) -> Figure:
    database, where = await city_of(stage)
    ceiling = await _ceiling(stage)
    yards, rates = [], []
    async with _counters_open(stage, database) as base_url:
        for seed in range(stage.sizes.rounds):
            yards.append((await yardstick.measure(stage)).rate)
            found = await _redemptions(
                stage, base_url, database, where, connections=CONNECTIONS, seed=seed
            )
            rates.append(found.rate)
    notes = (
        f"{in_words(rates)}/s to Y {in_words(yards)}/s",
        f"ceiling, a handler that does nothing on the same stack: {ceiling.rate:,.0f}/s",
    )
    return Figure(BARS_BY_CODE["B4"], {"rate": ratio_of_rounds(rates, yards)}, notes)


async def b5(stage: Stage) -> Figure:
    database, where = await city_of(stage)
    means, p99s = [], []
    async with _counters_open(stage, database) as base_url:
        for seed in range(stage.sizes.rounds):
            means.append((await yardstick.measure(stage)).latency_ms)
            found = await _redemptions(
                stage, base_url, database, where,
                connections=CONNECTIONS_FOR_LATENCY, seed=50 + seed,
            )  # fmt: skip
            p99s.append(found.percentile(99))
    note = (
        f"p99 {', '.join(f'{p99:.1f}' for p99 in p99s)} ms"
        f" to Y's mean {', '.join(f'{mean:.2f}' for mean in means)} ms"
    )
    return Figure(BARS_BY_CODE["B5"], {"p99": ratio_of_rounds(p99s, means)}, (note,))
