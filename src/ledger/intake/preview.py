"""What an import would do, row by row, said before anything is booked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ledger.errors import JsonValue

ReasonSeverity: TypeAlias = "Literal['refused', 'doubtful', 'note']"
RowStatus: TypeAlias = "Literal['new', 'known', 'doubtful', 'refused', 'waiting']"
RowValue: TypeAlias = "str | int | None"

ROW_STATUSES: tuple[RowStatus, ...] = ("new", "known", "doubtful", "refused", "waiting")
"""new: will be booked. known: already booked identically. doubtful: booked only if a person
accepts that row. refused: cannot be booked. waiting: goes to a queue and gives nothing yet."""


@dataclass(frozen=True, slots=True)
class RowReason:
    """Why a row is not simply booked: a stable code, a Chinese sentence, the column key or None."""

    code: str
    message: str
    field: str | None = None
    severity: ReasonSeverity = "refused"

    def to_json(self) -> dict[str, JsonValue]:
        return {
            "code": self.code,
            "message": self.message,
            "field": self.field,
            "severity": self.severity,
        }


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row of the file: what was read, what would happen, and why.

    `key` is the row's identity across files and uploads (an event number, a digest of the facts),
    so that importing the same row twice books nothing new. Dates and times in `values` are ISO
    text; amounts are integers in the minor unit that the column names.
    """

    row_no: int
    status: RowStatus
    values: Mapping[str, RowValue]
    reasons: tuple[RowReason, ...]
    key: str

    def to_json(self) -> dict[str, JsonValue]:
        """Return the row as the HTTP contract has it; `key` stays inside."""
        return {
            "row_no": self.row_no,
            "status": self.status,
            "values": dict(self.values),
            "reasons": [reason.to_json() for reason in self.reasons],
        }


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the preview; `unit` is `fen`, `points`, `minutes`, `hundredths_m2` … or None."""

    key: str
    title: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Total:
    key: str
    title: str
    value: int
    unit: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole file: nothing has been booked when this exists."""

    kind: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[PreviewRow, ...]
    totals: tuple[Total, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[RowStatus, int]:
        """Rows by status, every status named."""
        counter = Counter(row.status for row in self.rows)
        return {status: counter[status] for status in ROW_STATUSES}

    def to_json(self) -> dict[str, JsonValue]:
        """Return everything but the rows; those are paged with `PreviewRow.to_json`."""
        counts = self.counts
        return {
            "kind": self.kind,
            "kind_title": self.title,
            "columns": [
                {"key": column.key, "title": column.title, "unit": column.unit}
                for column in self.columns
            ],
            "counts": {status: counts[status] for status in ROW_STATUSES},
            "totals": [
                {"key": total.key, "title": total.title, "value": total.value, "unit": total.unit}
                for total in self.totals
            ],
            "notes": list(self.notes),
        }


def status_by_reasons(reasons: tuple[RowReason, ...]) -> RowStatus:
    """Return `refused` or `doubtful` after the gravest reason, else `new`."""
    severities = {reason.severity for reason in reasons}
    if "refused" in severities:
        return "refused"
    return "doubtful" if "doubtful" in severities else "new"
