"""The property company's list of dwellings and owners."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.personal_data import personal_data_of
from ledger.estates.queries import known_dwellings
from ledger.intake.headers import FileColumn
from ledger.intake.importer import BookingResult, Importer, Progress
from ledger.intake.preview import Column, Preview, PreviewRow, Total, status_by_reasons
from ledger.intake.reading import read_table
from ledger.intake.row_reader import RowReader
from ledger.intake.source_file import SourceFile

_COLUMNS = (
    FileColumn("building_no", "楼栋", ("栋", "楼号")),
    FileColumn("entrance_no", "单元"),
    FileColumn("room_no", "房号", ("室号",)),
    FileColumn("area_hundredths", "专有部分面积(㎡)", ("面积(㎡)", "建筑面积(㎡)")),
    FileColumn("owner_no", "业主编号"),
    FileColumn("owner_name", "业主姓名", ("姓名",)),
    FileColumn("phone", "手机号", ("电话",), is_required=False),
    FileColumn("resident_count", "常住人数", is_required=False),
)

_PREVIEW_COLUMNS = (
    Column("dwelling", "房屋"),
    Column("area_hundredths", "面积", "hundredths_m2"),
    Column("owner_no", "业主编号"),
    Column("owner_name", "业主姓名"),
    Column("resident_count", "常住人数"),
)

# Owners first, then dwellings, then who owns what: one statement for the whole file.
_BOOK = text("""
    with wanted as (
        select * from jsonb_to_recordset(cast(:rows as jsonb)) as w (building_no text,
            entrance_no text, room_no text, area_hundredths int, owner_no text, owner_name text,
            phone_sealed text, phone_digest text, resident_count int)
    ), owners as (
        insert into resident (estate_id, owner_no, name, phone_sealed, phone_digest)
        select distinct on (owner_no) cast(:estate_id as bigint), owner_no, owner_name,
            decode(phone_sealed, 'hex'), decode(phone_digest, 'hex')
        from wanted order by owner_no, phone_digest
        on conflict (estate_id, owner_no) do update
        set name = excluded.name,
            phone_sealed = coalesce(excluded.phone_sealed, resident.phone_sealed),
            phone_digest = coalesce(excluded.phone_digest, resident.phone_digest)
        returning resident_id, owner_no
    ), dwellings as (
        insert into dwelling (estate_id, building_no, entrance_no, room_no, area_hundredths,
            resident_count)
        select cast(:estate_id as bigint), building_no, entrance_no, room_no, area_hundredths,
            resident_count
        from wanted
        on conflict (estate_id, building_no, entrance_no, room_no) do update
        set area_hundredths = excluded.area_hundredths, resident_count = excluded.resident_count
        returning dwelling_id, building_no, entrance_no, room_no
    ), former as (
        delete from dwelling_owner o using dwellings d
        where o.estate_id = cast(:estate_id as bigint) and o.dwelling_id = d.dwelling_id
            and not exists (
                select from wanted w join owners n using (owner_no)
                where (w.building_no, w.entrance_no, w.room_no)
                    = (d.building_no, d.entrance_no, d.room_no)
                    and n.resident_id = o.resident_id)
    )
    insert into dwelling_owner (estate_id, dwelling_id, resident_id)
    select cast(:estate_id as bigint), d.dwelling_id, o.resident_id
    from wanted w
    join dwellings d using (building_no, entrance_no, room_no)
    join owners o using (owner_no)
    on conflict do nothing
""")


@dataclass(frozen=True, slots=True)
class DwellingsImporter:
    """房屋与业主: one row a dwelling; one owner may have several."""

    kind: str = "dwellings"
    title: str = "房屋与业主"
    permission: str = "import_estate_data"
    columns: tuple[FileColumn, ...] = _COLUMNS

    async def preview(self, conn: AsyncConnection, *, estate_id: int, file: SourceFile) -> Preview:
        table = await asyncio.to_thread(read_table, file, self.columns)
        known = await known_dwellings(conn, estate_id)
        names = {row["owner_no"]: row["name"] for row in known.values() if row["owner_no"]}
        seen: dict[str, int] = {}
        rows = [self._row(RowReader(row), known, names, seen) for row in table.rows]
        booked = [row for row in rows if row.status in ("new", "known")]
        areas = [int(row.values["area_hundredths"] or 0) for row in booked]
        owners = {row.values["owner_no"] for row in booked}
        return Preview(
            kind=self.kind,
            title=self.title,
            columns=_PREVIEW_COLUMNS,
            rows=tuple(rows),
            totals=(
                Total("dwellings", "房屋", len(booked), "rows"),
                Total("owners", "业主", len(owners), "rows"),
                Total("area", "专有部分面积合计", sum(areas), "hundredths_m2"),
            ),
            notes=table.notes,
        )

    def _row(
        self,
        reader: RowReader,
        known: dict[str, dict[str, Any]],
        names: dict[str, str],
        seen: dict[str, int],
    ) -> PreviewRow:
        values: dict[str, str | int | None] = {
            "building_no": reader.text("building_no", longest=10),
            "entrance_no": reader.text("entrance_no", longest=10),
            "room_no": reader.text("room_no", longest=10),
            "area_hundredths": reader.area("area_hundredths"),
            "owner_no": reader.text("owner_no", longest=40),
            "owner_name": reader.text("owner_name", longest=40),
            "resident_count": reader.whole("resident_count", required=False, at_most=99) or 0,
        }
        # Read for its faults alone: a preview is shown, and kept under the request's key.
        reader.text("phone", required=False, longest=20)
        label = f"{values['building_no']}栋{values['entrance_no']}单元{values['room_no']}"
        if label in seen:
            reader.refuse("dwelling_is_repeated", f"与第 {seen[label]} 行是同一套房，请核对。")
        seen.setdefault(label, reader.row_no)
        owner_no, name = str(values["owner_no"]), str(values["owner_name"])
        if names.setdefault(owner_no, name) != name:
            reader.doubt(
                "owner_name_differs",
                f"业主编号 {owner_no} 原来是“{names[owner_no]}”，这里是“{name}”，请核对是否更名。",
                "owner_name",
            )
        before = known.get(label)
        status = status_by_reasons(reader.reasons)
        if before is not None and status == "new":
            same = all(
                before[key] == values[key]
                for key in ("area_hundredths", "owner_no", "resident_count")
            )
            if same:
                status = "known"
            else:
                reader.doubt("dwelling_changes", "这套房已经登记，这一行会改动面积、业主或人数。")
                status = "doubtful"
        return PreviewRow(
            reader.row_no, status, values | {"dwelling": label}, reader.reasons, key=label
        )

    def _phones(self, file: SourceFile) -> dict[int, str]:
        """Return the phone of each row by the row's number."""
        readers = [RowReader(row) for row in read_table(file, self.columns).rows]
        return {
            reader.row_no: reader.text("phone", required=False, longest=20) or ""
            for reader in readers
        }

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
        preview = await self.preview(conn, estate_id=estate_id, file=file)
        phones = await asyncio.to_thread(self._phones, file)
        counts = preview.counts
        chosen = [
            dict(row.values) | _sealed_phone(phones.get(row.row_no, ""), conn)
            for row in preview.rows
            if row.status == "new" or (row.status == "doubtful" and row.row_no in accepted_rows)
        ]
        if chosen:
            rows = json.dumps(chosen, ensure_ascii=False)
            await conn.execute(_BOOK, {"estate_id": estate_id, "rows": rows})
        if progress is not None:
            progress(len(preview.rows), len(preview.rows))
        accepted = len(chosen) - counts["new"]
        return BookingResult(
            booked=len(chosen),
            skipped_known=counts["known"],
            left_doubtful=counts["doubtful"] - accepted,
            refused=counts["refused"],
        )


def _sealed_phone(phone: str, conn: AsyncConnection) -> dict[str, str | int | None]:
    """Return the two columns of a phone, which only the holder of the keys can read."""
    if not phone:
        return {"phone_sealed": None, "phone_digest": None}
    keys = personal_data_of(conn)
    return {"phone_sealed": keys.seal(phone).hex(), "phone_digest": keys.digest(phone).hex()}


IMPORTERS: Sequence[Importer] = (DwellingsImporter(),)
