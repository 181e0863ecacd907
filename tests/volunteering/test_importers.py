"""The sample estate's own files, from preview to books, twice."""

from __future__ import annotations

import asyncio
import time as clock
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.estates.importers import DwellingsImporter
from ledger.evidence.database_verification import verify_database
from ledger.intake.importer import BookingResult, discover_importers
from ledger.intake.reading import read_table
from ledger.intake.source_file import SourceFile
from ledger.volunteering.green_account import EventsCameTwice, book_events
from ledger.volunteering.importers import ServiceSignInImporter, SortingEventsImporter
from ledger.volunteering.sorting_feed import judge_events
from tests.points.estate import SAMPLE, TODAY, SmallEstate, make_estate

NOW = datetime(2026, 7, 5, 2, 0, tzinfo=UTC)
SIGN_IN = "service_signin_2026Q2.xlsx"
SORTING = "sorting_events_2026Q2.csv"
BOOK_SECONDS_MAX = 15


def sample(filename: str) -> SourceFile:
    return SourceFile.of(filename, (SAMPLE / filename).read_bytes())


def csv_of(header: str, *rows: str) -> SourceFile:
    return SourceFile.of("rows.csv", "\n".join([header, *rows]).encode())


async def book(
    conn: AsyncConnection,
    estate: SmallEstate,
    importer: ServiceSignInImporter | SortingEventsImporter | DwellingsImporter,
    file: SourceFile,
    *,
    accepted: frozenset[int] = frozenset(),
) -> BookingResult:
    return await importer.book(
        conn,
        estate_id=estate.estate_id,
        file=file,
        accepted_rows=accepted,
        actor_user_id=estate.organiser,
        now=NOW,
        today=TODAY,
        progress=None,
    )


@pytest.fixture
async def estate(conn: AsyncConnection) -> SmallEstate:
    """The sample estate: 312 dwellings and 300 owners. Its first three owners take the numbers
    of the small estate's residents."""
    small = await make_estate(conn)
    await book(conn, small, DwellingsImporter(), sample("dwellings.csv"))
    return small


async def entries(conn: AsyncConnection) -> int:
    count: int = (await conn.execute(text("select count(*) from journal_entry"))).scalar_one()
    return count


async def check_points(conn: AsyncConnection, estate: SmallEstate) -> None:
    await conn.execute(text("set constraints all immediate"))
    await conn.execute(text("set constraints all deferred"))
    [report] = await verify_database(conn, estate_id=estate.estate_id)
    # These tests book a file without keeping it.
    assert {fault.code for fault in report.faults} <= {"document_is_missing"}, report.lines()


def test_the_kinds_are_found_by_name() -> None:
    kinds = discover_importers()
    assert kinds["service_signin"].permission == "import_service_data"
    assert kinds["sorting_events"].permission == "import_service_data"


async def test_the_sign_in_sheet_says_what_it_would_do(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    preview = await ServiceSignInImporter().preview(
        conn, estate_id=estate.estate_id, file=sample(SIGN_IN)
    )
    counts = preview.counts
    assert sum(counts.values()) == 441
    # 21 rows lack a check-out and 6 a confirmer; one person is often in two places at once.
    assert counts["waiting"] == 27
    assert (counts["refused"], counts["known"]) == (0, 0)
    assert counts["doubtful"] > 100
    totals = {total.key: total.value for total in preview.totals}
    new = [row for row in preview.rows if row.status == "new"]
    assert totals["service_minutes"] == sum(int(row.values["service_minutes"] or 0) for row in new)
    assert totals["points"] == sum(int(row.values["points"] or 0) for row in new)
    assert await entries(conn) == 0


async def test_the_sign_in_sheet_is_booked_once(conn: AsyncConnection, estate: SmallEstate) -> None:
    importer, file = ServiceSignInImporter(), sample(SIGN_IN)
    preview = await importer.preview(conn, estate_id=estate.estate_id, file=file)
    result = await book(conn, estate, importer, file)
    assert result.booked == preview.counts["new"]
    assert result.waiting == 27
    assert result.left_doubtful == preview.counts["doubtful"]
    written = await entries(conn)
    assert (result.first_seq, result.last_seq) == (1, written)
    totals = {total.key: total.value for total in preview.totals}
    sums = (
        await conn.execute(
            text("""select sum(service_minutes) as minutes, sum(points) as points
                from service_record where state = 'verified'""")
        )
    ).one()
    assert (sums.minutes, sums.points) == (totals["service_minutes"], totals["points"])
    await check_points(conn, estate)

    again = await book(conn, estate, importer, file)
    assert (again.booked, again.waiting) == (0, 0)
    assert again.skipped_known == result.booked + 27
    assert await entries(conn) == written


async def test_all_doubtful_rows_accepted_book_one_of_each_clash(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    importer, file = ServiceSignInImporter(), sample(SIGN_IN)
    preview = await importer.preview(conn, estate_id=estate.estate_id, file=file)
    doubtful = frozenset(row.row_no for row in preview.rows if row.status == "doubtful")
    result = await book(conn, estate, importer, file, accepted=doubtful)
    assert result.left_doubtful == 0
    assert result.booked + result.waiting == 441
    assert result.waiting > 27
    assert "时间重叠" in result.notes[0]
    clashes = await conn.execute(
        text("""select 1 from service_record a join service_record b
            on (a.estate_id, a.resident_id, a.served_on) = (b.estate_id, b.resident_id, b.served_on)
            and a.service_record_id < b.service_record_id
            and a.checked_in < b.checked_out and b.checked_in < a.checked_out
            where a.state = 'verified' and b.state = 'verified'""")
    )
    assert clashes.all() == []
    await check_points(conn, estate)


async def test_the_sorting_feed_is_booked_once_in_a_few_seconds(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    importer, file = SortingEventsImporter(), sample(SORTING)
    preview = await importer.preview(conn, estate_id=estate.estate_id, file=file)
    # 2,400 events; 25 come twice; some weigh less than the rule asks for.
    assert sum(preview.counts.values()) == 2425
    assert preview.counts["known"] == 25
    assert preview.counts["new"] + preview.counts["refused"] == 2400
    steps: list[tuple[int, int]] = []
    began = clock.perf_counter()
    result = await importer.book(
        conn,
        estate_id=estate.estate_id,
        file=file,
        accepted_rows=frozenset(),
        actor_user_id=estate.organiser,
        now=NOW,
        today=TODAY,
        progress=lambda done, total: steps.append((done, total)),
    )
    assert clock.perf_counter() - began < BOOK_SECONDS_MAX
    booked = preview.counts["new"]
    assert (result.booked, result.skipped_known) == (booked, 25)
    assert steps[0] == (500, booked)
    assert steps[-1] == (booked, booked)
    totals = {total.key: total.value for total in preview.totals}
    issued = await conn.scalar(
        text("""select sum(b.posted) from balance b join account a using (estate_id, account_id)
            where a.type = 'issued' and a.currency = 'PTS'""")
    )
    assert issued == totals["points"]
    most = await conn.execute(
        text("""select max(points) from (select sum(points) as points from sorting_event
            group by resident_id, occurred_on) days""")
    )
    assert most.scalar_one() == 8
    await check_points(conn, estate)

    written = await entries(conn)
    again = await book(conn, estate, importer, file)
    assert (again.booked, again.skipped_known) == (0, booked + 25)
    assert await entries(conn) == written


async def test_a_later_file_of_the_same_day_shares_the_cap(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    header = "事件号,时间,设备,业主编号,类别,重量(克)"
    first = csv_of(header, "EV1,2026-06-01 08:00:00,B1,O0001,有害,500")
    second = csv_of(
        header,
        "EV1,2026-06-01 08:00:00,B1,O0001,有害,500",
        "EV2,2026-06-01 09:00:00,B1,O0001,有害,500",
        "EV3,2026-06-01 10:00:00,B1,O0001,可回收,500",
    )
    await book(conn, estate, SortingEventsImporter(), first)
    result = await book(conn, estate, SortingEventsImporter(), second)
    assert (result.booked, result.skipped_known) == (2, 1)
    assert result.notes == ("1 次投放超过积分上限，只登记投放，不计分。",)
    points = await conn.execute(text("select points from sorting_event order by event_no"))
    assert points.scalars().all() == [5, 3, 0]
    # The same number with another content is refused and changes nothing.
    other = csv_of(header, "EV1,2026-06-01 08:00:00,B1,O0001,有害,501")
    assert (await book(conn, estate, SortingEventsImporter(), other)).refused == 1
    await check_points(conn, estate)


async def test_an_event_that_somebody_books_meanwhile_is_not_booked_again(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    """The judges look first; what slips past them meets the event's own number."""
    importer = SortingEventsImporter()
    file = csv_of(
        "事件号,时间,设备,业主编号,类别,重量(克)", "EV1,2026-06-01 08:00:00,B1,O0001,有害,500"
    )
    table = read_table(file, importer.columns)
    facts = await importer._facts(conn, table, estate_id=estate.estate_id, today=TODAY)
    [row] = judge_events(table.rows, facts)
    await book(conn, estate, importer, file)
    assert row.event is not None
    with pytest.raises(EventsCameTwice):
        await book_events(
            conn,
            [row.event],
            documents=(file.sha256,),
            import_id=None,
            actor_user_id=estate.organiser,
            today=TODAY,
            progress=None,
        )


async def test_two_feeds_at_once_share_one_days_cap(engine: AsyncEngine) -> None:
    """Both are judged before either is booked; who waits for the wallet judges again."""
    async with engine.begin() as conn:
        estate = await make_estate(conn)
    feeds = [
        csv_of(
            "事件号,时间,设备,业主编号,类别,重量(克)",
            f"{name}1,2026-06-01 08:00:00,B1,O0001,有害,500",
            f"{name}2,2026-06-01 09:00:00,B1,O0001,可回收,500",
        )
        for name in ("A", "B")
    ]

    async def import_one(file: SourceFile) -> BookingResult:
        async with engine.begin() as conn:
            return await book(conn, estate, SortingEventsImporter(), file)

    first, second = await asyncio.gather(*map(import_one, feeds))
    assert first.booked == second.booked == 2
    async with engine.connect() as conn:
        earned = await conn.execute(text("select sum(points)::int from sorting_event"))
        assert earned.scalar_one() == 8


async def test_an_event_booked_is_never_changed(
    engine: AsyncEngine, owner_engine: AsyncEngine
) -> None:
    async with engine.begin() as conn:
        estate = await make_estate(conn)
        file = csv_of(
            "事件号,时间,设备,业主编号,类别,重量(克)",
            "EV1,2026-06-01 08:00:00,B1,O0001,有害,500",
        )
        await book(conn, estate, SortingEventsImporter(), file)
    async with owner_engine.connect() as conn:
        with pytest.raises(DBAPIError, match="append-only"):
            await conn.execute(text("update sorting_event set points = 8"))


async def test_dates_beyond_today_are_refused_at_booking(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    file = csv_of(
        "日期,活动,服务类型,姓名,房号,签到,签退,组织者,核实人",
        "2026-07-06,端午包粽,邻里活动,张三,1栋1单元0101,09:00,11:30,队,栋长",
    )
    result = await book(conn, estate, ServiceSignInImporter(), file)
    assert (result.booked, result.refused) == (0, 1)
    assert date(2026, 7, 6) > TODAY
