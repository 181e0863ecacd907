"""Which rows of a file are booked, and what an import of money says afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import JsonValue, ObjectIsNotHere
from ledger.intake.importer import BookingResult
from ledger.intake.preview import Preview, PreviewRow, RowReason, RowStatus, status_by_reasons
from ledger.intake.queries import ImportBatch, batch_of_file
from ledger.intake.source_file import SourceFile


def status_and_reasons(
    reasons: tuple[RowReason, ...], known_words: str | None
) -> tuple[RowStatus, tuple[RowReason, ...]]:
    """Return a row's status; a row that was entered before is known, whatever else is said."""
    if known_words is None:
        return status_by_reasons(reasons), reasons
    return "known", (
        RowReason("row_is_known", f"已经制过单：{known_words}。", None, "note"),
        *(replace(reason, severity="note") for reason in reasons),
    )


def flags_of(row: PreviewRow) -> tuple[dict[str, JsonValue], ...]:
    """Return what the approver should see beside the entry: every reason of the row."""
    return tuple({"code": reason.code, "message": reason.message} for reason in row.reasons)


async def batch_being_booked(
    conn: AsyncConnection, estate_id: int, kind: str, file: SourceFile
) -> ImportBatch:
    batch = await batch_of_file(conn, estate_id=estate_id, kind=kind, file=file)
    if batch is None:
        # Entries name the bytes they came from, so the bytes must be stored first.
        raise ObjectIsNotHere("要入账的原始文件")
    return batch


def chosen_rows(
    preview: Preview, accepted_rows: frozenset[int], *, dates: dict[int, date | None], today: date
) -> tuple[list[PreviewRow], list[PreviewRow]]:
    """Return the rows to book, and those among them that are dated after today."""
    wanted = [
        row
        for row in preview.rows
        if row.status == "new" or (row.status == "doubtful" and row.row_no in accepted_rows)
    ]
    future = [row for row in wanted if (dates.get(row.row_no) or today) > today]
    return [row for row in wanted if row not in future], future


def result_of(
    preview: Preview, booked: Sequence[PreviewRow], future: Sequence[PreviewRow], notes: list[str]
) -> BookingResult:
    counts = preview.counts
    accepted = sum(row.status == "doubtful" for row in (*booked, *future))
    if future:
        numbers = "、".join(str(row.row_no) for row in future)
        notes.append(f"第 {numbers} 行的日期还没有到，没有制单；到日子后再导入一次。")
    return BookingResult(
        booked=len(booked),
        skipped_known=counts["known"],
        left_doubtful=counts["doubtful"] - accepted,
        refused=counts["refused"] + len(future),
        notes=tuple(notes),
    )
