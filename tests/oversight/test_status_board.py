"""The board of the offices above the estates: who has published, who has not, and no person."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from ledger.bookkeeping.period import Month
from ledger.db.session import in_installation
from ledger.identity.role_grants import give_region_role
from ledger.identity.role_queries import region_of_path
from ledger.identity.roles import RegionRole
from ledger.oversight.status_board.rules import owed_through, standing
from tests.conftest import Database
from tests.posting.town import scalar
from tests.web.online import Online, town_online

COMMUNITY = ["川南市", "江北县", "东门街道", "书香社区"]


@pytest.mark.parametrize(
    "frequency, today, through",
    [
        ("monthly", date(2026, 7, 1), Month(2026, 6)),
        ("monthly", date(2026, 1, 31), Month(2025, 12)),
        ("quarterly", date(2026, 6, 30), Month(2026, 3)),
        ("quarterly", date(2026, 7, 1), Month(2026, 6)),
        ("quarterly", date(2026, 2, 1), Month(2025, 12)),
        ("half_yearly", date(2026, 6, 30), Month(2025, 12)),
        ("half_yearly", date(2026, 12, 31), Month(2026, 6)),
    ],
)
def test_what_is_owed_is_the_newest_period_that_is_over(
    frequency: str, today: date, through: Month
) -> None:
    assert owed_through(frequency, today) == through


@pytest.mark.parametrize(
    "first_month, published, said",
    [
        (None, None, "not_due"),
        (202607, None, "not_due"),
        (202601, None, "missing"),
        (202601, 202603, "missing"),
        (202601, 202606, "published"),
        (202601, 202612, "published"),
    ],
)
def test_how_an_estate_stands(first_month: int | None, published: int | None, said: str) -> None:
    assert (
        standing(first_month=first_month, published_through=published, owed=Month(2026, 6)) == said
    )


@pytest.fixture
async def online(database: Database, tmp_path: Any) -> AsyncIterator[Online]:
    async with town_online(database, tmp_path) as online:
        async with in_installation(online.engine) as conn:
            for login, role, path in (
                ("street", RegionRole.SUBDISTRICT_OFFICE, COMMUNITY[:3]),
                ("platform", RegionRole.PLATFORM_OPERATOR, None),
            ):
                user_id = await scalar(
                    conn,
                    """insert into app_user (login, display_name, password_hash)
                    select :login, :login, password_hash from app_user where login = 'nobody'
                    returning user_id""",
                    login=login,
                )
                region_id = (await region_of_path(conn, path)).region_id if path else None
                await give_region_role(
                    conn, granter=None, user_id=user_id, role=role, region_id=region_id,
                    starts_on=date(2026, 1, 1),
                )  # fmt: skip
        yield online


async def test_a_street_sees_its_estates_and_no_person(online: Online) -> None:
    street = await online.signed_in("street")
    session = (await street.get("/api/v1/session")).json()
    [held] = session["region_grants"]
    assert (held["role_title"], held["region_name"]) == ("街道工作人员", "川南市/江北县/东门街道")
    assert session["grants"] == []
    [region] = (await street.get("/api/v1/regions")).json()["items"]
    board = f"/api/v1/regions/{region['region_id']}/status-board"
    items = (await street.get(board)).json()["items"]
    assert [item["name"] for item in items] == ["第1小区", "第2小区"]
    assert {item["standing"] for item in items} == {"missing"}
    assert {item["open_exceptions"] for item in items} == {0}
    totals = (await street.get(board.replace("status-board", "status-totals"))).json()
    assert [totals[name] for name in ("estates", "published", "missing", "audited")] == [2, 0, 2, 0]
    assert totals["region"] == "川南市/江北县/东门街道"
    for said in (str(items), str(totals)):
        assert "张" not in said
        assert "resident" not in said
    # What an estate's staff see, an office does not.
    for path in ("", "/users", "/dwellings", "/books/journal"):
        answer = await street.get(f"{online.estate}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "object_is_not_here"), path


async def test_a_draft_is_not_published_and_the_platform_sees_every_city(online: Online) -> None:
    async with in_installation(online.engine) as conn:
        await conn.execute(
            text("""insert into disclosure (estate_id, number, title, token, from_month, to_month,
                    state, figures, prepared_by, prepared_at)
                values (:estate_id, '2099-1', '公示', repeat('a', 22), 209901, 209912, 'draft',
                    '{}', :user_id, now())"""),
            {"estate_id": online.town.estate, "user_id": online.town.treasurer},
        )
    platform = await online.signed_in("platform")
    [city] = (await platform.get("/api/v1/regions")).json()["items"]
    assert city["path"] == "川南市"
    board = f"/api/v1/regions/{city['region_id']}/status-board"
    missing = (await platform.get(f"{board}?only_missing=true&limit=1")).json()
    assert [item["name"] for item in missing["items"]] == ["第1小区"]
    rest = (await platform.get(f"{board}?only_missing=true&after={missing['next']}")).json()
    assert [item["name"] for item in rest["items"]] == ["第2小区"]


async def test_another_region_is_as_missing(online: Online) -> None:
    street = await online.signed_in("street")
    [region] = (await street.get("/api/v1/regions")).json()["items"]
    async with in_installation(online.engine) as conn:
        above = (await region_of_path(conn, COMMUNITY[:2])).region_id
        below = (await region_of_path(conn, COMMUNITY)).region_id
    for path in ("status-board", "status-totals", "role-grants"):
        answers = [
            await street.get(f"/api/v1/regions/{region_id}/{path}")
            for region_id in (above, 999_999, below, region["region_id"])
        ]
        assert [answer.status_code for answer in answers] == [404, 404, 200, 200]
        problems = [{k: v for k, v in a.json().items() if k != "instance"} for a in answers[:2]]
        assert problems[0] == problems[1]
