"""The audit log closed day by day: what is changed afterwards is noticed; what is old may go."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.session import create_engine
from ledger.evidence.audit_days import close_days_of_all, faults_of_days
from ledger.evidence.sealer import Sealer
from ledger.settings import Settings
from tests.conftest import Database
from tests.posting.town import found_town, rows

NOON = datetime(2026, 6, 18, 4, 0, tzinfo=UTC)


@pytest.fixture
def sealer(tmp_path: Path) -> Sealer:
    return Sealer.of(Settings(data_dir=tmp_path))


@pytest.fixture
async def superuser(database: Database) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(database.superuser_url, pool_size=1)
    yield engine
    await engine.dispose()


async def three_days(engine: AsyncEngine, sealer: Sealer) -> int:
    """Write lines on three days and close the first two; return the estate's id."""
    async with engine.begin() as conn:
        (estate,) = (await found_town(conn)).estates
        for day in range(3):
            for number, of in ((1, estate), (2, estate), (3, None)):
                await conn.execute(
                    text("""insert into audit_line (estate_id, actor_user_id, action, object,
                            outcome, at) values (:estate, 1, 'test', :object, 'done', :at)"""),
                    {"estate": of, "object": f"thing:{number}", "at": NOON + timedelta(days=day)},
                )
        last = NOON + timedelta(days=2)
        assert await close_days_of_all(conn, sealer=sealer, now=last) == 4
        assert await close_days_of_all(conn, sealer=sealer, now=last) == 0
    return estate


async def faults(engine: AsyncEngine, sealer: Sealer) -> list[str]:
    async with engine.begin() as conn:
        return [
            f"{fault.estate_id or 'none'} {fault.day.day} {fault.sentence[:4]}"
            for fault in await faults_of_days(conn, sealer=sealer)
        ]


async def test_a_day_that_is_over_for_an_hour_is_closed(
    engine: AsyncEngine, sealer: Sealer
) -> None:
    await three_days(engine, sealer)
    async with engine.begin() as conn:
        midnight = datetime(2026, 6, 21, tzinfo=UTC)
        early, late = midnight + timedelta(minutes=59), midnight + timedelta(minutes=60)
        assert await close_days_of_all(conn, sealer=sealer, now=early) == 0
        assert await close_days_of_all(conn, sealer=sealer, now=late) == 2
    assert await faults(engine, sealer) == []


EDITS = [
    ("update audit_line set object = 'thing:9' where object = 'thing:1' and at < :second", "18"),
    ("update audit_line set actor_user_id = 2 where object = 'thing:2' and at < :second", "18"),
    ("update audit_line set at = at - interval '1 second' where object = 'thing:1'"
     " and at > :second and at < :third", "19"),
    ("delete from audit_line where object = 'thing:2' and at < :second", "18"),
    ("insert into audit_line (estate_id, action, outcome, at)"
     " select estate_id, 'x', 'done', cast(:second as timestamptz) - interval '3 hours'"
     " from estate", "18"),
]  # fmt: skip


@pytest.mark.parametrize("edit, day", EDITS)
async def test_a_line_that_is_changed_added_or_taken_away_is_noticed(
    engine: AsyncEngine, superuser: AsyncEngine, sealer: Sealer, edit: str, day: str
) -> None:
    estate = await three_days(engine, sealer)
    assert await faults(engine, sealer) == []
    second = datetime(2026, 6, 19, tzinfo=UTC)
    async with superuser.begin() as conn:
        await conn.execute(text("set local session_replication_role = replica"))
        values = {"second": second, "third": second + timedelta(days=1)}
        await conn.execute(text(edit), {k: v for k, v in values.items() if f":{k}" in edit})
    assert await faults(engine, sealer) == [f"{estate} {day} 内容在封"]


async def test_a_digest_that_somebody_makes_to_fit_is_not_signed(
    engine: AsyncEngine, superuser: AsyncEngine, sealer: Sealer, tmp_path: Path
) -> None:
    estate = await three_days(engine, sealer)
    forger = Sealer.of(Settings(data_dir=tmp_path / "forger"))
    async with superuser.begin() as conn:
        await conn.execute(text("set local session_replication_role = replica"))
        await conn.execute(text("delete from audit_line where object = 'thing:2'"))
        await conn.execute(text("delete from audit_day where estate_id = :e"), {"e": estate})
        await close_days_of_all(conn, sealer=forger, now=NOON + timedelta(days=2))
    assert await faults(engine, sealer) == [f"{estate} 18 封签不符", f"{estate} 19 封签不符"]


async def test_only_the_owner_prunes_and_only_what_is_older_than_six_months(
    engine: AsyncEngine, owner_engine: AsyncEngine, sealer: Sealer
) -> None:
    await three_days(engine, sealer)
    async with engine.begin() as conn:
        await conn.execute(
            text("""insert into audit_line (action, outcome, at)
                values ('ancient', 'done', now() - interval '7 months')""")
        )
    ask = text("select prune_audit_lines(now() - cast(:age as interval))")
    with pytest.raises(DBAPIError, match="permission denied"):
        async with engine.begin() as conn:
            await conn.execute(ask, {"age": timedelta(days=400)})
    with pytest.raises(DBAPIError, match="last six months are kept"):
        async with owner_engine.begin() as conn:
            await conn.execute(ask, {"age": timedelta(days=170)})
    async with owner_engine.begin() as conn:
        removed = await conn.scalar(ask, {"age": timedelta(days=190)})
        left = await rows(conn, "select count(*) from audit_line where action = 'ancient'")
        assert left == [(0,)]
        kept = await rows(
            conn,
            "select details ->> 'lines' from audit_line where action = 'prune_audit_log'",
        )
        assert kept == [(str(removed),)]
    # Afterwards the log is append-only again, for the owner too.
    with pytest.raises(DBAPIError, match="append-only"):
        async with owner_engine.begin() as conn:
            await conn.execute(text("delete from audit_line"))
    assert await faults(engine, sealer) == []
