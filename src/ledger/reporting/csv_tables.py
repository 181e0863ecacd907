"""CSV as Chinese spreadsheets open it: UTF-8 with BOM, and no cell that could be a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO

from ledger.evidence.package_format import escaped_cell

Cell = str | int | bool | Decimal | None


def cell_text(value: Cell) -> str:
    """Return a cell: numbers plain, truth as 1 or 0, nothing empty, text escaped."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value) if isinstance(value, int) else escaped_cell(value)


class CsvTable:
    """A table being written to a text file that was opened with `newline=""`."""

    def __init__(self, file: IO[str], columns: Sequence[str]) -> None:
        self._writer = csv.writer(file, lineterminator="\r\n")
        self._writer.writerow(columns)

    def write(self, row: Sequence[Cell]) -> None:
        """Write one row in the order of the columns."""
        self._writer.writerow([cell_text(value) for value in row])


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a whole table."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = CsvTable(file, columns)
        for row in rows:
            table.write(row)
