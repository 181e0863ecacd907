"""What will be redeemed and what will expire, month by month, if no more points are issued. Pure.

Of what is redeemed in a month, the points nearest to their last day go first, as at the counter;
what is left of a month's lots on their last day expires. The rate at which people redeem is the
mean of the last full months, exactly, and rounded down month by month over the sum so far.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.bookkeeping.period import Month

MONTHS_AHEAD = 12
MONTHS_BEHIND = 6


@dataclass(frozen=True, slots=True)
class ForecastMonth:
    """One month to come, in points.

    `last_day_in_month` is what ends in it if nobody spends, `expired` what does after `redeemed`;
    `outstanding` stands at its end.
    """

    month: Month
    last_day_in_month: int
    redeemed: int
    expired: int
    outstanding: int


def mean_of(redeemed: Sequence[int]) -> Fraction:
    """Return the mean of full months, none of which is left out; 0 where there are none."""
    return Fraction(sum(redeemed), len(redeemed)) if redeemed else Fraction(0)


def forecast(
    ending: Mapping[Month | None, int], *, monthly: Fraction, months: Sequence[Month]
) -> list[ForecastMonth]:
    """Return the months to come in their order.

    `ending` is what is outstanding now by the month of its last day, None for what has none.
    What should have ended before the first month ends in it.
    """
    first, last = months[0], months[-1]
    buckets = dict.fromkeys(months, 0)
    later = 0
    for month, points in ending.items():
        if month is None or month > last:
            later += points
        else:
            buckets[max(month, first)] += points
    due = dict(buckets)
    found = []
    for place, month in enumerate(months, start=1):
        wanted = int(monthly * place) - int(monthly * (place - 1))
        left = wanted
        for bucket in months[place - 1 :]:
            used = min(buckets[bucket], left)
            buckets[bucket] -= used
            left -= used
        used = min(later, left)
        later -= used
        left -= used
        expired, buckets[month] = buckets[month], 0
        found.append(
            ForecastMonth(month, due[month], wanted - left, expired, later + sum(buckets.values()))
        )
    return found
