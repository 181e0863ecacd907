"""The job of expiry, killed at any point and started again, ends as if nobody had stopped it."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from datetime import date
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.evidence.database_verification import verify_database
from ledger.points.operations import grant_points
from tests.conftest import Database
from tests.points.estate import SmallEstate, grant, make_estate
from tests.profiles import chosen_profile, chosen_seed

RESIDENTS = 60
LOTS_EACH = 4
TODAY = date(2026, 7, 5)
LAST_DAY = date(2026, 6, 30)


async def fill(engine: AsyncEngine) -> SmallEstate:
    """Sixty residents with three expired lots each and one that goes on."""
    async with engine.begin() as conn:
        estate = await make_estate(conn)
        found = await conn.execute(
            text("""insert into resident (estate_id, name)
                select :estate_id, '居民' || n from generate_series(1, :count) n
                returning resident_id"""),
            {"estate_id": estate.estate_id, "count": RESIDENTS},
        )
        people = tuple(found.scalars())
        crowd = SmallEstate(
            estate.estate_id,
            estate.organiser,
            estate.committee,
            people,
        )
        await grant_points(
            conn,
            [
                grant(crowd, 1 + lot, key=f"{who}:{lot}", resident=who,
                      expires_on=LAST_DAY if lot else date(2027, 6, 30))
                for who in range(RESIDENTS)
                for lot in range(LOTS_EACH)
            ],
            prepared_by=estate.organiser,
            posted_by=estate.organiser,
            today=TODAY,
        )  # fmt: skip
    return crowd


async def open_lots(engine: AsyncEngine) -> int:
    async with engine.connect() as conn:
        left: int = await conn.scalar(
            text("select count(*) from points_lot where points_left > 0 and expires_on < :today"),
            {"today": TODAY},
        )
    return left


def start(database: Database, data_dir: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.crash.expiring", database.service_url, str(data_dir),
         TODAY.isoformat()],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "began\n"
    return process


async def test_a_killed_expiry_goes_on_and_ends_the_same(
    engine: AsyncEngine, database: Database, tmp_path: Path
) -> None:
    estate = await fill(engine)
    chance = random.Random(chosen_seed())
    expired_lots = RESIDENTS * (LOTS_EACH - 1)
    stopped_between = 0
    for _ in range(chosen_profile().crash_rounds):
        process = start(database, tmp_path)
        await asyncio.sleep(chance.uniform(0.0, 1.2))
        process.kill()
        process.communicate()
        left = await open_lots(engine)
        stopped_between += 0 < left < expired_lots
        async with engine.connect() as conn:
            # A batch is there with all its entries or not at all.
            [report] = await verify_database(conn, estate_id=estate.estate_id)
            assert report.is_unaltered, report.lines()
    print(f"stopped in the middle {stopped_between} times")
    process = start(database, tmp_path)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    assert said.startswith("注销到期积分")
    async with engine.connect() as conn:
        ended = await conn.execute(
            text("""select l.expires_on < :today as is_expired, l.points_left, l.points_granted,
                    count(e.seq) as entries, coalesce(sum(u.points), 0)::int as retired
                from points_lot l
                left join points_lot_use u using (estate_id, lot_id)
                left join journal_entry e on e.estate_id = u.estate_id and e.seq = u.seq
                    and e.kind = 'points_expiry' and e.source = 'points_lot:' || l.lot_id
                group by l.estate_id, l.lot_id"""),
            {"today": TODAY},
        )
        lots = list(ended)
        audited = await conn.scalar(
            text("""select sum((details ->> 'lots')::int) from audit_line
                where action = 'expire'""")
        )
        [report] = await verify_database(conn, estate_id=estate.estate_id)
    # Each expired lot went off the books by one entry, whole, and no other lot was touched.
    assert len(lots) == RESIDENTS * LOTS_EACH
    for lot in lots:
        expected = (0, 1, lot.points_granted) if lot.is_expired else (lot.points_granted, 0, 0)
        assert (lot.points_left, lot.entries, lot.retired) == expected
    assert audited == expired_lots
    assert report.is_unaltered, report.lines()
