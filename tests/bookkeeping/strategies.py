"""Entries that could be in any book, for Hypothesis."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from ledger.bookkeeping.account import Side
from ledger.bookkeeping.currency import LARGEST_AMOUNT, EntrySeries
from ledger.bookkeeping.entry import Dimensions, EntryLine, JournalEntry

amounts = st.integers(min_value=1, max_value=LARGEST_AMOUNT // 100)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
ids = st.none() | st.integers(min_value=1, max_value=2**63 - 1)
dimensions = st.builds(Dimensions, ids, ids, ids, ids)
days = st.dates(min_value=date(1900, 1, 1), max_value=date(2999, 12, 31))


@st.composite
def balanced_lines(
    draw: st.DrawFn, series: EntrySeries, *, lines_max: int = 6
) -> tuple[EntryLine, ...]:
    """Draw lines of which the last brings debits and credits together."""
    lines = [
        EntryLine(
            account_code=draw(st.sampled_from(["1001", "1002001", "5103", "P2101"])),
            side=draw(st.sampled_from(Side)),
            amount=draw(amounts),
            currency=series.currency,
            holder=draw(st.sampled_from(["", "resident:1", "resident:2"])),
            narration=draw(texts),
            dimensions=draw(dimensions),
        )
        for _ in range(draw(st.integers(min_value=1, max_value=lines_max - 1)))
    ]
    difference = sum(line.signed_amount for line in lines)
    if difference == 0:
        lines.append(EntryLine("1001", lines[-1].side, 1, series.currency))
        difference = int(lines[-1].side)
    side = Side.CREDIT if difference > 0 else Side.DEBIT
    lines.append(EntryLine("9999", side, abs(difference), series.currency))
    return tuple(lines)


@st.composite
def entries(draw: st.DrawFn) -> JournalEntry:
    """Draw an entry that balances."""
    series = draw(st.sampled_from(EntrySeries))
    return JournalEntry(
        series=series,
        kind=draw(st.sampled_from(["manual", "redemption", "service_points"])),
        effective_on=draw(days),
        narration=draw(texts.filter(lambda said: said.strip() != "")),
        lines=draw(balanced_lines(series)),
        source=draw(texts),
        rule_version=draw(texts),
        documents=tuple(draw(st.lists(st.binary(min_size=32, max_size=32), max_size=3))),
    )
