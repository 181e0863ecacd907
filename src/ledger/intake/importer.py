"""What a feature writes to take a kind of file, and how the kinds are found.

A feature puts its importers into `importers.py` as `IMPORTERS: tuple[Importer, ...]`. They are
found by name, so a new kind is one new object and no list to edit, and nothing here imports
upwards.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

import ledger
from ledger.errors import JsonValue, Refusal
from ledger.intake.headers import FileColumn
from ledger.intake.preview import Preview
from ledger.intake.source_file import SourceFile

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

Progress: TypeAlias = Callable[[int, int], None]
"""Called with rows done and rows in all."""


class ImportKindIsUnknown(Refusal):
    code = "import_kind_is_unknown"
    status = 400


@dataclass(frozen=True, slots=True)
class BookingResult:
    """How many rows of a file met which end; `first_seq`..`last_seq` are the entries written.

    Between the two, other people's entries may stand; the entries of this import carry its hash.
    """

    booked: int
    skipped_known: int = 0
    left_doubtful: int = 0
    waiting: int = 0
    refused: int = 0
    first_seq: int | None = None
    last_seq: int | None = None
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, JsonValue]:
        return {
            "booked": self.booked,
            "skipped_known": self.skipped_known,
            "left_doubtful": self.left_doubtful,
            "waiting": self.waiting,
            "refused": self.refused,
            "first_seq": self.first_seq,
            "last_seq": self.last_seq,
            "notes": list(self.notes),
        }


class Importer(Protocol):
    """One kind of file. `preview` reads only; `book` reads the file again and writes."""

    @property
    def kind(self) -> str:
        """Stable identifier, e.g. `cash_book`."""

    @property
    def title(self) -> str:
        """Chinese name of the kind, e.g. 公共收益流水账."""

    @property
    def permission(self) -> str:
        """Permission that previewing and booking need."""

    @property
    def columns(self) -> tuple[FileColumn, ...]:
        """The columns the file should have."""

    async def preview(self, conn: AsyncConnection, *, estate_id: int, file: SourceFile) -> Preview:
        """Say what every row would do; raises the refusals of `read_table`."""

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
        """Book the new rows and the doubtful rows in `accepted_rows`; skip the known ones."""


def discover_importers() -> dict[str, Importer]:
    """Return every importer by its kind, from each `ledger.<feature>.importers`.

    Raises `ValueError` when two features claim the same kind: that is a fault of the program.
    """
    importers: dict[str, Importer] = {}
    for module in sorted(pkgutil.iter_modules(ledger.__path__, "ledger."), key=lambda m: m.name):
        name = f"{module.name}.importers"
        if not module.ispkg or importlib.util.find_spec(name) is None:
            continue
        found: tuple[Importer, ...] = importlib.import_module(name).IMPORTERS
        for importer in found:
            if importer.kind in importers:
                raise ValueError(f"two importers are called {importer.kind}")
            importers[importer.kind] = importer
    return importers


def importer_of_kind(kind: str) -> Importer:
    """Return the importer, or raise `ImportKindIsUnknown`."""
    importers = discover_importers()
    if kind not in importers:
        known = [f"{importer.title}（{importer.kind}）" for importer in importers.values()]
        raise ImportKindIsUnknown(
            f"没有这种文件，可以导入的有：{'、'.join(known)}。", given=kind[:40]
        )
    return importers[kind]
