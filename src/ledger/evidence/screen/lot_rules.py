"""积分批次 of a stretch: what entries gave and took is what lots were opened and used with.

What is left in lots is what their uses left, and what their wallet's balance says; of a book in
parts that is known when all parts are together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from ledger.evidence.screen.columns import SEQ_BITS, Columns, Doubt, place
from ledger.evidence.screen.streams import Table, Whole, column

Sums = tuple[Whole, Whole, Whole]
"""Place of an entry, account, points; one row for each pair, in order."""


@dataclass(slots=True)
class Shelf:
    """What the lots of one or more stretches leave to be explained by other stretches.

    `missing` are points that went from a lot without a use, or the other way round, by the place
    of the lot; `left` are the points in lots by the row of their account.
    """

    left: Whole
    missing: list[tuple[Whole, Whole]] = field(default_factory=list)

    @classmethod
    def of(cls, columns: Columns, lots: Table, uses: Table) -> Shelf:
        """Return what the lots and uses of a stretch come to; raises `StreamIsOdd`."""
        left = np.zeros(len(columns.accounts), np.int64)
        rows = columns.rows_of_accounts(column(lots, "estate"), column(lots, "account"))
        np.add.at(left, rows, column(lots, "left"))
        shelf = cls(left)
        shelf.missing.append(
            _explained(
                (
                    place(column(lots, "estate"), column(lots, "lot")),
                    place(column(uses, "estate"), column(uses, "lot")),
                ),
                (column(lots, "points") - column(lots, "left"), -column(uses, "points")),
            )
        )
        return shelf

    def take(self, other: Shelf) -> None:
        """Take what the next stretch of the same book came to."""
        self.left += other.left
        self.missing += other.missing

    def unexplained(self) -> Whole:
        """Return the estates of lots that do not hold what their uses left."""
        places, _ = _explained(*zip(*self.missing, strict=True))
        return places >> SEQ_BITS


def points_owed(columns: Columns) -> Whole:
    """Return what each account's lots must hold: a wallet's balance, and nothing elsewhere."""
    is_wallet = column(columns.accounts, "is_wallet") != 0
    owed: Whole = np.where(is_wallet, -column(columns.accounts, "posted"), 0)
    return owed


def _explained(places: Sequence[Whole], points: Sequence[Whole]) -> tuple[Whole, Whole]:
    """Sum the points by place and return the places where they are not zero."""
    if not (at := np.concatenate(places)).size:
        return at, at
    distinct, which = np.unique(at, return_inverse=True)
    sums = np.zeros(len(distinct), np.int64)
    np.add.at(sums, which, np.concatenate(points))
    differs = sums != 0
    return distinct[differs], sums[differs]


def check_lots(columns: Columns, lots: Table, uses: Table) -> Iterator[Doubt]:
    """Yield a doubt where lots and wallets do not agree, entry by entry."""
    lines = columns.lines
    in_wallet = column(columns.accounts, "is_wallet")[columns.account_at] != 0
    # What reversals do to lots is looked at with the reversals.
    in_wallet &= ~columns.names_original[columns.entry_at]
    use_places = place(column(uses, "estate"), column(uses, "seq"))
    uses = uses[~np.isin(use_places, columns.place[columns.names_original])]
    places = columns.place[columns.entry_at]
    is_debit = columns.is_debit
    account, amount = column(lines, "account"), column(lines, "amount")
    for reason, moved, kept in (
        ("lots", in_wallet & ~is_debit, lots),
        ("lot_uses", in_wallet & is_debit, uses),
    ):
        of_entries = _sums(places[moved], account[moved], amount[moved])
        of_lots = _sums(
            place(column(kept, "estate"), column(kept, "seq")),
            column(kept, "account"),
            column(kept, "points"),
        )
        yield reason, _differing(of_entries, of_lots) >> SEQ_BITS
    yield "lot_record", _differing_records(columns, lots)
    yield "lot_record", _changed_on_the_way(lots, uses)


def _sums(places: Whole, accounts: Whole, points: Whole) -> Sums:
    if not len(places):
        return places, accounts, points
    order = np.lexsort((accounts, places))
    places, accounts, points = places[order], accounts[order], points[order]
    begins = np.ones(len(places), np.bool_)
    begins[1:] = (places[1:] != places[:-1]) | (accounts[1:] != accounts[:-1])
    first = np.flatnonzero(begins)
    return places[first], accounts[first], np.add.reduceat(points, first)


def _differing(one: Sums, other: Sums) -> Whole:
    """Return the places where the sums are not the same on both sides."""
    if all(np.array_equal(a, b) for a, b in zip(one, other, strict=True)):
        return np.zeros(0, np.int64)
    places, _, points = _sums(
        np.concatenate((one[0], other[0])),
        np.concatenate((one[1], other[1])),
        np.concatenate((one[2], -other[2])),
    )
    differing: Whole = places[points != 0]
    return differing


def _differing_records(columns: Columns, lots: Table) -> Whole:
    """Return the estates of lots that tell their entry's day, rules, source or activity wrongly."""
    lot_place = place(column(lots, "estate"), column(lots, "seq"))
    at = np.searchsorted(columns.place, lot_place)
    if not len(at):
        return np.zeros(0, np.int64)
    if int(at.max()) >= len(columns.place) or (columns.place[at] != lot_place).any():
        return column(lots, "estate")
    entries = columns.entries
    accounts = columns.account_at
    issued = column(columns.accounts, "is_issued")[accounts] != 0
    codes = np.zeros(len(entries), np.int64)
    codes[columns.entry_at[issued]] = column(columns.accounts, "code")[accounts[issued]]
    activities = np.maximum.reduceat(columns.about("activity"), columns.line_start)
    wrong = (
        (column(lots, "granted_on") != column(entries, "effective_on")[at])
        | (column(lots, "rules") != column(entries, "rules")[at])
        # What an entry moved has no source in it; it is held to the lots that it came from.
        | ((column(lots, "source") != codes[at]) & (codes[at] != 0))
        | (column(lots, "activity") != activities[at])
    ) & ~columns.names_original[at]
    estates: Whole = column(lots, "estate")[wrong]
    return estates


def _changed_on_the_way(lots: Table, uses: Table) -> Whole:
    """Return the estates of lots that were moved and are not what they were before."""
    lot_place = place(column(lots, "estate"), column(lots, "seq"))
    use_place = place(column(uses, "estate"), column(uses, "seq"))
    if not len(lot_place) or not len(use_place):
        return np.zeros(0, np.int64)
    at = np.minimum(np.searchsorted(lot_place, use_place), len(lot_place) - 1)
    wrong = np.zeros(len(use_place), np.bool_)
    for name in ("source", "rules", "last_day"):
        wrong |= column(lots, name)[at] != column(uses, name)
    estates: Whole = column(uses, "estate")[wrong & (lot_place[at] == use_place)]
    return estates
