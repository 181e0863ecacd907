"""补录: a batch is looked at, then written whole or not at all, and never counts by itself."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.volunteering.activities.rules import ActivityStateForbids
from ledger.volunteering.attendance.codes import Direction
from ledger.volunteering.attendance.entries_by_hand import (
    EntriesHaveFaults,
    EntryRow,
    LookedAt,
    enter_by_hand,
    look_at_entries,
)
from ledger.volunteering.rules import SamePersonMayNotVerify
from tests.points.estate import SmallEstate, make_estate
from tests.volunteering.activities.planning import ENDS, NOW, STARTS, add_resident, announced
from tests.volunteering.attendance.attending import (
    AFTERWARDS,
    act_as,
    finish,
    running,
    scan,
    verify,
    waiting,
)


@pytest.fixture
async def estate(conn: AsyncConnection) -> SmallEstate:
    return await make_estate(conn)


def row(resident_id: int, came: str = "09:00", left: str = "11:00") -> EntryRow:
    return EntryRow(
        resident_id, time.fromisoformat(came), time.fromisoformat(left), "签到纸第 3 行"
    )


async def enter(
    conn: AsyncConnection,
    estate: SmallEstate,
    activity_id: int,
    *rows: EntryRow,
    at: datetime = AFTERWARDS,
) -> list[LookedAt]:
    return await enter_by_hand(
        conn,
        rows,
        estate_id=estate.estate_id,
        activity_id=activity_id,
        actor_user_id=estate.organiser,
        now=at,
    )


async def test_what_stands_on_paper_is_written_down_and_waits(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    one, other, third = estate.residents
    activity_id = await running(conn, estate, one, other)
    # Early and late are cut off as the code's are; who is not on the list is put there.
    looked = await enter(
        conn, estate, activity_id, row(one, "08:30", "11:30"), row(third, "09:20", "10:20")
    )
    assert [(each.service_minutes, each.fault) for each in looked] == [(120, None), (60, None)]
    await finish(conn, estate, activity_id)
    records = await waiting(conn, estate)
    assert [(r.resident_id, r.checked_in, r.checked_out) for r in records] == [
        (one, time(9), time(11)),
        (third, time(9, 20), time(10, 20)),
    ]
    assert {r.completion_reason for r in records} == {"签到纸第 3 行"}
    # Who wrote them down does not verify them.
    with pytest.raises(SamePersonMayNotVerify):
        await verify(conn, estate, records[0], by=estate.organiser)
    assert (await verify(conn, estate, records[0], by=estate.committee)).points == 2
    absent = await conn.scalar(
        text("select state from activity_sign_up where resident_id = :id"), {"id": other}
    )
    assert absent == "no_show"


async def test_a_list_that_was_never_opened_is_written_down_after_its_end(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    activity_id = await announced(conn, estate)
    for early in (NOW, STARTS, ENDS - timedelta(seconds=1)):
        with pytest.raises(ActivityStateForbids):
            await enter(conn, estate, activity_id, row(estate.residents[0]), at=early)
    await enter(conn, estate, activity_id, row(estate.residents[0]))
    assert await finish(conn, estate, activity_id) == "confirmed"


async def test_every_row_says_what_is_wrong_with_it_and_nothing_is_written(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    own, here, late = estate.residents
    waits = await add_resident(conn, estate, "赵六")
    activity_id = await running(conn, estate, own, here, late, waits, capacity=3)
    await act_as(conn, estate, estate.organiser, own)
    await scan(conn, estate, activity_id, here, Direction.IN, STARTS)
    rows = [
        row(10**9),
        row(own),
        row(here),
        row(waits),
        row(late, "10:00", "10:00"),
        row(late),
    ]
    said: dict[str, Any] = {
        "estate_id": estate.estate_id,
        "activity_id": activity_id,
        "now": AFTERWARDS,
    }
    looked = await look_at_entries(conn, rows, actor_user_id=estate.organiser, **said)
    words = ["没有这位住户", "不能给自己", "已经有签到", "还在候补", "离开要晚于", "写了两行"]
    for each, expected in zip(looked, words, strict=True):
        assert each.fault is not None
        assert expected in each.fault
    [outside] = await look_at_entries(
        conn, [row(late, "07:00", "08:59")], actor_user_id=estate.organiser, **said
    )
    assert outside.fault is not None
    assert "不计时长" in outside.fault
    with pytest.raises(EntriesHaveFaults) as refused:
        await enter(conn, estate, activity_id, row(late), row(own))
    assert refused.value.details["fields"] == [
        {
            "field": "rows[1]",
            "message": "不能给自己补录（您代办或监护的家人也算），请另一位组织者来写。",
        }
    ]
    stranger = await add_resident(conn, estate, "钱七")
    with pytest.raises(EntriesHaveFaults):
        async with conn.begin_nested():
            await enter(conn, estate, activity_id, row(stranger))
    assert await conn.scalar(text("select count(*) from attendance_entry")) == 0


async def test_the_database_keeps_the_same_rules(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    own, here, absent = estate.residents
    activity_id = await running(conn, estate, own, here)
    await act_as(conn, estate, estate.organiser, own)
    await scan(conn, estate, activity_id, here, Direction.IN, STARTS)
    for resident_id, code in ((own, "LG037"), (here, "LG035"), (absent, "LG035")):
        with pytest.raises(DBAPIError) as refused:
            async with conn.begin_nested():
                await conn.execute(
                    text("""insert into attendance_entry (estate_id, activity_id, resident_id,
                            came_at, left_at, reason, entered_by, entered_at)
                        values (:estate_id, :activity_id, :id, :came, :left, '纸', :by, :left)"""),
                    {
                        "estate_id": estate.estate_id,
                        "activity_id": activity_id,
                        "id": resident_id,
                        "came": STARTS,
                        "left": ENDS,
                        "by": estate.organiser,
                    },
                )
        assert refused.value.orig.sqlstate == code  # type: ignore[union-attr]
