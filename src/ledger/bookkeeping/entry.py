"""分录: journal entries that cannot be built unbalanced, and their reversal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ledger.bookkeeping.account import Side
from ledger.bookkeeping.currency import LARGEST_AMOUNT, Currency, EntrySeries
from ledger.errors import Refusal


class EntryIsNotBalanced(Refusal):
    """Debits and credits of one currency differ (借贷必相等)."""

    code = "entry_is_not_balanced"
    status = 400


class EntryNeedsTwoLines(Refusal):
    code = "entry_needs_two_lines"
    status = 400


class EntryAmountIsOutOfRange(Refusal):
    """An amount is zero, negative outside a reversal, or larger than any book can hold."""

    code = "entry_amount_is_out_of_range"
    status = 400


class EntryCurrenciesAreMixed(Refusal):
    """A line's currency is not the one its series is kept in (domain.md §2.2)."""

    code = "entry_currencies_are_mixed"
    status = 400


class EntryNarrationIsMissing(Refusal):
    code = "entry_narration_is_missing"
    status = 400


@dataclass(frozen=True, slots=True)
class Dimensions:
    """辅助核算: what a line is about besides its account; ids within the same estate."""

    fund_grant_id: int | None = None
    merchant_id: int | None = None
    dwelling_id: int | None = None
    activity_id: int | None = None


NO_DIMENSIONS = Dimensions()


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One line: an account, a side and an amount in minor units of the account's currency.

    `holder` names whose account it is where one code has many (`resident:17`, `merchant:3`);
    it is empty for the accounts of the estate itself. A negative amount is 红字 and is allowed
    only in a reversal.
    """

    account_code: str
    side: Side
    amount: int
    currency: Currency
    holder: str = ""
    narration: str = ""
    dimensions: Dimensions = NO_DIMENSIONS

    @property
    def signed_amount(self) -> int:
        """The amount with debit positive and credit negative."""
        return self.side * self.amount


def debit(
    account_code: str,
    amount: int,
    currency: Currency,
    *,
    holder: str = "",
    narration: str = "",
    dimensions: Dimensions = NO_DIMENSIONS,
) -> EntryLine:
    """Return a debit line (借方)."""
    return EntryLine(account_code, Side.DEBIT, amount, currency, holder, narration, dimensions)


def credit(
    account_code: str,
    amount: int,
    currency: Currency,
    *,
    holder: str = "",
    narration: str = "",
    dimensions: Dimensions = NO_DIMENSIONS,
) -> EntryLine:
    """Return a credit line (贷方)."""
    return EntryLine(account_code, Side.CREDIT, amount, currency, holder, narration, dimensions)


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """An entry that is ready to be posted; building one that does not balance raises.

    `kind` says which business event it records (`opening`, `cash_book`, `grant`, `redemption`,
    `reversal` …) and `source` names the object it came from (`redemption:42`). `documents` are
    the SHA-256 digests of the source documents in order. `reverses_seq` points to the entry that
    this one cancels, and is what allows red (negative) amounts.

    Raises `EntryNeedsTwoLines`, `EntryAmountIsOutOfRange`, `EntryCurrenciesAreMixed`,
    `EntryIsNotBalanced` or `EntryNarrationIsMissing`, in this order.
    """

    series: EntrySeries
    kind: str
    effective_on: date
    narration: str
    lines: tuple[EntryLine, ...]
    source: str = ""
    rule_version: str = ""
    documents: tuple[bytes, ...] = ()
    reverses_seq: int | None = None

    def __post_init__(self) -> None:
        if len(self.lines) < 2:
            raise EntryNeedsTwoLines("一张凭证至少要有两条分录，请补充借方或贷方。")
        for number, line in enumerate(self.lines, start=1):
            self._check_line(number, line)
        check_balanced(self.lines)
        if not self.narration.strip():
            raise EntryNarrationIsMissing("请填写摘要，说明这笔账是为什么事。")

    def _check_line(self, number: int, line: EntryLine) -> None:
        largest = abs(line.amount) > LARGEST_AMOUNT
        red_outside_reversal = line.amount < 0 and self.reverses_seq is None
        if line.amount == 0 or largest or red_outside_reversal:
            raise EntryAmountIsOutOfRange(
                f"第 {number} 条分录的金额不能为零、不能为负，也不能超出账簿范围。",
                line=number,
                amount=str(line.amount),
            )
        if line.currency is not self.series.currency:
            raise EntryCurrenciesAreMixed(
                f"第 {number} 条分录的币种与凭证字“{self.series.value}”不符，"
                "钱、积分、时长要分开记账。",
                line=number,
                currency=line.currency.value,
            )

    @property
    def total(self) -> int:
        """Sum of the debit side in minor units, as printed at the foot of the entry."""
        return sum(line.amount for line in self.lines if line.side is Side.DEBIT)


def check_balanced(lines: Iterable[EntryLine]) -> None:
    """Raise `EntryIsNotBalanced` unless debits equal credits in each currency."""
    difference: dict[Currency, int] = {}
    for line in lines:
        difference[line.currency] = difference.get(line.currency, 0) + line.signed_amount
    for currency, amount in difference.items():
        if amount:
            more, less = ("借方", "贷方") if amount > 0 else ("贷方", "借方")
            raise EntryIsNotBalanced(
                f"借贷不平：{more}比{less}多 {format_minor(abs(amount), currency)}，请核对金额。",
                currency=currency.value,
                difference=str(amount),
            )


def format_minor(amount: int, currency: Currency) -> str:
    """Write an amount in minor units the way a person reads it (12.30, 44)."""
    if currency.scale == 0:
        return str(amount)
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def yuan(amount_fen: int) -> str:
    """Write fen as yuan with two decimals: 4380 → `43.80`."""
    return format_minor(amount_fen, Currency.CNY)
