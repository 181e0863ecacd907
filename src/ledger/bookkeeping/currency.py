"""The three records that never mix: money, points and service minutes (domain.md §2.2)."""

from __future__ import annotations

from enum import StrEnum


class Currency(StrEnum):
    """A unit in which a book is kept; amounts are whole numbers of its minor unit."""

    CNY = "CNY"
    """Money, counted in fen (scale 2)."""
    PTS = "PTS"
    """积分, counted in whole points (scale 0)."""
    MIN = "MIN"
    """服务时长, counted in whole minutes (scale 0)."""

    @property
    def scale(self) -> int:
        """Decimal places between the major and the minor unit."""
        return 2 if self is Currency.CNY else 0


class EntrySeries(StrEnum):
    """凭证字: which numbering series an entry belongs to."""

    MONEY = "记"
    POINTS = "积"
    MINUTES = "时"

    @property
    def currency(self) -> Currency:
        """The currency of every line of an entry in this series."""
        return _CURRENCY_OF_SERIES[self]


_CURRENCY_OF_SERIES = {
    EntrySeries.MONEY: Currency.CNY,
    EntrySeries.POINTS: Currency.PTS,
    EntrySeries.MINUTES: Currency.MIN,
}

LARGEST_AMOUNT = 10**15
"""Largest absolute amount of one line, in minor units: ten trillion yuan. Nine thousand such lines
on one side fit in 64 bits; `Balance.after` refuses the next."""

LARGEST_ENTERED = 10**12
"""Largest amount of a line that people type or import: ten milliard yuan in fen. Nine million such
lines in one account and month fit in 64 bits, so nobody can make sums that no report can show."""
