"""The accounting of the time bank on one page, in minutes (series 时).

    served   M1101 服务认定            → M2101 服务时长-居民     (volunteering; never reduced)
    deposit  M1102 时间银行-存入认可    → M2102 时间银行-居民
    excess   M1102 时间银行-存入认可    → M2301 公益池           (beyond the lifetime's cap)
    gift     M2102 时间银行-居民        → M2102 of a relative
    donate   M2102 时间银行-居民        → M2301 公益池
    spend    M2102 时间银行-居民        → M3101 已使用          (help received)
    grant    M2301 公益池               → M3101 已使用          (help received by somebody in need)

Minutes of the pool never come into anybody's account: they are held for one request that two
people granted, and what was not served goes back.

At every moment Σ M1102 = Σ M2102 + M2301 + M3101, and for each resident the deposits are of minutes
that stand in M2101.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import EntryLine, JournalEntry, credit, debit
from ledger.points.entries import resident_holder
from ledger.points.rules import hours_text
from ledger.time_bank.rules import Portion

DEPOSITED = "M1102"
SAVED = "M2102"
POOL = "M2301"
SPENT = "M3101"

DEPOSIT = "time_bank_deposit"
EXCESS = "time_bank_excess"
GIFT = "time_bank_gift"
DONATION = "time_bank_donation"
SPENDING = "time_bank_spending"
POOL_SPENDING = "time_bank_pool_spending"


@dataclass(frozen=True, slots=True)
class Deposit:
    """A portion of one service that a resident puts into the bank, or beyond the cap the pool."""

    resident_id: int
    portion: Portion
    to_pool: bool
    on: date

    @property
    def source(self) -> str:
        """The object behind the entry."""
        return f"service_record:{self.portion.service.service_record_id}"

    @property
    def idempotency_key(self) -> str:
        """One for each minute from which a portion begins."""
        return f"time_bank:{self.source}:{self.portion.from_minute}"


def _entry(
    kind: str, on: date, narration: str, lines: tuple[EntryLine, ...], source: str = ""
) -> JournalEntry:
    return JournalEntry(EntrySeries.MINUTES, kind, on, narration, lines, source=source)


def deposit_entry(deposit: Deposit) -> JournalEntry:
    """Return the entry that puts served minutes into the bank."""
    portion = deposit.portion
    minutes = portion.minutes
    what = f"{portion.service.activity} {hours_text(minutes)}"
    if deposit.to_pool:
        taken = credit(POOL, minutes, Currency.MIN)
    else:
        taken = credit(SAVED, minutes, Currency.MIN, holder=resident_holder(deposit.resident_id))
    return _entry(
        EXCESS if deposit.to_pool else DEPOSIT,
        deposit.on,
        f"{what}，捐入公益池（超出上限）" if deposit.to_pool else f"存入 {what}",
        (debit(DEPOSITED, minutes, Currency.MIN), taken),
        deposit.source,
    )


def gift_entry(*, giver_id: int, taker_id: int, minutes: int, on: date) -> JournalEntry:
    """Return the entry that gives saved minutes to a relative."""
    return _entry(
        GIFT,
        on,
        f"家人转赠 {hours_text(minutes)}",
        (
            debit(SAVED, minutes, Currency.MIN, holder=resident_holder(giver_id)),
            credit(SAVED, minutes, Currency.MIN, holder=resident_holder(taker_id)),
        ),
    )


def donation_entry(*, resident_id: int, minutes: int, on: date) -> JournalEntry:
    """Return the entry that gives saved minutes to the pool."""
    return _entry(
        DONATION,
        on,
        f"捐入公益池 {hours_text(minutes)}",
        (
            debit(SAVED, minutes, Currency.MIN, holder=resident_holder(resident_id)),
            credit(POOL, minutes, Currency.MIN),
        ),
    )


def spend_entry(
    *, resident_id: int, minutes: int, what: str, on: date, source: str
) -> JournalEntry:
    """Return the entry that takes minutes out of use for help that somebody received."""
    return _entry(
        SPENDING,
        on,
        f"得到互助 {what} {hours_text(minutes)}",
        (
            debit(SAVED, minutes, Currency.MIN, holder=resident_holder(resident_id)),
            credit(SPENT, minutes, Currency.MIN),
        ),
        source,
    )


def pool_spend_entry(*, minutes: int, what: str, on: date, source: str) -> JournalEntry:
    """Return the entry by which the pool pays for help; for whom, the request says."""
    return _entry(
        POOL_SPENDING,
        on,
        f"公益池支付 互助 {what} {hours_text(minutes)}",
        (debit(POOL, minutes, Currency.MIN), credit(SPENT, minutes, Currency.MIN)),
        source,
    )


def payer(resident_id: int, *, pool_grant_id: int | None) -> tuple[str, str]:
    """Return the account from which help is paid: one's own, or the pool where it was granted."""
    return (SAVED, resident_holder(resident_id)) if pool_grant_id is None else (POOL, "")
