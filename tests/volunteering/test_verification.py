"""The queue: what is incomplete gives nothing until two people have looked at it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.intake.source_file import SourceFile
from ledger.points.queries import points_history, services_counted, wallet_balance
from ledger.volunteering import queries
from ledger.volunteering.importers import ServiceSignInImporter
from ledger.volunteering.payloads import ServiceRecordView
from ledger.volunteering.queries import ServiceRecordRow
from ledger.volunteering.rules import (
    CheckOutIsNotAfterCheckIn,
    CompletionIsEmpty,
    SamePersonMayNotVerify,
    ServiceRecordIsIncomplete,
    ServiceRecordIsVerified,
    ServiceTimesOverlap,
    VolunteerMayNotConfirm,
)
from ledger.volunteering.verification import (
    Completion,
    complete_service_record,
    verify_service_record,
)
from tests.points.estate import TODAY, SmallEstate, add_user, make_estate

NOW = datetime(2026, 7, 5, 2, 0, tzinfo=UTC)
HEADER = "日期,活动,服务类型,姓名,房号,签到,签退,组织者,核实人"


async def bring_in(conn: AsyncConnection, estate: SmallEstate, *rows: str) -> list[int]:
    """Import a sheet and return the ids of the records that wait."""
    file = SourceFile.of("签到.csv", "\n".join([HEADER, *rows]).encode())
    await ServiceSignInImporter().book(
        conn,
        estate_id=estate.estate_id,
        file=file,
        accepted_rows=frozenset(range(2, 2 + len(rows))),
        actor_user_id=estate.organiser,
        now=NOW,
        today=TODAY,
        progress=None,
    )
    waiting = await queries.service_records(
        conn, estate_id=estate.estate_id, state="waiting", q="", after=0, limit=50
    )
    return [record.service_record_id for record in waiting]


async def complete(
    conn: AsyncConnection,
    estate: SmallEstate,
    record_id: int,
    *,
    by: int,
    checked_in: time | None = None,
    checked_out: time | None = None,
    confirmer: str | None = None,
) -> ServiceRecordRow:
    return await complete_service_record(
        conn,
        estate_id=estate.estate_id,
        service_record_id=record_id,
        completion=Completion(checked_in, checked_out, confirmer, "与现场照片核对"),
        actor_user_id=by,
        now=NOW,
    )


async def verify(
    conn: AsyncConnection, estate: SmallEstate, record_id: int, *, by: int
) -> ServiceRecordRow:
    return await verify_service_record(
        conn,
        estate_id=estate.estate_id,
        service_record_id=record_id,
        actor_user_id=by,
        now=NOW,
        today=TODAY,
    )


WITHOUT_CHECK_OUT = "2026-06-11,端午包粽,邻里活动,张三,1栋1单元0101,09:00,,队,3栋栋长"


async def test_a_missing_check_out_gives_nothing_until_a_second_person_verifies(
    conn: AsyncConnection,
) -> None:
    estate = await make_estate(conn)
    [record_id] = await bring_in(conn, estate, WITHOUT_CHECK_OUT)
    mine = {"estate_id": estate.estate_id, "resident_id": estate.residents[0]}
    assert (await wallet_balance(conn, **mine)).service_minutes == 0

    with pytest.raises(ServiceRecordIsIncomplete):
        await verify(conn, estate, record_id, by=estate.committee)
    record = await complete(conn, estate, record_id, by=estate.organiser, checked_out=time(11, 30))
    assert (record.state, record.waiting_reasons, record.service_minutes) == ("waiting", [], 150)
    assert (await wallet_balance(conn, **mine)).points == 0
    with pytest.raises(SamePersonMayNotVerify):
        await verify(conn, estate, record_id, by=estate.organiser)

    record = await verify(conn, estate, record_id, by=estate.committee)
    assert (record.state, record.points, record.verified_by) == ("verified", 2, estate.committee)
    balance = await wallet_balance(conn, **mine)
    assert (balance.points, balance.service_minutes) == (2, 150)
    assert await services_counted(conn, **mine) == 1
    [line] = await points_history(conn, **mine, before_seq=None, limit=5)
    assert (line.text, line.points, line.on) == ("端午包粽 2.5 小时", 2, date(2026, 6, 11))
    people = await conn.execute(
        text("select distinct prepared_by, approved_by, posted_by from journal_entry")
    )
    assert people.all() == [(estate.organiser, estate.committee, estate.committee)]
    await conn.execute(text("set constraints all immediate"))

    with pytest.raises(ServiceRecordIsVerified):
        await verify(conn, estate, record_id, by=estate.committee)
    with pytest.raises(ServiceRecordIsVerified):
        await complete(conn, estate, record_id, by=estate.organiser, confirmer="某人")


async def test_whoever_completed_a_record_may_not_verify_it(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    other = await add_user(conn, "second-organiser")
    [record_id] = await bring_in(conn, estate, WITHOUT_CHECK_OUT)
    await complete(conn, estate, record_id, by=other, checked_out=time(10, 0))
    for user_id in (other, estate.organiser):
        with pytest.raises(SamePersonMayNotVerify):
            await verify(conn, estate, record_id, by=user_id)
    record = await verify(conn, estate, record_id, by=estate.committee)
    assert record.state == "verified"


async def test_what_a_completion_may_not_say(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    [record_id] = await bring_in(conn, estate, WITHOUT_CHECK_OUT)
    with pytest.raises(CompletionIsEmpty):
        await complete(conn, estate, record_id, by=estate.organiser)
    with pytest.raises(VolunteerMayNotConfirm):
        await complete(conn, estate, record_id, by=estate.organiser, confirmer="张三")
    with pytest.raises(CheckOutIsNotAfterCheckIn):
        await complete(conn, estate, record_id, by=estate.organiser, checked_out=time(9, 0))
    with pytest.raises(ObjectIsNotHere):
        await complete(conn, estate, record_id + 1, by=estate.organiser, confirmer="某人")


async def test_a_record_of_another_estate_is_not_here(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    neighbour = await make_estate(conn, code="other")
    [record_id] = await bring_in(conn, estate, WITHOUT_CHECK_OUT)
    with pytest.raises(ObjectIsNotHere):
        await verify(conn, neighbour, record_id, by=neighbour.committee)


async def as_shown(
    conn: AsyncConnection, estate: SmallEstate, record: ServiceRecordRow
) -> ServiceRecordView:
    """Return what the queue says of a record, beside what is verified by now."""
    verified = await queries.verified_spans(
        conn, estate_id=estate.estate_id, days=[record.served_on]
    )
    return ServiceRecordView.of(record, clash=record.span.first_clash(verified))


async def test_the_second_of_two_clashing_services_waits_until_its_times_are_right(
    conn: AsyncConnection,
) -> None:
    estate = await make_estate(conn)
    [record_id] = await bring_in(
        conn,
        estate,
        "2026-06-11,端午包粽,邻里活动,张三,1栋1单元0101,09:00,11:30,队,3栋栋长",
        "2026-06-11,文明劝导,移风易俗,张三,1栋1单元0101,11:00,12:30,队,网格员",
    )
    waiting = await queries.service_record(
        conn, estate_id=estate.estate_id, service_record_id=record_id
    )
    assert (waiting.activity, waiting.waiting_reasons) == ("文明劝导", ["times_overlap"])
    # The page offers what can be done, and not the act that would be refused.
    shown = await as_shown(conn, estate, waiting)
    assert (shown.is_verifiable, shown.clash) == (False, "09:00–11:30")
    assert "更正时间" in (shown.reason or "")
    with pytest.raises(ServiceTimesOverlap):
        await verify(conn, estate, record_id, by=estate.committee)
    right = await complete(conn, estate, record_id, by=estate.organiser, checked_in=time(11, 30))
    shown = await as_shown(conn, estate, right)
    assert (shown.is_verifiable, shown.clash) == (True, None)
    assert "重叠" not in (shown.reason or "")
    record = await verify(conn, estate, record_id, by=estate.committee)
    assert (record.service_minutes, record.points) == (60, 1)


async def test_less_than_an_hour_counts_minutes_and_no_points(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    await bring_in(
        conn, estate, "2026-06-11,端午包粽,邻里活动,张三,1栋1单元0101,09:00,09:59,队,3栋栋长"
    )
    mine = {"estate_id": estate.estate_id, "resident_id": estate.residents[0]}
    balance = await wallet_balance(conn, **mine)
    assert (balance.service_minutes, balance.points) == (59, 0)
    assert await services_counted(conn, **mine) == 1


async def test_a_late_verification_of_a_closed_month_is_booked_today(
    conn: AsyncConnection,
) -> None:
    estate = await make_estate(conn)
    await conn.execute(
        text("""insert into period_change
                (estate_id, fiscal_month, to_state, changed_by, changed_at)
            values (:estate_id, 202606, 'closed', :by, now())"""),
        {"estate_id": estate.estate_id, "by": estate.committee},
    )
    [record_id] = await bring_in(
        conn, estate, "2026-06-11,端午包粽,邻里活动,张三,1栋1单元0101,09:00,11:30,队,3栋栋长"
    )
    await verify(conn, estate, record_id, by=estate.committee)
    rows = await conn.execute(text("select distinct effective_on, narration from journal_entry"))
    # A correction to a closed month points back to it.
    assert rows.all() == [(TODAY, "端午包粽 2.5 小时（6月11日的服务，补记）")]


async def test_a_resident_sees_their_own_records_newest_first(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    await bring_in(
        conn,
        estate,
        "2026-06-01,周末清扫,人居环境,张三,1栋1单元0101,09:00,11:30,队,3栋栋长",
        "2026-06-08,周末清扫,人居环境,张三,1栋1单元0101,09:00,,队,3栋栋长",
        "2026-06-15,周末清扫,人居环境,李四,1栋1单元0201,09:00,11:30,队,3栋栋长",
    )
    mine = {"estate_id": estate.estate_id, "resident_id": estate.residents[0]}
    rows = await queries.service_records_of(conn, **mine, before=None, limit=1)
    assert [(row.served_on, row.state) for row in rows] == [(date(2026, 6, 8), "waiting")]
    after = (rows[0].served_on, rows[0].service_record_id)
    rows = await queries.service_records_of(conn, **mine, before=after, limit=5)
    assert [row.served_on for row in rows] == [date(2026, 6, 1)]


@pytest.mark.parametrize(
    "statement, message",
    [
        ("update service_record set points = 9", "is verified"),
        (
            """update service_record set state = 'waiting', points = 0, minutes_seq = null,
                points_seq = null""",
            "is verified",
        ),
        ("delete from service_record", "append-only"),
        (
            """insert into service_record (estate_id, activity_id, resident_id, served_on,
                checked_in, checked_out, service_minutes, confirmer, state, verified_at, points,
                rule_version, minutes_seq, source_key, recorded_by)
            select estate_id, activity_id, resident_id, served_on, '10:00', '11:00', 60, confirmer,
                state, verified_at, 0, rule_version, points_seq, 'forged', recorded_by
            from service_record""",
            "overlaps another one",
        ),
        (
            """insert into service_record (estate_id, activity_id, resident_id, served_on,
                checked_in, checked_out, service_minutes, state, source_key, recorded_by)
            select estate_id, activity_id, resident_id, served_on, '13:00', '14:00', 90, 'waiting',
                'forged', recorded_by
            from service_record""",
            "check constraint",
        ),
    ],
)
async def test_the_database_refuses_even_the_owner(
    conn_owner: AsyncConnection, statement: str, message: str
) -> None:
    estate = await make_estate(conn_owner)
    await bring_in(
        conn_owner, estate, "2026-06-11,端午包粽,邻里活动,张三,1栋1单元0101,09:00,11:30,队,3栋栋长"
    )
    with pytest.raises(DBAPIError, match=message):
        await conn_owner.execute(text(statement))
