"""Each pattern in the database: one example that has it, and one beside it that has not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import CHINA
from ledger.oversight.patterns.queries import patterns
from ledger.oversight.patterns.rules import DEFAULTS, Thresholds
from ledger.oversight.rules import ExceptionFound, ExceptionKind
from ledger.points.gifts.operations import give_points
from ledger.volunteering.attendance.codes import Direction, check_in_code, step_of
from ledger.volunteering.attendance.entries_by_hand import EntryRow, enter_by_hand
from ledger.volunteering.attendance.operations import ShownCode, mark_by_code
from tests.points.estate import SmallEstate, add_user, grant, make_estate
from tests.points.gifts.test_gifts import live_together
from tests.points.test_operations import give
from tests.volunteering.activities.planning import ENDS, STARTS
from tests.volunteering.attendance.attending import AFTERWARDS, KEY, running

DAY = STARTS.astimezone(CHINA).date()


@pytest.fixture
def conn(module_conn: AsyncConnection) -> AsyncConnection:
    """All that these tests do is rolled back, so they share a database."""
    return module_conn


@pytest.fixture
async def estate(conn: AsyncConnection) -> SmallEstate:
    return await make_estate(conn)


async def found(
    conn: AsyncConnection,
    estate: SmallEstate,
    kind: ExceptionKind,
    *,
    now: datetime = AFTERWARDS,
    thresholds: Thresholds = DEFAULTS,
) -> list[ExceptionFound]:
    every = await patterns(conn, estate.estate_id, now=now, thresholds=thresholds)
    return [each for each in every if each.kind is kind]


async def activity(conn: AsyncConnection, estate: SmallEstate, name: str, on: date = DAY) -> int:
    activity_id: int = (
        await conn.execute(
            text("""insert into activity (estate_id, name, service_type, held_on, organiser)
                values (:e, :name, '人居环境', :on, '服务队') returning activity_id"""),
            {"e": estate.estate_id, "name": name, "on": on},
        )
    ).scalar_one()
    return activity_id


async def record(
    conn: AsyncConnection,
    estate: SmallEstate,
    activity_id: int,
    resident_id: int,
    hours: tuple[str, str],
    *,
    on: date = DAY,
    completed: datetime | None = None,
) -> int:
    came, left = (time.fromisoformat(each) for each in hours)
    record_id: int = (
        await conn.execute(
            text("""insert into service_record (estate_id, activity_id, resident_id, served_on,
                    checked_in, checked_out, service_minutes, confirmer, source_key, recorded_by,
                    completed_by, completed_at, completion_reason)
                values (:e, :a, :r, :on, cast(:came as time), cast(:left as time),
                    extract(epoch from cast(:left as time) - cast(:came as time)) / 60, '见证人',
                    gen_random_uuid()::text, :by, cast(:completer as bigint),
                    cast(:completed as timestamptz), :why)
                returning service_record_id"""),
            {
                "e": estate.estate_id, "a": activity_id, "r": resident_id, "on": on, "came": came,
                "left": left, "by": estate.committee, "completed": completed,
                "completer": estate.organiser if completed else None,
                "why": "签到纸" if completed else None,
            },
        )
    ).scalar_one()  # fmt: skip
    return record_id


async def entered(
    conn: AsyncConnection, estate: SmallEstate, people: Sequence[int], *, at: datetime = AFTERWARDS
) -> int:
    activity_id = await running(conn, estate)
    await enter_by_hand(
        conn,
        [EntryRow(each, time(9), time(11), "签到纸") for each in people],
        estate_id=estate.estate_id,
        activity_id=activity_id,
        actor_user_id=estate.organiser,
        now=at,
    )
    return activity_id


async def test_many_hours_in_a_few_minutes_by_one_person(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    activity_id = await entered(conn, estate, estate.residents[:2])
    # Somebody's missing check-out, filled in five minutes later by the same person.
    other = await activity(conn, estate, "端午包粽")
    await record(
        conn, estate, other, estate.residents[2], ("09:00", "10:00"),
        completed=AFTERWARDS + timedelta(minutes=5),
    )  # fmt: skip
    six = replace(DEFAULTS, entered_minutes=300)
    kind = ExceptionKind.MANY_HOURS_AT_ONCE
    [one] = await found(conn, estate, kind, thresholds=six)
    assert "10 分钟里录入了 3 人共 5 小时" in one.sentence
    assert [each.words for each in one.records] == [
        f"活动 {activity_id}（周末清扫）",
        f"活动 {other}（端午包粽）",
    ]
    assert await found(conn, estate, kind, thresholds=replace(six, entered_minutes=301)) == []
    assert (
        await found(
            conn, estate, kind, thresholds=replace(six, entered_within=timedelta(minutes=4))
        )
        == []
    )
    # And not for ever.
    assert (
        await found(conn, estate, kind, thresholds=six, now=AFTERWARDS + timedelta(days=100)) == []
    )


async def test_one_person_in_two_places(conn: AsyncConnection, estate: SmallEstate) -> None:
    one, two, _ = estate.residents
    first, second = await activity(conn, estate, "清扫"), await activity(conn, estate, "巡访")
    await record(conn, estate, first, one, ("09:00", "11:00"))
    await record(conn, estate, first, two, ("09:00", "11:00"))
    # One minute too early, and exactly when the other ends.
    await record(conn, estate, second, one, ("10:59", "12:00"))
    await record(conn, estate, second, two, ("11:00", "12:00"))
    [seen] = await found(conn, estate, ExceptionKind.OVERLAPPING_SERVICE)
    assert seen.sentence.startswith("张*")
    assert len(seen.records) == 2


async def test_one_phone_for_many(conn: AsyncConnection, estate: SmallEstate) -> None:
    people = estate.residents
    activity_id = await running(conn, estate, *people)
    for place, resident_id in enumerate(people):
        code = check_in_code(
            KEY, estate_id=estate.estate_id, activity_id=activity_id,
            step=step_of(STARTS), direction=Direction.IN,
        )  # fmt: skip
        device = b"a" * 32 if place < 2 else b"b" * 32
        await mark_by_code(
            conn, ShownCode(code, KEY, device), estate_id=estate.estate_id,
            activity_id=activity_id, resident_id=resident_id, actor_user_id=estate.committee,
            now=STARTS,
        )  # fmt: skip
    kind = ExceptionKind.ONE_DEVICE_FOR_MANY
    [seen] = await found(conn, estate, kind, thresholds=replace(DEFAULTS, people_of_a_device=2))
    assert "替 2 人扫码" in seen.sentence
    assert await found(conn, estate, kind, thresholds=replace(DEFAULTS, people_of_a_device=3)) == []


async def test_more_people_than_places(conn: AsyncConnection, estate: SmallEstate) -> None:
    one, two, _ = estate.residents
    activity_id = await running(conn, estate, one, capacity=1)
    kind = ExceptionKind.MORE_THAN_CAPACITY
    await record(conn, estate, activity_id, one, ("09:00", "11:00"))
    assert await found(conn, estate, kind) == []
    # A sheet of signatures brings more for the same activity.
    await record(conn, estate, activity_id, two, ("09:00", "11:00"))
    [seen] = await found(conn, estate, kind)
    assert "名额 1 人，到场和服务记录却有 2 人" in seen.sentence


async def test_hours_at_night(conn: AsyncConnection, estate: SmallEstate) -> None:
    one, two, three = estate.residents
    evening, morning = await activity(conn, estate, "巡逻"), await activity(conn, estate, "早市")
    await record(conn, estate, evening, one, ("21:00", "23:00"))
    await record(conn, estate, morning, one, ("06:00", "07:00"))
    kind = ExceptionKind.NIGHT_HOURS
    assert await found(conn, estate, kind) == []
    late = await record(conn, estate, evening, two, ("21:00", "23:01"))
    await record(conn, estate, morning, three, ("05:59", "07:00"))
    seen = await found(conn, estate, kind)
    assert [each.records[0].words for each in seen][:1] == [f"服务记录 {late}（巡逻）"]
    assert len(seen) == 2


async def test_gifts_there_and_back(conn: AsyncConnection, estate: SmallEstate) -> None:
    await live_together(conn, estate, 0, 1)
    day = date(2026, 7, 5)
    # Two kinds of lots: one gift from both is two entries and still one gift.
    await give(
        conn,
        estate,
        grant(estate, 3, key="a", source_code="P1102"),
        grant(estate, 9, key="b"),
    )
    kind = ExceptionKind.TO_AND_FRO

    async def gift(giver: int, taker: int, points: int, key: str) -> None:
        await give_points(
            conn, estate_id=estate.estate_id, from_resident_id=estate.residents[giver],
            to_resident_id=estate.residents[taker], points=points, idempotency_key=key,
            actor_user_id=estate.committee, today=day,
        )  # fmt: skip

    await gift(0, 1, 5, "1")
    for key in ("2", "3"):
        await gift(1, 0, 1, key)
    assert await found(conn, estate, kind) == []
    await gift(0, 1, 1, "4")
    [seen] = await found(conn, estate, kind)
    assert "张*和李*" in seen.sentence
    assert "去 2 次、回 2 次" in seen.sentence
    assert seen.records[0].href.startswith("/ui/desk/books/entries/")


async def test_many_written_down_long_afterwards(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    await entered(conn, estate, estate.residents, at=ENDS + timedelta(days=8))
    kind, now = ExceptionKind.BACK_DATED_BY_ONE, ENDS + timedelta(days=9)
    three = replace(DEFAULTS, back_dated_rows=3)
    [seen] = await found(conn, estate, kind, now=now, thresholds=three)
    assert "补录了 3 人次过去 7 天以上" in seen.sentence
    for other in (replace(three, back_dated_rows=4), replace(three, back_dated_days=8)):
        assert await found(conn, estate, kind, now=now, thresholds=other) == []


async def test_always_the_same_two_confirm(conn: AsyncConnection, estate: SmallEstate) -> None:
    activity_id = await activity(conn, estate, "清扫")
    third = await add_user(conn, "third")

    async def confirmed(resident: int, *users: int) -> None:
        hour = 8 + resident
        record_id = await record(
            conn,
            estate,
            activity_id,
            estate.residents[resident],
            (f"{hour:02}:00", f"{hour:02}:30"),
        )
        for user_id in users:
            await conn.execute(
                text("""insert into service_confirmation (estate_id, service_record_id, user_id,
                    roles, confirmed_at) values (:e, :s, :u, '业委会委员', :at)"""),
                {"e": estate.estate_id, "s": record_id, "u": user_id, "at": AFTERWARDS},
            )

    kind, twice = ExceptionKind.SAME_PAIR_CONFIRMS, replace(DEFAULTS, confirmed_together=2)
    await confirmed(0, estate.organiser, estate.committee)
    assert await found(conn, estate, kind, thresholds=twice) == []
    await confirmed(1, estate.organiser, estate.committee)
    [seen] = await found(conn, estate, kind, thresholds=twice)
    assert "一起核实了 2 条服务" in seen.sentence
    assert len(seen.records) == 2
    # With somebody else between, it is two thirds of what the organiser confirmed.
    await confirmed(2, estate.organiser, third)
    assert await found(conn, estate, kind, thresholds=twice) == []
    lower = replace(twice, confirmed_share_percent=66)
    assert len(await found(conn, estate, kind, thresholds=lower)) == 1


async def test_a_quiet_estate_has_no_patterns(conn: AsyncConnection, estate: SmallEstate) -> None:
    await entered(conn, estate, estate.residents)
    assert await patterns(conn, estate.estate_id, now=AFTERWARDS) == []
