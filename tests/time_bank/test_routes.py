"""The time bank over HTTP: one's own, once, with an audit line."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.certificates.conftest import serve
from tests.conftest import Database
from tests.web.online import Online, town_online


@pytest.fixture
async def online(database: Database, tmp_path: Path) -> AsyncIterator[Online]:
    async with town_online(database, tmp_path) as online:
        me = online.town.residents[online.town.estate][0]
        async with online.engine.begin() as conn:
            await serve(conn, online.town, me, on=date(2026, 6, 18), minutes=150)
        yield online


async def test_one_deposits_and_donates_and_reads_the_statement(online: Online) -> None:
    resident = await online.signed_in("resident")
    path = f"{online.estate}/me/time-bank"
    before = (await resident.get(path)).json()
    assert (before["to_deposit_minutes"], before["balance_minutes"]) == (150, 0)
    assert before["lifetime_max_minutes"] == 1500 * 60
    first = await resident.write(f"{path}/deposits", {}, key="one")
    assert first.status_code == 201, first.text
    assert first.json() == (await resident.write(f"{path}/deposits", {}, key="one")).json()
    assert first.json()["balance_minutes"] == 150
    none = await resident.write(f"{path}/deposits", {})
    assert (none.status_code, none.json()["code"]) == (409, "nothing_to_deposit")
    given = await resident.write(f"{path}/donations", {"minutes": 30})
    assert given.json()["balance_minutes"] == 120
    much = await resident.write(f"{path}/donations", {"minutes": 121})
    assert much.json()["code"] == "balance_is_too_low"
    for minutes in (0, -5, 10**9, 1.5):
        wrong = await resident.write(f"{path}/donations", {"minutes": minutes})
        assert wrong.status_code == 400, minutes
    listed = await resident.get(f"{path}/movements")
    assert listed.status_code == 200, listed.text
    rows = listed.json()["items"]
    assert [(row["kind_title"], row["minutes"]) for row in rows] == [
        ("捐入公益池", -30), ("存入", 150),
    ]  # fmt: skip
    page = (await resident.get(f"{path}/movements?limit=1")).json()
    rest = (await resident.get(f"{path}/movements?limit=1&after={page['next']}")).json()
    assert rest["items"][0]["minutes"] == 150
    async with online.engine.begin() as conn:
        acts = await conn.scalars(
            text("""select action || ' ' || outcome from audit_line
                where action like '%own_minutes' order by audit_line_id""")
        )
        assert list(acts) == [
            "deposit_own_minutes done", "deposit_own_minutes nothing_to_deposit",
            "donate_own_minutes done", "donate_own_minutes balance_is_too_low",
        ]  # fmt: skip


async def test_gifts_are_refused_in_words(online: Online) -> None:
    resident = await online.signed_in("resident")
    me, neighbour = online.town.residents[online.town.estate][:2]
    path = f"{online.estate}/me/time-bank"
    for taker, code in (
        (me, "gift_of_minutes_is_to_oneself"),
        (neighbour, "taker_is_no_relative"),
        (10**9, "taker_is_no_relative"),
    ):
        refused = await resident.write(f"{path}/gifts", {"minutes": 10, "taker_resident_id": taker})
        assert refused.json()["code"] == code
        assert "请" in refused.json()["detail"]
    beyond = await resident.write(f"{path}/excess-donations", {})
    assert beyond.json()["code"] == "nothing_beyond_the_cap"
    treasurer = await online.signed_in("treasurer")
    assert (await treasurer.get(path)).status_code == 403
