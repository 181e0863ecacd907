"""结转: what income and expense leave at the end of a month goes to the owners' surplus.

业委会 keeps the calendar year (会计法 §11), so December must be carried forward; a month or a
quarter may be (账结法), and the statements show the same figures either way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.bookkeeping.account import Side
from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import NO_DIMENSIONS, Dimensions, EntryLine, JournalEntry
from ledger.bookkeeping.period import CLOSING_KIND, Month

SURPLUS_ACCOUNT = "3101001"
"""公共收益结余: what is nobody's grant."""

TITLES = {"income": "收入", "expense": "支出"}


@dataclass(frozen=True, slots=True)
class Leftover:
    """What an income or expense account holds at the end of a month, in fen, debit-positive.

    `dimensions` name the grant that the amount belongs to, and what else the account requires.
    """

    account_code: str
    account_type: str
    amount_fen: int
    dimensions: Dimensions = NO_DIMENSIONS


def closing_entries(
    month: Month, leftovers: Sequence[Leftover], *, grant_accounts: Mapping[int, str]
) -> list[JournalEntry]:
    """Return the 结转凭证 of a month: one for income, one for expense, where there is any.

    Amounts that name a grant go back to the account that keeps it (`grant_accounts`, by grant
    id), everything else to the surplus. Afterwards each account of `leftovers` holds nothing.
    """
    entries = []
    for account_type, title in TITLES.items():
        own = [each for each in leftovers if each.account_type == account_type and each.amount_fen]
        if own:
            entries.append(
                JournalEntry(
                    series=EntrySeries.MONEY,
                    kind=CLOSING_KIND,
                    effective_on=month.last_day,
                    narration=f"结转{title}（截至{month.title}末）",
                    lines=(*_emptied(own), *_carried(own, grant_accounts)),
                    source=f"closing:{month}",
                )
            )
    return entries


def _emptied(leftovers: Sequence[Leftover]) -> list[EntryLine]:
    return [
        _line(each.account_code, -each.amount_fen, each.dimensions)
        for each in sorted(leftovers, key=lambda each: each.account_code)
    ]


def _carried(leftovers: Sequence[Leftover], grant_accounts: Mapping[int, str]) -> list[EntryLine]:
    sums: dict[tuple[str, int | None], int] = {}
    for each in leftovers:
        grant = each.dimensions.fund_grant_id
        # A grant that stands on no account of its own was never received as one.
        target = SURPLUS_ACCOUNT if grant is None else grant_accounts.get(grant, SURPLUS_ACCOUNT)
        key = (target, grant)
        sums[key] = sums.get(key, 0) + each.amount_fen
    return [
        _line(code, amount, Dimensions(fund_grant_id=grant))
        for (code, grant), amount in sorted(sums.items(), key=lambda each: str(each[0]))
        if amount
    ]


def _line(account_code: str, signed_fen: int, dimensions: Dimensions) -> EntryLine:
    side = Side.DEBIT if signed_fen > 0 else Side.CREDIT
    return EntryLine(account_code, side, abs(signed_fen), Currency.CNY, dimensions=dimensions)
