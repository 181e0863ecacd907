"""余额: applying signed amounts to an account and checking its floor with holds counted."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.bookkeeping.account import Account
from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.entry import format_minor
from ledger.errors import Refusal


class BalanceIsTooLow(Refusal):
    """The account would fall below its floor, held amounts counted (I7)."""

    code = "balance_is_too_low"


class BalanceIsTooLarge(Refusal):
    """The account would pass what can be kept in 64 bits; somebody is playing with amounts."""

    code = "balance_is_too_large"


LARGEST_BALANCE = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Balance:
    """What one account stands at.

    `posted` is debit-positive in minor units; `held` is the sum of open holds, never negative,
    and `version` counts the lines that made the balance.
    """

    posted: int = 0
    held: int = 0
    version: int = 0

    def after(self, signed_amount: int) -> Balance:
        """Return the balance after one more line; raises `BalanceIsTooLarge`."""
        posted = self.posted + signed_amount
        if abs(posted) > LARGEST_BALANCE:
            raise BalanceIsTooLarge("科目余额太大，账簿记不下，没有入账；请核对金额。")
        return Balance(posted, self.held, self.version + 1)


def available(account: Account, balance: Balance) -> int:
    """Return what can still leave the account, in minor units on its normal side."""
    return account.normal_side * balance.posted - balance.held


def check_floor(account: Account, before: Balance, after: Balance) -> None:
    """Raise `BalanceIsTooLow` when a movement takes the account further below its floor.

    A movement that raises an account which is already too low is let through: otherwise the
    mistake could never be put right.
    """
    if account.floor is None:
        return
    left = available(account, after)
    if left < account.floor and left < available(account, before):
        short = format_minor(account.floor - left, account.currency)
        unit = {Currency.CNY: "元", Currency.PTS: "分", Currency.MIN: "分钟"}[account.currency]
        raise BalanceIsTooLow(
            f"科目 {account.code} 的可用余额不足，还差 {short} {unit}，没有入账。",
            account_code=account.code,
            short=account.floor - left,
        )
