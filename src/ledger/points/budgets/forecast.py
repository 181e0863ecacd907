"""What will be redeemed and what will expire, month by month, if no more points are issued. Pure.

Of what is redeemed in a month, the points nearest to their last day go first, as at the counter;
what is left of a month's lots on their last day expires. The rate at which people redeem is the
mean of the last full months, exactly, and rounded down month by month over the sum so far.

Nobody at the counter chooses by source. So of what is redeemed out of the points of one last month
each source gives in proportion to what it has among them: whole points first, and what is then
missing from the largest remainders, of equal ones from the lower code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from ledger.bookkeeping.period import Month

MONTHS_AHEAD = 12
MONTHS_BEHIND = 6

BySource = Mapping[str, int]
"""Points by issuing account."""


@dataclass(frozen=True, slots=True)
class ForecastMonth:
    """One month to come, in points.

    `last_day_in_month` is what ends in it if nobody spends, `expired` what does after `redeemed`;
    `outstanding` stands at its end. The same by source, sources without any left out.
    """

    month: Month
    last_day_in_month: int
    redeemed: int
    expired: int
    outstanding: int
    redeemed_by_source: BySource = field(default_factory=dict)
    expired_by_source: BySource = field(default_factory=dict)


def mean_of(redeemed: Sequence[int]) -> Fraction:
    """Return the mean of full months, none of which is left out; 0 where there are none."""
    return Fraction(sum(redeemed), len(redeemed)) if redeemed else Fraction(0)


def shared_out(points: int, held: BySource) -> dict[str, int]:
    """Return how many of `points` each source gives, in proportion to what it holds.

    No source gives more than it holds, and all together give `points`, of which there may not be
    more than all hold.
    """
    total = sum(held.values())
    if points == 0 or total == 0:
        return {}
    given = {source: points * has // total for source, has in held.items()}
    missing = points - sum(given.values())
    remainders = sorted(held, key=lambda source: (-(points * held[source] % total), source))
    for source in remainders[:missing]:
        given[source] += 1
    return {source: gives for source, gives in given.items() if gives}


def forecast(
    ending: Mapping[Month | None, BySource], *, monthly: Fraction, months: Sequence[Month]
) -> list[ForecastMonth]:
    """Return the months to come in their order.

    `ending` is what is outstanding now by the month of its last day, None for what has none, and
    by source. What should have ended before the first month ends in it.
    """
    first = months[0]
    later = sorted({month for month in ending if month is not None and month > months[-1]})
    order = (*months, *later, None)
    buckets: dict[Month | None, dict[str, int]] = {month: {} for month in order}
    for ends_in, held in ending.items():
        bucket = buckets[None if ends_in is None else max(ends_in, first)]
        for source, points in held.items():
            bucket[source] = bucket.get(source, 0) + points
    due = {month: sum(held.values()) for month, held in buckets.items()}
    found = []
    for place, month in enumerate(months, start=1):
        wanted = int(monthly * place) - int(monthly * (place - 1))
        redeemed: dict[str, int] = {}
        for each in order[place - 1 :]:
            held = buckets[each]
            used = min(sum(held.values()), wanted - sum(redeemed.values()))
            for source, points in shared_out(used, held).items():
                held[source] -= points
                redeemed[source] = redeemed.get(source, 0) + points
        expired = {source: points for source, points in buckets.pop(month).items() if points}
        found.append(
            ForecastMonth(
                month=month,
                last_day_in_month=due[month],
                redeemed=sum(redeemed.values()),
                expired=sum(expired.values()),
                outstanding=sum(sum(held.values()) for held in buckets.values()),
                redeemed_by_source=redeemed,
                expired_by_source=expired,
            )
        )
    return found
