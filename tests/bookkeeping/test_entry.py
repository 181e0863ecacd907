"""Entries cannot be built wrong, and a reversal is the entry in red figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.bookkeeping.account import Account, AccountType, Side
from ledger.bookkeeping.currency import LARGEST_AMOUNT, Currency, EntrySeries
from ledger.bookkeeping.entry import (
    EntryAmountIsOutOfRange,
    EntryCurrenciesAreMixed,
    EntryIsNotBalanced,
    EntryLine,
    EntryNarrationIsMissing,
    EntryNeedsTwoLines,
    JournalEntry,
    check_balanced,
    credit,
    debit,
    format_minor,
)
from ledger.bookkeeping.reversal import reverse
from ledger.errors import Refusal
from tests.bookkeeping.strategies import entries

CNY, PTS, MIN = Currency.CNY, Currency.PTS, Currency.MIN
DAY = date(2026, 6, 18)


def money(
    *lines: EntryLine, narration: str = "端午活动采购粽叶", reverses: int | None = None
) -> JournalEntry:
    return JournalEntry(
        series=EntrySeries.MONEY,
        kind="manual",
        effective_on=DAY,
        narration=narration,
        lines=lines,
        reverses_seq=reverses,
    )


GOOD = (debit("5103", 120_00, CNY), credit("1001", 120_00, CNY))

# What is wrong with the entry, its lines, the refusal, and a part of what the treasurer reads.
WRONG_ENTRIES: list[tuple[str, tuple[EntryLine, ...], type[Refusal], str]] = [
    ("no line", (), EntryNeedsTwoLines, "至少要有两条分录"),
    ("one line", GOOD[:1], EntryNeedsTwoLines, "至少要有两条分录"),
    (
        "debit is more",
        (debit("5103", 120_00, CNY), credit("1001", 119_50, CNY)),
        EntryIsNotBalanced,
        "借方比贷方多 0.50",
    ),
    (
        "credit is more",
        (debit("5103", 1, CNY), credit("1001", 120_00, CNY)),
        EntryIsNotBalanced,
        "贷方比借方多 119.99",
    ),
    (
        "both lines on one side",
        (debit("5103", 1, CNY), debit("1001", 1, CNY)),
        EntryIsNotBalanced,
        "借方比贷方多 0.02",
    ),
    (
        "a line of nothing",
        (*GOOD, debit("5103", 0, CNY)),
        EntryAmountIsOutOfRange,
        "第 3 条分录",
    ),
    (
        "red outside a reversal",
        (debit("5103", -1, CNY), credit("1001", -1, CNY)),
        EntryAmountIsOutOfRange,
        "第 1 条分录",
    ),
    (
        "larger than a book",
        (debit("5103", LARGEST_AMOUNT + 1, CNY), credit("1001", LARGEST_AMOUNT + 1, CNY)),
        EntryAmountIsOutOfRange,
        "账簿范围",
    ),
    (
        "points in a money entry",
        (*GOOD, debit("P1101", 5, PTS), credit("P2101", 5, PTS)),
        EntryCurrenciesAreMixed,
        "第 3 条分录的币种",
    ),
    (
        "minutes against money",
        (debit("M1101", 60, MIN), credit("1001", 60, CNY)),
        EntryCurrenciesAreMixed,
        "要分开记账",
    ),
]


@pytest.mark.parametrize(
    "lines, refusal, said",
    [row[1:] for row in WRONG_ENTRIES],
    ids=[row[0] for row in WRONG_ENTRIES],
)
def test_a_wrong_entry_cannot_be_built(
    lines: tuple[EntryLine, ...], refusal: type[Refusal], said: str
) -> None:
    with pytest.raises(refusal) as caught:
        money(*lines)
    assert said in caught.value.sentence
    assert caught.value.status == 400


@pytest.mark.parametrize("narration", ["", " ", "\n\t", "　"])
def test_an_entry_says_what_it_is_for(narration: str) -> None:
    with pytest.raises(EntryNarrationIsMissing, match="请填写摘要"):
        money(*GOOD, narration=narration)


# Each entry has the fault of its row and of every row below it.
ORDER_OF_CHECKS: list[tuple[type[Refusal], tuple[EntryLine, ...]]] = [
    (EntryNeedsTwoLines, (debit("5103", 0, PTS),)),
    (EntryAmountIsOutOfRange, (debit("5103", 0, PTS), debit("1001", 1, PTS))),
    (EntryCurrenciesAreMixed, (debit("5103", 1, PTS), debit("1001", 1, CNY))),
    (EntryIsNotBalanced, (debit("5103", 1, CNY), debit("1001", 1, CNY))),
    (EntryNarrationIsMissing, GOOD),
]


@pytest.mark.parametrize("refusal, lines", ORDER_OF_CHECKS)
def test_the_order_of_checks_is_the_documented_one(
    refusal: type[Refusal], lines: tuple[EntryLine, ...]
) -> None:
    with pytest.raises(refusal):
        money(*lines, narration="")


def test_the_largest_amount_fits() -> None:
    entry = money(debit("5103", LARGEST_AMOUNT, CNY), credit("1001", LARGEST_AMOUNT, CNY))
    assert entry.total == LARGEST_AMOUNT
    assert 9000 * LARGEST_AMOUNT < 2**63


@pytest.mark.parametrize(
    "series, currency",
    [(EntrySeries.MONEY, CNY), (EntrySeries.POINTS, PTS), (EntrySeries.MINUTES, MIN)],
)
def test_each_series_is_kept_in_one_currency(series: EntrySeries, currency: Currency) -> None:
    assert series.currency is currency


def test_the_total_is_the_debit_side() -> None:
    entry = money(debit("5103", 100, CNY), debit("5401", 20, CNY), credit("1002001", 120, CNY))
    assert entry.total == 120


@pytest.mark.parametrize(
    "amount, currency, written",
    [
        (0, CNY, "0.00"),
        (5, CNY, "0.05"),
        (-5, CNY, "-0.05"),
        (123456789, CNY, "1234567.89"),
        (-100, CNY, "-1.00"),
        (44, PTS, "44"),
        (-44, PTS, "-44"),
        (150, MIN, "150"),
    ],
)
def test_amounts_are_written_as_people_read_them(
    amount: int, currency: Currency, written: str
) -> None:
    assert format_minor(amount, currency) == written


def test_a_reversal_keeps_the_sides_and_negates_the_amounts() -> None:
    entry = replace(money(*GOOD), source="import:7", documents=(b"\1" * 32,))
    red = reverse(entry, seq=12, entry_no="记-202606-0003", on=date(2026, 7, 2), reason="重复入账")
    assert red.narration == "冲销 记-202606-0003：重复入账"
    assert [(line.side, line.amount) for line in red.lines] == [
        (Side.DEBIT, -120_00),
        (Side.CREDIT, -120_00),
    ]
    assert (red.kind, red.reverses_seq, red.effective_on) == ("reversal", 12, date(2026, 7, 2))
    assert red.total == -120_00
    # The invoice proves the purchase, not its cancelling; the origin stays findable.
    assert (red.source, red.documents) == ("import:7", ())


@given(entries())
def test_entry_and_reversal_add_up_to_nothing(entry: JournalEntry) -> None:
    red = reverse(entry, seq=1, entry_no="x", on=entry.effective_on, reason="y")
    for line, cancelled in zip(entry.lines, red.lines, strict=True):
        assert line.signed_amount + cancelled.signed_amount == 0
        assert replace(cancelled, amount=line.amount) == line
    assert entry.total + red.total == 0


@given(entries())
def test_the_reversal_of_a_reversal_is_the_entry_again(entry: JournalEntry) -> None:
    once = reverse(entry, seq=1, entry_no="x", on=entry.effective_on, reason="y")
    twice = reverse(once, seq=2, entry_no="x", on=entry.effective_on, reason="y")
    assert twice.lines == entry.lines
    assert twice.reverses_seq == 2


@given(entries(), st.integers(min_value=0), st.integers(-(10**9), 10**9).filter(bool))
def test_no_entry_survives_a_change_of_one_amount(
    entry: JournalEntry, position: int, change: int
) -> None:
    lines = list(entry.lines)
    line = lines[position % len(lines)]
    lines[position % len(lines)] = replace(line, amount=line.amount + change)
    with pytest.raises((EntryIsNotBalanced, EntryAmountIsOutOfRange)):
        replace(entry, lines=tuple(lines))


@given(entries(), st.integers(min_value=0))
def test_no_entry_survives_the_loss_of_a_line(entry: JournalEntry, position: int) -> None:
    lines = list(entry.lines)
    del lines[position % len(lines)]
    with pytest.raises((EntryIsNotBalanced, EntryNeedsTwoLines)):
        replace(entry, lines=tuple(lines))


@given(entries(), st.integers(min_value=0))
def test_no_entry_survives_a_turned_side(entry: JournalEntry, position: int) -> None:
    lines = list(entry.lines)
    line = lines[position % len(lines)]
    lines[position % len(lines)] = replace(line, side=line.side.opposite)
    with pytest.raises(EntryIsNotBalanced):
        replace(entry, lines=tuple(lines))


def test_balance_is_asked_of_each_currency_by_itself() -> None:
    with pytest.raises(EntryIsNotBalanced):
        check_balanced([debit("1001", 5, CNY), credit("P2101", 5, PTS)])
    check_balanced(
        [
            debit("1001", 5, CNY),
            credit("4101", 5, CNY),
            debit("P1101", 7, PTS),
            credit("P2101", 7, PTS),
        ]
    )


NORMAL_SIDES = {
    AccountType.ASSET: Side.DEBIT,
    AccountType.LIABILITY: Side.CREDIT,
    AccountType.EQUITY: Side.CREDIT,
    AccountType.INCOME: Side.CREDIT,
    AccountType.EXPENSE: Side.DEBIT,
    AccountType.ISSUED: Side.DEBIT,
    AccountType.HOLDING: Side.CREDIT,
    AccountType.RETIRED: Side.CREDIT,
}


@pytest.mark.parametrize("kind", AccountType)
def test_each_type_has_its_normal_side_and_a_contra_account_the_other(kind: AccountType) -> None:
    plain = Account(1, "x", CNY, kind)
    assert plain.normal_side is NORMAL_SIDES[kind]
    assert replace(plain, contra=True).normal_side is NORMAL_SIDES[kind].opposite


def test_sides_are_signs_and_have_a_word() -> None:
    assert (debit("1001", 7, CNY).signed_amount, credit("1001", 7, CNY).signed_amount) == (7, -7)
    assert (Side.DEBIT.word, Side.CREDIT.word) == ("借", "贷")
