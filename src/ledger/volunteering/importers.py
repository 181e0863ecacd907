"""The organisers' sign-in sheet and the smart bins' feed, from file to preview to books."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.estates.queries import residents_by_owner_no, residents_by_room
from ledger.intake.cells import parse_date, parse_datetime, parse_text
from ledger.intake.headers import FileColumn
from ledger.intake.importer import BookingResult, Importer, Progress
from ledger.intake.preview import Preview, Total
from ledger.intake.reading import Table, read_table
from ledger.intake.source_file import SourceFile
from ledger.points.budgets.issuing import read_room
from ledger.points.budgets.rules import Issue, IssuingRoom, Withheld
from ledger.points.earning import cut_sentence
from ledger.volunteering import queries, sign_in_sheet, sorting_feed
from ledger.volunteering.earned import activity_ids_on, earned_by_sorting, earning_facts
from ledger.volunteering.entries import SortingEvent
from ledger.volunteering.green_account import book_events, lock_wallets
from ledger.volunteering.limits import EarningFacts, ServiceClaim, settled_award
from ledger.volunteering.operations import NewServiceRecord, record_services
from ledger.volunteering.sign_in_sheet import EstateFacts, JudgedRow, judge_rows
from ledger.volunteering.sorting_feed import FeedFacts, JudgedEvent, judge_events


@dataclass(frozen=True, slots=True)
class ServiceSignInImporter:
    """签到表: who served when; complete rows become minutes and points, the others wait."""

    kind: str = "service_signin"
    title: str = "志愿服务签到表"
    permission: str = "import_service_data"
    columns: tuple[FileColumn, ...] = sign_in_sheet.COLUMNS

    async def preview(self, conn: AsyncConnection, *, estate_id: int, file: SourceFile) -> Preview:
        table = await asyncio.to_thread(read_table, file, self.columns)
        rows = await self._judge(conn, table, estate_id=estate_id, today=None)
        return Preview(
            kind=self.kind,
            title=self.title,
            columns=sign_in_sheet.PREVIEW_COLUMNS,
            rows=tuple(row.preview_row() for row in rows),
            totals=_sign_in_totals(rows),
            notes=table.notes,
        )

    async def book(
        self,
        conn: AsyncConnection,
        *,
        estate_id: int,
        file: SourceFile,
        accepted_rows: frozenset[int],
        actor_user_id: int,
        now: datetime,
        today: date,
        progress: Progress | None,
    ) -> BookingResult:
        table = await asyncio.to_thread(read_table, file, self.columns)
        rows = await self._judge(conn, table, estate_id=estate_id, today=today)
        chosen = [
            row
            for row in rows
            if row.status in ("new", "waiting")
            or (row.status == "doubtful" and row.row_no in accepted_rows)
        ]
        result = await record_services(
            conn,
            [_new_record(row) for row in chosen],
            estate_id=estate_id,
            documents=(file.sha256,),
            import_id=await queries.import_of_file(
                conn, estate_id=estate_id, kind=self.kind, sha256=file.sha256
            ),
            actor_user_id=actor_user_id,
            now=now,
            today=today,
            progress=progress,
        )
        doubtful = [row for row in rows if row.status == "doubtful"]
        notes = (
            (f"{result.overlapping} 行与同一人的另一条服务时间重叠，已进入“待核实”。",)
            if result.overlapping
            else ()
        )
        return BookingResult(
            booked=result.booked,
            skipped_known=result.known + sum(row.status == "known" for row in rows),
            left_doubtful=sum(row.row_no not in accepted_rows for row in doubtful),
            waiting=result.waiting,
            refused=sum(row.status == "refused" for row in rows),
            first_seq=result.first_seq,
            last_seq=result.last_seq,
            notes=notes,
        )

    async def _judge(
        self, conn: AsyncConnection, table: Table, *, estate_id: int, today: date | None
    ) -> list[JudgedRow]:
        cells = [parse_date(row.cells.get("served_on"), field="served_on") for row in table.rows]
        days = {cell.value for cell in cells if cell.value is not None}
        book = await queries.book_facts(conn, estate_id=estate_id)
        facts = EstateFacts(
            residents=await residents_by_room(conn, estate_id),
            known=await queries.known_records(conn, estate_id=estate_id, days=days),
            recorded=await queries.recorded_spans(conn, estate_id=estate_id, days=days),
            profiles=await queries.profiles_on(conn, estate_id=estate_id, days=days),
            first_month=book.first_month,
            closed_months=book.closed_months,
            today=today or book.today,
        )
        rows = judge_rows(table.rows, facts)
        claiming = [row for row in rows if row.status == "new" and row.span is not None]
        _show_limits(
            rows,
            await earning_facts(
                conn,
                estate_id=estate_id,
                resident_ids={row.span.resident_id for row in claiming if row.span is not None},
                days={row.served_on for row in claiming if row.served_on is not None},
            ),
            await read_room(conn, estate_id=estate_id, days=days, is_locked=False),
            await activity_ids_on(conn, estate_id=estate_id, days=days),
        )
        return rows


def _show_limits(
    rows: Sequence[JudgedRow],
    facts: EarningFacts,
    room: IssuingRoom,
    activity_ids: Mapping[tuple[date, str, str], int],
) -> None:
    """Say in the rows that would be booked what groups, frequency, caps and budgets make of them.

    The same is decided again when they are booked, by what is booked then.
    """
    counting = [row for row in rows if row.status == "new" and row.award is not None]
    for row in sorted(counting, key=lambda each: (each.served_on or date.min, each.row_no)):
        assert row.span is not None
        assert row.service_minutes is not None
        row.award = settled_award(
            ServiceClaim(
                resident_id=row.span.resident_id,
                service_type=row.service_type,
                served_on=row.span.served_on,
                service_minutes=row.service_minutes,
                on=row.span.served_on,
            ),
            facts,
        )
        row.values["points"] = row.award.points
        if row.award.cut_reason is not None:
            said = cut_sentence(row.award.points, row.award.points_cut, row.award.cut_reason)
            row.reader.note("cap_is_reached", f"到了积分上限：{said}；时长照记。", "points")
        decided = room.settle(
            Issue(
                row.award.source_code,
                row.award.points,
                row.span.served_on,
                activity_id=activity_ids.get((row.span.served_on, row.activity, row.service_type)),
            )
        )
        if isinstance(decided, Withheld):
            row.values["points"], row.points_waiting = 0, row.award.points
            row.reader.note(
                "points_wait",
                f"时长照记，{row.award.points} 分暂不发放，预算增加后补发：{decided.sentence}",
                "points",
            )


def _sign_in_totals(rows: Sequence[JudgedRow]) -> tuple[Total, ...]:
    new = [row for row in rows if row.status == "new"]
    doubtful = [row for row in rows if row.status == "doubtful"]
    waiting = sum(row.points_waiting for row in new)
    return (
        Total("rows", "明细", len(rows), "rows"),
        Total("service_minutes", "可入账时长", _minutes(new), "minutes"),
        Total("points", "可发放积分", _points(new) - waiting, "points"),
        *_waiting_total(waiting),
        Total("doubtful_minutes", "存疑行的时长", _minutes(doubtful), "minutes"),
        Total("doubtful_points", "存疑行的积分", _points(doubtful), "points"),
    )


def _waiting_total(points: int) -> tuple[Total, ...]:
    return (Total("points_waiting", "暂不发放的积分", points, "points"),) if points else ()


def _minutes(rows: Sequence[JudgedRow]) -> int:
    return sum(row.service_minutes or 0 for row in rows)


def _points(rows: Sequence[JudgedRow]) -> int:
    return sum(row.award.points for row in rows if row.award is not None)


def _new_record(row: JudgedRow) -> NewServiceRecord:
    assert row.span is not None, "only a row that could be read is booked"
    return NewServiceRecord(
        source_key=row.key,
        activity=row.activity,
        service_type=row.service_type,
        organiser=row.organiser,
        span=row.span,
        service_minutes=row.service_minutes,
        confirmer=row.confirmer,
        waiting_reasons=tuple(row.waiting_reasons),
        award=row.award,
        row_no=row.row_no,
    )


@dataclass(frozen=True, slots=True)
class SortingEventsImporter:
    """投放记录: what the bins saw; each accepted event earns points up to the day's cap."""

    kind: str = "sorting_events"
    title: str = "垃圾分类投放记录"
    permission: str = "import_service_data"
    columns: tuple[FileColumn, ...] = sorting_feed.COLUMNS

    async def preview(self, conn: AsyncConnection, *, estate_id: int, file: SourceFile) -> Preview:
        table = await asyncio.to_thread(read_table, file, self.columns)
        rows = judge_events(
            table.rows, await self._facts(conn, table, estate_id=estate_id, today=None)
        )
        events = _events(rows)
        capped = sum(
            any(reason.code == "cap_is_reached" for reason in row.reader.reasons) for row in rows
        )
        note = f"{capped} 次投放到了积分上限，投放照记，积分只计到上限。"
        return Preview(
            kind=self.kind,
            title=self.title,
            columns=sorting_feed.PREVIEW_COLUMNS,
            rows=tuple(row.preview_row() for row in rows),
            totals=(
                Total("rows", "明细", len(rows), "rows"),
                Total("events", "可入账投放", len(events), "rows"),
                Total("points", "可发放积分", sum(e.points_issued for e in events), "points"),
                *_waiting_total(sum(e.award.points - e.points_issued for e in events)),
                Total("weight", "重量合计", sum(e.weight_grams for e in events), "grams"),
            ),
            notes=(*table.notes, note) if capped else table.notes,
        )

    async def book(
        self,
        conn: AsyncConnection,
        *,
        estate_id: int,
        file: SourceFile,
        accepted_rows: frozenset[int],
        actor_user_id: int,
        now: datetime,
        today: date,
        progress: Progress | None,
    ) -> BookingResult:
        table = await asyncio.to_thread(read_table, file, self.columns)
        facts = await self._facts(conn, table, estate_id=estate_id, today=today)
        rows = judge_events(table.rows, facts, accepted_rows=accepted_rows)
        events = _events(rows)
        if events:
            await lock_wallets(
                conn,
                estate_id=estate_id,
                resident_ids=[event.resident_id for event in events],
                source_codes=[event.award.source_code for event in events],
            )
            # Once the wallets are locked nobody else uses up a cap, so this answer stands.
            settled = await self._facts(conn, table, estate_id=estate_id, today=today)
            if settled != facts:
                rows = judge_events(table.rows, settled, accepted_rows=accepted_rows)
                events = _events(rows)
        seqs = await book_events(
            conn,
            events,
            documents=(file.sha256,),
            import_id=await queries.import_of_file(
                conn, estate_id=estate_id, kind=self.kind, sha256=file.sha256
            ),
            actor_user_id=actor_user_id,
            today=today,
            progress=progress,
        )
        waiting = sum(isinstance(event.decided, Withheld) for event in events)
        over_cap = len(events) - len(seqs) - waiting
        left_doubtful = sum(
            row.status == "doubtful" and row.row_no not in accepted_rows for row in rows
        )
        return BookingResult(
            booked=len(events),
            skipped_known=sum(row.status == "known" for row in rows),
            left_doubtful=left_doubtful,
            refused=sum(row.status == "refused" for row in rows),
            first_seq=seqs[0] if seqs else None,
            last_seq=seqs[-1] if seqs else None,
            notes=(
                *((f"{over_cap} 次投放超过积分上限，只登记投放，不计分。",) if over_cap else ()),
                *((f"{waiting} 次投放的积分暂不发放，预算增加后补发。",) if waiting else ()),
            ),
        )

    async def _facts(
        self, conn: AsyncConnection, table: Table, *, estate_id: int, today: date | None
    ) -> FeedFacts:
        moments = [
            parse_datetime(row.cells.get("occurred"), field="occurred").value for row in table.rows
        ]
        days = {moment.date() for moment in moments if moment is not None}
        event_nos = [
            parse_text(row.cells.get("event_no"), field="event_no").value for row in table.rows
        ]
        book = await queries.book_facts(conn, estate_id=estate_id)
        profiles = await queries.profiles_on(conn, estate_id=estate_id, days=days)
        return FeedFacts(
            estate_id=estate_id,
            residents=await residents_by_owner_no(conn, estate_id),
            known=await queries.known_events(
                conn, estate_id=estate_id, event_nos=[each for each in event_nos if each]
            ),
            earned=await earned_by_sorting(conn, estate_id=estate_id, profiles=profiles),
            profiles=profiles,
            first_month=book.first_month,
            closed_months=book.closed_months,
            today=today or book.today,
            room=await read_room(conn, estate_id=estate_id, days=days, is_locked=False),
        )


def _events(rows: Sequence[JudgedEvent]) -> list[SortingEvent]:
    """Return what would be booked, in the order in which it happened."""
    events = [row.event for row in rows if row.event is not None]
    return sorted(events, key=lambda event: (event.occurred_on, event.occurred_at, event.event_no))


IMPORTERS: tuple[Importer, ...] = (ServiceSignInImporter(), SortingEventsImporter())
