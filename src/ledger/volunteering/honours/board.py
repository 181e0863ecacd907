"""Who may be shown on the board, asked of the consents at this moment and never kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.estates.people.consent_texts import Purpose
from ledger.estates.people.queries import agreed_to, names_for_the_public
from ledger.volunteering.honours.queries import (
    HonourRow,
    HonoursListRow,
    adults_of,
    honours_lists,
    honours_of,
)

BOARD_LISTS_MAX = 50


@dataclass(frozen=True, slots=True)
class BoardLine:
    """An honour with the name that the public may read, masked; None where nobody agreed."""

    honour: HonourRow
    public_name: str | None


@dataclass(frozen=True, slots=True)
class BoardList:
    """A list with its lines."""

    row: HonoursListRow
    lines: list[BoardLine]

    @property
    def named(self) -> list[BoardLine]:
        return [line for line in self.lines if line.public_name is not None]

    @property
    def unnamed_count(self) -> int:
        return len(self.lines) - len(self.named)


async def board_of(conn: AsyncConnection, *, estate_id: int, today: date) -> list[BoardList]:
    """Return the lists that were approved, the newest first, without what was taken back."""
    rows = await honours_lists(conn, estate_id=estate_id, limit=BOARD_LISTS_MAX, is_public=True)
    lines = await lines_of(conn, rows, estate_id=estate_id, today=today)
    return [
        BoardList(
            row, [line for line in lines[row.honours_list_id] if line.honour.revoked_at is None]
        )
        for row in rows
    ]


async def lines_of(
    conn: AsyncConnection, rows: Sequence[HonoursListRow], *, estate_id: int, today: date
) -> dict[int, list[BoardLine]]:
    """Return the lines of these lists, by list, each with what may be shown of its name.

    A family is shown by its head, and only while everybody of fourteen or more in it agrees.
    """
    found = await honours_of(
        conn, estate_id=estate_id, honours_list_ids=[row.honours_list_id for row in rows]
    )
    persons = [each.resident_id for each in found if each.resident_id is not None]
    households = [each.household_id for each in found if each.household_id is not None]
    adults = await adults_of(conn, estate_id=estate_id, household_ids=households, today=today)
    asked = sorted({*persons, *(adult.resident_id for adult in adults)})
    names = await names_for_the_public(conn, estate_id, asked, today=today)
    willing = await agreed_to(conn, estate_id, asked, Purpose.PUBLIC_HONOURS, today=today)
    families = {}
    for household_id in set(households):
        members = [adult for adult in adults if adult.household_id == household_id]
        head = next((adult.resident_id for adult in members if adult.is_head), None)
        if head in names and all(adult.resident_id in willing for adult in members):
            families[household_id] = f"{names[head]}一家"
    lines: dict[int, list[BoardLine]] = {row.honours_list_id: [] for row in rows}
    for honour in found:
        name = (
            names.get(honour.resident_id)
            if honour.resident_id is not None
            else families.get(honour.household_id or 0)
        )
        lines[honour.honours_list_id].append(BoardLine(honour, name))
    return lines
