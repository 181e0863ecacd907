"""The job of expiry, killed at any point and started again, ends as if nobody had stopped it."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.evidence.database_verification import verify_database
from ledger.points.operations import grant_points
from tests.conftest import Database
from tests.crash.expiring import Boundary
from tests.points.estate import SmallEstate, grant, make_estate
from tests.profiles import chosen_profile, chosen_seed

LOTS_EACH = 5
"""All but one of them have ended."""
TODAY = date(2026, 7, 5)
LAST_DAY = date(2026, 6, 30)
RESIDENTS, WALLETS_A_BATCH = 60, 4
GRANTS_AT_ONCE = 5_000


async def fill(engine: AsyncEngine, residents: int) -> SmallEstate:
    """Give each of many residents four expired lots and one that goes on."""
    async with engine.begin() as conn:
        estate = await make_estate(conn)
        found = await conn.execute(
            text("""insert into resident (estate_id, name)
                select :estate_id, '居民' || n from generate_series(1, :count) n
                returning resident_id"""),
            {"estate_id": estate.estate_id, "count": residents},
        )
        people = tuple(found.scalars())
        crowd = SmallEstate(estate.estate_id, estate.organiser, estate.committee, people)
        step = GRANTS_AT_ONCE // LOTS_EACH
        for first in range(0, residents, step):
            await grant_points(
                conn,
                [
                    grant(crowd, 1 + lot, key=f"{who}:{lot}", resident=who,
                          expires_on=LAST_DAY if lot else date(2027, 6, 30))
                    for who in range(first, min(first + step, residents))
                    for lot in range(LOTS_EACH)
                ],
                prepared_by=estate.organiser,
                posted_by=estate.organiser,
                today=TODAY,
            )  # fmt: skip
    return crowd


@dataclass
class Expirer:
    """The processes of `tests.crash.expiring`, one after the other."""

    process: subprocess.Popen[str]

    def start(self, boundary: Boundary = Boundary.NEVER, count: int = 0) -> int:
        """Start the job in a process of its own and return its id."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{boundary} {count}\n")
        self.process.stdin.flush()
        return int(self.said())

    def said(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self) -> tuple[int, list[str]]:
        """Wait for the end of what was started; return its exit code and what it said."""
        lines: list[str] = []
        while not (line := self.said()).startswith("ended "):
            assert self.process.poll() is None, lines
            lines.append(line)
        return int(line.removeprefix("ended ")), lines


@contextmanager
def expirer(database: Database, data_dir: Path, wallets: int) -> Iterator[Expirer]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.crash.expiring", database.service_url, str(data_dir),
         TODAY.isoformat(), str(wallets)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        yield Expirer(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=120) == 0


async def open_lots(engine: AsyncEngine) -> int:
    """Return how many expired lots still have points; every wallet must be what its lots are."""
    async with engine.connect() as conn:
        left, wrong = (
            await conn.execute(
                text("""with wallet as (
                        select a.account_id, -coalesce(b.posted, 0) as posted,
                            (select coalesce(sum(l.points_left), 0) from points_lot l
                                where l.estate_id = a.estate_id and l.account_id = a.account_id)
                                as in_lots
                        from account a left join balance b using (estate_id, account_id)
                        where a.code = 'P2101')
                    select (select count(*) from points_lot
                            where points_left > 0 and expires_on < :today),
                        (select count(*) from wallet where posted <> in_lots)"""),
                {"today": TODAY},
            )
        ).one()
    assert wrong == 0, f"{wrong} wallets are not what their lots are"
    return int(left)


async def check_whole(engine: AsyncEngine, estate: SmallEstate) -> None:
    async with engine.connect() as conn:
        [report] = await verify_database(conn, estate_id=estate.estate_id)
    assert report.is_unaltered, report.lines()


async def check_the_end(engine: AsyncEngine, estate: SmallEstate) -> None:
    """Each expired lot went off the books by one entry, whole, and no other lot was touched."""
    people = len(estate.residents)
    assert await open_lots(engine) == 0
    async with engine.connect() as conn:
        ended = await conn.execute(
            text("""select is_expired, points_left, points_granted, entries, retired, count(*)
                from (
                    select l.expires_on < :today as is_expired, l.points_left, l.points_granted,
                        count(e.seq) as entries, coalesce(sum(u.points), 0)::int as retired
                    from points_lot l
                    left join points_lot_use u using (estate_id, lot_id)
                    left join journal_entry e on e.estate_id = u.estate_id and e.seq = u.seq
                        and e.kind = 'points_expiry' and e.source = 'points_lot:' || l.lot_id
                    group by l.estate_id, l.lot_id) each_lot
                group by 1, 2, 3, 4, 5"""),
            {"today": TODAY},
        )
        found = {tuple(row) for row in ended}
        audited = await conn.scalar(
            text("""select sum((details ->> 'lots')::int) from audit_line
                where action = 'expire'""")
        )
    went = {(True, 0, 1 + lot, 1, 1 + lot, people) for lot in range(1, LOTS_EACH)}
    assert found == went | {(False, 1, 1, 0, 0, people)}
    assert audited == people * (LOTS_EACH - 1)
    await check_whole(engine, estate)


async def finish(work: Expirer) -> None:
    work.start()
    code, said = await asyncio.to_thread(work.end)
    assert code == 0
    assert said[-1].startswith("注销到期积分")
    # Whoever starts it once more finds nothing to do.
    work.start()
    assert await asyncio.to_thread(work.end) == (0, ["注销到期积分 0 批共 0 分"])


async def test_whoever_is_killed_at_a_boundary_lost_that_batch_and_no_other(
    engine: AsyncEngine, database: Database, tmp_path: Path
) -> None:
    estate = await fill(engine, RESIDENTS)
    chance = random.Random(chosen_seed())
    boundaries = [each for each in Boundary if each is not Boundary.NEVER]
    chance.shuffle(boundaries)
    left = RESIDENTS * (LOTS_EACH - 1)
    with expirer(database, tmp_path, WALLETS_A_BATCH) as work:
        for boundary in boundaries:
            count = chance.randint(1, 3) + (boundary in (Boundary.COMMITTING, Boundary.COMMITTED))
            work.start(boundary, count)
            code, _ = await asyncio.to_thread(work.end)
            assert code == -signal.SIGKILL, (boundary, count)
            left -= boundary.batches_done(count) * WALLETS_A_BATCH * (LOTS_EACH - 1)
            assert await open_lots(engine) == left, (boundary, count)
            await check_whole(engine, estate)
        await finish(work)
    await check_the_end(engine, estate)


@pytest.mark.skipif(
    chosen_profile().expiring_residents == 0, reason="optional: for the nightly profile"
)
async def test_a_hundred_thousand_lots_are_one_job_whoever_kills_it(
    engine: AsyncEngine, database: Database, tmp_path: Path
) -> None:
    estate = await fill(engine, chosen_profile().expiring_residents)
    chance = random.Random(chosen_seed())
    stopped_between, before = 0, await open_lots(engine)
    with expirer(database, tmp_path, 500) as work:
        for _ in range(chosen_profile().crash_rounds):
            pid = work.start()
            await asyncio.sleep(chance.uniform(0.0, 3.0))
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            code, _ = await asyncio.to_thread(work.end)
            left = await open_lots(engine)
            stopped_between += code == -signal.SIGKILL and 0 < left < before
            before = left
        print(f"stopped in the middle {stopped_between} times, {before} lots left")
        await finish(work)
    await check_the_end(engine, estate)
