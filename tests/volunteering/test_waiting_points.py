"""When a budget is used up: hours always count, the points wait, say why, and come later, once."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.points.budgets.granting_later import GrantedLater, grant_withheld_points
from ledger.points.budgets.queries import withheld_of_records, withheld_points
from ledger.points.telling import tell_movements
from ledger.volunteering import queries
from ledger.volunteering.expected import expected_points
from ledger.volunteering.importers import ServiceSignInImporter, SortingEventsImporter
from ledger.volunteering.payloads import MyServiceRecordView
from ledger.volunteering.verification import (
    Completion,
    complete_service_record,
    verify_service_record,
)
from tests.points.budgets.budgeting import NOW, amend, budget_of, content, festival
from tests.points.estate import TODAY, SmallEstate, add_user, make_estate
from tests.volunteering.attendance.attending import act_as
from tests.volunteering.test_importers import book, check_points, csv_of

SHEET = "日期,活动,服务类型,姓名,房号,签到,签退,组织者,核实人"
SERVICES = csv_of(
    SHEET,
    "2026-06-11,端午包粽,邻里活动,张三,1栋1单元0101,09:00,12:00,志愿队,栋长",
    "2026-06-12,端午包粽,邻里活动,李四,1栋1单元0201,09:00,12:00,志愿队,栋长",
    "2026-06-13,端午包粽,邻里活动,王五,1栋1单元0301,09:00,11:00,志愿队,栋长",
)
FEED = csv_of(
    "事件号,时间,设备,业主编号,类别,重量(克)",
    "EV1,2026-06-01 08:00:00,B1,O0001,可回收,500",
    "EV2,2026-06-02 08:00:00,B1,O0001,可回收,500",
    "EV3,2026-06-03 08:00:00,B1,O0002,厨余,500",
)


async def grant_later(conn: AsyncConnection, estate: SmallEstate) -> GrantedLater:
    return await grant_withheld_points(
        conn, estate_id=estate.estate_id, actor_user_id=estate.committee, now=NOW, today=TODAY
    )


async def standing(conn: AsyncConnection) -> tuple[int, int]:
    """Return the minutes and the points that all residents have."""
    found = await conn.execute(
        text("""select coalesce(-sum(b.posted) filter (where a.code = 'M2101'), 0)::int,
                coalesce(-sum(b.posted) filter (where a.code = 'P2101'), 0)::int
            from balance b join account a using (estate_id, account_id)""")
    )
    minutes, points = found.one()
    return minutes, points


async def test_hours_are_recognised_and_the_points_wait_in_order(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    budget_id = await budget_of(conn, estate, content({"P1101": 5}))
    importer = ServiceSignInImporter()
    preview = await importer.preview(conn, estate_id=estate.estate_id, file=SERVICES)
    # Three points, then three that no longer fit, then two that do.
    assert [row.values["points"] for row in preview.rows] == [3, 0, 2]
    [reason] = preview.rows[1].reasons
    assert reason.code == "points_wait"
    assert "时长照记，3 分暂不发放" in reason.message
    totals = {total.key: total.value for total in preview.totals}
    assert (totals["points"], totals["points_waiting"], totals["service_minutes"]) == (5, 3, 480)

    result = await book(conn, estate, importer, SERVICES)
    assert result.booked == 3
    assert await standing(conn) == (480, 5)
    [waiting] = await withheld_points(
        conn, estate_id=estate.estate_id, is_waiting=True, after=0, limit=9
    )
    assert (waiting.points, waiting.reason_code) == (3, "points_budget_is_used_up")
    assert "还剩 2 分，不够发放 3 分" in waiting.reason
    await check_points(conn, estate)

    # Twice the same sheet, and pressed before there is anything to grant: nothing changes.
    assert (await book(conn, estate, importer, SERVICES)).booked == 0
    assert asdict(await grant_later(conn, estate)) | {"reason": None} == {
        "facts": 0, "points": 0, "facts_left": 1, "points_left": 3, "reason": None,
    }  # fmt: skip
    await amend(conn, estate, budget_id, content({"P1101": 8}))
    assert await grant_later(conn, estate) == GrantedLater(1, 3, 0, 0, None)
    assert await grant_later(conn, estate) == GrantedLater(0, 0, 0, 0, None)
    assert await standing(conn) == (480, 8)
    said = await conn.scalar(
        text("""select narration || ' ' || effective_on from journal_entry
            where kind = 'points_granted_later'""")
    )
    assert said == "端午包粽 3 小时（补发） 2026-06-12"
    await check_points(conn, estate)


async def test_whoever_waited_is_told_once_of_all_that_came(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    budget_id = await budget_of(conn, estate, content({"P1101": 1, "P1102": 0}))
    for place, resident_id in enumerate(estate.residents):
        await act_as(conn, estate, await add_user(conn, f"resident{place}"), resident_id)
    # The first run begins where the book stands; what was before is not told.
    assert await tell_movements(conn, estate_id=estate.estate_id, today=TODAY) == 0
    await book(conn, estate, SortingEventsImporter(), FEED)
    await book(conn, estate, ServiceSignInImporter(), SERVICES)
    assert await tell_movements(conn, estate_id=estate.estate_id, today=TODAY) == 0
    await amend(conn, estate, budget_id, content({"P1101": 50, "P1102": 50}))
    assert (await grant_later(conn, estate)).facts == 6
    assert await tell_movements(conn, estate_id=estate.estate_id, today=TODAY) == 3
    assert await tell_movements(conn, estate_id=estate.estate_id, today=TODAY) == 0
    told = await conn.execute(
        text("""select resident_id, template, args ->> 'count', args ->> 'points' from message
            order by resident_id""")
    )
    first, second, third = estate.residents
    assert [tuple(row) for row in told] == [
        (first, "points_granted_later", "3", "9"),
        (second, "points_granted_later", "2", "5"),
        (third, "points_granted_later", "1", "2"),
    ]


async def test_a_sorting_event_is_kept_and_its_points_wait(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    budget_id = await budget_of(conn, estate, content({"P1101": 1, "P1102": 4}))
    importer = SortingEventsImporter()
    preview = await importer.preview(conn, estate_id=estate.estate_id, file=FEED)
    assert [row.values["points"] for row in preview.rows] == [3, 0, 0]
    result = await book(conn, estate, importer, FEED)
    assert (result.booked, await standing(conn)) == (3, (0, 3))
    assert result.notes == ("2 次投放的积分暂不发放，预算增加后补发。",)
    await check_points(conn, estate)
    await amend(conn, estate, budget_id, content({"P1101": 1, "P1102": 7}))
    granted = await grant_later(conn, estate)
    assert (granted.facts, granted.points_left) == (1, 2)
    assert granted.reason is not None
    assert "还剩 1 分" in granted.reason
    assert await standing(conn) == (0, 6)
    await check_points(conn, estate)


async def test_nothing_waits_for_somebody_who_was_forgotten(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    budget_id = await budget_of(conn, estate, content({"P1101": 5}))
    await book(conn, estate, ServiceSignInImporter(), SERVICES)
    await amend(conn, estate, budget_id, content({"P1101": 8}))
    await conn.execute(
        text("""insert into deletion_request (estate_id, resident_id, asked_by, asked_at,
                donates_points, confirmed_at)
            values (:e, :id, :by, now() - interval '8 days', true, now() - interval '8 days')"""),
        {"e": estate.estate_id, "id": estate.residents[1], "by": estate.organiser},
    )
    await conn.execute(
        text("""update resident set name = '住户-2', owner_no = null, forgotten_at = now()
            where resident_id = :id"""),
        {"id": estate.residents[1]},
    )
    assert await grant_later(conn, estate) == GrantedLater(0, 0, 0, 0, None)
    assert await standing(conn) == (480, 5)


async def test_what_waits_counts_for_the_caps(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    await budget_of(conn, estate, content({"P1101": 1}))
    head = "事件号,时间,设备,业主编号,类别,重量(克)"
    for file in (
        csv_of(head, *(f"EV{n},2026-06-01 0{n}:00:00,B1,O0001,可回收,500" for n in (1, 2))),
        # Six points wait already, and eight are the most of a day.
        csv_of(head, "EV3,2026-06-01 09:00:00,B1,O0001,有害,500"),
    ):
        await book(conn, estate, SortingEventsImporter(), file)
    waiting = await withheld_points(
        conn, estate_id=estate.estate_id, is_waiting=True, after=0, limit=9
    )
    assert [row.points for row in waiting] == [3, 3, 2]
    assert waiting[2].narration.endswith("（每天最多 8 分，应得 5 分，计 2 分）")
    assert {row.reason_code for row in waiting} == {"source_is_not_in_the_budget"}
    await check_points(conn, estate)


async def test_whoever_confirms_sees_before_that_the_points_will_wait(
    conn: AsyncConnection,
) -> None:
    estate = await make_estate(conn)
    await budget_of(conn, estate, content({"P1101": 4}))
    lacking = csv_of(
        SHEET,
        "2026-06-11,端午包粽,邻里活动,张三,1栋1单元0101,09:00,12:00,志愿队,",
        "2026-06-12,端午包粽,邻里活动,李四,1栋1单元0201,09:00,12:00,志愿队,",
    )
    await book(conn, estate, ServiceSignInImporter(), lacking)
    clerk = await add_user(conn, "clerk")
    for record in await records(conn, estate):
        await complete_service_record(
            conn,
            estate_id=estate.estate_id,
            service_record_id=record.service_record_id,
            completion=Completion(None, None, "栋长", "与名单核对"),
            actor_user_id=clerk,
            now=NOW,
        )
    expected = await expected_points(conn, await records(conn, estate), estate_id=estate.estate_id)
    first, second = expected.values()
    assert (first.points, first.waits) == (3, None)
    assert (second.points, "还剩 1 分" in (second.waits or "")) == (3, True)
    for service_record_id in expected:
        await verify_service_record(
            conn,
            estate_id=estate.estate_id,
            service_record_id=service_record_id,
            actor_user_id=estate.committee,
            now=NOW,
            today=TODAY,
        )
    assert await standing(conn) == (360, 3)
    withheld = await withheld_of_records(
        conn, estate_id=estate.estate_id, service_record_ids=expected
    )
    [own] = [
        MyServiceRecordView.of(record, withheld=withheld.get(record.service_record_id))
        for record in await records(conn, estate)
        if record.service_record_id in withheld
    ]
    assert (own.service_minutes, own.points, own.points_waiting) == (180, 0, 3)
    assert own.reason == "时长已计入；3 分还没有发放，小区增加积分预算后补发。"
    await check_points(conn, estate)


async def test_a_campaigns_activity_is_paid_by_the_campaign(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    dumplings: int = await conn.scalar(
        text("""insert into activity (estate_id, held_on, name, service_type)
            values (:estate_id, '2026-06-12', '端午包粽', '邻里活动') returning activity_id"""),
        {"estate_id": estate.estate_id},
    )
    await budget_of(conn, estate, content({"P1102": 1}))
    await budget_of(conn, estate, content({"P1101": 9}, activity_ids=[dumplings]), new=festival())
    importer = ServiceSignInImporter()
    preview = await importer.preview(conn, estate_id=estate.estate_id, file=SERVICES)
    assert [row.values["points"] for row in preview.rows] == [0, 3, 0]
    await book(conn, estate, importer, SERVICES)
    assert await standing(conn) == (480, 3)
    await check_points(conn, estate)


async def test_what_waits_is_not_changed_nor_granted_by_another_entry(
    engine: AsyncEngine,
) -> None:
    async with engine.begin() as conn:
        estate = await make_estate(conn)
        await budget_of(conn, estate, content({"P1101": 5}))
        await book(conn, estate, ServiceSignInImporter(), SERVICES)
    for statement, refusal in (
        ("update points_withheld set points = points + 1", "permission denied"),
        ("delete from points_withheld", "permission denied"),
        (
            """update points_withheld set granted_by = withheld_by, granted_at = now(),
                granted_seq = (select max(granted_seq) from points_lot)""",
            "are not what was granted",
        ),
        (
            """insert into points_withheld (estate_id, resident_id, service_record_id, source_code,
                points, rule_version, narration, due_on, reason_code, reason, withheld_by)
            select r.estate_id, r.resident_id, s.service_record_id, 'P1101', 5, 'v', 'n',
                s.served_on, 'c', 'r', s.recorded_by
            from service_record s join resident r using (estate_id)
            where r.resident_id <> s.resident_id and not exists (
                select from points_withheld w where w.service_record_id = s.service_record_id)
            limit 1""",
            "somebody else's",
        ),
    ):
        with pytest.raises(DBAPIError, match=refusal):
            async with engine.begin() as conn:
                await conn.execute(text(statement))


async def records(conn: AsyncConnection, estate: SmallEstate) -> list[queries.ServiceRecordRow]:
    return await queries.service_records(
        conn, estate_id=estate.estate_id, state=None, q="", after=0, limit=50
    )
