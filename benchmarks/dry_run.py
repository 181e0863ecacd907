"""B11: what a draft of rules would have done to 100,000 service records ÷ reading them."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import asyncpg

from benchmarks.bars import BARS_BY_CODE, Figure, ratio_of_rounds
from benchmarks.stage import Stage, StageIsUnfit
from ledger.bookkeeping.period import Month
from ledger.db.session import create_engine
from ledger.estates.operations import found_estate
from ledger.estates.rule_profile import RuleProfile, shipped_profile
from ledger.volunteering.dry_run.queries import past_services, past_sortings, replay_months

FIRST, LAST = Month(2026, 4), Month(2026, 6)
RESIDENTS = 5_000
NAME = "bench_dry_run"

# Verified records with their points, past the program: what is measured reads and never books.
_FILL = """
    insert into app_user (user_id, login, display_name, password_hash) values (1, 'clerk', '', '!');
    insert into resident (estate_id, resident_id, name)
    select 1, n, '居民' || n from generate_series(1, {residents}) n;
    insert into activity (estate_id, activity_id, name, service_type, held_on)
    select 1, n, '活动' || n, (array['助老', '环境整治', '文明引导', '托幼'])[n % 4 + 1],
        date '2026-04-01' + n % 91
    from generate_series(1, 400) n;
    insert into service_record (estate_id, activity_id, resident_id, served_on, checked_in,
        checked_out, service_minutes, confirmer, state, points, rule_version, minutes_seq,
        points_seq, source_key, recorded_by, verified_at)
    select 1, a.activity_id, n % {residents} + 1, a.held_on, '08:00', '10:00', 120, '核实人',
        'verified', 2, 'shuxiangyuan/1', n, {records} + n, n::text, 1, now()
    from generate_series(1, {records}) n
    join activity a on a.activity_id = n % 400 + 1;
    insert into sorting_event (estate_id, event_no, resident_id, device, category, weight_grams,
        occurred_on, occurred_at, points, points_seq, rule_version)
    select 1, 'EV' || n, n % {residents} + 1, 'BIN', '可回收', 500, date '2026-04-01' + n % 91,
        '08:00', 3, 2 * {records} + n, 'shuxiangyuan/1'
    from generate_series(1, {records} / 10) n;
"""


async def b11(stage: Stage) -> Figure:
    records = stage.sizes.dry_run_records
    database = await stage.database(
        NAME, f"{records} service records", lambda name: _fill(stage, name, records)
    )
    engine = create_engine(stage.service_url(database), pool_size=1)
    reads, runs = [], []
    days = {"first": FIRST.first_day, "last": LAST.last_day}
    try:
        for _ in range(stage.sizes.rounds):
            async with engine.begin() as conn:
                began = time.monotonic()
                services = await past_services(conn, estate_id=1, **days)
                sortings = await past_sortings(conn, estate_id=1, **days)
                reads.append(time.monotonic() - began)
                if (len(services), len(sortings)) != (records, records // 10):
                    raise StageIsUnfit(f"{len(services)} services and {len(sortings)} events")
            async with engine.begin() as conn:
                began = time.monotonic()
                found = await replay_months(conn, draft(), estate_id=1, first=FIRST, last=LAST)
                runs.append(time.monotonic() - began)
                if found.facts != records + records // 10 or not found.losing:
                    raise StageIsUnfit(f"{found.facts} facts were replayed")
            stage.say(f"  replayed in {runs[-1]:.2f} s, read in {reads[-1]:.2f} s")
    finally:
        await engine.dispose()
    note = f"{records:,} records in {min(runs):.2f} s, read in {min(reads):.2f} s"
    return Figure(BARS_BY_CODE["B11"], {"time": ratio_of_rounds(runs, reads)}, (note,))


def draft() -> RuleProfile:
    """Return rules with everything in them that costs time: factors, frequency, every cap."""
    shipped = shipped_profile("shuxiangyuan", 1)
    caps = {"day": 6, "week": 10, "month": 20, "year": 60, "lifetime": 1_000}
    service: dict[str, Any] = shipped.service.model_dump() | {
        "quality_percent": {"助老": 150},
        "group_percent": {"楼栋长": 120},
        "frequency": {"文明引导": {"times": 2, "per": "week"}},
        "caps": caps,
    }
    sorting = shipped.sorting.model_dump() | {"caps": caps}
    return RuleProfile.model_validate(
        shipped.model_dump() | {"service": service, "sorting": sorting, "effective_on": date.min}
    )


async def _fill(stage: Stage, name: str, records: int) -> None:
    engine = create_engine(stage.service_url(name), pool_size=1)
    async with engine.begin() as founding:
        await found_estate(
            founding,
            code="bench",
            name="书香苑",
            kind="商品房",
            operating_model="居民自管",
            region=("川南市", "江北县", "东门街道", "书香社区"),
            profile=shipped_profile("shuxiangyuan", 1),
        )
    await engine.dispose()
    conn: asyncpg.Connection
    async with stage.superuser(name) as conn:
        await conn.execute("set session_replication_role = replica")
        await conn.execute(_FILL.format(records=records, residents=RESIDENTS))
