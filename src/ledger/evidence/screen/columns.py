"""The columns of a stretch: its entries, lines and accounts, and how they belong together."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ledger.evidence.screen.streams import StreamIsOdd, Table, Whole, column, layout

Mask = NDArray[np.bool_]
Doubt = tuple[str, Whole]
"""A reason, and the estates whose books it makes doubtful."""

ENTRIES = layout(
    estate="bigint", seq="bigint", series="int", month="int", number="bigint",
    effective_on="date", recorded_at="timestamptz", flags="int", approved_by="bigint",
    prepared_by="bigint", posted_by="bigint", reverses="bigint", line_count="int", key="bigint",
    rules="bigint", leaf="digest",
)  # fmt: skip
LINES = layout(
    estate="bigint", seq="bigint", line_no="int", account="bigint", side="int", amount="bigint",
    after="bigint", version="bigint", currency="int", activity="bigint", dwelling="bigint",
    fund_grant="bigint", merchant="bigint", has_narration="int",
)  # fmt: skip
ACCOUNTS = layout(
    estate="bigint", account="bigint", currency="int", is_wallet="int", is_issued="int",
    code="bigint", posted="bigint", version="bigint",
)  # fmt: skip
LOTS = layout(
    estate="bigint", seq="bigint", account="bigint", points="bigint", granted_on="date",
    activity="bigint", source="bigint", rules="bigint",
)  # fmt: skip
LOT_USES = layout(estate="bigint", seq="bigint", account="bigint", points="bigint")
NODES = layout(estate="bigint", level="int", index="bigint", hash="digest")

_SEQ_BITS = 40
_APPROVAL, _REVERSAL, _BLANK, _ORIGINAL = 1, 2, 4, 8


def place(estate: Whole, seq: Whole) -> Whole:
    """Return one number for the place of an entry, in the order of the journal.

    Raises `StreamIsOdd` where a book has more entries than ten for each second of three
    thousand years, or more books than people.
    """
    for each, bits in ((estate, 62 - _SEQ_BITS), (seq, _SEQ_BITS)):
        if len(each) and (int(each.min()) < 0 or int(each.max()) >> bits):
            raise StreamIsOdd
    return (estate << _SEQ_BITS) | seq


class Columns:
    """What was read of a stretch; raises `StreamIsOdd` where lines and entries do not pair."""

    def __init__(self, *, entries: Table, lines: Table, accounts: Table) -> None:
        self.entries, self.lines, self.accounts = entries, lines, accounts
        self.estate = column(entries, "estate")
        self.seq = column(entries, "seq")
        self.line_estate = column(lines, "estate")
        self.place = place(self.estate, self.seq)
        line_place = place(self.line_estate, column(lines, "seq"))
        is_first = np.ones(len(lines), np.bool_)
        is_first[1:] = line_place[1:] != line_place[:-1]
        self.line_start: Whole = np.flatnonzero(is_first)
        self.line_counts: Whole = np.diff(np.append(self.line_start, len(lines)))
        if not np.array_equal(line_place[self.line_start], self.place):
            raise StreamIsOdd
        self.entry_at: Whole = np.repeat(np.arange(len(entries)), self.line_counts)
        """The row of each line's entry."""
        known = place(column(accounts, "estate"), column(accounts, "account"))
        wanted = place(self.line_estate, column(lines, "account"))
        self.account_at: Whole = np.searchsorted(known, wanted)
        if len(wanted) and (
            int(self.account_at.max()) >= len(known)
            or not np.array_equal(known[self.account_at], wanted)
        ):
            raise StreamIsOdd
        side = column(lines, "side")
        self.signed: Whole = np.where(side > 0, 1, -1) * column(lines, "amount")

    @cached_property
    def kept_leaves(self) -> bytes:
        """The leaf hashes as the journal keeps them, one behind the other."""
        return np.ascontiguousarray(self.entries["leaf"]).tobytes()

    def entries_of(self, estate_id: int) -> tuple[int, int]:
        """Return the first row of a book's entries and the row behind its last."""
        first, last = np.searchsorted(self.estate, [estate_id, estate_id + 1])
        return int(first), int(last)

    def _flag(self, bit: int) -> Mask:
        flagged: Mask = (self.entries["flags"] & bit) != 0
        return flagged

    @cached_property
    def needs_approval(self) -> Mask:
        return self._flag(_APPROVAL)

    @cached_property
    def is_reversal(self) -> Mask:
        return self._flag(_REVERSAL)

    @cached_property
    def has_blank_narration(self) -> Mask:
        return self._flag(_BLANK)

    @cached_property
    def names_original(self) -> Mask:
        return self._flag(_ORIGINAL)
