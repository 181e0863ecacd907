"""Gifts within a family keep their last day; donations go to the pool; neither comes from air."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import today_in_china
from ledger.estates.people.operations import move_in, open_household
from ledger.points.gifts.operations import donate_points, give_points, pool_points
from ledger.points.gifts.rules import ChildGivesNoPoints, GiftIsToOneself, TakerIsNotFamily
from ledger.points.queries import lots_of_resident, points_history
from ledger.points.rules import PointsAreTooFew, PointsMustBePositive
from tests.conftest import Database
from tests.points.estate import TODAY, SmallEstate, grant, make_estate
from tests.points.test_operations import check_everything, give
from tests.web.online import Online, town_online

SOON, LATE = date(2026, 9, 30), date(2027, 9, 30)


@pytest.fixture
def conn(module_conn: AsyncConnection) -> AsyncConnection:
    """All that these tests do is rolled back, so they share a database."""
    return module_conn


@pytest.fixture
async def estate(conn: AsyncConnection) -> SmallEstate:
    """张三 and 李四 live together, 王五 elsewhere; 张三 has two lots."""
    estate = await make_estate(conn)
    await live_together(conn, estate, 0, 1)
    await give(
        conn,
        estate,
        grant(estate, 10, key="late", expires_on=LATE),
        grant(estate, 6, key="soon", expires_on=SOON, source_code="P1102"),
    )
    return estate


async def live_together(conn: AsyncConnection, estate: SmallEstate, *who: int) -> None:
    head, *others = (estate.residents[each] for each in who)
    dwelling_id = await conn.scalar(
        text("select min(dwelling_id) from dwelling where estate_id = :e"), {"e": estate.estate_id}
    )
    moved = date(2026, 1, 1)
    household_id = await open_household(
        conn,
        estate_id=estate.estate_id,
        dwelling_id=dwelling_id,
        head_resident_id=head,
        tenure="owner",
        on=moved,
        actor_user_id=estate.organiser,
    )
    for other in others:
        await move_in(
            conn,
            estate_id=estate.estate_id,
            household_id=household_id,
            resident_id=other,
            relation="spouse",
            on=moved,
            actor_user_id=estate.organiser,
        )


async def hand(
    conn: AsyncConnection,
    estate: SmallEstate,
    points: int,
    *,
    to: int,
    frm: int = 0,
    key: str = "k",
) -> Any:
    return await give_points(
        conn,
        estate_id=estate.estate_id,
        from_resident_id=estate.residents[frm],
        to_resident_id=estate.residents[to],
        points=points,
        idempotency_key=key,
        actor_user_id=estate.organiser,
        today=TODAY,
    )


async def lots(conn: AsyncConnection, estate: SmallEstate, who: int) -> list[tuple[Any, ...]]:
    held = await lots_of_resident(
        conn, estate_id=estate.estate_id, resident_id=estate.residents[who]
    )
    return [(each.source_code, each.expires_on, each.points_left) for each in held]


async def test_a_gift_keeps_source_and_last_day(conn: AsyncConnection, estate: SmallEstate) -> None:
    given = await hand(conn, estate, 8, to=1)
    assert (given.points, given.points_before, len(given.seqs)) == (8, 16, 2)
    assert await lots(conn, estate, 0) == [("P1101", LATE, 8)]
    assert await lots(conn, estate, 1) == [("P1102", SOON, 6), ("P1101", LATE, 2)]
    # A gift back is a gift, with the same last days.
    await hand(conn, estate, 7, to=0, frm=1, key="back")
    assert await lots(conn, estate, 0) == [
        ("P1102", SOON, 6), ("P1101", LATE, 8), ("P1101", LATE, 1),
    ]  # fmt: skip
    history = await points_history(
        conn,
        estate_id=estate.estate_id,
        resident_id=estate.residents[1],
        before_seq=None,
        limit=9,
    )
    assert "转赠家人（绿色账户积分，2026-09-30 到期）" in {line.text for line in history}
    await check_everything(conn, estate)


@pytest.mark.parametrize(
    "to, points, refusal",
    [
        (0, 5, GiftIsToOneself),
        (2, 5, TakerIsNotFamily),
        (1, 17, PointsAreTooFew),
        (1, 0, PointsMustBePositive),
        (1, -3, PointsMustBePositive),
        (0, 17, GiftIsToOneself),
    ],
)
async def test_a_gift_that_is_refused_moves_nothing(
    conn: AsyncConnection, estate: SmallEstate, to: int, points: int, refusal: type[Exception]
) -> None:
    size = await conn.scalar(text("select sum(size) from book"))
    with pytest.raises(refusal):
        await hand(conn, estate, points, to=to)
    assert await conn.scalar(text("select sum(size) from book")) == size
    assert await lots(conn, estate, 0) == [("P1102", SOON, 6), ("P1101", LATE, 10)]


async def test_a_child_gives_nothing_away(conn: AsyncConnection, estate: SmallEstate) -> None:
    await conn.execute(
        text("""update resident set guardian_needed_until = '2030-01-01',
            birth_date_sealed = decode(repeat('00', 40), 'hex') where resident_id = :who"""),
        {"who": estate.residents[0]},
    )
    with pytest.raises(ChildGivesNoPoints):
        await hand(conn, estate, 1, to=1)
    # But a child may be given to.
    await give(conn, estate, grant(estate, 3, key="other", resident=1))
    await hand(conn, estate, 2, to=0, frm=1)


async def test_a_donation_goes_to_the_pool(conn: AsyncConnection, estate: SmallEstate) -> None:
    async def donate(points: int, key: str = "d") -> Any:
        return await donate_points(
            conn,
            estate_id=estate.estate_id,
            resident_id=estate.residents[0],
            points=points,
            idempotency_key=key,
            actor_user_id=estate.organiser,
            today=TODAY,
        )

    assert await pool_points(conn, estate.estate_id) == 0
    assert (await donate(7)).points_before == 16
    await donate(7)
    assert await pool_points(conn, estate.estate_id) == 7
    assert await lots(conn, estate, 0) == [("P1101", LATE, 9)]
    with pytest.raises(PointsAreTooFew):
        await donate(10, key="too many")
    await check_everything(conn, estate)


# Over HTTP ----------------------------------------------------------------------------------------


@pytest.fixture
async def online(database: Database, tmp_path: Path) -> AsyncIterator[Online]:
    """The resident who can sign in lives with the second one and has points."""
    async with town_online(database, tmp_path) as online:
        town = online.town
        people = SmallEstate(
            town.estate,
            town.treasurer,
            town.committee,
            town.residents[town.estate],  # type: ignore[arg-type]
        )
        async with online.engine.begin() as conn:
            await conn.execute(
                text("""insert into dwelling (estate_id, building_no, entrance_no, room_no,
                        area_hundredths, resident_count)
                    values (:e, '3', '1', '0101', 8000, 2)"""),
                {"e": town.estate},
            )
            await live_together(conn, people, 0, 1)
            today = today_in_china()
            await give(
                conn, people, grant(people, 9, key="g", expires_on=today + timedelta(days=400))
            )
        yield online


async def test_a_resident_gives_and_donates_on_the_phone(online: Online) -> None:
    resident = await online.signed_in("resident")
    me = f"{online.estate}/me"
    seen = (await resident.get(f"{me}/points-giving")).json()
    assert (seen["own_points"], seen["pool_points"], seen["is_child"]) == (9, 0, False)
    [relative] = seen["family"]
    assert relative["resident_id"] == online.town.residents[online.town.estate][1]
    body = {"to_resident_id": relative["resident_id"], "points": 4}
    for _ in range(2):
        given = await resident.write(f"{me}/points-gifts", body, key="one and the same")
        assert (given.status_code, given.json()["points_after"]) == (201, 5)
    donated = await resident.write(f"{me}/points-donations", {"points": 2})
    assert donated.json()["points_before"] == 5
    seen = (await resident.get(f"{me}/points-giving")).json()
    assert (seen["own_points"], seen["pool_points"]) == (3, 2)
    stranger = online.town.residents[online.town.estate][2]
    refused = await resident.write(f"{me}/points-gifts", {"to_resident_id": stranger, "points": 1})
    assert (refused.status_code, refused.json()["code"]) == (409, TakerIsNotFamily.code)
    clerk = await online.signed_in("treasurer")
    assert (await clerk.get(f"{me}/points-giving")).status_code == 403
