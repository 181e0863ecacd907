"""Caps, frequency and groups where services are booked, previewed and shown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.estates.participant_groups.operations import (
    MembershipIsOver,
    PersonIsInTheGroup,
    join_group,
    leave_group,
)
from ledger.estates.rule_profile import RuleProfile, shipped_profile
from ledger.evidence.database_verification import verify_database
from ledger.intake.source_file import SourceFile
from ledger.volunteering.earned import points_cut
from ledger.volunteering.importers import ServiceSignInImporter, SortingEventsImporter
from tests.points.estate import TODAY, SmallEstate, make_estate
from tests.volunteering.test_verification import NOW

SHEET = "日期,活动,服务类型,姓名,房号,签到,签退,核实人\n"
FEED = "事件号,时间,设备,业主编号,类别,重量(克)\n"


@pytest.fixture
def conn(module_conn: AsyncConnection) -> AsyncConnection:
    """All that these tests do is rolled back, so they share a database."""
    return module_conn


@pytest.fixture
async def estate(conn: AsyncConnection) -> SmallEstate:
    return await make_estate(conn)


async def rules_from(conn: AsyncConnection, estate: SmallEstate, day: str, **service: Any) -> None:
    """Put a version beside the founding one, as an adoption would."""
    shipped = shipped_profile("shuxiangyuan", 1)
    number = 1 + await conn.scalar(text("select max(version) from rule_version"))
    profile = RuleProfile.model_validate(
        shipped.model_dump()
        | {"version": number, "effective_on": day}
        | {"service": shipped.service.model_dump() | service}
    )
    await conn.execute(
        text("""insert into rule_version (estate_id, version, name, effective_on, source, body)
            values (:estate_id, :version, :name, :effective_on, :source, cast(:body as jsonb))"""),
        profile.model_dump(include={"version", "name", "effective_on", "source"})
        | {"estate_id": estate.estate_id, "body": profile.model_dump_json()},
    )


def row(day: str, start: str, end: str, *, activity: str = "周末清扫", kind: str = "助老") -> str:
    return f"{day},{activity},{kind},张三,1栋1单元0101,{start},{end},李四\n"


async def kept(conn: AsyncConnection, estate: SmallEstate, name: str, content: str) -> SourceFile:
    """Keep a file as its upload does, for the entries cite it."""
    file = SourceFile.of(name, content.encode())
    await conn.execute(
        text("""insert into source_document (estate_id, sha256, content, size_bytes, filename,
                media_type, uploaded_by)
            values (:estate_id, :sha256, :content, :size, :name, 'text/csv', :user)
            on conflict do nothing"""),
        {
            "estate_id": estate.estate_id,
            "sha256": file.sha256,
            "content": content.encode(),
            "size": len(content.encode()),
            "name": name,
            "user": estate.organiser,
        },
    )
    return file


async def import_sheet(conn: AsyncConnection, estate: SmallEstate, *rows: str) -> list[int]:
    """Import the rows and return what each of all records so far brought."""
    file = await kept(conn, estate, "签到.csv", SHEET + "".join(rows))
    await ServiceSignInImporter().book(
        conn,
        estate_id=estate.estate_id,
        file=file,
        accepted_rows=frozenset(),
        actor_user_id=estate.organiser,
        now=NOW,
        today=TODAY,
        progress=None,
    )
    found = await conn.execute(
        text("""select coalesce(points, -1) from service_record where estate_id = :e
            order by served_on, checked_in"""),
        {"e": estate.estate_id},
    )
    return list(found.scalars())


async def check_books(conn: AsyncConnection, estate: SmallEstate) -> None:
    await conn.execute(text("set constraints all immediate"))
    await conn.execute(text("set constraints all deferred"))
    [report] = await verify_database(conn, estate_id=estate.estate_id)
    assert report.is_unaltered, report.lines()


async def minutes(conn: AsyncConnection, estate: SmallEstate) -> int:
    found: int = await conn.scalar(
        text("""select -b.posted from account a join balance b using (estate_id, account_id)
            where a.estate_id = :e and a.code = 'M2101' and a.holder <> ''"""),
        {"e": estate.estate_id},
    )
    return found


async def test_a_weekly_cap_cuts_points_and_never_minutes(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    await rules_from(conn, estate, "2026-06-01", caps={"week": 5})
    monday, sunday, next_monday = "2026-06-15", "2026-06-21", "2026-06-22"
    rows = [row(sunday, "08:00", "11:00"), row(monday, "08:00", "11:00"),
            row(next_monday, "08:00", "11:00")]  # fmt: skip
    assert await import_sheet(conn, estate, *rows) == [3, 2, 3]
    # Imported again, and with a service more in the full week.
    more = row(monday, "14:00", "16:00", activity="夜巡")
    assert await import_sheet(conn, estate, *rows, more) == [3, 0, 2, 3]
    assert await minutes(conn, estate) == 11 * 60
    cuts = await points_cut(
        conn, estate_id=estate.estate_id, resident_id=estate.residents[0], before=None, limit=9
    )
    assert [(cut.day.isoformat(), cut.points, cut.points_cut, cut.cut_reason) for cut in cuts] == [
        (sunday, 2, 1, "每周最多 5 分"),
        (monday, 0, 2, "每周最多 5 分"),
    ]
    words = await conn.scalar(
        text("""select narration from journal_entry where kind = 'service_points'
            and effective_on = :day"""),
        {"day": date(2026, 6, 21)},
    )
    assert words == "周末清扫 3 小时（每周最多 5 分，应得 3 分，计 2 分）"
    await check_books(conn, estate)


async def test_the_preview_says_what_booking_will_do(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    await rules_from(conn, estate, "2026-06-01", caps={"month": 4})
    rows = [row("2026-06-20", "08:00", "11:00"), row("2026-06-13", "08:00", "11:00")]
    preview = await ServiceSignInImporter().preview(
        conn,
        estate_id=estate.estate_id,
        file=SourceFile.of("签到.csv", (SHEET + "".join(rows)).encode()),
    )
    late, early = preview.rows
    assert (late.values["points"], early.values["points"]) == (1, 3)
    [reason] = late.reasons
    assert (reason.code, "每月最多 4 分，应得 3 分，计 1 分" in reason.message) == (
        "cap_is_reached", True,
    )  # fmt: skip
    assert await import_sheet(conn, estate, *rows) == [3, 1]


async def test_each_day_follows_its_own_version(conn: AsyncConnection, estate: SmallEstate) -> None:
    await rules_from(conn, estate, "2026-06-01", points_per_hour=2)
    rows = [row("2026-05-31", "08:00", "10:00"), row("2026-06-01", "08:00", "10:00")]
    assert await import_sheet(conn, estate, *rows) == [2, 4]
    versions = await conn.execute(
        text("select rule_version from service_record order by served_on")
    )
    assert list(versions.scalars()) == ["shuxiangyuan/1", "shuxiangyuan/2"]
    await check_books(conn, estate)


async def test_a_group_counts_on_its_days(conn: AsyncConnection, estate: SmallEstate) -> None:
    await rules_from(conn, estate, "2026-06-01", group_percent={"楼栋长": 200})
    said: dict[str, Any] = {
        "estate_id": estate.estate_id,
        "resident_id": estate.residents[0],
        "group_name": "楼栋长",
        "starts_on": date(2026, 6, 10),
        "reason": "当选",
        "actor_user_id": estate.organiser,
    }
    member = await join_group(conn, **said)
    with pytest.raises(PersonIsInTheGroup):
        await join_group(conn, **said)
    with pytest.raises(ObjectIsNotHere):
        await join_group(conn, **said | {"resident_id": 10**9})
    for day, refusal in (
        (date(2026, 6, 9), MembershipIsOver),
        (date(2026, 6, 20), None),
        (date(2026, 6, 21), MembershipIsOver),
    ):
        ending = leave_group(conn, estate_id=estate.estate_id, member_id=member, ends_on=day)
        if refusal is None:
            await ending
        else:
            with pytest.raises(refusal):
                await ending
    with pytest.raises(ObjectIsNotHere):
        await leave_group(conn, estate_id=estate.estate_id, member_id=0, ends_on=date(2026, 7, 1))
    days = ("2026-06-09", "2026-06-10", "2026-06-20", "2026-06-21")
    rows = [row(day, "08:00", "10:00") for day in days]
    assert await import_sheet(conn, estate, *rows) == [2, 4, 4, 2]
    await join_group(conn, **said | {"starts_on": date(2026, 7, 1)})


async def test_sorting_is_cut_by_the_month_too(conn: AsyncConnection, estate: SmallEstate) -> None:
    shipped = shipped_profile("shuxiangyuan", 1)
    await rules_from(conn, estate, "2026-06-01")
    await conn.execute(
        text("""insert into rule_version (estate_id, version, name, effective_on, source, body)
            select estate_id, 3, name, '2026-06-02', source, body || jsonb_build_object(
                'version', 3, 'effective_on', '2026-06-02', 'sorting',
                body -> 'sorting' || '{"caps": {"month": 12}}')
            from rule_version where version = 2"""),
    )
    assert shipped.sorting.points["有害"] == 5
    events = [
        f"E{day}{hour},2026-06-{day:02} {hour:02}:00:00,BIN-1,O0001,有害,300\n"
        for day in (4, 3)
        for hour in (8, 9)
    ]
    await SortingEventsImporter().book(
        conn,
        estate_id=estate.estate_id,
        file=await kept(conn, estate, "投放.csv", FEED + "".join(events)),
        accepted_rows=frozenset(),
        actor_user_id=estate.organiser,
        now=NOW,
        today=TODAY,
        progress=None,
    )
    found = await conn.execute(
        text("""select points, points_cut, cut_reason from sorting_event
            order by occurred_on, occurred_at""")
    )
    assert [tuple(each) for each in found] == [
        (5, 0, None),
        (3, 2, "每天最多 8 分"),
        (4, 1, "每月最多 12 分"),
        (0, 5, "每月最多 12 分"),
    ]
    await check_books(conn, estate)
