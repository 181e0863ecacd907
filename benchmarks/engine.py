"""B1, B2, B3 and B6: the engine without a web server, asked by 256 callers who wait."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from benchmarks import books, city, yardstick
from benchmarks.bars import BARS_BY_CODE, Figure, ratio_of_rounds
from benchmarks.city import City, Purchase
from benchmarks.crowd import Answers, NothingIsLeft, closed_loop, in_processes, run_answers, through
from benchmarks.loads import purchases, transfers
from benchmarks.stage import Stage
from benchmarks.verbs import VERBS
from ledger.db.ids import today_in_china
from ledger.redemption.codes import code_digest

REDEMPTIONS_AT_MOST = 10_000
"""Codes that are issued for each second of a round."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """One process of callers: what it asks for, of which database, for how long."""

    way: str
    """`lane`, or `naive` for one database transaction per request."""
    url: str
    city: City
    callers: int
    seconds: float
    warm_up_seconds: float
    hot: bool
    seed: int
    purchases: tuple[Purchase, ...] = ()


async def city_of(stage: Stage) -> tuple[str, City]:
    """Return the database of the whole city, its wallets full."""
    return await _full_city(
        stage, "city", City(stage.sizes.city_estates, stage.sizes.city_residents)
    )


async def village_of(stage: Stage) -> tuple[str, City]:
    """Return the database of one book, its wallets full."""
    return await _full_city(stage, "village", City(1, stage.sizes.small_residents))


async def _full_city(stage: Stage, name: str, wanted: City) -> tuple[str, City]:
    async def fill(database: str) -> None:
        await city.build(stage, database, wanted)
        await books.write(stage, database, wanted, None)
        await city.sign_in_shopkeepers(stage, database, wanted)

    made_of = f"{wanted.estates} estates of {wanted.residents} residents"
    return await stage.database(name, made_of, fill), wanted


async def transfer_rate(
    stage: Stage, database: str, where: City, *, hot: bool, seed: int, way: str = "lane"
) -> Answers:
    """Return what the callers were answered to transfers of two lines."""
    await stage.settle()
    found = await in_processes(
        _transfer, [(crowd,) for crowd in _crowds(stage, database, where, way, hot, seed)]
    )
    return _said(stage, f"transfers {'hot' if hot else 'uniform'}, {way}", found)


async def redemption_rate(
    stage: Stage, database: str, where: City, *, hot: bool, seed: int, way: str = "lane"
) -> Answers:
    """Return what the callers were answered to full redemptions: code, lots, stock, payable."""
    crowds = _crowds(stage, database, where, way, hot, seed)
    seconds = stage.sizes.seconds + stage.sizes.warm_up_seconds
    wanted = purchases(where, hot=hot, count=int(REDEMPTIONS_AT_MOST * seconds), seed=seed)
    await city.issue_codes(stage, database, wanted, lambda d, e: code_digest(d, estate_id=e))
    await stage.settle()
    shares = [tuple(wanted[number :: len(crowds)]) for number in range(len(crowds))]
    found = await in_processes(_redeem, list(zip(crowds, shares, strict=True)))
    await city.sweep_codes(stage, database)
    return _said(stage, f"redemptions {'hot' if hot else 'uniform'}, {way}", found)


def _crowds(
    stage: Stage, database: str, where: City, way: str, hot: bool, seed: int
) -> list[Crowd]:
    sizes = stage.sizes
    return [
        Crowd(
            way=way,
            url=stage.service_url(database),
            city=where,
            callers=sizes.callers // sizes.processes,
            seconds=sizes.seconds,
            warm_up_seconds=sizes.warm_up_seconds,
            hot=hot,
            seed=seed * 1000 + number,
        )
        for number in range(sizes.processes)
    ]


def _said(stage: Stage, what: str, found: Answers) -> Answers:
    found.check()
    counters = "".join(f", {name} {value:,.0f}" for name, value in found.counters.items())
    stage.say(
        f"  {what}: {found.rate:,.0f}/s, p50 {found.percentile(50):.1f} ms,"
        f" p99 {found.percentile(99):.1f} ms{counters}"
    )
    return found


def _transfer(crowd: Crowd, gate: Any, answers: Any) -> None:
    async def run() -> Answers:
        async with VERBS[crowd.way](crowd.url) as verbs:
            asked = transfers(crowd.city, hot=crowd.hot, seed=crowd.seed, today=today_in_china())
            return await _loop(crowd, gate, lambda: verbs.transfer(next(asked)), verbs.counters)

    run_answers(run(), answers)


def _redeem(crowd: Crowd, share: tuple[Purchase, ...], gate: Any, answers: Any) -> None:
    async def run() -> Answers:
        async with VERBS[crowd.way](crowd.url) as verbs:
            asked = iter(share)

            async def ask() -> None:
                purchase = next(asked, None)
                if purchase is None:
                    raise NothingIsLeft
                await verbs.redeem(purchase)

            return await _loop(crowd, gate, ask, verbs.counters)

    run_answers(run(), answers)


async def _loop(
    crowd: Crowd,
    gate: Any,
    ask: Callable[[], Awaitable[None]],
    counters: Callable[[], dict[str, float]],
) -> Answers:
    answers = await closed_loop(
        ask,
        callers=crowd.callers,
        start=await through(gate),
        seconds=crowd.seconds,
        warm_up_seconds=crowd.warm_up_seconds,
    )
    answers.counters |= counters()
    return answers


async def b1(stage: Stage) -> Figure:
    database, where = await city_of(stage)
    naive = await transfer_rate(stage, database, where, hot=False, seed=90, way="naive")
    ratio, note = await _against_y(
        stage, lambda seed: transfer_rate(stage, database, where, hot=False, seed=seed)
    )
    naive_note = f"naive, one database transaction per transfer: {naive.rate:,.0f}/s"
    return Figure(BARS_BY_CODE["B1"], {"uniform": ratio}, (note, naive_note))


async def b2(stage: Stage) -> Figure:
    database, where = await city_of(stage)
    ratio, note = await _against_y(
        stage, lambda seed: transfer_rate(stage, database, where, hot=True, seed=seed)
    )
    return Figure(BARS_BY_CODE["B2"], {"hot": ratio}, (note,))


async def b3(stage: Stage) -> Figure:
    database, where = await city_of(stage)
    naive = await redemption_rate(stage, database, where, hot=False, seed=91, way="naive")
    uniform, note = await _against_y(
        stage, lambda seed: redemption_rate(stage, database, where, hot=False, seed=seed)
    )
    hot, hot_note = await _against_y(
        stage, lambda seed: redemption_rate(stage, database, where, hot=True, seed=10 + seed)
    )
    notes = (
        f"uniform {note}",
        f"hot {hot_note}",
        f"naive, one database transaction per redemption: {naive.rate:,.0f}/s",
    )
    return Figure(BARS_BY_CODE["B3"], {"uniform": uniform, "hot": hot}, notes)


async def b6(stage: Stage) -> Figure:
    small_database, small = await village_of(stage)
    large_database, large = await city_of(stage)
    rates: list[list[float]] = [[], []]
    for seed in range(stage.sizes.rounds):
        for rate, database, where in (
            (rates[0], small_database, small),
            (rates[1], large_database, large),
        ):
            found = await redemption_rate(stage, database, where, hot=False, seed=20 + seed)
            rate.append(found.rate)
    note = f"one book {in_words(rates[0])}, city {in_words(rates[1])} redemptions a second"
    return Figure(BARS_BY_CODE["B6"], {"rate": ratio_of_rounds(rates[1], rates[0])}, (note,))


async def _against_y(
    stage: Stage, measure: Callable[[int], Awaitable[Answers]]
) -> tuple[float, str]:
    """Return the median ratio of interleaved rounds, and the rounds in words."""
    yards, rates, p99s = [], [], []
    for seed in range(stage.sizes.rounds):
        yards.append((await yardstick.measure(stage)).rate)
        found = await measure(seed)
        rates.append(found.rate)
        p99s.append(found.percentile(99))
    note = f"{in_words(rates)}/s to Y {in_words(yards)}/s; p99 {max(p99s):.0f} ms"
    return ratio_of_rounds(rates, yards), note


def in_words(values: list[float]) -> str:
    return ", ".join(f"{value:,.0f}" for value in values)
