"""The accounting of the money behind points that are taken back, on one page.

A grant that somebody paid for has an entry in money beside it: a merchant pays for the points of a
purchase. What is taken back of the points gives the same part of that money back, with the sides
of that entry exchanged, in the same database transaction:

money    2301001 积分兑付准备 → 2202001 应付商户积分结算款     points taken × what each was paid

A granted appeal takes it again in red, as it does with the points.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.entry import EntryLine, JournalEntry, credit, debit

MERCHANT_PAYABLE = "2202001"
"""应付商户积分结算款."""


@dataclass(frozen=True, slots=True)
class Funding:
    """The entry in money behind a grant, its printed number, and how many points it paid for."""

    entry: JournalEntry
    entry_no: str
    points: int

    @property
    def fen(self) -> int:
        return self.entry.total

    @property
    def accounts(self) -> tuple[tuple[str, str], ...]:
        """Code and holder of the accounts that both entries write to."""
        return tuple((line.account_code, line.holder) for line in self.entry.lines)

    def fen_of(self, points: int) -> int:
        """Return what so many of the points cost; every point of a grant costs the same."""
        return self.fen * points // self.points


def money_back(
    funding: Funding, points: int, *, source: str, on: date, documents: tuple[bytes, ...] = ()
) -> JournalEntry:
    """Return the entry that gives the money of so many points back to whoever paid for them."""
    fen = funding.fen_of(points)
    paid, put_by = funding.entry.lines
    lines: tuple[EntryLine, EntryLine] = (
        debit(put_by.account_code, fen, Currency.CNY, dimensions=put_by.dimensions),
        credit(paid.account_code, fen, Currency.CNY, dimensions=paid.dimensions),
    )
    return JournalEntry(
        series=funding.entry.series,
        kind="purchase_funding_back",
        effective_on=on,
        narration=f"更正扣减消费积分 {points} 分，退回 {funding.entry_no} 号凭证由商户承担的钱",
        lines=lines,
        source=source,
        documents=documents,
        rule_version=funding.entry.rule_version,
    )
