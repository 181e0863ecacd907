"""The rules for lines: order, sides, sums, currencies, amounts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ledger.bookkeeping.currency import LARGEST_AMOUNT
from ledger.evidence.screen.columns import Columns, Doubt
from ledger.evidence.screen.streams import column


def check_lines(columns: Columns) -> Iterator[Doubt]:
    """Yield a doubt for every rule that some line breaks."""
    lines, estate = columns.lines, columns.line_estate
    entry_at = columns.entry_at
    amount, currency = column(lines, "amount"), columns.currency
    expected_no = np.arange(len(lines)) - np.repeat(columns.line_start, columns.line_counts) + 1
    # The series are numbered as their currencies are.
    series = columns.series[entry_at]
    of_chart = column(columns.accounts, "currency")[columns.account_at]
    for reason, broken in (
        ("line_no", columns.line_no != expected_no),
        ("side", columns.has_no_side),
        ("currency", (currency != series) | (currency != of_chart)),
        ("amount", (amount == 0) | (np.abs(amount) > LARGEST_AMOUNT)),
        ("amount", (amount < 0) & ~columns.names_original[entry_at]),
    ):
        yield reason, estate[broken]
    if len(lines):
        difference = np.add.reduceat(columns.signed, columns.line_start)
        yield "balance", columns.estate[difference != 0]
