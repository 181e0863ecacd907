"""B7: what a resident and an accountant ask most, at ten million lines and at ten thousand."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable, Mapping
from statistics import median

from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks import books, city
from benchmarks.bars import BARS_BY_CODE, Figure, ratio_of_rounds
from benchmarks.city import City
from benchmarks.stage import Stage
from ledger.bookkeeping.period import Month
from ledger.db.ids import today_in_china
from ledger.db.session import create_engine
from ledger.points.entries import WALLET, resident_holder
from ledger.points.queries import points_history, wallet_balance
from ledger.posting.point_in_time import balance_as_of
from ledger.reporting.account_ledger import account_ledger
from ledger.reporting.movements import Range

RESIDENTS_OF_MANY = 200
RESIDENTS_OF_FEW = 40
"""So that a wallet fills the first page of its statement in either set of books."""
PAGE = 50
BUSIEST = "P1102"
"""The account with the most lines: it issues the points of every sorting event."""
ESTATE = 1
"""The largest book: it holds a fifth of all lines."""
AS_OF_DAYS = 90
ASKED = 60

Question = Callable[[AsyncConnection, City, random.Random], Awaitable[object]]


def sizes_of(total_lines: int, estates: int) -> list[int]:
    """Return how many lines each book gets: the first a fifth of all, the others alike."""
    if estates == 1:
        return [total_lines]
    rest = (total_lines - total_lines // 5) // (estates - 1)
    return [total_lines - rest * (estates - 1), *[rest] * (estates - 1)]


async def many(stage: Stage) -> tuple[str, City]:
    """Return the database of the many lines."""
    return await _books(
        stage, "many_lines", City(stage.sizes.many_estates, RESIDENTS_OF_MANY),
        stage.sizes.many_lines,
    )  # fmt: skip


async def few(stage: Stage) -> tuple[str, City]:
    """Return the database of the few lines."""
    return await _books(stage, "few_lines", City(1, RESIDENTS_OF_FEW), stage.sizes.few_lines)


async def _books(stage: Stage, name: str, where: City, lines: int) -> tuple[str, City]:
    async def fill(database: str) -> None:
        await city.build(stage, database, where)
        await books.write(stage, database, where, sizes_of(lines, where.estates))

    made_of = f"{lines} lines in {where.estates} books of {where.residents} residents"
    return await stage.database(name, made_of, fill), where


def _resident(where: City, chance: random.Random) -> int:
    return chance.choice(where.residents_of(ESTATE))


async def _wallet_balance(conn: AsyncConnection, where: City, chance: random.Random) -> object:
    return await wallet_balance(conn, estate_id=ESTATE, resident_id=_resident(where, chance))


async def _statement(conn: AsyncConnection, where: City, chance: random.Random) -> object:
    return await points_history(
        conn,
        estate_id=ESTATE,
        resident_id=_resident(where, chance),
        before_seq=None,
        limit=PAGE,
    )


async def _ledger_page(conn: AsyncConnection, _where: City, _chance: random.Random) -> object:
    month = Month.of(today_in_china()).previous()
    return await account_ledger(
        conn,
        estate_id=ESTATE,
        account_code=BUSIEST,
        months=Range(month, month),
        after=None,
        limit=PAGE,
    )


async def _wallet_as_of(conn: AsyncConnection, where: City, chance: random.Random) -> object:
    holder = resident_holder(_resident(where, chance))
    return await _as_of(conn, WALLET, holder, chance)


async def _busiest_as_of(conn: AsyncConnection, _where: City, chance: random.Random) -> object:
    return await _as_of(conn, BUSIEST, None, chance)


async def _as_of(
    conn: AsyncConnection, code: str, holder: str | None, chance: random.Random
) -> object:
    today = today_in_china()
    first = city.FIRST_MONTH.first_day
    day = first + (today - first) * chance.randrange(AS_OF_DAYS) // AS_OF_DAYS
    return await balance_as_of(
        conn,
        estate_id=ESTATE,
        account_code=code,
        holder=holder,
        effective_on=day,
        today=today,
    )


QUESTIONS: Mapping[str, Mapping[str, Question]] = {
    "balance": {"wallet": _wallet_balance},
    "first statement page": {"wallet": _statement, "busiest account": _ledger_page},
    "balance as of a date": {"wallet": _wallet_as_of, "busiest account": _busiest_as_of},
}


async def b7(stage: Stage) -> Figure:
    small, large = await few(stage), await many(stage)
    values: dict[str, float] = {}
    notes: list[str] = []
    engines = [create_engine(stage.service_url(name), pool_size=1) for name, _ in (small, large)]
    async with engines[0].connect() as at_few, engines[1].connect() as at_many:
        for part, questions in QUESTIONS.items():
            for about, ask in questions.items():
                few_ms, many_ms = [], []
                for seed in range(stage.sizes.rounds):
                    few_ms.append(await _milliseconds(at_few, ask, small[1], seed))
                    many_ms.append(await _milliseconds(at_many, ask, large[1], seed))
                ratio = ratio_of_rounds(many_ms, few_ms)
                values[part] = max(values.get(part, 0.0), ratio)
                notes.append(
                    f"{part}, {about}: {median(many_ms):.2f} ms to {median(few_ms):.2f} ms,"
                    f" {ratio:.2f}"
                )
                stage.say(f"  {notes[-1]}")
    for engine in engines:
        await engine.dispose()
    return Figure(BARS_BY_CODE["B7"], values, tuple(notes))


async def _milliseconds(conn: AsyncConnection, ask: Question, where: City, seed: int) -> float:
    """Return the median time of an answer, the first few not counted."""
    chance = random.Random(seed)
    times = []
    for number in range(ASKED + 5):
        before = time.perf_counter()
        await ask(conn, where, chance)
        if number >= 5:
            times.append((time.perf_counter() - before) * 1000)
        await conn.rollback()
    return median(times)
