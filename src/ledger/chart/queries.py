"""Reading an estate's chart of accounts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.account import AccountType


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One account of the chart (holders' accounts are not rows of the chart)."""

    account_id: int
    code: str
    name: str
    currency: str
    type: AccountType
    is_contra: bool
    is_postable: bool
    parent_code: str | None
    per_holder: str | None
    required_dimensions: tuple[str, ...]

    @property
    def normal_side(self) -> str:
        """`debit` or `credit`."""
        side = self.type.normal_side.opposite if self.is_contra else self.type.normal_side
        return "debit" if side > 0 else "credit"


async def chart_of(conn: AsyncConnection, estate_id: int) -> list[ChartRow]:
    """Return the chart in code order."""
    rows = await conn.execute(
        text("""select account_id, code, name, currency, type, is_contra, is_postable,
                parent_code, per_holder, required_dimensions
            from account where estate_id = :estate_id and holder = '' order by code"""),
        {"estate_id": estate_id},
    )
    return [
        ChartRow(
            account_id=row.account_id,
            code=row.code,
            name=row.name,
            currency=row.currency,
            type=AccountType(row.type),
            is_contra=row.is_contra,
            is_postable=row.is_postable,
            parent_code=row.parent_code,
            per_holder=row.per_holder,
            required_dimensions=tuple(row.required_dimensions),
        )
        for row in rows
    ]
