"""B9: a file of sorting events, each of which grants points, from its bytes to committed books."""

from __future__ import annotations

import csv
import io
import random
import time
from datetime import timedelta

from benchmarks import yardstick
from benchmarks.bars import BARS_BY_CODE, Figure, ratio_of_rounds
from benchmarks.city import CLERK, FIRST_MONTH, City
from benchmarks.engine import city_of, in_words
from benchmarks.stage import Stage, StageIsUnfit
from ledger.db.ids import now_utc, today_in_china
from ledger.db.session import create_engine
from ledger.intake.operations import book_import, upload_import
from ledger.intake.source_file import SourceFile

HEADER = ("事件号", "时间", "设备", "业主编号", "类别", "重量(克)")


def events_file(where: City, estate_id: int, rows: int, *, run: int) -> SourceFile:
    """Return a feed of `rows` events that are all new and all earn points.

    Two of one resident on a day stay below the day's cap.
    """
    chance = random.Random(estate_id)
    days = (today_in_china() - FIRST_MONTH.first_day).days
    slots = [
        (resident_id, day, half)
        for resident_id in where.residents_of(estate_id)
        for day in range(days)
        for half in range(2)
    ]
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(HEADER)
    for number, (resident_id, day, half) in enumerate(sorted(chance.sample(slots, rows), key=_day)):
        on = FIRST_MONTH.first_day + timedelta(days=day)
        clock = f"{8 + 10 * half:02d}:{number % 60:02d}:00"
        writer.writerow(
            (f"EV{run}-{number}", f"{on} {clock}", f"BIN-{number % 4}", f"O{resident_id}",
             "可回收", 100 + number % 4000)
        )  # fmt: skip
    return SourceFile.of(f"sorting-{run}.csv", written.getvalue().encode())


def _day(slot: tuple[int, int, int]) -> tuple[int, int]:
    return slot[1], slot[2]


async def b9(stage: Stage) -> Figure:
    database, where = await city_of(stage)
    # A book of its own for each round, with a run's number in the event numbers.
    run = time.time_ns() // 1_000_000
    yards, rates, previews = [], [], []
    async with stage.superuser(database) as conn:
        quiet: list[int] = [
            row["estate_id"]
            for row in await conn.fetch(
                """select b.estate_id from book b where not exists (
                    select from sorting_event e where e.estate_id = b.estate_id)
                    order by b.estate_id desc limit $1""",
                stage.sizes.rounds,
            )
        ]
    if len(quiet) < stage.sizes.rounds:
        raise StageIsUnfit("every book of the city has imports already; make the city again")
    for number, estate_id in enumerate(quiet):
        yards.append((await yardstick.measure(stage)).rate)
        rows = min(stage.sizes.import_rows, where.residents * 300)
        file = events_file(where, estate_id, rows, run=run + number)
        preview_seconds, seconds = await _import(stage, database, estate_id, file, rows)
        rates.append(rows / seconds)
        previews.append(rows / preview_seconds)
        stage.say(f"  booked {rows:,} rows at {rates[-1]:,.0f}/s")
    note = (
        f"{in_words(rates)} rows a second to Y {in_words(yards)}/s;"
        f" preview alone {in_words(previews)}/s"
    )
    return Figure(BARS_BY_CODE["B9"], {"rate": ratio_of_rounds(rates, yards)}, (note,))


async def _import(
    stage: Stage, database: str, estate_id: int, file: SourceFile, rows: int
) -> tuple[float, float]:
    """Return the seconds of the preview, and of reading, judging, booking and committing."""
    engine = create_engine(stage.service_url(database), pool_size=1)
    try:
        async with engine.begin() as conn:
            began = time.monotonic()
            uploaded = await upload_import(
                conn, estate_id=estate_id, kind="sorting_events", file=file, actor_user_id=CLERK
            )
            preview_seconds = time.monotonic() - began
        await stage.settle()
        began = time.monotonic()
        async with engine.begin() as conn:
            result = await book_import(
                conn,
                estate_id=estate_id,
                import_id=uploaded.batch.import_id,
                accepted_rows=frozenset(),
                actor_user_id=CLERK,
                now=now_utc(),
                today=today_in_china(),
                progress=None,
            )
        seconds = time.monotonic() - began
    finally:
        await engine.dispose()
    if result.booked != rows:
        raise StageIsUnfit(f"of {rows} rows {result.booked} were booked")
    return preview_seconds, seconds
