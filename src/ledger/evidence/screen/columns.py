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
    place="bigint", flags="int", number="int", effective_on="date",
    recorded_at="timestamptz", approved_by="int", prepared_by="int", posted_by="int",
    reverses="int", line_count="int", key="bigint", rules="bigint", leaf="digest",
)  # fmt: skip
LINES = layout(
    place="bigint", flags="int", account="int", amount="bigint", after="bigint", version="int",
    merchant="int",
)  # fmt: skip
DIMENSIONS = layout(activity="int", dwelling="int", fund_grant="int")
ACCOUNTS = layout(
    estate="bigint", account="bigint", currency="int", is_wallet="int", is_issued="int",
    code="bigint", posted="bigint", version="bigint",
)  # fmt: skip
LOTS = layout(
    estate="bigint", seq="bigint", account="bigint", points="bigint", granted_on="date",
    activity="bigint", source="bigint", rules="bigint", lot="bigint", left="bigint",
    last_day="bigint",
)  # fmt: skip
LOT_USES = layout(
    estate="bigint", seq="bigint", account="bigint", points="bigint", lot="bigint",
    source="bigint", rules="bigint", last_day="bigint",
)  # fmt: skip
NODES = layout(estate="bigint", level="int", index="bigint", hash="digest")

SEQ_BITS = 40
_SEQ_MASK = (1 << SEQ_BITS) - 1
# Of entries: two bits for the series, then these.
_APPROVAL, _REVERSAL, _BLANK, _ORIGINAL = 4, 8, 16, 32
# Of lines: three bits for side and currency (-3 to 3, plus 3), then these and the line's number.
_SIDE_AND_CURRENCY, _NO_SIDE = 7, 3
_DIMENSIONS, _NARRATION, _LINE_NO_SHIFT = 8, 16, 5
_SINCE = np.datetime64("2000-01-01", "D")
UNKNOWN = 3
"""A series or currency that is none of ours."""


def place(estate: Whole, seq: Whole) -> Whole:
    """Return one number for the place of an entry, in the order of the journal.

    Raises `StreamIsOdd` where a book has more entries than ten for each second of three
    thousand years, or more books than people.
    """
    for each, bits in ((estate, 62 - SEQ_BITS), (seq, SEQ_BITS)):
        if len(each) and (int(each.min()) < 0 or int(each.max()) >> bits):
            raise StreamIsOdd
    return (estate << SEQ_BITS) | seq


def months_of(days: Whole) -> Whole:
    """Return the fiscal months (202604) of days since 2000."""
    months = (_SINCE + days.astype("timedelta64[D]")).astype("M8[M]").astype(np.int64)
    years, month = np.divmod(months, 12)
    fiscal: Whole = (years + 1970) * 100 + month + 1
    return fiscal


def have_dimensions(lines: Table) -> Mask:
    """Tell of each line whether it is about an activity, a dwelling or a fund grant."""
    about: Mask = (column(lines, "flags") & _DIMENSIONS) != 0
    return about


def in_order(lines: Table) -> Table:
    """Return lines, which come in the order of their entries, in the order of their numbers."""
    place, number = column(lines, "place"), column(lines, "flags") >> _LINE_NO_SHIFT
    if ((place[1:] == place[:-1]) & (number[1:] < number[:-1])).any():
        return lines[np.lexsort((number, place))]
    return lines


class Columns:
    """What was read of a stretch; raises `StreamIsOdd` where lines and entries do not pair.

    `dimensions` are those of the lines that `have_dimensions`, in order.
    """

    def __init__(
        self, *, entries: Table, lines: Table, accounts: Table, dimensions: Table | None = None
    ) -> None:
        self.entries, self.lines, self.accounts = entries, lines, accounts
        self._dimensions = dimensions
        self.place = column(entries, "place")
        line_place = column(lines, "place")
        for places in (self.place, line_place):
            if len(places) and (places < 0).any():
                raise StreamIsOdd
        self.estate: Whole = self.place >> SEQ_BITS
        self.seq: Whole = self.place & _SEQ_MASK
        self.line_estate: Whole = line_place >> SEQ_BITS
        self.flags = column(entries, "flags")
        self.line_flags = column(lines, "flags")
        is_first = np.ones(len(lines), np.bool_)
        is_first[1:] = line_place[1:] != line_place[:-1]
        self.line_start: Whole = np.flatnonzero(is_first)
        self.line_counts: Whole = np.diff(np.append(self.line_start, len(lines)))
        if not np.array_equal(line_place[self.line_start], self.place):
            raise StreamIsOdd
        self.entry_at: Whole = np.repeat(np.arange(len(entries)), self.line_counts)
        """The row of each line's entry."""
        self._known_accounts = place(column(accounts, "estate"), column(accounts, "account"))
        self.account_at = self.rows_of_accounts(self.line_estate, column(lines, "account"))
        side_and_currency = (self.line_flags & _SIDE_AND_CURRENCY) - _NO_SIDE
        self.is_debit: Mask = side_and_currency > 0
        self.currency: Whole = np.abs(side_and_currency) - 1
        """0 CNY, 1 PTS, 2 MIN; -1 where a line has no side."""
        amounts = column(lines, "amount")
        self.signed: Whole = np.where(self.is_debit, amounts, -amounts)

    def rows_of_accounts(self, estates: Whole, accounts: Whole) -> Whole:
        """Return the rows of these accounts; raises `StreamIsOdd` where one is not known."""
        known, wanted = self._known_accounts, place(estates, accounts)
        rows: Whole = np.searchsorted(known, wanted)
        if len(wanted) and (
            int(rows.max()) >= len(known) or not np.array_equal(known[rows], wanted)
        ):
            raise StreamIsOdd
        return rows

    @cached_property
    def series(self) -> Whole:
        """0 记, 1 积, 2 时."""
        series: Whole = self.flags & 3
        return series

    @cached_property
    def month(self) -> Whole:
        """The fiscal months (202604) of the entries."""
        return months_of(column(self.entries, "effective_on"))

    def about(self, dimension: str) -> Whole:
        """Return the id that each line has for a dimension, 0 for none."""
        if dimension == "merchant":
            return column(self.lines, dimension)
        ids: Whole = np.zeros(len(self.lines), np.int64)
        if self._dimensions is not None:
            told = have_dimensions(self.lines)
            if int(told.sum()) != len(self._dimensions):
                raise StreamIsOdd
            ids[told] = column(self._dimensions, dimension)
        return ids

    @cached_property
    def line_no(self) -> Whole:
        number: Whole = self.line_flags >> _LINE_NO_SHIFT
        return number

    @cached_property
    def has_no_side(self) -> Mask:
        odd: Mask = self.currency < 0
        return odd

    @cached_property
    def has_narration(self) -> Mask:
        """Of lines."""
        told: Mask = (self.line_flags & _NARRATION) != 0
        return told

    @cached_property
    def kept_leaves(self) -> bytes:
        """The leaf hashes as the journal keeps them, one behind the other."""
        return np.ascontiguousarray(self.entries["leaf"]).tobytes()

    def entries_of(self, estate_id: int) -> tuple[int, int]:
        """Return the first row of a book's entries and the row behind its last."""
        first, last = np.searchsorted(self.estate, [estate_id, estate_id + 1])
        return int(first), int(last)

    def _flag(self, bit: int) -> Mask:
        flagged: Mask = (self.flags & bit) != 0
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
