"""Read the typed values of one row and collect the reasons on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TypeVar

from ledger.intake import cells
from ledger.intake.cells import Parsed
from ledger.intake.preview import ReasonSeverity, RowReason
from ledger.intake.reading import TableRow
from ledger.intake.workbook import Cell

T = TypeVar("T")


class RowReader:
    """Typed access to a row. A bad cell gives None and adds its reason.

    A blank cell gives None; where `required` is left at True that, too, is a reason. A column
    that the file does not have counts as blank.
    """

    def __init__(self, row: TableRow, titles: Mapping[str, str] | None = None) -> None:
        """`titles` (column key to heading) makes the reasons name the column."""
        self.row_no = row.row_no
        self._row = row
        self._titles = titles or {}
        self._reasons: list[RowReason] = list(row.reasons)

    @property
    def reasons(self) -> tuple[RowReason, ...]:
        return tuple(self._reasons)

    @property
    def is_refused(self) -> bool:
        return any(reason.severity == "refused" for reason in self._reasons)

    def refuse(self, code: str, message: str, field: str | None = None) -> None:
        self._add(code, message, field, "refused")

    def doubt(self, code: str, message: str, field: str | None = None) -> None:
        self._add(code, message, field, "doubtful")

    def note(self, code: str, message: str, field: str | None = None) -> None:
        self._add(code, message, field, "note")

    def raw(self, key: str) -> Cell:
        """Return the cell as it stands in the file."""
        return self._row.cells.get(key)

    def money(
        self, key: str, *, required: bool = True, at_least_fen: int | None = None
    ) -> int | None:
        """Return fen."""
        if self._is_blank(key, required):
            return None
        return self._keep(cells.parse_money(self.raw(key), field=key, at_least_fen=at_least_fen))

    def whole(
        self,
        key: str,
        *,
        required: bool = True,
        at_least: int | None = 0,
        at_most: int | None = 10**12,
    ) -> int | None:
        if self._is_blank(key, required):
            return None
        return self._keep(
            cells.parse_whole(self.raw(key), field=key, at_least=at_least, at_most=at_most)
        )

    def area(self, key: str, *, required: bool = True) -> int | None:
        """Return hundredths of a square metre."""
        if self._is_blank(key, required):
            return None
        return self._keep(cells.parse_area(self.raw(key), field=key))

    def date(self, key: str, *, required: bool = True) -> dt.date | None:
        if self._is_blank(key, required):
            return None
        return self._keep(cells.parse_date(self.raw(key), field=key))

    def time(self, key: str, *, required: bool = True) -> dt.time | None:
        if self._is_blank(key, required):
            return None
        return self._keep(cells.parse_time(self.raw(key), field=key))

    def datetime(self, key: str, *, required: bool = True) -> dt.datetime | None:
        """Return local wall-clock time without zone."""
        if self._is_blank(key, required):
            return None
        return self._keep(cells.parse_datetime(self.raw(key), field=key))

    def yes_no(self, key: str, *, required: bool = True) -> bool | None:
        if self._is_blank(key, required):
            return None
        return self._keep(cells.parse_yes_no(self.raw(key), field=key))

    def choice(self, key: str, choices: Mapping[str, T], *, required: bool = True) -> T | None:
        if self._is_blank(key, required):
            return None
        return self._keep(cells.parse_choice(self.raw(key), field=key, choices=choices))

    def text(
        self, key: str, *, required: bool = True, longest: int = cells.LONGEST_TEXT
    ) -> str | None:
        if self._is_blank(key, required):
            return None
        return self._keep(cells.parse_text(self.raw(key), field=key, longest=longest))

    def _is_blank(self, key: str, required: bool) -> bool:
        cell = self.raw(key)
        blank = cell is None or (isinstance(cell, str) and not cells.normal_text(cell))
        if blank and required:
            title = self._titles.get(key)
            what = f"“{title}”" if title else "这一格"
            self.refuse("cell_is_blank", f"{what}不能留空。", key)
        return blank

    def _keep(self, parsed: Parsed[T]) -> T | None:
        if parsed.reason is not None:
            self._reasons.append(parsed.reason)
        return parsed.value

    def _add(self, code: str, message: str, field: str | None, severity: ReasonSeverity) -> None:
        self._reasons.append(RowReason(code, message, field, severity))
