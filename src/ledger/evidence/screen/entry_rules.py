"""The rules for entries by themselves: place, number, people, period, key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from ledger.evidence.screen.columns import UNKNOWN, Columns, Doubt, Mask
from ledger.evidence.screen.streams import Whole, column

if TYPE_CHECKING:
    from ledger.evidence.screen.stretch import Stretch


def check_entries(columns: Columns, stretch: Stretch) -> Iterator[Doubt]:
    """Yield a doubt for every rule that some entry breaks."""
    entries, estate = columns.entries, columns.estate
    month = columns.month
    approved_by, prepared_by = column(entries, "approved_by"), column(entries, "prepared_by")
    for reason, broken in (
        ("approval", columns.needs_approval & (approved_by == -1)),
        ("approver", approved_by == prepared_by),
        ("narration", columns.has_blank_narration),
        ("people", (prepared_by <= 0) | (column(entries, "posted_by") <= 0)),
        ("people", (approved_by != -1) & (approved_by <= 0)),
        ("series", columns.series == UNKNOWN),
        ("number", column(entries, "number") <= 0),
        ("line_count", column(entries, "line_count") != columns.line_counts),
        ("line_count", columns.line_counts < 2),
        ("reversal", columns.is_reversal & ~columns.names_original),
    ):
        yield reason, estate[broken]
    yield "place", estate[_out_of_place(columns, stretch.first_seq)]
    yield "number", estate[_number_runs(columns)[1]]
    recorded_at = column(entries, "recorded_at")
    keys = column(entries, "key")
    for book in stretch.books:
        start, end = columns.entries_of(book.estate_id)
        mine = estate[start:end]
        yield "first_month", mine[month[start:end] < book.first_month]
        for closed, moment in book.sealed.items():
            late = (month[start:end] == closed) & (recorded_at[start:end] > moment)
            yield "period", mine[late]
        if has_repeats(keys[start:end]):
            yield "key", mine


def has_repeats(keys: Whole) -> bool:
    """Tell whether a digest of a key occurs twice."""
    ordered = np.sort(keys)
    return bool((ordered[1:] == ordered[:-1]).any())


def _out_of_place(columns: Columns, first_seq: int) -> Mask:
    """Mark the entries that do not follow the one before them in their book."""
    estate, seq = columns.estate, columns.seq
    wrong = np.ones(len(seq), np.bool_)
    if len(seq):
        is_first = estate[1:] != estate[:-1]
        wrong[0] = seq[0] != first_seq
        wrong[1:] = np.where(is_first, seq[1:] != first_seq, seq[1:] != seq[:-1] + 1)
    return wrong


def _number_runs(columns: Columns) -> tuple[Whole, Mask, Mask]:
    """Order the entries by series and month; mark breaks in numbers, and where runs begin."""
    entries = columns.entries
    slot = (columns.series << 32) | columns.month
    order = np.lexsort((slot, columns.estate))
    slots, estates = slot[order], columns.estate[order]
    number = column(entries, "number")[order]
    begins = np.ones(len(order), np.bool_)
    begins[1:] = (slots[1:] != slots[:-1]) | (estates[1:] != estates[:-1])
    wrong = np.zeros(len(order), np.bool_)
    breaks = ~begins
    breaks[1:] &= number[1:] != number[:-1] + 1
    wrong[order] = breaks
    return order, wrong, begins


def numbers_of(columns: Columns) -> list[tuple[int, int, int, int, int]]:
    """Return estate, series, month, first and last number of every run of numbers."""
    order, _, begins = _number_runs(columns)
    if not len(order):
        return []
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(order)) - 1
    entries = columns.entries
    number = column(entries, "number")[order]
    return list(
        zip(
            columns.estate[order][first].tolist(),
            columns.series[order][first].tolist(),
            columns.month[order][first].tolist(),
            number[first].tolist(),
            number[last].tolist(),
            strict=True,
        )
    )
