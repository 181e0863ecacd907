"""Stars as hours reach them, and the leaderboard of those who wish it, on the real database."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.estates.people.consents import ConsentNeedsGuardian
from ledger.estates.people.operations import NewPerson, register_person
from ledger.reporting.today_queries import minutes_by_month
from ledger.volunteering.standing.operations import (
    award_stars,
    choose_shown_as,
    leaderboard,
    shown_as,
)
from ledger.volunteering.standing.queries import lifetime_minutes, stars_of_resident
from ledger.volunteering.standing.rules import ShownAs, Span
from tests.points.estate import SmallEstate, make_estate
from tests.volunteering.activities.planning import messages_to
from tests.volunteering.corrections.correcting import correct, there
from tests.volunteering.test_verification import bring_in

NOW = datetime(2026, 7, 5, 2, 0, tzinfo=UTC)
TODAY = date(2026, 7, 5)


def served(name: str, room: str, day: str, until: str = "18:00") -> str:
    return f"{day},清扫{day},人居环境,{name},1栋1单元{room},08:00,{until},队,3栋栋长"


@pytest.fixture
async def estate(module_conn: AsyncConnection) -> SmallEstate:
    estate = await make_estate(module_conn)
    assert await bring_in(
        module_conn,
        estate,
        served("张三", "0101", "2026-07-01"),
        served("张三", "0101", "2026-06-20"),
        served("张三", "0101", "2026-04-04", "17:00"),
        served("张三", "0101", "2026-04-11", "10:00"),
        served("李四", "0201", "2026-07-02", "13:00"),
        served("王五", "0301", "2026-07-03", "13:00"),
    ) == []  # fmt: skip
    return estate


async def award(conn: AsyncConnection, estate: SmallEstate) -> int:
    return await award_stars(conn, estate_id=estate.estate_id, now=NOW, today=TODAY)


async def test_a_star_has_its_day_and_is_told_once(
    module_conn: AsyncConnection, estate: SmallEstate
) -> None:
    # The sample rules: 10, 30, 60 hours and so on.
    zhang, li, _ = estate.residents
    me = {"estate_id": estate.estate_id, "resident_id": zhang}
    assert await lifetime_minutes(module_conn, **me) == 31 * 60
    assert await award(module_conn, estate) == 2
    stars = await stars_of_resident(module_conn, **me)
    # 9 h in April, 2 h a week later: there the first ten are reached; in July the thirty.
    assert [(row.stars, row.reached_on) for row in stars] == [
        (1, date(2026, 4, 11)),
        (2, date(2026, 7, 1)),
    ]
    assert {row.rule_version for row in stars} == {"shuxiangyuan/1"}
    assert (await messages_to(module_conn, zhang)).count("star_reached") == 1
    assert "star_reached" not in await messages_to(module_conn, li)
    assert await award(module_conn, estate) == 0


@pytest.mark.parametrize(
    "statement, code",
    [
        (
            """insert into volunteer_star (estate_id, resident_id, stars, minutes_needed,
                service_minutes, reached_on, rule_version, awarded_at)
            values (:estate_id, :resident_id, 5, 90000, 90000, :today, 'x/1', :now)""",
            "LG068",
        ),
        ("update volunteer_star set stars = 3 where resident_id = :resident_id", "42501"),
    ],
)
async def test_the_database_gives_no_star_without_hours(
    module_conn: AsyncConnection, estate: SmallEstate, statement: str, code: str
) -> None:
    await award(module_conn, estate)
    values = {
        "estate_id": estate.estate_id,
        "resident_id": estate.residents[0],
        "today": TODAY,
        "now": NOW,
    }
    named = {name: value for name, value in values.items() if f":{name}" in statement}
    with pytest.raises(DBAPIError) as refused:
        await module_conn.execute(text(statement), named)
    assert getattr(refused.value.orig, "sqlstate", None) == code


async def choose(conn: AsyncConnection, estate: SmallEstate, who: int, how: ShownAs) -> None:
    await choose_shown_as(
        conn,
        how,
        estate_id=estate.estate_id,
        resident_id=who,
        actor_user_id=estate.organiser,
        now=NOW,
        today=TODAY,
    )


async def test_only_who_wishes_is_listed_and_as_they_wish(
    module_conn: AsyncConnection, estate: SmallEstate
) -> None:
    zhang, li, wang = estate.residents

    async def seen_by(who: int, span: Span = Span.MONTH) -> list[tuple[int, str, int]]:
        board = await leaderboard(
            module_conn, span, estate_id=estate.estate_id, resident_id=who, today=TODAY
        )
        assert board.of_all == 3
        return [(row.rank, name, row.minutes) for row, name in board.listed]

    assert await seen_by(zhang) == []
    await choose(module_conn, estate, li, ShownAs.NAME)
    await choose(module_conn, estate, wang, ShownAs.BUILDING)
    # Equal minutes, one rank; who is not listed has a place all the same.
    listed = [(2, "1栋 李*", 300), (2, "1栋 一位邻居", 300)]
    assert await seen_by(zhang) == listed
    own = (
        await leaderboard(
            module_conn, Span.YEAR, estate_id=estate.estate_id, resident_id=zhang, today=TODAY
        )
    ).own
    assert own is not None
    assert (own.rank, own.minutes) == (1, 31 * 60)

    # Another choice takes the place of the first; none takes the name off at once.
    await choose(module_conn, estate, li, ShownAs.BUILDING)
    assert [name for _, name, _ in await seen_by(zhang)] == ["1栋 一位邻居"] * 2
    await choose(module_conn, estate, li, ShownAs.NOT)
    await choose(module_conn, estate, wang, ShownAs.NOT)
    assert await seen_by(zhang) == []
    assert await shown_as(module_conn, estate_id=estate.estate_id, resident_id=li) is ShownAs.NOT


async def test_a_corrected_service_counts_as_it_stands(
    module_conn: AsyncConnection, estate: SmallEstate
) -> None:
    zhang, *_ = estate.residents
    record_id = await module_conn.scalar(
        text("""select service_record_id from service_record
            where estate_id = :estate_id and resident_id = :resident_id
            order by served_on desc limit 1"""),
        {"estate_id": estate.estate_id, "resident_id": zhang},
    )
    await correct(module_conn, estate, record_id, there("08:00", "12:00"))
    own = (
        await leaderboard(
            module_conn, Span.YEAR, estate_id=estate.estate_id, resident_id=zhang, today=TODAY
        )
    ).own
    assert own is not None
    assert own.minutes == (31 - 6) * 60
    months = await minutes_by_month(
        module_conn, estate.estate_id, first=Month(2026, 6), last=Month(2026, 7)
    )
    assert months == {202606: 10 * 60, 202607: (4 + 5 + 5) * 60}


async def test_a_child_is_on_no_leaderboard(
    module_conn: AsyncConnection, estate: SmallEstate
) -> None:
    child = await register_person(
        module_conn,
        NewPerson("张小宝", None, None, date(2018, 5, 20)),
        estate_id=estate.estate_id,
        today=TODAY,
    )
    with pytest.raises(ConsentNeedsGuardian):
        await choose(module_conn, estate, child, ShownAs.BUILDING)
