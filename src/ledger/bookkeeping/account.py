"""科目: what an account is and on which side it normally stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from ledger.bookkeeping.currency import Currency


class Side(IntEnum):
    """借 or 贷. The value is the sign of the side in a debit-positive balance."""

    DEBIT = 1
    CREDIT = -1

    @property
    def word(self) -> str:
        """The side as printed in a Chinese book."""
        return "借" if self is Side.DEBIT else "贷"

    @property
    def opposite(self) -> Side:
        return Side.CREDIT if self is Side.DEBIT else Side.DEBIT


class AccountType(StrEnum):
    """What kind of thing an account measures; it fixes the normal side."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"
    ISSUED = "issued"
    """Points or minutes brought into being; the debit side of their record."""
    HOLDING = "holding"
    """Points or minutes that somebody holds, or that wait to be settled."""
    RETIRED = "retired"
    """Points or minutes that have ended their life."""

    @property
    def normal_side(self) -> Side:
        if self in (AccountType.ASSET, AccountType.EXPENSE, AccountType.ISSUED):
            return Side.DEBIT
        return Side.CREDIT


@dataclass(frozen=True, slots=True)
class Account:
    """One account of a book as the posting rules see it.

    `floor` is the least allowed available balance on the account's normal side in minor units,
    or None where the account may go to either side. `contra` marks an account that stands on the
    side opposite to its type (累计折旧).
    """

    account_id: int
    code: str
    currency: Currency
    type: AccountType
    is_postable: bool = True
    floor: int | None = None
    contra: bool = False

    @property
    def normal_side(self) -> Side:
        return self.type.normal_side.opposite if self.contra else self.type.normal_side
