"""A dry run over what an estate has booked, and over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.estates.queries import rule_profile
from ledger.volunteering.dry_run.queries import replay_months
from ledger.volunteering.dry_run.rules import DryRunIsTooLong
from tests.conftest import Database
from tests.points.estate import SmallEstate, make_estate
from tests.volunteering.corrections.correcting import NOT_THERE, correct, there
from tests.volunteering.test_limits import import_sheet, row, rules_from
from tests.web.online import town_online


@pytest.fixture
def conn(module_conn: AsyncConnection) -> AsyncConnection:
    return module_conn


@pytest.fixture
async def estate(conn: AsyncConnection) -> SmallEstate:
    return await make_estate(conn)


async def test_booked_services_are_replayed_and_nothing_is_written(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    await import_sheet(
        conn,
        estate,
        row("2026-03-30", "08:00", "11:00"),
        row("2026-04-01", "08:00", "11:00"),
        row("2026-04-08", "08:00", "10:00"),
        row("2026-07-01", "08:00", "10:00"),
    )
    size = await conn.scalar(text("select size from book"))
    months: dict[str, Any] = {
        "estate_id": estate.estate_id,
        "first": Month(2026, 4),
        "last": Month(2026, 6),
    }
    same = await rule_profile(conn, estate.estate_id, on=Month(2026, 4).first_day)
    found = await replay_months(conn, same, **months)
    assert (found.facts, found.total.before, found.total.difference) == (2, 5, 0)
    await rules_from(conn, estate, "2026-07-04", caps={"week": 4, "day": 2})
    draft = await rule_profile(conn, estate.estate_id, on=Month(2026, 8).first_day)
    found = await replay_months(conn, draft, **months)
    # The first is in the week of one in March, of which three points are gone.
    assert [found.by_resident[estate.residents[0]].after, found.losing] == [1 + 2, 1]
    assert await conn.scalar(text("select size from book")) == size


async def test_corrected_services_are_replayed_as_they_stand(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    april: dict[str, Any] = {
        "estate_id": estate.estate_id,
        "first": Month(2026, 4),
        "last": Month(2026, 4),
    }
    kept = await rule_profile(conn, estate.estate_id, on=Month(2026, 4).first_day)
    await import_sheet(conn, estate, row("2026-04-08", "08:00", "10:00"))
    record_id = await conn.scalar(
        text("select max(service_record_id) from service_record where estate_id = :estate_id"),
        {"estate_id": estate.estate_id},
    )
    assert (await replay_months(conn, kept, **april)).total.before == 2
    await correct(conn, estate, record_id, there("08:00", "11:00"))
    longer = await replay_months(conn, kept, **april)
    assert (longer.total.before, longer.total.difference) == (3, 0)
    await correct(conn, estate, record_id, NOT_THERE)
    gone = await replay_months(conn, kept, **april)
    assert (gone.total.before, gone.total.difference) == (0, 0)


async def test_the_desk_asks_for_a_dry_run(database: Database, tmp_path: Path) -> None:
    async with town_online(database, tmp_path) as online:
        operator = await online.signed_in("operator")
        [founded] = (await operator.get(f"{online.estate}/rule-versions")).json()["items"]
        body = {"rules": founded["rules"], "effective_on": "2099-01-01"}
        made = await operator.write(f"{online.estate}/rule-drafts", body)
        path = f"{online.estate}/rule-drafts/{made.json()['rule_draft_id']}/dry-run"
        found = (await operator.get(f"{path}?from=2026-04&to=2026-06")).json()
        assert (found["facts"], found["most_changed"], found["cost_fen_after"]) == (0, [], 0)
        assert found["rate_fen_before"] == 100
        for span in ("from=2026-06&to=2026-04", "from=2025-06&to=2026-06"):
            refused = await operator.get(f"{path}?{span}")
            assert (refused.status_code, refused.json()["code"]) == (400, DryRunIsTooLong.code)
        resident = await online.signed_in("resident")
        assert (await resident.get(f"{path}?from=2026-04&to=2026-06")).status_code == 403
