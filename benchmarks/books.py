"""Books full of entries: decided by the program's own rules, streamed into the tables by COPY.

Everything that verification rebuilds is real: leaves, subtrees, numbers, balances, lots. Only the
way in is short: the triggers of the tables are off, and `ledger verify` says afterwards whether
they would have had anything to say.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import queue
import random
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from benchmarks.city import FIRST_MONTH, MINUTES, POINTS, City, loading
from benchmarks.decided import Decided, Desk
from benchmarks.stage import Stage
from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import Dimensions, JournalEntry, credit, debit
from ledger.db.ids import today_in_china
from ledger.points.deductions.entries import MERCHANT_PAYABLE
from ledger.points.entries import PointsGrant, SpendOrder, grant_entry, resident_holder, spend_entry
from ledger.redemption.entries import AWAITING_SETTLEMENT, SETTLEMENT_EXPENSE
from ledger.time_bank.entries import DEPOSITED, SAVED

DAY_ENTRIES = 500
"""Entries that are decided together and bear one date."""
FLUSH_ENTRIES = 20_000
RULE_VERSION = "shuxiangyuan/1"
LOT_LIFE = timedelta(days=730)
LATE = 0.01
"""How many of the grants and minutes bear a day before the entries around them."""
LATE_DAYS = 40
"""By how many days at most, and not before the book begins."""


@dataclass(frozen=True, slots=True)
class Move:
    """One entry to come, with what it does to its resident's lots."""

    entry: JournalEntry
    resident_id: int = 0
    granted: int = 0
    spent: int = 0


@dataclass(slots=True)
class Lot:
    lot_id: int
    resident_id: int
    seq: int
    source_code: str
    on: date
    granted: int
    left: int


@dataclass(slots=True)
class LotShelf:
    """The lots of one estate while its book is being written, oldest first in every wallet."""

    next_id: int
    lots: list[Lot] = field(default_factory=list)
    uses: list[tuple[int, int, int]] = field(default_factory=list)
    """Of entry `seq`: lot id and points."""
    _open: dict[int, deque[Lot]] = field(default_factory=dict)

    def book(self, move: Move, seq: int) -> None:
        entry = move.entry
        if move.granted:
            code = entry.lines[0].account_code
            lot = Lot(
                self.next_id, move.resident_id, seq, code, entry.effective_on, move.granted,
                move.granted,
            )  # fmt: skip
            self.next_id += 1
            self.lots.append(lot)
            self._open.setdefault(move.resident_id, deque()).append(lot)
        missing = move.spent
        while missing:
            lots = self._open[move.resident_id]
            taken = min(missing, lots[0].left)
            lots[0].left -= taken
            self.uses.append((seq, lots[0].lot_id, taken))
            if not lots[0].left:
                lots.popleft()
            missing -= taken


def grant(estate_id: int, resident_id: int, points: int, code: str, on: date, key: str) -> Move:
    entry = grant_entry(
        PointsGrant(
            estate_id=estate_id,
            resident_id=resident_id,
            points=points,
            source_code=code,
            kind="benchmark_grant",
            narration="垃圾分类 可回收 985 克",
            on=on,
            expires_on=on + LOT_LIFE,
            rule_version=RULE_VERSION,
            source=f"benchmark:{key}",
            idempotency_key=key,
        )
    )
    return Move(entry, resident_id, granted=points)


def minutes(amounts: Sequence[tuple[int, int]], on: date) -> Move:
    """Return the entry that saves minutes of (resident id, minutes) pairs in the time bank."""
    total = sum(amount for _, amount in amounts)
    lines = [debit(DEPOSITED, total, Currency.MIN)]
    lines += [
        credit(SAVED, amount, Currency.MIN, holder=resident_holder(resident_id))
        for resident_id, amount in amounts
    ]
    entry = JournalEntry(
        EntrySeries.MINUTES, "benchmark_minutes", on, "存入 社区巡逻 2 小时", tuple(lines)
    )
    return Move(entry)


def spend(estate_id: int, resident_id: int, merchant_id: int, points: int, on: date) -> list[Move]:
    """Return the points entry and the money entry of goods at a partner merchant."""
    about = Dimensions(merchant_id=merchant_id)
    order = SpendOrder(
        estate_id=estate_id,
        resident_id=resident_id,
        points=points,
        to_account=AWAITING_SETTLEMENT,
        kind="benchmark_spend",
        narration=f"兑换 东北大米{points}kg 1 袋（商户 {merchant_id}）",
        on=on,
        source="",
        rule_version=RULE_VERSION,
        dimensions=about,
    )
    money = JournalEntry(
        EntrySeries.MONEY,
        "benchmark_payable",
        on,
        f"应付兑换款 {points} 分，每分 0.80 元",
        (
            debit(SETTLEMENT_EXPENSE, points * 80, Currency.CNY, dimensions=about),
            credit(MERCHANT_PAYABLE, points * 80, Currency.CNY, dimensions=about),
        ),
        rule_version=RULE_VERSION,
    )
    return [Move(spend_entry(order), resident_id, spent=points), Move(money)]


def opening(city: City, estate_id: int) -> Iterator[list[Move]]:
    """Fill every wallet of an estate: points in one lot each, minutes in one entry for all."""
    on = FIRST_MONTH.first_day
    residents = city.residents_of(estate_id)
    yield [minutes([(resident_id, MINUTES) for resident_id in residents], on)]
    for start in range(0, len(residents), DAY_ENTRIES):
        yield [
            grant(estate_id, resident_id, POINTS, "P1109", on, f"opening:{resident_id}")
            for resident_id in residents[start : start + DAY_ENTRIES]
        ]


def history(city: City, estate_id: int, lines: int) -> Iterator[list[Move]]:
    """Return a life of about `lines` lines: half grants, then minutes, then goods for points.

    One in a hundred of the grants and minutes is entered late, as paper that turns up is.
    """
    chance = random.Random(estate_id)
    residents, merchants = city.residents_of(estate_id), city.merchants_of(estate_id)[:-1]
    points: dict[int, int] = dict.fromkeys(residents, 0)
    batches = max(1, lines // (2 * DAY_ENTRIES))
    first = FIRST_MONTH.first_day
    days = (today_in_china() - first).days
    for number in range(batches):
        on = first + timedelta(days=days * number // batches)
        moves: list[Move] = []
        while len(moves) < DAY_ENTRIES:
            resident_id = chance.choice(residents)
            throw = chance.random()
            dated = on
            if chance.random() < LATE:
                dated = max(first, on - timedelta(days=chance.randrange(1, LATE_DAYS + 1)))
            if throw < 0.62 or points[resident_id] < 4:
                key = f"{estate_id}:{number}:{len(moves)}"
                moves.append(grant(estate_id, resident_id, 3, "P1102", dated, key))
                points[resident_id] += 3
            elif throw < 0.8:
                moves.append(minutes([(resident_id, 120)], dated))
            else:
                moves += spend(estate_id, resident_id, chance.choice(merchants), 4, on)
                points[resident_id] -= 4
        yield moves


@dataclass(frozen=True, slots=True)
class Task:
    """One estate's book to be written by a worker: `lines` of history, or the opening if 0."""

    estate_id: int
    lines: int
    first_lot_id: int


async def write(stage: Stage, database: str, city: City, lines: Sequence[int] | None) -> None:
    """Write the book of every estate, on all cores; `lines` gives each estate's size."""
    tasks = []
    lot_id = 1
    for estate_id in range(1, city.estates + 1):
        size = lines[estate_id - 1] if lines else 0
        tasks.append(Task(estate_id, size, lot_id))
        lot_id += size or city.residents
    # The largest first, so that no worker is left alone with it at the end.
    tasks.sort(key=lambda task: -task.lines)
    spawn = multiprocessing.get_context("spawn")
    waiting, done = spawn.Queue(), spawn.Queue()
    for task in tasks:
        waiting.put(task)
    arguments = (stage.address(database), stage.owner_url(database), city, waiting, done)
    workers = [
        spawn.Process(target=_work, args=arguments, daemon=True)
        for _ in range(multiprocessing.cpu_count())
    ]
    for worker in workers:
        worker.start()
    total = sum(lines) // 2 if lines else city.wallets + city.estates
    await _follow(stage, total, len(tasks), workers, done)
    for worker in workers:
        worker.join()
    async with loading(stage.address(database)) as conn:
        await conn.execute(
            "select setval(pg_get_serial_sequence('points_lot', 'lot_id'), max(lot_id))"
            " from points_lot"
        )


async def _follow(stage: Stage, total: int, tasks: int, workers: Sequence[Any], done: Any) -> None:
    entries = said = 0
    while tasks:
        try:
            written, finished = await asyncio.to_thread(done.get, timeout=5)
        except queue.Empty:
            if any(worker.exitcode for worker in workers):
                raise RuntimeError("a worker that writes books has died") from None
            continue
        entries += written
        tasks -= finished
        if entries - said >= total / 10:
            said = entries
            stage.say(f"  {entries:,} of about {total:,} entries")


def _work(address: dict[str, Any], url: str, city: City, waiting: Any, done: Any) -> None:
    asyncio.run(_write_books(address, url, city, waiting, done))


async def _write_books(
    address: dict[str, Any], url: str, city: City, waiting: Any, done: Any
) -> None:
    async with loading(address) as conn, Desk.opened(url) as desk:
        while True:
            try:
                task = waiting.get(timeout=1)
            except queue.Empty:
                return
            await _write_book(conn, desk, city, task, done)
            done.put((0, 1))


async def _write_book(conn: Any, desk: Desk, city: City, task: Task, done: Any) -> None:
    estate_id = task.estate_id
    await desk.open_book(city, estate_id)
    shelf = LotShelf(task.first_lot_id)
    batches = history(city, estate_id, task.lines) if task.lines else opening(city, estate_id)
    decided = Decided()
    for number, moves in enumerate(batches):
        recorded_at = _moment(max(move.entry.effective_on for move in moves), number)
        keys = [f"{estate_id:x}-{number:x}-{place:x}" for place in range(len(moves))]
        seqs = desk.decide(
            [move.entry for move in moves], keys, recorded_at=recorded_at, into=decided
        )
        for move, seq in zip(moves, seqs, strict=True):
            shelf.book(move, seq)
        if len(decided.entries) >= FLUSH_ENTRIES:
            done.put((len(decided.entries), 0))
            await decided.copy_to(conn)
            decided = Decided()
    done.put((len(decided.entries), 0))
    await decided.copy_to(conn)
    await desk.copy_head_to(conn)
    await _copy_lots(conn, estate_id, shelf)


def _moment(on: date, number: int) -> datetime:
    """Return when a batch was recorded: on its day, after the batch before it."""
    return datetime(on.year, on.month, on.day, 2, tzinfo=UTC) + timedelta(seconds=number % 40_000)


async def _copy_lots(conn: Any, estate_id: int, shelf: LotShelf) -> None:
    await conn.copy_records_to_table(
        "points_lot",
        columns=[
            "estate_id", "lot_id", "account_id", "granted_seq", "source_code", "rule_version",
            "granted_on", "expires_on", "points_granted", "points_left",
        ],
        records=[
            (
                estate_id, lot.lot_id, City.wallet_of(lot.resident_id), lot.seq, lot.source_code,
                RULE_VERSION, lot.on, lot.on + LOT_LIFE, lot.granted, lot.left,
            )
            for lot in shelf.lots
        ],
    )  # fmt: skip
    await conn.copy_records_to_table(
        "points_lot_use",
        columns=["estate_id", "seq", "lot_id", "points"],
        records=[(estate_id, seq, lot_id, points) for seq, lot_id, points in shelf.uses],
    )
