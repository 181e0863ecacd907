"""What a reversal may take back of an entry, line by line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import JournalEntry, credit, debit
from ledger.bookkeeping.reversal import (
    EntryIsAlreadyReversed,
    ReversalIsOfAnotherLine,
    ReversalMayNotBeReversed,
    ReversalTakesTooMuch,
    ReversibleEntry,
    reverse,
)
from ledger.errors import Refusal

CNY = Currency.CNY
DAY = date(2026, 6, 18)


def money(*amounts: int) -> JournalEntry:
    """Costs on the debit side, some of them on lines that say the same, paid from one bank."""
    costs = [debit(f"510{at % 3}", amount, CNY) for at, amount in enumerate(amounts)]
    lines = (*costs, credit("1002001", sum(amounts), CNY))
    return JournalEntry(EntrySeries.MONEY, "manual", DAY, "端午", lines)


def red(entry: JournalEntry, amounts: tuple[int, ...]) -> JournalEntry:
    return reverse(entry, seq=1, entry_no="x", on=DAY, reason="y", amounts=amounts)


@st.composite
def attempts(draw: st.DrawFn) -> tuple[JournalEntry, list[tuple[int, ...]]]:
    """An entry, and parts that somebody tries to take back; the last line balances each part."""
    amounts = draw(st.lists(st.integers(1, 50), min_size=1, max_size=5))
    entry = money(*amounts)
    part = st.tuples(*(st.integers(0, amount + 5) for amount in amounts))
    parts = draw(st.lists(part.filter(any), max_size=12))
    return entry, [(*taken, sum(taken)) for taken in parts]


@given(attempts())
def test_no_sequence_of_reversals_passes_the_entry(
    asked: tuple[JournalEntry, list[tuple[int, ...]]],
) -> None:
    entry, parts = asked
    state = ReversibleEntry.of(entry)
    accepted: list[JournalEntry] = []

    def left_of(code: str) -> int:
        """By pencil: what stands on the account after the entry and its reversals."""
        return sum(
            line.amount
            for each in (entry, *accepted)
            for line in each.lines
            if line.account_code == code
        )

    for part in parts:
        reversal = red(entry, part)
        wanted = {line.account_code for line in reversal.lines}
        asked_of = {
            code: -sum(line.amount for line in reversal.lines if line.account_code == code)
            for code in wanted
        }
        fits = all(asked_of[code] <= left_of(code) for code in wanted)
        if not any(state.left):
            with pytest.raises(EntryIsAlreadyReversed):
                state.after(reversal.lines)
        elif fits:
            state = state.after(reversal.lines)
            accepted.append(reversal)
        else:
            with pytest.raises(ReversalTakesTooMuch):
                state.after(reversal.lines)
        assert all(
            0 <= left <= line.amount for left, line in zip(state.left, entry.lines, strict=True)
        )
        for code in {line.account_code for line in entry.lines}:
            own = zip(state.left, entry.lines, strict=True)
            assert sum(left for left, line in own if line.account_code == code) == left_of(code)
    # All that is left can be taken back, and then nothing is left.
    if any(state.left):
        rest = red(entry, state.left)
        state = state.after(rest.lines)
        accepted.append(rest)
    assert state.is_used_up
    assert all(left_of(line.account_code) == 0 for line in entry.lines)
    with pytest.raises(EntryIsAlreadyReversed):
        state.after(red(entry, tuple(line.amount for line in entry.lines)).lines)


def test_each_line_is_named_by_all_that_it_says() -> None:
    entry = money(30)
    state = ReversibleEntry.of(entry)
    good = red(entry, (10, 10)).lines
    other: list[tuple[type[Refusal], object]] = [
        (ReversalIsOfAnotherLine, replace(good[0], account_code="5199")),
        (ReversalIsOfAnotherLine, replace(good[0], narration="别的")),
        (ReversalIsOfAnotherLine, replace(good[0], holder="resident:1")),
        (ReversalIsOfAnotherLine, replace(good[0], amount=10)),
        (ReversalTakesTooMuch, replace(good[0], amount=-31)),
    ]
    for refusal, line in other:
        with pytest.raises(refusal):
            state.after((line, good[1]))  # type: ignore[arg-type]
    assert state.after(good).left == (20, 20)


def test_a_reversal_is_not_reversed() -> None:
    entry = money(30)
    with pytest.raises(ReversalMayNotBeReversed):
        ReversibleEntry.of(red(entry, (10, 10))).after(entry.lines)


def test_a_part_says_so_in_its_narration() -> None:
    entry = money(30, 4)
    assert red(entry, (30, 4, 34)).narration == "冲销 x：y"
    part = red(entry, (0, 4, 4))
    assert part.narration == "部分冲销 x：y"
    assert [line.account_code for line in part.lines] == ["5101", "1002001"]
